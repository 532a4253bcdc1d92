import {
    DidChangeConfigurationNotification, FileChangeType, WorkspaceDiagnosticRequest,
    type CancellationTokenSource as Source, type WorkspaceDiagnosticReport, type WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver/node";
import { CancellationTokenSource } from "vscode-languageserver/node";
import { describe, expect, test } from "vitest";
import { eventually } from "../support/eventually.ts";
import { uriOf, withClient, type ClientOptions, type TestClient } from "./test-client.ts";

function network(line: string): string {
    return `model M() {\n    input image: [3, 8, 8]\n    output y = ${line}\n}\n`;
}

const valid = network("conv(4, 3)");
const broken = network("conv(4, 9)");
const user = "import \"blocks.cnn\"\nmodel M() {\n    input image: [3, 8, 8]\n    output y = B(3)\n}\n";
const blocks = "block B(k) {\n    conv(4, k)\n}\n";

/** A workspace request that stays open, and the problems that its client shows. */
interface OpenPull {
    /** The codes of each file's problems; files that never had any are absent. */
    readonly shown: Map<string, readonly unknown[]>;
    /** The names of the reported files, in order. */
    readonly reports: string[];
    readonly answer: Promise<WorkspaceDiagnosticReport>;
    readonly source: Source;
    answered: boolean;
}

function pullWorkspace(client: TestClient): OpenPull {
    const source = new CancellationTokenSource();
    const shown = new Map<string, readonly unknown[]>();
    const reports: string[] = [];
    const accept = (items: readonly WorkspaceDocumentDiagnosticReport[]): void => {
        for (const item of items) {
            reports.push(item.uri.slice(uriOf("").length));
            if (item.kind === "full") {
                shown.set(item.uri.slice(uriOf("").length), item.items.map(({ code }) => code));
            }
        }
    };
    const partialResultToken = crypto.randomUUID();
    client.connection.onProgress(
        WorkspaceDiagnosticRequest.partialResult, partialResultToken, ({ items }) => accept(items));
    const answer = client.connection.sendRequest(
        WorkspaceDiagnosticRequest.type, { previousResultIds: [], partialResultToken }, source.token);
    const pull: OpenPull = { shown, reports, answer, source, answered: false };
    answer.then(({ items }) => {
        accept(items);
        pull.answered = true;
    }, () => {
        pull.answered = true;
    });
    return pull;
}

/** Runs a test with the files of a workspace and an open request. */
async function withPull(
    files: Record<string, string>,
    use: (pull: OpenPull, client: TestClient, files: Map<string, string>) => Promise<void>,
    options: ClientOptions = {},
): Promise<void> {
    const all = new Map(Object.entries(files));
    await withClient({ ...options, files: all }, async (client) => {
        const pull = pullWorkspace(client);
        await use(pull, client, all);
        expect(pull.answered, "the request is still open").toBe(false);
    });
}

describe("a client that pulls the workspace", () => {
    test("gets the problems of files that were never opened", () =>
        withPull({ "a.cnn": broken, "b.cnn": valid, "user.cnn": user, "blocks.cnn": blocks.replace("k)\n", "9)\n") },
            async ({ shown }) => {
                await eventually(() => expect(Object.fromEntries(shown)).toEqual({
                    "a.cnn": ["kernel-exceeds-input"], "user.cnn": ["kernel-exceeds-input"],
                    "blocks.cnn": ["unused-parameter"],
                }));
            }));

    test("gets only what changes", () =>
        withPull({ "a.cnn": broken, "b.cnn": broken }, async ({ shown, reports }, client, files) => {
            await eventually(() => expect(shown.size).toBe(2));
            expect(reports).toEqual(["a.cnn", "b.cnn"]);
            files.set("a.cnn", valid);
            client.fileChanged("a.cnn");
            await eventually(() => expect(shown.get("a.cnn")).toEqual([]));
            expect(reports).toEqual(["a.cnn", "b.cnn", "a.cnn"]);
        }));

    test("gets the problems that a change causes in files that import it", () =>
        withPull({ "user.cnn": user, "blocks.cnn": blocks }, async ({ shown }, client, files) => {
            client.open("blocks.cnn", blocks);
            client.change("blocks.cnn", blocks.replace("conv(4, k)", "conv(4, 3 * k)"));
            await eventually(() => expect(shown.get("user.cnn")).toEqual(["kernel-exceeds-input"]));
            client.change("blocks.cnn", blocks);
            await eventually(() => expect(shown.get("user.cnn")).toEqual([]));
            files.delete("blocks.cnn");
            client.close("blocks.cnn");
            client.fileChanged("blocks.cnn", FileChangeType.Deleted);
            await eventually(() => expect(shown.get("user.cnn")).toContain("failed-import"));
        }));

    test("keeps the problems of a closed file, and gets those of its saved text", () =>
        withPull({ "a.cnn": broken }, async ({ shown }, client) => {
            client.open("a.cnn", network("conv(4, 3, stride=0)"));
            await eventually(() => expect(shown.get("a.cnn")).toEqual(["invalid-stride"]));
            client.close("a.cnn");
            await eventually(() => expect(shown.get("a.cnn")).toEqual(["kernel-exceeds-input"]));
        }));

    test("loses the problems of a deleted file that is still open, perhaps without an editor", () =>
        withPull({ "a.cnn": broken }, async ({ shown }, client, files) => {
            client.open("a.cnn", broken);
            await eventually(() => expect(shown.get("a.cnn")).toEqual(["kernel-exceeds-input"]));
            files.delete("a.cnn");
            client.fileChanged("a.cnn", FileChangeType.Deleted);
            await eventually(() => expect(shown.get("a.cnn")).toEqual([]));
        }));

    test("loses the problems of deleted files, and gets those of new ones", () =>
        withPull({ "a.cnn": broken, "folder/b.cnn": broken }, async ({ shown, reports }, client, files) => {
            await eventually(() => expect(shown.size).toBe(2));
            files.delete("a.cnn");
            client.fileChanged("a.cnn", FileChangeType.Deleted);
            await eventually(() => expect(shown.get("a.cnn")).toEqual([]));
            files.delete("folder/b.cnn");
            files.set("c.cnn", broken);
            client.fileChanged("folder", FileChangeType.Deleted);
            client.fileChanged("c.cnn", FileChangeType.Created);
            await eventually(() => expect([shown.get("folder/b.cnn"), shown.get("c.cnn")])
                .toEqual([[], ["kernel-exceeds-input"]]));
            expect(reports.toSorted(), "each change is reported once")
                .toEqual(["a.cnn", "a.cnn", "c.cnn", "folder/b.cnn", "folder/b.cnn"]);
        }));

    test("loses the problems of a closed file outside the workspace", () =>
        withPull({ "a.cnn": broken }, async ({ shown }, client) => {
            client.open("outside.cnn", broken);
            expect(await client.pull("outside.cnn")).toMatchObject({ items: [{ code: "kernel-exceeds-input" }] });
            client.close("outside.cnn");
            await eventually(() => expect(shown.get("outside.cnn")).toEqual([]));
        }));

    test("gets the problems of closed files only if its settings want them", async () => {
        const diagnostics = { scope: "openFiles" };
        await withPull({ "a.cnn": broken, "b.cnn": broken }, async ({ shown }, client) => {
            client.open("b.cnn", broken);
            await eventually(() => expect(shown.get("b.cnn")).toEqual(["kernel-exceeds-input"]));
            client.close("b.cnn");
            await eventually(() => expect(Object.fromEntries(shown)).toEqual({ "b.cnn": [] }));
            diagnostics.scope = "workspace";
            await client.connection.sendNotification(DidChangeConfigurationNotification.type, { settings: {} });
            await eventually(() => expect(shown.get("a.cnn")).toEqual(["kernel-exceeds-input"]));
            diagnostics.scope = "openFiles";
            await client.connection.sendNotification(DidChangeConfigurationNotification.type, { settings: {} });
            await eventually(() => expect(shown.get("a.cnn")).toEqual([]));
        }, { settings: { diagnostics } });
    });

    test("gets no problems of a closed file that is too long", () =>
        withPull({ "long.cnn": broken + "#\n".repeat(500_000), "z.cnn": broken }, async ({ shown }) => {
            await eventually(() => expect([...shown.keys()]).toEqual(["z.cnn"]));
        }));

    test("is not asked for files again by a second request, and can cancel", () => {
        const files = new Map([["a.cnn", broken]]);
        return withClient({ files }, async (client) => {
            const first = pullWorkspace(client);
            await eventually(() => expect(first.shown.size).toBe(1));
            first.source.cancel();
            await expect(first.answer).resolves.toEqual({ items: [] });
            const second = pullWorkspace(client);
            await eventually(() => expect(second.shown.size).toBe(1));
            expect([client.received.reads, client.received.listings]).toEqual([["a.cnn"], 1]);
        });
    });
});

describe("a client without partial results", () => {
    test("is answered when something has changed", () => {
        const files = new Map([["a.cnn", broken], ["b.cnn", valid]]);
        return withClient({ files }, async (client) => {
            const pull = (value?: string): Promise<WorkspaceDiagnosticReport> =>
                client.connection.sendRequest(WorkspaceDiagnosticRequest.type, {
                    previousResultIds: value === undefined ? [] : [{ uri: uriOf("a.cnn"), value }],
                });
            const { items: [first, ...others] } = await pull();
            expect([first?.uri, others]).toEqual([uriOf("a.cnn"), []]);
            const next = pull(first?.resultId);
            files.set("b.cnn", broken);
            client.fileChanged("b.cnn");
            expect((await next).items.map(({ uri }) => uri)).toEqual([uriOf("b.cnn")]);
        });
    });
});

test("a client that does not pull causes no work", () => {
    const files = new Map([["a.cnn", broken]]);
    return withClient({ files, pulls: false }, async (client) => {
        client.open("b.cnn", valid);
        await eventually(() => expect(client.received.pushed).toHaveLength(1));
        expect([client.received.reads, client.received.listings]).toEqual([[], 0]);
    });
});
