import type { Diagnostic } from "../../server/diagnostics/diagnostics.ts";
import { newFixTrials, offeredFixes, tryFix, type Examined, type OfferedFix } from "../../server/diagnostics/trial.ts";

/** The fixes of a diagnostic that are left once each has been tried. */
export function helpfulFixes(diagnostic: Diagnostic, examined: Examined): readonly OfferedFix[] {
    const trials = newFixTrials(diagnostic);
    for (const fix of trials.candidates) {
        tryFix(fix, trials, diagnostic, examined);
    }
    return offeredFixes(trials);
}
