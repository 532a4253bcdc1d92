import { PassThrough } from "node:stream";
import { createConnection, ErrorCodes, StreamMessageWriter } from "vscode-languageserver/node";
import { describe, expect, test } from "vitest";
import { graphRequest, statusRequest, toolRequest } from "../../server/protocol.ts";
import { longestContent, messageFrames } from "../../server/lsp/message-frames.ts";
import { CheckedMessageReader } from "../../server/lsp/message-reader.ts";
import { messageTurns } from "../../server/lsp/message-turns.ts";
import { startServer } from "../../server/lsp/server.ts";
import { fc } from "../support/fast-check.ts";

interface Answer {
    readonly id?: unknown;
    readonly result?: unknown;
    readonly error?: { readonly code: number; readonly message: string };
}

/** A server at the other end of two streams, to which a test writes bytes. */
class RawClient implements Disposable {
    private readonly toServer = new PassThrough();
    private readonly connection;
    private readonly answers: Answer[] = [];
    private arrived: () => void = () => undefined;

    constructor() {
        const { options, runtime } = messageTurns((action) => {
            setImmediate(action);
        });
        const toClient = new PassThrough();
        const writer = new StreamMessageWriter(toClient);
        const reader = new CheckedMessageReader(this.toServer, (error) => void writer.write(error));
        this.connection = createConnection(reader, writer, options);
        startServer(this.connection, runtime);
        toClient.on("data", messageFrames({
            onContent: (bytes) => {
                this.answers.push(JSON.parse(bytes.toString()) as Answer);
                this.arrived();
            },
            onMalformed: (reason) => {
                throw new Error(reason);
            },
        }));
    }

    write(text: string | Uint8Array): void {
        this.toServer.write(text);
    }

    /** The errors without a request that came so far. */
    get errors(): readonly Answer[] {
        return this.answers.filter(({ id, error }) => id === null && error !== undefined);
    }

    async answer(id: unknown): Promise<Answer> {
        for (;;) {
            const found = this.answers.find((one) => one.id === id && !("method" in one));
            if (found !== undefined) {
                return found;
            }
            await new Promise<void>((resolve) => {
                this.arrived = resolve;
            });
        }
    }

    async request(id: number, method: string, params: unknown): Promise<Answer> {
        this.write(message({ jsonrpc: "2.0", id, method, params }));
        return this.answer(id);
    }

    [Symbol.dispose](): void {
        this.connection.dispose();
    }
}

