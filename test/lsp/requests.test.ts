import { CancellationTokenSource } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { afterEach, expect, test, vi } from "vitest";
import { openAnalyses } from "../../server/lsp/analyses.ts";
import { answerRequests, longestTurn } from "../../server/lsp/requests.ts";
import { memoryHost } from "../support/memory-host.ts";

const document = TextDocument.create("memory:/a.cnn", "cnn", 1, "model M() {\n    input x: [3, 8, 8]\n    output y = relu()\n}\n");

afterEach(() => { vi.restoreAllMocks(); });

test.each([
    ["lets waiting messages through", "long", longestTurn + 1, ["message", "answer"]],
    ["goes on", "short", longestTurn - 1, ["answer", "message"]],
])("a pause %s after a %s analysis that another request made", async (_what, _length, takes, expected) => {
    let now = 0;
    vi.spyOn(performance, "now").mockImplementation(() => now);
    const analyses = openAnalyses(memoryHost({}));
    const requests = answerRequests({ console: { error: () => undefined } }, {
        get: () => document,
        known: () => undefined,
        analyzed: () => {
            now += now === 0 ? takes : 0;
            return analyses.of(document);
        },
        arrived: () => Promise.resolve(),
    }, { afterMessages: (action) => setImmediate(action) });
    const ask = (pauses: boolean): Promise<unknown> => requests.about("test", undefined, async (_source, _params, pause) => {
        if (pauses) {
            await pause();
        }
    })({ textDocument: { uri: document.uri } }, new CancellationTokenSource().token);
    const happened: string[] = [];
    await Promise.all([
        ask(false).then(() => new Promise<void>((resolve) => {
            setImmediate(() => {
                happened.push("message");
                resolve();
            });
        })),
        ask(true).then(() => happened.push("answer")),
    ]);
    expect(happened).toEqual(expected);
});
