import { activationRows } from "./activations.ts";
import { convolutionRows } from "./convolutions.ts";
import { mergingRows } from "./merging.ts";
import { normalizationRows } from "./normalizations.ts";
import { poolingRows } from "./poolings.ts";
import { resamplingRows } from "./resampling.ts";
import { reshapingRows } from "./reshaping.ts";
import type { NumericRow } from "./row.ts";

/** The numbers of every layer, computed without the project's rules or ONNX forms. */
export const numericRows: readonly NumericRow[] = [
    ...convolutionRows, ...poolingRows, ...normalizationRows, ...activationRows, ...resamplingRows, ...reshapingRows,
    ...mergingRows,
];
