import { PrepareRenameRequest, RenameRequest } from "vscode-languageserver/node";
import { expect, test } from "vitest";
import { uriOf, withClient, type TestClient } from "./test-client.ts";

const blocks = "block B(k) {\n    stem = conv(4, k)\n}\n";
const main = "import \"blocks.cnn\"\nmodel M() {\n    input image: [3, 8, 8]\n    output y = B(3)\n}\n";

const textDocument = { uri: uriOf("main.cnn") };
const atBlock = { line: 3, character: 15 };

function ofLayer({ connection }: TestClient, newName = "first"): Promise<unknown> {
    const params = { textDocument: { uri: uriOf("blocks.cnn") }, position: { line: 1, character: 5 }, newName };
    return connection.sendRequest(RenameRequest.type, params);
}

test("a rename changes files that were never opened", () => {
    const files = new Map([["blocks.cnn", blocks], ["main.cnn", main], ["other.cnn", main.replace("M", "N")]]);
    return withClient({ files }, async (client) => {
        client.open("main.cnn", main);
        const position = atBlock;
        expect(await client.connection.sendRequest(PrepareRenameRequest.type, { textDocument, position }))
            .toEqual({ range: { start: atBlock, end: { line: 3, character: 16 } }, placeholder: "B" });
        const edit = await client.connection.sendRequest(RenameRequest.type, { textDocument, position, newName: "Stem" });
        const versions = edit?.documentChanges?.map((change) => "textDocument" in change
            ? [change.textDocument.uri, change.textDocument.version, change.edits.length]
            : change.kind);
        expect(versions).toEqual([
            [uriOf("blocks.cnn"), null, 1], [uriOf("main.cnn"), 1, 1], [uriOf("other.cnn"), null, 1],
        ]);
    });
});

test("a refusal is a sentence", () => withClient({ files: new Map([["blocks.cnn", blocks]]) }, async (client) => {
    client.open("main.cnn", main);
    const position = atBlock;
    await expect(client.connection.sendRequest(RenameRequest.type, { textDocument, position, newName: "relu" }))
        .rejects.toThrow("`relu` is already the name of a layer.");
    client.open("blocks.cnn", blocks);
    await expect(client.connection.sendRequest(PrepareRenameRequest.type, {
        textDocument: { uri: uriOf("blocks.cnn") }, position: { line: 1, character: 12 },
    })).rejects.toThrow("`conv` is part of the language and cannot be renamed.");
}));

const kept = { newText: "@path(\"stem\")\n    " };
const name = { newText: "first" };

/** `ask` needs a client that shows changes before they are made. */
test.each([
    ["asks", { confirmsChanges: true }, [{ ...kept, annotationId: "stem" }, name]],
    ["changes paths in a client that cannot ask", {}, [name]],
    ["changes paths with the setting", { confirmsChanges: true, settings: { rename: { paths: "change" } } }, [name]],
    ["keeps paths with the setting", { settings: { rename: { paths: "keep" } } }, [kept, name]],
])("a rename that changes the names of tensors %s", (_, options, edits) => {
    const files = new Map([["main.cnn", main]]);
    return withClient({ files, ...options }, async (client) => {
        client.open("blocks.cnn", blocks);
        const edit = await ofLayer(client);
        expect(edit).toMatchObject({ documentChanges: [{ edits }] });
        const annotation = { label: "Keep the path `stem`", needsConfirmation: true };
        expect(edit).toMatchObject("annotationId" in (edits[0] ?? {}) ? { changeAnnotations: { stem: annotation } } : {});
    });
});

test("a rename asks once about many paths", () => {
    const lines = Array.from({ length: 30 }, () => "    d = d -> conv(3, 1)\n").join("");
    const text = `model M() {\n    input image: [3, 8, 8]\n    d = image\n${lines}    output d\n}\n`;
    return withClient({ confirmsChanges: true }, async ({ connection, open }) => {
        open("main.cnn", text);
        const edit = await connection.sendRequest(RenameRequest.type, {
            textDocument, position: { line: 2, character: 4 }, newName: "first",
        });
        const edits = edit?.documentChanges?.flatMap((change) => "edits" in change ? change.edits : []) ?? [];
        expect(edits.filter((one) => "annotationId" in one && one.annotationId === "paths")).toHaveLength(30);
        expect(edit?.changeAnnotations).toMatchObject({ paths: { label: "Keep 30 paths", needsConfirmation: true } });
        expect(Object.keys(edit?.changeAnnotations ?? {})).toHaveLength(1);
    });
});
