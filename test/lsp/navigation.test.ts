import {
    CallHierarchyIncomingCallsRequest, CallHierarchyPrepareRequest, DefinitionRequest, DocumentHighlightRequest,
    FileChangeType, ImplementationRequest, ReferencesRequest, type Location, type TextDocumentPositionParams,
} from "vscode-languageserver/node";
import { describe, expect, test } from "vitest";
import { eventually } from "../support/eventually.ts";
import { uriOf, withClient, type TestClient } from "./test-client.ts";

const blocks = "block B(k) {\n    conv(4, k)\n}\n";
const main = "import \"blocks.cnn\"\nmodel M() {\n    input image: [3, 8, 8]\n    output y = B(3)\n}\n";
const other = main.replace("model M", "model Other");

/** Where the block of blocks.cnn is used: the names of files with lines. */
async function usesOfB({ connection }: TestClient, name = "blocks.cnn", line = 0, character = 6): Promise<readonly string[]> {
    const places = await connection.sendRequest(ReferencesRequest.type, {
        textDocument: { uri: uriOf(name) }, position: { line, character }, context: { includeDeclaration: false },
    });
    return (places ?? []).map(({ uri, range }: Location) => `${uri.slice(uriOf("").length)}:${range.start.line}`).toSorted();
}

describe("references", () => {
    test("in files that were never opened", () => {
        const files = new Map([["blocks.cnn", blocks], ["main.cnn", main], ["sub/other.cnn", other]]);
        return withClient({ files }, async (client) => {
            client.open("main.cnn", main);
            expect(await usesOfB(client, "main.cnn", 3, 15)).toEqual(["main.cnn:3"]);
            files.set("sub/other.cnn", other.replace("blocks", "../blocks"));
            client.fileChanged("sub/other.cnn");
            await eventually(async () => {
                expect(await usesOfB(client, "main.cnn", 3, 15)).toEqual(["main.cnn:3", "sub/other.cnn:3"]);
            });
            await usesOfB(client, "main.cnn", 3, 15);
            expect(client.received.listings, "the workspace is listed once").toBe(1);
            const reads = client.received.reads.filter((name) => name === "blocks.cnn");
            expect(reads, "a file is read once").toHaveLength(1);
        });
    });

    test("follow files that come and go", () => {
        const files = new Map([["blocks.cnn", blocks]]);
        return withClient({ files }, async (client) => {
            client.open("blocks.cnn", blocks);
            expect(await usesOfB(client)).toEqual([]);
            files.set("main.cnn", main);
            client.fileChanged("main.cnn", FileChangeType.Created);
            await eventually(async () => expect(await usesOfB(client)).toEqual(["main.cnn:3"]));
            files.delete("main.cnn");
            client.fileChanged("main.cnn", FileChangeType.Deleted);
            await eventually(async () => expect(await usesOfB(client)).toEqual([]));
            // Once at first, and once after the new file, which may be outside of the folders.
            expect(client.received.listings).toBe(2);
        });
    });

    test("follow folders, whose files are not reported", () => {
        const files = new Map([["blocks.cnn", blocks]]);
        return withClient({ files }, async (client) => {
            client.open("blocks.cnn", blocks);
            expect(await usesOfB(client)).toEqual([]);
            files.set("sub/main.cnn", main.replace("blocks", "../blocks"));
            client.fileChanged("sub", FileChangeType.Created);
            await eventually(async () => expect(await usesOfB(client)).toEqual(["sub/main.cnn:3"]));
            files.delete("sub/main.cnn");
            client.fileChanged("sub", FileChangeType.Deleted);
            await eventually(async () => expect(await usesOfB(client)).toEqual([]));
        });
    });

    test.each([["file", "sub/main.cnn"], ["folder", "sub"]])("not in open documents whose %s is gone", (_, gone) => {
        const text = main.replace("blocks", "../blocks");
        const files = new Map([["blocks.cnn", blocks], ["sub/main.cnn", text]]);
        return withClient({ files }, async (client) => {
            client.open("blocks.cnn", blocks);
            client.open("sub/main.cnn", text);
            expect(await usesOfB(client)).toEqual(["sub/main.cnn:3"]);
            files.delete("sub/main.cnn");
            client.fileChanged(gone, FileChangeType.Deleted);
            await eventually(async () => expect(await usesOfB(client)).toEqual([]));
            files.set("sub/main.cnn", text);
            client.fileChanged(gone, FileChangeType.Created);
            await eventually(async () => expect(await usesOfB(client)).toEqual(["sub/main.cnn:3"]));
        });
    });

    test("in open documents as they are being typed", () => withClient({}, async (client) => {
        client.open("blocks.cnn", blocks);
        client.open("main.cnn", main);
        expect(await usesOfB(client)).toEqual(["main.cnn:3"]);
        client.change("main.cnn", `\n${main}`);
        expect(await usesOfB(client)).toEqual(["main.cnn:4"]);
    }));
});

