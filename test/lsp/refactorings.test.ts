import {
    CodeActionRequest, CodeActionResolveRequest, CodeActionTriggerKind, Command, LSPErrorCodes, TextDocumentEdit,
    TextEdit, type CodeAction, type CodeActionContext, type Range,
} from "vscode-languageserver/node";
import { describe, expect, test } from "vitest";
import { uriOf, withClient, type TestClient } from "./test-client.ts";

const textDocument = { uri: uriOf("a.cnn") };

/** A network with a block; the rest is too large for refactorings to be tried before a menu opens, or not. */
function network(rounds: number): string {
    return `block B() {
    relu()
}
model M() {
    input image: [3, 32, 32]
    B()
    conv(8, 3)
    tanh()
    repeat ${rounds} { identity() }
    output y = identity()
}
`;
}
const [small, large] = [network(2), network(3000)];
const selected: Range = { start: { line: 6, character: 0 }, end: { line: 8, character: 0 } };
const atUse: Range = { start: { line: 5, character: 5 }, end: { line: 5, character: 5 } };

async function actionsOf(
    { connection }: TestClient, range: Range, context: Partial<CodeActionContext> = {},
): Promise<readonly CodeAction[]> {
    const params = { textDocument, range, context: { diagnostics: [], ...context } };
    const actions = await connection.sendRequest(CodeActionRequest.type, params) ?? [];
    return actions.flatMap((action) => (Command.is(action) ? [] : [action]));
}

function named(actions: readonly CodeAction[], title: string): CodeAction {
    const found = actions.find((action) => action.title === title);
    if (found === undefined) {
        throw new Error(`No action is called "${title}" in ${JSON.stringify(actions.map((action) => action.title))}.`);
    }
    return found;
}

/** The texts of an action's edits, snippets included. */
function textsOf({ edit }: CodeAction): readonly string[] {
    return edit?.documentChanges?.flatMap((change) => (TextDocumentEdit.is(change)
        ? change.edits.map((one) => (TextEdit.is(one) ? one.newText : `snippet ${one.snippet.value}`))
        : [])) ?? [];
}

const title = "Extract to block (renames tensors)";

describe("refactorings", () => {
    test("have their edits if the network is small", () => withClient({ resolvesEdits: true }, async (client) => {
        client.open("a.cnn", small);
        const action = named(await actionsOf(client, selected), title);
        expect(action.kind).toBe("refactor.extract");
        expect(textsOf(action).join()).toContain("block NewBlock() {\n    conv(8, 3)\n    tanh()\n}\n");
    }));

    test("get their edits when they are chosen, if it is large", () => withClient({
        resolvesEdits: true,
    }, async (client) => {
        client.open("a.cnn", large);
        const action = named(await actionsOf(client, selected), title);
        expect(action).not.toHaveProperty("edit");
        const resolved = await client.connection.sendRequest(CodeActionResolveRequest.type, action);
        expect(textsOf(resolved).join()).toContain("block NewBlock() {");
        client.change("a.cnn", `# a comment\n${large}`);
        await expect(client.connection.sendRequest(CodeActionResolveRequest.type, action))
            .rejects.toMatchObject({ code: LSPErrorCodes.ContentModified });
    }));

    test("select a new name at all its places", () => withClient({ selectsNames: true }, async (client) => {
        client.open("a.cnn", small);
        const texts = textsOf(named(await actionsOf(client, selected), title));
        expect(texts).toEqual([
            expect.stringMatching(/^snippet [^$]*block \$\{1:NewBlock\}\(\) \{\n[^$]*$/u),
            expect.stringMatching(/^snippet [^$]*\$\{1:NewBlock\}\(\)$/u),
        ]);
    }));

    test("are disabled with the reason if their kind is requested", () => withClient({}, async (client) => {
        client.open("a.cnn", `${small}# Recursive.\nblock C() { C() }\n`);
        const range = { start: { line: 12, character: 13 }, end: { line: 12, character: 13 } };
        const action = named(await actionsOf(client, range, { only: ["refactor.inline"] }), "Inline `C`");
        expect(action.disabled).toEqual({ reason: "`C` calls itself." });
        expect((await actionsOf(client, range)).map((one) => one.title)).not.toContain("Inline `C`");
    }));

    test("do not delete a block that another file uses", async () => {
        const files = new Map([["b.cnn", "import \"a.cnn\"\nblock D() { B() }\n"]]);
        await withClient({ files }, async (client) => {
            client.open("a.cnn", small);
            const action = named(await actionsOf(client, atUse, { only: ["refactor"] }), "Inline `B` and delete it");
            expect(action.disabled).toEqual({ reason: "`B` is also used in b.cnn." });
        });
    });

    test("are not announced whenever the cursor moves", () => withClient({}, async (client) => {
        client.open("a.cnn", small);
        expect(await actionsOf(client, atUse, { triggerKind: CodeActionTriggerKind.Automatic })).toEqual([]);
        expect(await actionsOf(client, selected, { triggerKind: CodeActionTriggerKind.Automatic })).not.toEqual([]);
    }));
});
