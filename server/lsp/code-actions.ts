import {
    CodeActionTriggerKind, MessageType, ShowMessageNotification, type ClientCapabilities, type CodeAction,
    type CodeActionOptions, type CodeActionParams, type Connection,
} from "vscode-languageserver";
import {
    actionReferenceSchema, codeActionKinds, codeActions, menuTrialBudget, offsetOf, resolveCodeAction,
    type DiagnosticLink,
} from "../service.ts";
import { validate } from "../validation.ts";
import { reportedOf } from "./diagnostics.ts";
import { contentModified, type Requests } from "./requests.ts";
import type { SettingsReader } from "./settings.ts";

/** Whether a client can request an action's edit after the user chose the action. */
function resolvesEdits({ textDocument }: ClientCapabilities): boolean {
    const { dataSupport, resolveSupport } = textDocument?.codeAction ?? {};
    return dataSupport === true && resolveSupport?.properties.includes("edit") === true;
}

export function codeActionProvider(capabilities: ClientCapabilities): CodeActionOptions {
    return { codeActionKinds: [...codeActionKinds], resolveProvider: resolvesEdits(capabilities) };
}

/**
 * Answers with fixes. Includes all their edits, or, for a client that can resolve them, as many as take no noticeable
 * time.
 */
export function answerCodeActions(
    connection: Connection, capabilities: ClientCapabilities, requests: Requests, settings: SettingsReader,
    link: DiagnosticLink | undefined,
): void {
    const lazily = resolvesEdits(capabilities);
    connection.onCodeAction(requests.about<CodeActionParams, CodeAction[] | null>(
        "textDocument/codeAction", null, async (source, { range, context }, pause) => {
            const span = { start: offsetOf(source, range.start), end: offsetOf(source, range.end) };
            const diagnostics = await reportedOf(source, settings);
            // Automatic requests have time: their results are cached for when the user opens the menu.
            const trialBudget = context.triggerKind === CodeActionTriggerKind.Automatic ? Infinity : menuTrialBudget;
            return [...await codeActions(source, diagnostics, span, {
                only: context.only, link, lazily, trialBudget, pause,
            })];
        },
    ));
    connection.onCodeActionResolve((action, token) => {
        const reference = validate(actionReferenceSchema, action.data);
        if ("problem" in reference) {
            return action;
        }
        const resolve = requests.about("codeAction/resolve", action, async (source, _, pause) => {
            const resolved = await resolveCodeAction(
                source, await reportedOf(source, settings), reference.value, pause);
            if (resolved === undefined) {
                throw contentModified();
            }
            if ("refusal" in resolved) {
                const message = `"${action.title}" was not applied: ${resolved.refusal}.`;
                await connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message });
                return action;
            }
            return { ...action, edit: resolved.edit };
        });
        return resolve({ textDocument: { uri: reference.value.uri } }, token);
    });
}
