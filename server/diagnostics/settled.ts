import type { Analysis } from "../analysis/analysis.ts";
import { definitionOf } from "./definitions.ts";

/**
 * Whether a file has no error and no import that is still being read. While a line is being written, or is wrong, what
 * it would use looks unused.
 */
export function isSettled({ problems, pending }: Analysis): boolean {
    return pending.length === 0 && !problems.some(({ finding }) => definitionOf(finding).severity === "error");
}
