import {
    CancellationTokenSource, CodeActionRequest, CodeActionResolveRequest, CodeActionTriggerKind, Command, LSPErrorCodes,
    type CodeAction, type CodeActionContext,
} from "vscode-languageserver/node";
import { describe, expect, test } from "vitest";
import { uriOf, withClient, type TestClient } from "./test-client.ts";

const textDocument = { uri: uriOf("a.cnn") };
const range = { start: { line: 0, character: 0 }, end: { line: 6, character: 0 } };

/** A network too large for its fixes to be tried before a menu opens. */
const large = "model M() {\n    input image: [3, 32, 32]\n    conv(8, kernal=3)\n    repeat 3000 { identity() }\n" +
    "    output y = identity()\n}\n";

const manyProblems = "model M() {\n    input image: [3, 32, 32]\n" +
    `${"    conv(8, kernal=3, padding=1)\n".repeat(1000)}    output y = identity()\n}\n`;

async function actionsOf(
    { connection }: TestClient, context: Partial<CodeActionContext> = {},
): Promise<readonly CodeAction[]> {
    const params = { textDocument, range, context: { diagnostics: [], ...context } };
    const actions = await connection.sendRequest(CodeActionRequest.type, params) ?? [];
    return actions.flatMap((action) => (Command.is(action) ? [] : [action]));
}

async function actionCalled(
    client: TestClient, title: string, context?: Partial<CodeActionContext>,
): Promise<CodeAction> {
    const found = (await actionsOf(client, context)).find((action) => action.title === title);
    if (found === undefined) {
        throw new Error(`No action is called "${title}".`);
    }
    return found;
}

const withEdit = {
    edit: { documentChanges: [{ textDocument: { ...textDocument, version: 1 }, edits: [{ newText: "kernel" }] }] },
};

describe("a client that resolves edits", () => {
    const resolving = { resolvesEdits: true };

    test("gets an edit when an action is chosen", () => withClient(resolving, async (client) => {
        expect(client.initialized.capabilities.codeActionProvider).toMatchObject({ resolveProvider: true });
        client.open("a.cnn", large);
        const action = await actionCalled(client, "Change to `kernel`");
        expect(action).not.toHaveProperty("edit");
        expect(await client.connection.sendRequest(CodeActionResolveRequest.type, action)).toMatchObject(withEdit);
        const fixAll = await actionCalled(client, "Fix all auto-fixable problems", { only: ["source.fixAll"] });
        expect(fixAll).not.toHaveProperty("edit");
        expect(await client.connection.sendRequest(CodeActionResolveRequest.type, fixAll)).toMatchObject(withEdit);
    }));

    test("shows why a chosen fix is not applied", () => withClient(resolving, async (client) => {
        client.open("a.cnn", large);
        const action = await actionCalled(client, "Remove `kernal=3`");
        expect(await client.connection.sendRequest(CodeActionResolveRequest.type, action)).not.toHaveProperty("edit");
        expect(client.received.shown).toEqual([
            expect.stringMatching(/^"Remove `kernal=3`" was not applied: it would cause `missing-argument` on line 3: /u),
        ]);
    }));

    test("gets tried fixes for automatic requests", () => withClient(resolving, async (client) => {
        client.open("a.cnn", large);
        const actions = await actionsOf(client, { triggerKind: CodeActionTriggerKind.Automatic });
        expect(actions).toMatchObject([{ title: "Change to `kernel`", ...withEdit }]);
    }));

    test("gets no edit for a text that has changed", () => withClient(resolving, async (client) => {
        client.open("a.cnn", large);
        const action = await actionCalled(client, "Change to `kernel`");
        client.change("a.cnn", `# a comment\n${large}`);
        await expect(client.connection.sendRequest(CodeActionResolveRequest.type, action))
            .rejects.toMatchObject({ code: LSPErrorCodes.ContentModified });
    }));

    test("gets an action back unchanged if its data is not the server's", () => withClient(resolving, async (client) => {
        client.open("a.cnn", large);
        const action = { title: "Change to `kernel`", data: { uri: uriOf("a.cnn"), fix: "first" } };
        expect(await client.connection.sendRequest(CodeActionResolveRequest.type, action)).toEqual(action);
    }));

    test("can cancel fixing a thousand problems", () => withClient(resolving, async (client) => {
        client.open("a.cnn", manyProblems);
        const fixAll = await actionCalled(client, "Fix all auto-fixable problems", { only: ["source.fixAll"] });
        const source = new CancellationTokenSource();
        const cancelled = client.connection.sendRequest(CodeActionResolveRequest.type, fixAll, source.token);
        source.cancel();
        await expect(cancelled).rejects.toMatchObject({ code: LSPErrorCodes.RequestCancelled });
        const { edit } = await client.connection.sendRequest(CodeActionResolveRequest.type, fixAll);
        expect(edit?.documentChanges?.flatMap((change) => ("edits" in change ? change.edits : []))).toHaveLength(1000);
    }));

    test("can cancel", () => withClient(resolving, async (client) => {
        client.open("a.cnn", large);
        const source = new CancellationTokenSource();
        const params = { textDocument, range, context: { diagnostics: [] } };
        const answer = client.connection.sendRequest(CodeActionRequest.type, params, source.token);
        source.cancel();
        await expect(answer).rejects.toMatchObject({ code: LSPErrorCodes.RequestCancelled });
    }));
});

test("a client that does not resolve edits gets tried fixes with their edits", () => withClient({}, async (client) => {
    expect(client.initialized.capabilities.codeActionProvider).toMatchObject({ resolveProvider: false });
    client.open("a.cnn", large);
    expect(await actionsOf(client)).toMatchObject([{ title: "Change to `kernel`", ...withEdit }]);
    expect(await actionsOf(client, { only: ["source.fixAll"] })).toMatchObject([withEdit]);
}));

test("fixes are not tried before the files are read that the text names", () => withClient({}, async (client) => {
    // The file is missing, which is an error once it is known: no fix may be refused for it.
    client.open("a.cnn", "model M() {\n    input image: [3, 32, 32]\n" +
        `${"    conv(8, kernal=3, padding=1)\n".repeat(4)}    repeat 1000 { identity() }\n` +
        "    @classify(labels=\"names.txt\")\n    output y = identity()\n}\n");
    const titles = (await actionsOf(client)).map(({ title }) => title);
    expect(titles.filter((title) => title === "Change to `kernel`")).toHaveLength(4);
}));
