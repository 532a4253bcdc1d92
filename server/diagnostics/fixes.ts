import type { Analysis } from "../analysis/analysis.ts";
import type { Problem } from "../evaluation/problems.ts";
import type { TextChange } from "./edits.ts";
import { layerArgumentFixes } from "./fixes/layer-arguments.ts";
import { mergingFixes } from "./fixes/merging.ts";
import { modelFixes } from "./fixes/model.ts";
import { namingFixes, parserFixes, suggestionFixes } from "./fixes/naming.ts";
import { shapeFixes } from "./fixes/shapes.ts";

/** A change of the text that mends a diagnostic. */
export interface Fix {
    /** What it does, for a menu: "Change to `kernel`". */
    readonly title: string;
    readonly edits: readonly TextChange[];
    /** Whether it is what was most probably meant. */
    readonly preferred: boolean;
    /** Whether hardly anything else can have been meant, so that it may be done to a whole file at once. */
    readonly certain?: boolean;
}

/**
 * What may mend a problem, the likeliest first. These are candidates: whether one mends it and breaks nothing else, in
 * every use of a block, is told by trying (`trial.ts`). What lies in an imported file is mended there.
 */
export function fixesFor(problem: Problem, { uri, file, uses }: Analysis): readonly Fix[] {
    const [first] = problem.occurrences;
    if (first !== undefined && first.location.uri !== uri) {
        return [];
    }
    switch (problem.source) {
        case "syntax":
            return parserFixes(problem.finding);
        case "model":
            return [
                ...suggestionFixes(problem.finding, problem.span, file.text),
                ...namingFixes(problem.finding, problem.span, file, uses),
                ...modelFixes(problem.finding, problem, file),
            ];
        case "layer": {
            const { finding, layer, occurrences } = problem;
            const mistake = { problem: finding, layer, occurrences, file, uri };
            return [...layerArgumentFixes(mistake), ...shapeFixes(mistake), ...mergingFixes(mistake)];
        }
    }
}
