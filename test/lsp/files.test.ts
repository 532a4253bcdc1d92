import type { DocumentDiagnosticReport } from "vscode-languageserver/node";
import { describe, expect, test } from "vitest";
import { filesReadableNotification } from "../../server/protocol.ts";
import { eventually } from "../support/eventually.ts";
import { withClient } from "./test-client.ts";

const main = "import \"blocks.cnn\"\nmodel M() {\n    input image: [3, 8, 8]\n    output y = B(3)\n}\n";
const blocks = "block B(k) {\n    conv(4, k)\n}\n";

function codesOf(report: DocumentDiagnosticReport): readonly unknown[] {
    return report.kind === "full" ? report.items.map(({ code }) => code) : [report.kind];
}

describe("an imported file that is not open", () => {
    test("is read through the client, which pulls again when it has arrived", () => {
        const files = new Map([["blocks.cnn", blocks]]);
        return withClient({ files }, async (client) => {
            client.open("main.cnn", main);
            expect(codesOf(await client.pull("main.cnn")), "nothing complains while it is read").toEqual([]);
            await eventually(() => expect(client.received.diagnosticRefreshes).toBeGreaterThan(0));
            expect(codesOf(await client.pull("main.cnn"))).toEqual([]);
            expect((await client.hints("main.cnn")).map(({ label }) => label)).toContain("[4, 6, 6]");
            expect(client.received.reads).toEqual(["blocks.cnn"]);
        });
    });

    test("that is missing is an error", () => withClient({}, async (client) => {
        client.open("main.cnn", main);
        await client.pull("main.cnn");
        await eventually(() => expect(client.received.diagnosticRefreshes).toBeGreaterThan(0));
        expect(codesOf(await client.pull("main.cnn"))).toContain("failed-import");
    }));

    test("that changes on disk is read again", () => {
        const files = new Map([["blocks.cnn", blocks]]);
        return withClient({ files }, async (client) => {
            const watched: unknown = expect.arrayContaining([{ globPattern: "**/*.cnn" }]);
            await eventually(() => expect(client.received.registrations).toMatchObject([
                { method: "workspace/didChangeWatchedFiles", registerOptions: { watchers: watched } },
            ]));
            client.open("main.cnn", main);
            await client.pull("main.cnn");
            await eventually(() => expect(client.received.diagnosticRefreshes).toBeGreaterThan(0));
            const before = await client.pull("main.cnn");
            const { diagnosticRefreshes, hintRefreshes, graphChanges } = client.received;

            files.set("blocks.cnn", blocks.replace("conv(4, k)", "conv(4, k, stride=0)"));
            client.fileChanged("blocks.cnn");
            await eventually(() => expect(client.received.diagnosticRefreshes).toBeGreaterThan(diagnosticRefreshes));
            await eventually(() => expect(client.received.hintRefreshes).toBeGreaterThan(hintRefreshes));
            expect(client.received.graphChanges).toBeGreaterThan(graphChanges);
            await eventually(async () => {
                expect(codesOf(await client.pull("main.cnn", before.resultId))).toEqual(["invalid-stride"]);
            });
            expect(client.received.reads).toEqual(["blocks.cnn", "blocks.cnn"]);
        });
    });

    test("counts as it is being typed once it is open, and as it is on disk when it is closed", () => {
        const files = new Map([["blocks.cnn", blocks]]);
        return withClient({ files }, async (client) => {
            client.open("blocks.cnn", "block Other() {\n    relu()\n}\n");
            client.open("main.cnn", main);
            expect(codesOf(await client.pull("main.cnn"))).toEqual(["unknown-layer"]);
            client.change("blocks.cnn", blocks);
            expect(codesOf(await client.pull("main.cnn"))).toEqual([]);
            await eventually(() => expect(client.received.diagnosticRefreshes).toBe(1));
            expect(client.received.reads).toEqual([]);

            client.change("blocks.cnn", "");
            expect(codesOf(await client.pull("main.cnn"))).toContain("unknown-layer");
            client.close("blocks.cnn");
            await eventually(async () => expect(codesOf(await client.pull("main.cnn"))).toEqual([]));
            await eventually(() => expect(client.received.reads).toEqual(["blocks.cnn"]));
        });
    });
});