const atUse = { textDocument: { uri: uriOf("main.cnn") }, position: { line: 3, character: 15 } };

test("definitions are links for clients that take them, else places", async () => {
    const files = new Map([["blocks.cnn", blocks]]);
    const selection = { start: { line: 0, character: 6 }, end: { line: 0, character: 7 } };
    for (const takesLinks of [true, false]) {
        await withClient({ files, takesLinks }, async (client) => {
            client.open("main.cnn", main);
            const whole = { targetUri: uriOf("blocks.cnn"), targetSelectionRange: selection, targetRange: { end: { line: 2 } } };
            expect(await client.connection.sendRequest(DefinitionRequest.type, atUse))
                .toMatchObject([takesLinks ? whole : { uri: uriOf("blocks.cnn"), range: selection }]);
        });
    }
});

test("a layer's page is the one that the client names", async () => {
    const atLayer = { textDocument: { uri: uriOf("blocks.cnn") }, position: { line: 1, character: 5 } };
    await withClient({ initializationOptions: { layerPage: "docs:/{layer}.md" } }, async ({ open, connection }) => {
        open("blocks.cnn", blocks);
        expect(await connection.sendRequest(ImplementationRequest.type, atLayer)).toMatchObject([{ uri: "docs:/conv.md" }]);
    });
    await withClient({}, async ({ open, connection }) => {
        open("blocks.cnn", blocks);
        expect(await connection.sendRequest(ImplementationRequest.type, atLayer)).toEqual([]);
    });
});

test("highlights are left to the client if there is no name", () => withClient({}, async ({ open, connection }) => {
    open("blocks.cnn", blocks);
    const textDocument = { uri: uriOf("blocks.cnn") };
    const at = (line: number, character: number): TextDocumentPositionParams => (
        { textDocument, position: { line, character } });
    expect(await connection.sendRequest(DocumentHighlightRequest.type, at(1, 12))).toHaveLength(2);
    expect(await connection.sendRequest(DocumentHighlightRequest.type, at(0, 2))).toBeNull();
}));

test("call hierarchy leads to files that were never opened, with their shapes", () => {
    const files = new Map([["blocks.cnn", blocks], ["main.cnn", main]]);
    return withClient({ files }, async ({ open, connection }) => {
        open("blocks.cnn", blocks);
        const [item] = await connection.sendRequest(CallHierarchyPrepareRequest.type, {
            textDocument: { uri: uriOf("blocks.cnn") }, position: { line: 0, character: 6 },
        }) ?? [];
        expect(item).toMatchObject({ name: "B", detail: "[3, 8, 8] → [4, 6, 6]" });
        const calls = item && await connection.sendRequest(CallHierarchyIncomingCallsRequest.type, { item });
        expect(calls).toMatchObject([{ from: { name: "M", uri: uriOf("main.cnn"), detail: "[3, 8, 8] → [4, 6, 6]" } }]);
    });
});
