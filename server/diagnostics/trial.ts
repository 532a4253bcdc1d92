import { analyze } from "../analysis/analyze.ts";
import type { Analysis } from "../analysis/analysis.ts";
import type { AnalysisHost } from "../names/host.ts";
import { findDiagnostics, type Diagnostic } from "./diagnostics.ts";
import { applyChanges, type TextChange } from "./edits.ts";
import type { Fix } from "./fix.ts";

/** A file with all that is found wrong with it. */
export interface Examined {
    readonly analysis: Analysis;
    readonly found: readonly Diagnostic[];
    readonly host: AnalysisHost;
}

/**
 * The fixes of a diagnostic that do mend it: each has been tried on a copy of the text, where the diagnostic is gone
 * and no other error or warning has come. So a number that fits one use of a block and breaks another is not offered.
 * A fix that is certain may let a warning come: what was meant was there all along, and is only now understood.
 */
export function helpfulFixes(diagnostic: Diagnostic, examined: Examined): readonly Fix[] {
    const candidates = diagnostic.fixes();
    const helpful = candidates.filter((fix) => fix.edits.length > 0 && mends(fix, diagnostic, examined));
    const hasPreferred = helpful.some(({ preferred }) => preferred) || !candidates.some(({ preferred }) => preferred);
    return hasPreferred ? helpful : helpful.map((fix, index) => ({ ...fix, preferred: index === 0 }));
}

/** The text after every fix of an error that is certain, as far as they do not overlap. */
export function certainChanges({ found }: Pick<Examined, "found">): readonly TextChange[] {
    const changes: TextChange[] = [];
    for (const diagnostic of found) {
        const fix = diagnostic.severity === "error" ? diagnostic.fixes().find(({ certain }) => certain === true) : undefined;
        if (fix?.edits.every((edit) => changes.every((other) => !overlaps(edit, other))) === true) {
            changes.push(...fix.edits);
        }
    }
    return changes;
}

function mends({ edits, certain }: Fix, diagnostic: Diagnostic, { analysis, found, host }: Examined): boolean {
    const { uri, file } = analysis;
    const text = { text: applyChanges(file.text, edits) };
    const changed = { ...host, readText: (other: string) => (other === uri ? text : host.readText(other)) };
    const after = findDiagnostics(analyze(uri, changed));
    const before = new Set(found.map((one) => identity(one, edits)));
    const mended = identity(diagnostic, edits);
    // What is not used is said only once no line is wrong any more: it has not come with the fix.
    const wasWrong = found.some(({ severity }) => severity === "error");
    return after.every((one) => {
        const now = identity(one, []);
        const isKnown = before.has(now) || (one.unnecessary === true && wasWrong);
        const mayCome = certain === true ? one.severity !== "error" : one.severity === "hint" || one.severity === "information";
        return now !== mended && (isKnown || mayCome);
    });
}

/** A diagnostic's code and where it begins after the edits. */
function identity({ code, span }: Diagnostic, edits: readonly TextChange[]): string {
    const moved = edits.reduce((offset, edit) => {
        const grown = edit.text.length - (edit.span.end - edit.span.start);
        return edit.span.end <= span.start ? offset + grown : offset;
    }, span.start);
    return `${code}:${moved}`;
}

function overlaps(a: TextChange, b: TextChange): boolean {
    return a.span.start <= b.span.end && b.span.start <= a.span.end;
}
