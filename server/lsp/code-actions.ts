import {
    CodeActionKind, CodeActionTriggerKind, MessageType, ShowMessageNotification, type ClientCapabilities,
    type CodeAction, type CodeActionOptions, type CodeActionParams, type TextDocumentIdentifier,
} from "vscode-languageserver";
import {
    actionReferenceSchema, codeActions, fixAllKind, menuTrialBudget, offsetOf, refactoringActions, refactoringKinds,
    refactoringReferenceSchema, resolveCodeAction, resolveRefactoring, type Pause, type ResolvedAction,
} from "../service.ts";
import { text } from "../text.ts";
import { validate } from "../validation.ts";
import type { AnalyzedVersion } from "./analyses.ts";
import { reportedOf } from "./diagnostics.ts";
import { contentModified } from "./requests.ts";
import type { Session } from "./session.ts";

/** Whether a client can request an action's edit after the user chose the action. */
function resolvesEdits({ textDocument }: ClientCapabilities): boolean {
    const { dataSupport, resolveSupport } = textDocument?.codeAction ?? {};
    return dataSupport === true && resolveSupport?.properties.includes("edit") === true;
}

/** Whether a client selects names in an edit, so that the user can replace them. */
function selectsNamesIn({ workspace }: ClientCapabilities): boolean {
    return workspace?.workspaceEdit?.snippetEditSupport === true;
}

export function codeActionProvider(capabilities: ClientCapabilities): CodeActionOptions {
    const kinds = [CodeActionKind.QuickFix, ...refactoringKinds, fixAllKind];
    return { codeActionKinds: kinds, resolveProvider: resolvesEdits(capabilities) };
}

/**
 * Answers with fixes and refactorings. Includes all their edits, or, for a client that can resolve them, as many as
 * take no noticeable time.
 */
export function answerCodeActions(
    { connection, capabilities, requests, settings, workspace, pages: { diagnostic: link } }: Session,
): void {
    const selectsNames = selectsNamesIn(capabilities);
    const lazily = resolvesEdits(capabilities);
    connection.onCodeAction(requests.aboutRead<CodeActionParams, CodeAction[] | null>(
        "textDocument/codeAction", null, async (source, { range, context }, pause) => {
            const span = { start: offsetOf(source, range.start), end: offsetOf(source, range.end) };
            const diagnostics = await reportedOf(source, settings);
            // Automatic requests have time: their results are cached for when the user opens the menu.
            const trialBudget = context.triggerKind === CodeActionTriggerKind.Automatic ? Infinity : menuTrialBudget;
            const { only, triggerKind } = context;
            const fixes = await codeActions(source, diagnostics, span, { only, link, lazily, trialBudget, pause });
            // A light bulb at each move of the cursor would announce nothing.
            const isMoving = triggerKind === CodeActionTriggerKind.Automatic && only === undefined &&
                span.start === span.end;
            return isMoving ? [...fixes] : [
                ...fixes,
                ...await refactoringActions(source, span, {
                    only, lazily, pause, selectsNames, files: () => workspace.scopes(),
                }),
            ];
        },
    ));
    connection.onCodeActionResolve((action, token) => {
        const refactoring = validate(refactoringReferenceSchema, action.data);
        const fix = validate(actionReferenceSchema, action.data);
        const resolving = (
            { uri }: TextDocumentIdentifier,
            resolved: (source: AnalyzedVersion, pause: Pause) => Promise<ResolvedAction | undefined>,
        ): Promise<CodeAction> => requests.about("codeAction/resolve", action, async (source, _, pause) => {
            const answer = await resolved(source, pause);
            if (answer === undefined) {
                throw contentModified();
            }
            if ("refusal" in answer) {
                const message = text("\"{title}\" was not applied: {reason}.", {
                    title: action.title, reason: answer.refusal,
                });
                await connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message });
                return action;
            }
            return { ...action, edit: answer.edit };
        })({ textDocument: { uri } }, token);
        if ("value" in refactoring) {
            return resolving(refactoring.value, (source) => resolveRefactoring(source, refactoring.value, {
                selectsNames, files: () => workspace.scopes(),
            }));
        }
        return "problem" in fix ? action : resolving(fix.value, async (source, pause) =>
            resolveCodeAction(source, await reportedOf(source, settings), fix.value, pause));
    });
}
