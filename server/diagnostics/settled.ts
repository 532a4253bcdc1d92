import type { Analysis } from "../analysis/analysis.ts";
import type { Problem } from "../evaluation/problems.ts";
import { layerEntries } from "./layers.ts";
import { modelEntries } from "./model.ts";

/**
 * Whether a file is whole, so that what is not used in it is not meant to be: while a line is being written, or is
 * wrong, what it would use looks unused.
 */
export function isSettled({ problems, pending }: Analysis): boolean {
    return pending.length === 0 && !problems.some(isError);
}

function isError(problem: Problem): boolean {
    switch (problem.source) {
        case "syntax": return true;
        case "layer": return layerEntries[problem.finding.code].severity === "error";
        case "model": return modelEntries[problem.finding.code].severity === "error";
    }
}
