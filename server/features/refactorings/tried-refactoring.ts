import { analyze } from "../../analysis/analyze.ts";
import { applyChanges } from "../../diagnostics/edits.ts";
import type { Severity } from "../../diagnostics/definition.ts";
import { checks } from "../../diagnostics/checks.ts";
import { findDiagnostics, type Diagnostic } from "../../diagnostics/diagnostics.ts";
import { text, type Text } from "../../text.ts";
import type { FileScope } from "../../names/program.ts";
import { readsOf } from "../../names/references.ts";
import { fileNameOf } from "../rename-text.ts";
import { formattedChanges } from "./formatted-changes.ts";
import type { Refactoring, Refused, Rewrite, Selected } from "./refactoring.ts";
import { networkDifference } from "./same-networks.ts";

/** Codes that the same network may have in one layout of its lines and not in another. */
const inEveryUse: ReadonlySet<string> = new Set(checks.flatMap((check) => (check.inEveryUse ? [check.code] : [])));

/**
 * Applies a refactoring to a copy of the file and analyses it: it is refused unless all networks are the same and no
 * error or warning appears. Returns the changes in the layout of the formatter.
 */
export function tryRefactoring(refactoring: Refactoring, selected: Selected): Rewrite | Refused {
    const rewrite = refactoring.rewrite();
    if ("refusal" in rewrite) {
        return rewrite;
    }
    const { analysis, found, host, file } = selected;
    const changes = formattedChanges(file, rewrite.changes);
    if (changes.length === 0) {
        return { refusal: text("nothing would change") };
    }
    const changed = { text: applyChanges(file.text, changes) };
    const changedHost = { ...host, readText: (uri: string) => (uri === analysis.uri ? changed : host.readText(uri)) };
    const after = analyze(analysis.uri, changedHost);
    const foundAfter = findDiagnostics(after).filter(({ code }) =>
        code !== "unused-block" || refactoring.leavesBlock !== true);
    const refusal = newProblem("error", found, foundAfter) ?? networkDifference(analysis, after, {
        tensorNames: refactoring.renamesTensors, requirements: refactoring.requires === true,
    }) ?? newProblem("warning", found, foundAfter.filter(({ code }) => !inEveryUse.has(code)));
    return refusal === undefined ? { ...rewrite, changes } : { refusal };
}

/** The file other than the selected one that uses a block or `let` of it; undefined if there is none. */
export function usedElsewhere(
    name: string, { analysis: { names } }: Selected, files: readonly FileScope[],
): Text | undefined {
    const { scope } = names.names;
    const declaration = scope.find("callable", name) ?? scope.find("value", name);
    const [use] = declaration === undefined
        ? []
        : readsOf({ file: names, declaration }, files.filter(({ uri }) => uri !== names.uri));
    return use === undefined ? undefined : text("`{name}` is also used in {file}", { name, file: fileNameOf(use.file.uri) });
}

/** A problem of a code that the file did not have. A mistake in a block is reported once for all its uses. */
function newProblem(
    severity: Severity, before: readonly Diagnostic[], after: readonly Diagnostic[],
): Text | undefined {
    const known = new Set(before.map(({ code }) => code));
    const caused = after.find((one) => one.severity === severity && !known.has(one.code));
    return caused === undefined
        ? undefined
        : text("it would cause `{code}`: {message}", { code: caused.code, message: caused.message });
}

