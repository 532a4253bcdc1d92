import type { Span } from "../../grammar/syntax-tree.ts";
import { analyze } from "../analysis/analyze.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { foundOnce } from "../graph/found-once.ts";
import { Budget, limits } from "../limits.ts";
import type { AnalysisHost } from "../names/host.ts";
import { text, type Text } from "../text.ts";
import { findDiagnostics, type Diagnostic } from "./diagnostics.ts";
import { applyChanges, type TextChange } from "./edits.ts";
import type { Fix } from "./fix.ts";
import { firstIndex } from "../../grammar/spans.ts";

/** A file with all its diagnostics. */
export interface Examined {
    readonly analysis: Analysis;
    readonly found: readonly Diagnostic[];
    readonly host: AnalysisHost;
}

/** Lets other work run between two steps; rejects if the result is no longer needed. */
export type Pause = () => Promise<void>;

/** The candidate fixes of a diagnostic, and the results of trying them. */
export interface FixTrials {
    readonly candidates: readonly Fix[];
    /** Why a tried fix is not offered; undefined if it is. */
    readonly refusals: Map<Fix, Text | undefined>;
}

export function newFixTrials(diagnostic: Diagnostic): FixTrials {
    return { candidates: diagnostic.fixes().filter(({ edits }) => edits.length > 0), refusals: new Map() };
}

/**
 * Tries a fix on a copy of the text, once: it is refused unless its diagnostic disappears and no other error or warning
 * appears. So a number that suits one use of a block and breaks another is refused. A certain fix may reveal a warning
 * about code that could not be analysed before. Returns why it is refused.
 */
export function tryFix(
    fix: Fix, trials: FixTrials, diagnostic: Diagnostic, examined: Examined,
): Text | undefined {
    if (!trials.refusals.has(fix)) {
        trials.refusals.set(fix, refusalOf(fix, diagnostic, examined));
    }
    return trials.refusals.get(fix);
}

/** A fix that is not refused so far. */
export interface OfferedFix extends Fix {
    /** Its index among the candidates. */
    readonly candidate: number;
    readonly isTried: boolean;
}

/** The fixes that are not refused so far. If the preferred candidate is refused, the first of the rest is preferred. */
export function offeredFixes({ candidates, refusals }: FixTrials): readonly OfferedFix[] {
    const offered = candidates.flatMap((fix, candidate): readonly OfferedFix[] =>
        refusals.get(fix) === undefined ? [{ ...fix, candidate, isTried: refusals.has(fix) }] : []);
    const hasPreferred = offered.some(({ preferred }) => preferred) || !candidates.some(({ preferred }) => preferred);
    return hasPreferred ? offered : offered.map((fix, index) => ({ ...fix, preferred: index === 0 }));
}

/**
 * The advice of the first fix that is not refused; the help of the diagnostic if that fix has none, or if a trial would
 * exceed the budget.
 */
export function triedHelp(
    diagnostic: Diagnostic, examined: Examined, budget = new Budget(limits.helpTrials),
): string | undefined {
    const trials = newFixTrials(diagnostic);
    const offered = trials.candidates.some(({ help }) => help !== undefined)
        ? trials.candidates.find((fix) => !budget.spend(trialCost(examined.analysis)) ||
            tryFix(fix, trials, diagnostic, examined) === undefined)
        : undefined;
    return budget.isExceeded ? diagnostic.help : offered?.help ?? diagnostic.help;
}

/** The lines and layers that a trial analyses; a long line counts as several. */
export function trialCost({ models, file }: Analysis): number {
    return models.reduce((sum, { layers }) => sum + layers.length, lineCount(file));
}

const lengthOfALine = 40;
const lineCount = foundOnce(({ text: source }: Analysis["file"]) =>
    Math.max(source.split("\n").length, Math.ceil(source.length / lengthOfALine)));

/** The edits of all certain fixes of errors; of overlapping fixes, the first. */
export async function certainChanges(found: readonly Diagnostic[], pause: Pause): Promise<readonly TextChange[]> {
    const changes = new DisjointChanges();
    for (const diagnostic of found) {
        await pause();
        const fix = certainFix(diagnostic);
        if (fix?.edits.every((edit) => !changes.overlap(edit.span)) === true) {
            fix.edits.forEach((edit) => changes.add(edit));
        }
    }
    return changes.inOrder;
}

/** Changes of a text that do not overlap, in the order of their spans. */
class DisjointChanges {
    readonly inOrder: TextChange[] = [];

    /** Whether a span overlaps or touches a change. */
    overlap({ start, end }: Span): boolean {
        const next = this.inOrder[firstIndex(this.inOrder, ({ span }) => span.end >= start)];
        return next !== undefined && next.span.start <= end;
    }

    add(change: TextChange): void {
        this.inOrder.splice(firstIndex(this.inOrder, ({ span }) => span.start > change.span.start), 0, change);
    }
}

/** Whether `certainChanges` has any edits. */
export async function hasCertainChanges(found: readonly Diagnostic[], pause: Pause): Promise<boolean> {
    for (const diagnostic of found) {
        await pause();
        if (certainFix(diagnostic) !== undefined) {
            return true;
        }
    }
    return false;
}

function certainFix({ severity, fixes }: Diagnostic): Fix | undefined {
    return severity === "error" ? fixes().find(({ certain }) => certain === true) : undefined;
}

function refusalOf(
    { edits, certain }: Fix, diagnostic: Diagnostic, { analysis, found, host }: Examined,
): Text | undefined {
    const { uri, file } = analysis;
    const fixedText = { text: applyChanges(file.text, edits) };
    const changed = { ...host, readText: (other: string) => (other === uri ? fixedText : host.readText(other)) };
    const after = findDiagnostics(analyze(uri, changed));
    const before = new Set(found.map((one) => identity(one, edits)));
    const fixed = identity(diagnostic, edits);
    if (after.some((one) => identity(one, []) === fixed)) {
        return text("`{code}` would remain", { code: diagnostic.code });
    }
    // Unused code is only reported once there are no errors, so the fix did not cause it.
    const wasWrong = found.some(({ severity }) => severity === "error");
    const caused = after.find((one) => {
        const isKnown = before.has(identity(one, [])) || (one.unnecessary === true && wasWrong);
        const mayCome = certain === true
            ? one.severity !== "error"
            : one.severity === "hint" || one.severity === "information";
        return !isKnown && !mayCome;
    });
    return caused === undefined
        ? undefined
        : text("it would cause `{code}` on line {line}: {message}", {
            code: caused.code, line: lineOf(fixedText.text, caused.span.start), message: caused.message,
        });
}

/** The number of the line of an offset, from 1. */
function lineOf(text: string, offset: number): number {
    return text.slice(0, offset).split("\n").length;
}

/** A diagnostic's code and its start after the edits. */
function identity({ code, span }: Diagnostic, edits: readonly TextChange[]): string {
    const moved = edits.reduce((offset, edit) => {
        const grown = edit.text.length - (edit.span.end - edit.span.start);
        return edit.span.end <= span.start ? offset + grown : offset;
    }, span.start);
    return `${code}:${moved}`;
}