function message(content: unknown): string {
    const text = typeof content === "string" ? content : JSON.stringify(content);
    return `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
}

const uri = "file:///networks/a.cnn";
const initialize = { processId: null, rootUri: null, capabilities: { textDocument: { diagnostic: {} } } };
const { ParseError, InvalidRequest, InvalidParams } = ErrorCodes;

describe("a server goes on after", () => {
    test.each<readonly [string, string | Uint8Array, number, RegExp]>([
        ["a line", "garbage\r\n\r\n", ParseError, /^A header consists of lines/u],
        ["a word", "garbage", ParseError, /./u],
        ["an empty header", "\r\n\r\n", ParseError, /^A header consists of lines/u],
        ["a request of another protocol", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", ParseError, /^A header consists of lines/u],
        ["a header without a length", "Content-Type: text\r\n\r\n{}", ParseError, /^A header needs a Content-Length/u],
        ["a negative length", "Content-Length: -5\r\n\r\n{\"id\":1}", ParseError, /^Content-Length must be an integer from 0/u],
        ["a fractional length", "Content-Length: 2.5\r\n\r\n{}", ParseError, /^Content-Length must be/u],
        ["a length that is no number", "Content-Length: ten\r\n\r\n{}", ParseError, /^Content-Length must be/u],
        ["a huge length", "Content-Length: 99999999999999\r\n\r\n{}", ParseError, /^Content-Length must be/u],
        ["a length over the limit", `Content-Length: ${longestContent + 1}\r\n\r\n{}`, ParseError, /^Content-Length must be/u],
        ["a long header", "x".repeat(100_000), ParseError, /^A header has at most 8192 bytes/u],
        ["no content", "Content-Length: 0\r\n\r\n", ParseError, /^A message must be JSON/u],
        ["invalid JSON", message("{id: 1}"), ParseError, /^A message must be JSON/u],
        ["invalid UTF-8", Buffer.from("436f6e74656e742d4c656e6774683a20330d0a0d0afffe80", "hex"), ParseError, /^A message must be JSON/u],
        ["deep JSON", message("[".repeat(1_000_000)), ParseError, /^A message must be JSON/u],
        ["a batch", message([]), InvalidRequest, /^Batches are not supported/u],
        ["a number", message(5), InvalidRequest, /^A message must be a JSON object/u],
        ["null", message(null), InvalidRequest, /^A message must be a JSON object/u],
        ["an empty message", message({}), InvalidRequest, /^method is missing/u],
        ["a request whose id is null", message({ id: null, method: "shutdown" }), InvalidRequest, /^id must be/u],
        ["a notification whose parameters are no object", message({ method: "a", params: 5 }), InvalidRequest, /^params must be/u],
    ])("%s", async (_, bytes, code, reason) => {
        using client = new RawClient();
        client.write(bytes);
        const { result } = await client.request(1, "initialize", initialize);
        expect(result).toHaveProperty("capabilities");
        expect(client.errors).toMatchObject([{ error: { code, message: expect.stringMatching(reason) as string } }]);
    });

    test("a request without a method", async () => {
        using client = new RawClient();
        client.write(message({ jsonrpc: "2.0", id: 7 }));
        expect(await client.answer(7)).toMatchObject({ error: { code: InvalidRequest } });
        expect(await client.request(1, "initialize", initialize)).toHaveProperty("result");
    });

    test("a second `initialize`", async () => {
        using client = new RawClient();
        expect(await client.request(1, "initialize", {})).toMatchObject({ error: { code: InvalidParams } });
        expect(await client.request(2, "initialize", initialize)).toHaveProperty("result");
        expect(await client.request(3, "initialize", initialize)).toMatchObject({ error: { code: InvalidRequest } });
    });
});

test("messages are the same in chunks of any lengths", () => {
    const chunkLengths = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 });
    fc.assert(fc.property(fc.array(fc.string()), chunkLengths, (texts, lengths) => {
        const bytes = Buffer.from(texts.map((text) => message(JSON.stringify(text))).join(""));
        const received: string[] = [];
        const read = messageFrames({
            onContent: (content) => received.push(JSON.parse(content.toString()) as string),
            onMalformed: (reason) => received.push(reason),
        });
        for (let at = 0, index = 0; at < bytes.length; index++) {
            const length = lengths[index % lengths.length] ?? 1;
            read(bytes.subarray(at, at + length));
            at += length;
        }
        expect(received).toEqual(texts);
    }));
});

describe("invalid parameters are an error", () => {
    const textDocument = { uri };
    const position = { line: 2, character: 5 };
    const range = { start: position, end: position };
    const options = { tabSize: 4, insertSpaces: true };
    const hostile: readonly (readonly [string, unknown, string])[] = [
        ["textDocument/hover", {}, "textDocument is missing"],
        ["textDocument/hover", null, "must be Object"],
        ["textDocument/hover", { textDocument: { uri: 5 } }, "textDocument.uri must be string"],
        ["textDocument/hover", { textDocument }, "position is missing"],
        ["textDocument/hover", { textDocument, position: { line: -1, character: 0 } }, "position.line must be >=0"],
        ["textDocument/hover", { textDocument, position: { line: 0.5, character: 0 } }, "position.line must be integer"],
        ["textDocument/references", { textDocument, position }, "context is missing"],
        ["textDocument/rename", { textDocument, position, newName: 5 }, "newName must be string"],
        ["textDocument/selectionRange", { textDocument, positions: 5 }, "positions must be Array"],
        ["textDocument/selectionRange", { textDocument, positions: [null] }, "positions.0 must be Object"],
        ["textDocument/inlayHint", { textDocument, range: { start: position } }, "range.end is missing"],
        [
            "textDocument/codeAction", { textDocument, range, context: { diagnostics: [], only: [5] } },
            "context.only.0 must be string",
        ],
        ["textDocument/formatting", { textDocument, options: { ...options, tabSize: 1e9 } }, "options.tabSize must be <=100"],
        ["textDocument/onTypeFormatting", { textDocument, position, ch: 5, options }, "ch must be string"],
        ["workspace/symbol", { query: null }, "query must be string"],
        ["workspace/diagnostic", { previousResultIds: [{}] }, "previousResultIds.0.uri is missing"],
        ["callHierarchy/incomingCalls", { item: null }, "item must be Object"],
        ["codeAction/resolve", null, "must be Object"],
        ["codeAction/resolve", [], "by position"],
        [graphRequest, {}, "uri is missing"],
        [graphRequest, { uri, sizes: null }, "sizes must be Object"],
        [graphRequest, { uri, sizes: { H: 2.5 } }, "sizes.H must be integer"],
        [graphRequest, { uri, sizes: { H: 1e300 } }, "sizes.H must be <=2147483647"],
        [graphRequest, { uri, sizes: { H: 2 ** 53 - 1 } }, "sizes.H must be <=2147483647"],
        [graphRequest, { uri, sizes: { H: 0 } }, "sizes.H must be >=1"],
        [statusRequest, { textDocument, position: { line: 1, character: "a" } }, "position.character must be number"],
        [toolRequest, { input: {} }, "name is missing"],
    ];

    test("that names the parameter, and valid requests are answered afterwards", async () => {
        using client = new RawClient();
        await client.request(1, "initialize", initialize);
        const text = "model M() {\n    input x: [3, H = 8, 8]\n    conv(4, 3)\n    output y = relu()\n}\n";
        for (const [method, params] of [
            ["textDocument/didOpen", { textDocument: { uri, text: 5 } }],
            ["textDocument/didOpen", { textDocument: { ...textDocument, languageId: "cnn", version: 1, text } }],
            ["textDocument/didChange", { textDocument, contentChanges: [{ range: { start: 5 }, text: "x" }] }],
            ["textDocument/didChange", { textDocument, contentChanges: [null] }],
            ["textDocument/didClose", {}],
            ["workspace/didChangeWatchedFiles", { changes: [{ uri: null }] }],
            ["$/cancelRequest", undefined],
            ["$/cancelRequest", null],
            ["$/cancelRequest", []],
            ["$/cancelRequest", { id: {} }],
            ["$/progress", null],
            ["$/setTrace", null],
            ["window/workDoneProgress/cancel", null],
            ["cnn/chosenUses", null],
            ["cnn/layerTimes", null],
            ["cnn/filesReadable", null],
            ["initialized", null],
            ["workspace/didChangeConfiguration", null],
            ["workspace/didChangeWorkspaceFolders", null],
        ] as const) {
            client.write(message({ jsonrpc: "2.0", method, params }));
        }
        for (const [index, [method, params, reason]] of hostile.entries()) {
            const { error } = await client.request(10 + index, method, params);
            expect([method, error?.code, error?.message])
                .toEqual([method, InvalidParams, expect.stringContaining(reason)]);
        }
        expect(client.errors.map(({ error }) => error?.message)).toEqual(expect.arrayContaining([
            "textDocument/didOpen: textDocument.languageId is missing.",
            "textDocument/didChange: contentChanges.0.range.start must be Object.",
            "textDocument/didChange: contentChanges.0 must be Object.",
            "textDocument/didClose: textDocument is missing.",
            "workspace/didChangeWatchedFiles: changes.0.uri must be string.",
            "$/cancelRequest: id is missing.",
            "$/setTrace: the message must be Object.",
        ]));
        expect(await client.request(5, "textDocument/hover", { textDocument, position }))
            .toMatchObject({ result: { contents: { value: expect.stringContaining("conv") as string } } });
    });
});
