import {
    CodeActionRequest, CompletionRequest, CompletionResolveRequest, CompletionTriggerKind,
    DocumentFormattingRequest, DocumentOnTypeFormattingRequest, DocumentRangeFormattingRequest,
    DocumentSymbolRequest, FileChangeType, FoldingRangeRequest, HoverRequest, InlayHintResolveRequest, LSPErrorCodes,
    SemanticTokensDeltaRequest, SemanticTokensRangeRequest, SemanticTokensRequest,
} from "vscode-languageserver/node";
import { describe, expect, test } from "vitest";
import {
    graphRequest, inferenceModelRequest, type ChosenSizes, type GraphParams, type InferenceModel, type InferenceRefusal,
    type PreviewGraph,
} from "../../server/protocol.ts";
import { eventually } from "../support/eventually.ts";
import { uriOf, withClient } from "./test-client.ts";

const text = "model M() {\n    input image: [3, 8, 8]\n    first = conv(4, 3)\n    flatten()\n" +
    "    @classify(labels=\"names.txt\", top=2)\n    output y = linear(10)\n}\n";
const textDocument = { uri: uriOf("a.cnn") };
const atConv = { textDocument, position: { line: 2, character: 14 } };

describe("features", () => {
    test("hints, unless they are turned off", async () => {
        await withClient({}, async (client) => {
            client.open("a.cnn", text);
            expect((await client.hints("a.cnn")).map(({ label }) => label)).toEqual(
                expect.arrayContaining(["[4, 6, 6]", "[144]", "[10]"]),
            );
            const line = { start: { line: 2, character: 0 }, end: { line: 3, character: 0 } };
            expect((await client.hints("a.cnn", line)).map(({ label }) => label)).toEqual(["[4, 6, 6]"]);
        });
        await withClient({ settings: { hints: { enabled: false } } }, async (client) => {
            client.open("a.cnn", text);
            expect(await client.hints("a.cnn")).toEqual([]);
        });
        await withClient({ settings: "no object" }, async (client) => {
            client.open("a.cnn", text);
            expect(await client.hints("a.cnn")).not.toEqual([]);
        });
    });

    test("hover, completion, outline and folding", () => withClient({}, async ({ connection, open }) => {
        open("a.cnn", text);
        const hover = await connection.sendRequest(HoverRequest.type, atConv);
        expect(hover?.contents).toMatchObject({ kind: "markdown" });
        const items = await connection.sendRequest(CompletionRequest.type, {
            textDocument, position: { line: 2, character: 19 },
        });
        const list = items !== null && "items" in items ? items.items : [];
        expect(list.map(({ label }) => label)).toContain("kernel=");
        const kernel = list.find(({ label }) => label === "kernel=");
        expect(kernel).not.toHaveProperty("documentation");
        expect(kernel === undefined ? undefined : await connection.sendRequest(CompletionResolveRequest.type, kernel))
            .toMatchObject({ documentation: { kind: "markdown" } });
        const [model] = await connection.sendRequest(DocumentSymbolRequest.type, { textDocument }) ?? [];
        expect(model).toMatchObject({ name: "M", children: [{ name: "image" }, { name: "first" }, { name: "y" }] });
        expect(await connection.sendRequest(FoldingRangeRequest.type, { textDocument }))
            .toMatchObject([{ startLine: 0 }]);
    }));

    test("completions of other files, once these are read, and of paths", async () => {
        const files = new Map([
            ["blocks.cnn", "block Shared() { relu() }\n"], ["my nets/more.cnn", "block More() { relu() }\n"], ["notes.md", ""],
        ]);
        await withClient({ files }, async ({ connection, fileChanged, open }) => {
            open("a.cnn", "import \"\"\nblock B() {\n    in -> \n}\n");
            const complete = async (line: number, character: number, triggerCharacter?: string) => {
                const answer = await connection.sendRequest(CompletionRequest.type, {
                    textDocument, position: { line, character },
                    context: triggerCharacter === undefined
                        ? { triggerKind: CompletionTriggerKind.Invoked }
                        : { triggerKind: CompletionTriggerKind.TriggerCharacter, triggerCharacter },
                });
                return answer !== null && "items" in answer ? answer : { isIncomplete: false, items: [] };
            };
            expect(await complete(2, 10)).toMatchObject({ isIncomplete: true });
            await eventually(async () => {
                const { isIncomplete, items } = await complete(2, 10, " ");
                expect(isIncomplete).toBe(false);
                expect(items.filter(({ additionalTextEdits }) => additionalTextEdits !== undefined)
                    .map(({ label, labelDetails }) => [label, labelDetails?.description])).toEqual([
                    ["Shared", "from \"blocks.cnn\""], ["More", "from \"my nets/more.cnn\""],
                ]);
            });
            // The list is incomplete while a file is read that is new or has changed.
            for (const [name, type] of [["later.cnn", FileChangeType.Created], ["blocks.cnn", FileChangeType.Changed]] as const) {
                files.set(name, "block Later() { relu() }\n");
                fileChanged(name, type);
                expect(await complete(2, 10), name).toMatchObject({ isIncomplete: true });
                await eventually(async () => {
                    const { isIncomplete, items } = await complete(2, 10);
                    expect(isIncomplete).toBe(false);
                    expect(items.map(({ labelDetails }) => labelDetails?.description)).toContain(`from "${name}"`);
                });
            }
            expect((await complete(1, 11, " ")).items).toEqual([]);
            expect((await complete(0, 8)).items.map(({ label }) => label)).toEqual(["blocks.cnn", "later.cnn", "my nets/", "../"]);
        });
    });

    test("completions although letters follow the request, but not if the text before it changes", () =>
        withClient({}, async ({ connection, change, open }) => {
            const typed = (letters: string): string =>
                `block Stem() {\n    relu()\n}\nmodel M {\n    input x: [3, 4, 4]\n    ${letters}\n    relu()\n}\n`;
            open("a.cnn", typed(""));
            await connection.sendRequest(FoldingRangeRequest.type, { textDocument });
            for (const [before, after] of [["S", "Ste"], ["conv(", "conv(8, )"]] as const) {
                change("a.cnn", typed(before));
                const answer = connection.sendRequest(CompletionRequest.type, {
                    textDocument, position: { line: 5, character: 4 + before.length },
                });
                change("a.cnn", typed(after));
                const list = await answer;
                expect(list !== null && "items" in list ? list.items.map(({ label }) => label) : [], before)
                    .toContain(before === "S" ? "Stem" : "channels=");
            }
            const position = { line: 5, character: 6 };
            const answer = connection.sendRequest(CompletionRequest.type, { textDocument, position });
            change("a.cnn", `# Another line.\n${typed("S")}`);
            await expect(answer).rejects.toMatchObject({ code: LSPErrorCodes.ContentModified });
        }));

    test("the tooltip of a hint", () => withClient({}, async (client) => {
        client.open("a.cnn", "block B(n) {\n    conv(n, 1)\n}\nmodel M {\n    input x: [3, 4, 4]\n    B(8)\n    B(16)\n}\n");
        const [hint] = await client.hints("a.cnn", { start: { line: 1, character: 0 }, end: { line: 2, character: 0 } });
        expect(hint).not.toHaveProperty("tooltip");
        expect(hint === undefined ? undefined : await client.connection.sendRequest(InlayHintResolveRequest.type, hint))
            .toMatchObject({ label: "[8, 4, 4] | [16, 4, 4]", tooltip: { kind: "markdown" } });
    }));

    test("formatting: a document, a range, and while typing", () => withClient({}, async ({ connection, open }) => {
        open("a.cnn", "model M {\nrelu()\n}\n");
        const options = { tabSize: 2, insertSpaces: true };
        const line = { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } };
        const indented = [{ range: { start: { line: 0, character: 9 }, end: line.end }, newText: "\n  " }];
        const about = { textDocument, options };
        expect(await connection.sendRequest(DocumentFormattingRequest.type, about)).toEqual(indented);
        expect(await connection.sendRequest(DocumentRangeFormattingRequest.type, { ...about, range: line }))
            .toEqual(indented);
        expect(await connection.sendRequest(DocumentOnTypeFormattingRequest.type, {
            ...about, position: { line: 2, character: 1 }, ch: "}",
        })).toEqual(indented);
    }));

    test("semantic tokens: all, those of a range, and changes", () => withClient({}, async (client) => {
        const { connection, open, change } = client;
        open("a.cnn", text);
        const all = await connection.sendRequest(SemanticTokensRequest.type, { textDocument });
        expect(all?.data.slice(0, 5)).toEqual([0, 6, 1, 1, 1]);
        const range = { start: { line: 2, character: 0 }, end: { line: 3, character: 0 } };
        const some = await connection.sendRequest(SemanticTokensRangeRequest.type, { textDocument, range });
        expect(some?.data).toEqual([2, 4, 5, 5, 1, 0, 8, 4, 2, 0]);
        change("a.cnn", text.replace("first =", "firsts ="));
        const previousResultId = all?.resultId ?? "";
        expect(await connection.sendRequest(SemanticTokensDeltaRequest.type, { textDocument, previousResultId }))
            .toMatchObject({ edits: [{ deleteCount: 5, data: [6, 5, 1, 0, 9] }] });
        expect(await connection.sendRequest(SemanticTokensDeltaRequest.type, { textDocument, previousResultId }))
            .toHaveProperty("data");
    }));

    test("a fix has the version it applies to", () => withClient({}, async ({ connection, open }) => {
        open("a.cnn", text.replace("conv(4, 3)", "conv(4, kernal=3)"));
        const range = { start: { line: 2, character: 21 }, end: { line: 2, character: 21 } };
        const [action] = await connection.sendRequest(CodeActionRequest.type, {
            textDocument, range, context: { diagnostics: [] },
        }) ?? [];
        expect(action).toMatchObject({ title: "Change to `kernel`", kind: "quickfix", isPreferred: true });
        expect(action).toMatchObject({
            edit: { documentChanges: [{ textDocument: { ...textDocument, version: 1 }, edits: [{ newText: "kernel" }] }] },
        });
        const kindsOf = async (only: string): Promise<readonly unknown[]> =>
            (await connection.sendRequest(CodeActionRequest.type, {
                textDocument, range, context: { diagnostics: [], only: [only] },
            }) ?? []).map((one) => ("kind" in one ? one.kind : undefined));
        expect(await kindsOf("quickfix")).toEqual(["quickfix"]);
        expect(new Set(await kindsOf("refactor"))).toEqual(new Set(["refactor.rewrite"]));
    }));

    test("diagnostics that are not errors can be allowed; all auto-fixable problems are fixed at once on request", () =>
        withClient({}, async ({ connection, open }) => {
            open("a.cnn", "model M() {\n    input x: [3, 8, 8]\n    cnv(4, kernal=3)\n    y = conv(4, 1)\n}\n");
            const range = { start: { line: 0, character: 0 }, end: { line: 4, character: 0 } };
            const ask = async (...only: string[]): Promise<readonly string[]> => {
                const context = { diagnostics: [], only };
                const actions = await connection.sendRequest(CodeActionRequest.type, { textDocument, range, context });
                return (actions ?? []).map(({ title }) => title);
            };
            expect(await ask("quickfix")).toEqual([
                "Make the last line the output", "Allow `missing-output` here", "Change to `conv`", "Change to `kernel`",
                "Remove `kernal=3`",
            ]);
            expect(await ask("source.fixAll")).toEqual(["Fix all auto-fixable problems"]);
            expect(await ask("source.fixAll.cnn")).toEqual(["Fix all auto-fixable problems"]);
            expect(await ask("source.organizeImports")).toEqual([]);
        }));

    test("nothing of a file that is not open", () => withClient({}, async ({ connection, hints }) => {
        expect(await connection.sendRequest(HoverRequest.type, atConv)).toBeNull();
        expect(await connection.sendRequest(CompletionRequest.type, atConv)).toBeNull();
        expect(await hints("a.cnn")).toEqual([]);
        expect(await connection.sendRequest(graphRequest, textDocument)).toBeNull();
    }));
});

