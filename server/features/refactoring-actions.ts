import * as v from "valibot";
import type { CodeAction } from "vscode-languageserver-types";
import type { Span } from "../../grammar/syntax-tree.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { trialCost, type Pause } from "../diagnostics/trial.ts";
import type { FileScope } from "../names/program.ts";
import { asSentence } from "../text.ts";
import { eagerTrials, menuTrialBudget, type ExaminedDocument, type ResolvedAction } from "./code-actions.ts";
import type { Refactoring, Refused, Rewrite, Selected } from "./refactorings/refactoring.ts";
import { findRefactorings } from "./refactorings/refactorings.ts";
import { tryRefactoring, usedElsewhere } from "./refactorings/tried-refactoring.ts";
import { namingEdit, workspaceEdit } from "./workspace-edit.ts";

export interface RefactoringOptions {
    /** The requested kinds; by default all. */
    readonly only?: readonly string[] | undefined;
    /** Whether edits can be left to `resolveRefactoring`. */
    readonly lazily: boolean;
    readonly pause: Pause;
    /** Whether the editor selects a name in an edit, so that the user can replace it. */
    readonly selectsNames: boolean;
    /** Reads the files of the workspace, which may use names that a refactoring removes. */
    readonly files: () => Promise<readonly FileScope[]>;
}

/** What an action without an edit refers to: a refactoring of a selection. */
export type RefactoringReference = v.InferOutput<typeof refactoringReferenceSchema>;
const offset = v.pipe(v.number(), v.integer(), v.minValue(0));
export const refactoringReferenceSchema = v.object({
    uri: v.string(),
    /** The analysis for which it was offered. */
    analysis: v.string(),
    refactoring: v.string(),
    selection: v.object({ start: offset, end: offset }),
});

/**
 * The refactorings of a selection. Those of small files are tried: if one would change a network, it is disabled with
 * the reason, or left out unless its kind was requested.
 */
export async function refactoringActions(
    source: ExaminedDocument, selection: Span, options: RefactoringOptions,
): Promise<readonly CodeAction[]> {
    const { only, lazily, pause } = options;
    const offered = findRefactorings(selectedIn(source, selection)).filter(({ kind }) =>
        only?.some((requested) => kind === requested || kind.startsWith(`${requested}.`)) ?? true);
    let budget = lazily ? menuTrialBudget : eagerTrials * menuTrialBudget;
    const actions: CodeAction[] = [];
    for (const refactoring of offered) {
        const { id, kind, title, trials = 1 } = refactoring;
        budget -= trials * trialCost(source.analysis);
        if (budget < 0 && !lazily) {
            continue;
        }
        if (budget < 0) {
            const data: RefactoringReference = {
                uri: source.analysis.uri, analysis: source.id, refactoring: id, selection,
            };
            actions.push({ title, kind, data });
            continue;
        }
        await pause();
        const tried = await knownResult(refactoring, source, selection, options);
        if (!("refusal" in tried)) {
            actions.push({ title, kind, edit: editOf(tried, source, options) });
        } else if (only !== undefined) {
            actions.push({ title, kind, disabled: { reason: asSentence(tried.refusal) } });
        }
    }
    return actions;
}

/** The edit of a refactoring that was offered without one; undefined if it was offered for another analysis. */
export async function resolveRefactoring(
    source: ExaminedDocument, { analysis, refactoring: id, selection }: RefactoringReference,
    options: Pick<RefactoringOptions, "selectsNames" | "files">,
): Promise<ResolvedAction | undefined> {
    const refactoring = analysis === source.id
        ? findRefactorings(selectedIn(source, selection)).find((one) => one.id === id)
        : undefined;
    if (refactoring === undefined) {
        return undefined;
    }
    const tried = await knownResult(refactoring, source, selection, options);
    return "refusal" in tried ? tried : { edit: editOf(tried, source, options) };
}

function selectedIn({ analysis, found, host }: ExaminedDocument, selection: Span): Selected {
    return { analysis, found, host, file: analysis.file, selection };
}

/** Results for one version of a document: the editor requests them whenever the selection changes. */
const known = new WeakMap<Analysis, Map<string, Rewrite | Refused>>();

async function knownResult(
    refactoring: Refactoring, source: ExaminedDocument, selection: Span,
    { files }: Pick<RefactoringOptions, "files">,
): Promise<Rewrite | Refused> {
    const results = known.get(source.analysis) ?? new Map<string, Rewrite | Refused>();
    known.set(source.analysis, results);
    const key = `${refactoring.id} ${selection.start} ${selection.end}`;
    const selected = selectedIn(source, selection);
    const result = results.get(key) ?? tryRefactoring(refactoring, selected);
    results.set(key, result);
    const { removes } = refactoring;
    const refusal = removes === undefined || "refusal" in result
        ? undefined
        : usedElsewhere(removes, selected, await files());
    return refusal === undefined ? result : { refusal };
}

function editOf(
    { changes, newName }: Rewrite, source: ExaminedDocument, { selectsNames }: Pick<RefactoringOptions, "selectsNames">,
): NonNullable<CodeAction["edit"]> {
    return newName === undefined || !selectsNames
        ? workspaceEdit(source, changes)
        : namingEdit(source, changes, newName);
}