describe("a file that the client does not read", () => {
    const source = "import \"blocks.cnn\"\nmodel M() {\n    input image: [3, 1, 1]\n    flatten()\n" +
        "    @classify(labels=\"labels.txt\")\n    output y = softmax()\n}\n";

    test.each([
        ["special", "\"blocks.cnn\" is not a regular file"],
        ["too-large", "\"blocks.cnn\" is larger than 4 MiB"],
        ["not-text", "\"blocks.cnn\" is not a text file"],
        ["outside", "\"blocks.cnn\" is outside this workspace, which is not trusted\nhelp: trust the workspace, or copy the file into it"],
        ["elsewhere", "\"blocks.cnn\" is on another machine\nhelp: copy the file into the workspace"],
    ] as const)("is an error at its name: %s", (refusal, message) => {
        const refused = new Map([["blocks.cnn", refusal], ["labels.txt", refusal]]);
        return withClient({ refused }, async (client) => {
            client.open("main.cnn", source);
            await client.pull("main.cnn");
            await eventually(async () => {
                const report = await client.pull("main.cnn");
                const items = report.kind === "full" ? report.items : [];
                expect(items.map(({ code }) => code)).toEqual(["failed-import", "missing-file"]);
                expect(items.map((item) => item.message))
                    .toEqual([message, message.replace("blocks.cnn", "labels.txt")]);
                expect(items[0]?.range.start).toEqual({ line: 0, character: 7 });
            });
        });
    });

    test("is read once the workspace is trusted", () => {
        const refused = new Map([["blocks.cnn", "outside" as const]]);
        return withClient({ files: new Map([["blocks.cnn", blocks]]), refused }, async (client) => {
            client.open("main.cnn", main);
            await eventually(async () => expect(codesOf(await client.pull("main.cnn"))).toContain("failed-import"));
            refused.clear();
            void client.connection.sendNotification(filesReadableNotification);
            await eventually(async () => expect(codesOf(await client.pull("main.cnn"))).toEqual([]));
        });
    });
});

describe("a file with weights", () => {
    const model = `@weights("w.safetensors")\nmodel M {\n    input x: [3, 8, 8]\n    output y = conv(4, 1)\n}\n`;
    const fitting = "y.weight F32 [4, 3, 1, 1]\ny.bias F32 [4]\n";

    test("is compared when its header has been read, and again when it changes on disk", () => {
        const files = new Map([["w.safetensors", "y.weight F32 [4, 3, 1, 1]\n"]]);
        return withClient({ files }, async (client) => {
            client.open("main.cnn", model);
            expect(codesOf(await client.pull("main.cnn")), "nothing complains while it is read").toEqual([]);
            await eventually(async () => expect(codesOf(await client.pull("main.cnn"))).toEqual(["missing-weights"]));
            expect(client.received.reads, "the file is not read as a text").toEqual([]);

            for (const [text, codes] of [[fitting, []], ["PK", ["invalid-weights"]], [fitting, []]] as const) {
                files.set("w.safetensors", text);
                client.fileChanged("w.safetensors");
                await eventually(async () => expect(codesOf(await client.pull("main.cnn"))).toEqual(codes));
            }
        });
    });

    test("with a header longer than usual is read a second time, as far as its header", () => {
        const many = Array.from({ length: 2000 }, (_, index) => `layers.${index}.weight F32 [1]\n`).join("");
        return withClient({ files: new Map([["w.safetensors", fitting + many]]) }, async (client) => {
            client.open("main.cnn", model);
            await eventually(async () => expect(codesOf(await client.pull("main.cnn"))).toEqual(["unused-weights"]));
        });
    });
});
