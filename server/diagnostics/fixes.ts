import type { Analysis } from "../analysis/analysis.ts";
import type { Problem } from "../evaluation/problems.ts";
import { candidateFixes } from "./definitions.ts";
import type { Fix } from "./fix.ts";

/**
 * What may fix a problem, the likeliest first. These are candidates: whether one fixes it and breaks nothing else, in
 * every use of a block, is found by trying (`trial.ts`). What lies in an imported file is fixed there.
 */
export function fixesFor(problem: Problem, { uri, file, names, uses }: Analysis): readonly Fix[] {
    const { span, occurrences } = problem;
    const [first] = occurrences;
    if (first !== undefined && first.location.uri !== uri) {
        return [];
    }
    return candidateFixes(problem, { file, uri, names, span, occurrences, uses });
}
