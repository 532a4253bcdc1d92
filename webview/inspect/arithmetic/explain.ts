import type { Arithmetic } from "../../../server/arithmetic.ts";
import { explainElementwise } from "./elementwise.ts";
import type { Explanation, LayerTensors } from "./explanation.ts";
import { explainNormalization } from "./normalization.ts";
import { explainSoftmax } from "./softmax.ts";
import { explainConvolution, explainLinear, explainMaximum, explainMean } from "./windows.ts";

/**
 * How a layer computes the element `cell` of its result, an index without the batch. `shown` is the number of input
 * channels that are given with their cells, the strongest first. Undefined if a step is an unknown operator.
 */
export function explain(
    arithmetic: Arithmetic, tensors: LayerTensors, cell: readonly number[], shown: number,
): Explanation | undefined {
    switch (arithmetic.kind) {
        case "convolution":
            return explainConvolution(arithmetic, tensors, cell, shown);
        case "linear":
            return explainLinear(tensors, cell, shown);
        case "maximum":
            return explainMaximum(arithmetic, tensors, cell);
        case "mean":
            return explainMean(arithmetic, tensors, cell);
        case "normalization":
            return explainNormalization(arithmetic, tensors, cell);
        case "softmax":
            return explainSoftmax(arithmetic, tensors, cell);
        case "elementwise":
            return explainElementwise(arithmetic, tensors, cell);
    }
}
