import type { Analysis } from "../analysis/analysis.ts";
import type { Problem } from "../evaluation/problems.ts";
import { defineProblem } from "./definitions.ts";
import type { Fix } from "./fix.ts";

/**
 * Candidate fixes of a problem, the most likely first. `trial.ts` finds out whether one fixes it and breaks nothing
 * else, in every use of a block. Problems in an imported file are fixed there.
 */
export function fixesFor(problem: Problem, analysis: Analysis): readonly Fix[] {
    const [first] = problem.occurrences;
    return first === undefined || first.location.uri === analysis.uri ? defineProblem(problem, analysis).fixes() : [];
}
