import type { Analysis } from "../analysis/analysis.ts";
import type { Problem } from "../evaluation/problems.ts";
import { defineProblem } from "./definitions.ts";
import type { Fix } from "./fix.ts";

/**
 * What may fix a problem, the likeliest first. These are candidates: whether one fixes it and breaks nothing else, in
 * every use of a block, is found by trying (`trial.ts`). What lies in an imported file is fixed there.
 */
export function fixesFor(problem: Problem, analysis: Analysis): readonly Fix[] {
    const [first] = problem.occurrences;
    return first === undefined || first.location.uri === analysis.uri ? defineProblem(problem, analysis).fixes() : [];
}