const unet = `
model M() {
    input image: [3, H = 16, W = 24]
    first = conv(4, 3, padding=1)
    max_pool(2)
    second = conv(4, 3, padding=1)
    max_pool(2)
    up = upsample(scale=2)
    up2 = add(up, second) -> upsample(scale=2)
    output y = add(up2, first)
}`;

describe("the preview", () => {
    test("gets the graph and the first error", () => withClient({}, async ({ connection, open, change }) => {
        open("a.cnn", text.replace("@classify(labels=\"names.txt\", top=2)\n", "\n"));
        const graph = await connection.sendRequest<PreviewGraph>(graphRequest, textDocument);
        expect(graph).toMatchObject({ version: 1, model: "M", models: ["M"], valid: true, parameters: { value: 1562, atLeast: false } });
        expect(graph.nodes.map(({ id, shape }) => [id, shape])).toEqual([
            ["input:image", "[3, 8, 8]"], ["layer:first", "[4, 6, 6]"], ["layer:flatten_1", "[144]"],
            ["layer:y", "[10]"], ["output:y", "[10]"],
        ]);
        expect(graph.edges.map(({ from, to }) => `${from} ${to}`)).toEqual([
            "input:image layer:first", "layer:first layer:flatten_1", "layer:flatten_1 layer:y", "layer:y output:y",
        ]);
        change("a.cnn", "model M() {\n    input image: [3, 8, 8]\n    output y = conv(4, 9)\n}\n");
        expect(await connection.sendRequest<PreviewGraph>(graphRequest, textDocument)).toMatchObject({
            version: 2, valid: false, problems: [{ severity: "error", range: { start: { line: 2 } } }],
        });
    }));

    test("gets the model that is named, otherwise the one on the cursor's line, otherwise the first", () =>
        withClient({}, async ({ connection, open }) => {
            const model = (name: string): string => `model ${name}() {\n    input x: [3, 8, 8]\n    output y = relu()\n}\n`;
            open("a.cnn", `${model("A")}\n${model("B")}\n`);
            const shown = async (params: Partial<GraphParams>): Promise<string> =>
                (await connection.sendRequest<PreviewGraph>(graphRequest, { ...textDocument, ...params })).model;
            expect(await shown({})).toBe("A");
            for (const [line, name] of ["A", "A", "A", "A", "A", "B", "B", "B", "B", "A"].entries()) {
                expect([line, await shown({ line })]).toEqual([line, name]);
            }
            expect(await shown({ model: "A", line: 6 })).toBe("A");
            expect(await shown({ model: "B", line: 0 })).toBe("B");
            expect(await shown({ model: "C", line: 6 })).toBe("A");
        }));

    test("gets a model at other input sizes, with the next that fit", () => withClient({}, async (client) => {
        const { connection, open } = client;
        open("a.cnn", unet);
        const ask = (sizes?: ChosenSizes): Promise<PreviewGraph> =>
            connection.sendRequest(graphRequest, { ...textDocument, ...(sizes === undefined ? {} : { sizes }) });
        const shapeOf = ({ nodes }: PreviewGraph): string | undefined =>
            nodes.find(({ id }) => id === "output:y")?.shape;
        const asWritten = await ask();
        expect(shapeOf(asWritten)).toBe("[4, 16, 24]");
        expect(asWritten.dynamicSizes).toEqual([
            { name: "H", value: 16, sample: 16, rule: "H must be a multiple of 4", below: 12, above: 20 },
            { name: "W", value: 24, sample: 24, rule: "W must be a multiple of 4", below: 20, above: 28 },
        ]);
        const larger = await ask({ H: 20 });
        expect(shapeOf(larger)).toBe("[4, 20, 24]");
        expect(larger).toMatchObject({
            valid: true, dynamicSizes: [{ value: 20, sample: 16, below: 16, above: 24 }, { value: 24 }],
        });
        expect(await ask({ H: 18 })).toMatchObject({
            valid: false, dynamicSizes: [{ value: 18, below: 16, above: 20 }, { value: 24 }],
        });
        const near = async (width: number, height: number): Promise<PreviewGraph["pictureSize"]> =>
            (await connection.sendRequest<PreviewGraph>(
                graphRequest, { ...textDocument, picture: { width, height } },
            )).pictureSize;
        expect(await near(320, 240)).toEqual({ width: 320, height: 240, sizes: { H: 240, W: 320 } });
        expect(await near(321, 239)).toEqual({ width: 320, height: 240, sizes: { H: 240, W: 320 } });
        expect(await near(4096, 1)).toEqual({ width: 1024, height: 4, sizes: { H: 4, W: 1024 } });
        expect(asWritten.pictureSize).toBeUndefined();
        const model = await connection.sendRequest<InferenceModel>(
            inferenceModelRequest, { ...textDocument, everyLayer: false, sizes: { H: 20 } },
        );
        expect(model.inputs).toMatchObject([{ dims: [1, 3, 20, 24] }]);
    }));

    test("gets all it takes to run a model, labels included", () => {
        const files = new Map([["names.txt", "cat\ndog\n"]]);
        return withClient({ files }, async ({ connection, open, received }) => {
            open("a.cnn", text);
            const ask = (): Promise<InferenceModel | InferenceRefusal> => connection.sendRequest(
                inferenceModelRequest, { ...textDocument, everyLayer: true },
            );
            await ask();
            await eventually(() => expect(received.diagnosticRefreshes).toBeGreaterThan(0));
            const model = await ask();
            expect(model).toMatchObject({
                model: "M", version: 1, inputs: [{ name: "image", dims: [1, 3, 8, 8] }],
                outputs: [{ name: "y", dims: [1, 10], view: { kind: "classify", top: 2, labels: "cat\ndog\n" } }],
            });
            const onnx = "onnx" in model ? Buffer.from(model.onnx, "base64").toString("latin1") : "";
            expect(onnx).toContain("first.weight");
        });
    });

    test("gets the names of a detector's classes in place of their file's path", () => {
        const detector = (labels: string): string => `model D {
    input image: [3, 16, 16]
    conv(4, 8, stride=8)
    @detect("yolo", anchors=[[8, 8]], classes=2${labels})
    output boxes = conv(7, 1)
}`;
        const files = new Map([["names.txt", "cat\ndog\n"]]);
        return withClient({ files }, async ({ connection, open }) => {
            const detectionIn = async (name: string, labels: string): Promise<InferenceModel["detection"]> => {
                open(name, detector(labels));
                const model = await connection.sendRequest<InferenceModel>(
                    inferenceModelRequest, { uri: uriOf(name), everyLayer: false },
                );
                return model.detection;
            };
            expect(await detectionIn("named.cnn", ", labels=\"names.txt\"")).toMatchObject({ classes: 2, labels: "cat\ndog\n" });
            expect(await detectionIn("missing.cnn", ", labels=\"missing.txt\"")).not.toHaveProperty("labels");
            expect(await detectionIn("unnamed.cnn", "")).not.toHaveProperty("labels");
        });
    });

    test("gets the reason why a model cannot run", () => withClient({}, async ({ connection, open }) => {
        open("a.cnn", text.replace("conv(4, 3)", "conv(4, 9)").replace(/@classify.*\n/u, "\n"));
        const refusal = await connection.sendRequest<InferenceRefusal>(
            inferenceModelRequest, { ...textDocument, everyLayer: false },
        );
        expect(refusal.refused).toMatch(/^M has an error: kernel is larger than the input: height 8 < 9/u);
        expect(refusal.range).toMatchObject({ start: { line: 2, character: 20 } });
        const closed = { uri: uriOf("never.cnn"), everyLayer: false };
        expect(await connection.sendRequest(inferenceModelRequest, closed)).toEqual({ refused: "The file could not be read." });
    }));
});
