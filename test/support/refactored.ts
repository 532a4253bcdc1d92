import { applyChanges } from "../../server/diagnostics/edits.ts";
import { findDiagnostics } from "../../server/diagnostics/diagnostics.ts";
import type { Refactoring, Selected } from "../../server/features/refactorings/refactoring.ts";
import { findRefactorings } from "../../server/features/refactorings/refactorings.ts";
import { tryRefactoring } from "../../server/features/refactorings/tried-refactoring.ts";
import { analyzed } from "./marked-source.ts";

/** A text whose selection is between `«` and `»`, or whose cursor is at `|`, as refactorings see it. */
export function selectedIn(marked: string, files: Readonly<Record<string, string>> = {}): Selected {
    const [start, end] = marked.includes("«")
        ? [marked.indexOf("«"), marked.indexOf("»") - 1]
        : [marked.indexOf("|"), marked.indexOf("|")];
    const { analysis, host } = analyzed(marked.replaceAll(/[«»|]/gu, ""), files);
    return { analysis, host, found: findDiagnostics(analysis), file: analysis.file, selection: { start, end } };
}

/** The titles of the refactorings for a selection that would be applied. */
export function titlesFor(marked: string, files?: Readonly<Record<string, string>>): readonly string[] {
    const selected = selectedIn(marked, files);
    return findRefactorings(selected).filter((one) => !("refusal" in tryRefactoring(one, selected)))
        .map(({ title }) => title);
}

/** The text after the refactoring with an id, or why it is refused. */
export function refactored(marked: string, id: string, files?: Readonly<Record<string, string>>): string {
    const selected = selectedIn(marked, files);
    const refactoring = findRefactorings(selected).find((one) => one.id === id);
    const result = refactoring === undefined ? { refusal: `${id} is not offered` } : tried(refactoring, selected);
    return "refusal" in result ? result.refusal : result.text;
}

/** The text after a refactoring, or why it is refused. */
export function tried(
    refactoring: Refactoring, selected: Selected,
): { readonly text: string } | { readonly refusal: string } {
    const result = tryRefactoring(refactoring, selected);
    return "refusal" in result ? result : { text: applyChanges(selected.file.text, result.changes) };
}
