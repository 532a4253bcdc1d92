import type { Analysis } from "../analysis/analysis.ts";
import { definitionOf } from "./definitions.ts";

/**
 * Whether a file has no errors and no pending imports. While a line is incomplete or wrong, everything it would use
 * looks unused.
 */
export function isSettled({ problems, pending }: Analysis): boolean {
    return pending.length === 0 && !problems.some(({ finding }) => definitionOf(finding).severity === "error");
}
