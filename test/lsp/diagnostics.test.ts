import {
    DidChangeConfigurationNotification, LSPErrorCodes, type Diagnostic, type DocumentDiagnosticReport,
    type PublishDiagnosticsParams,
} from "vscode-languageserver/node";
import { describe, expect, test } from "vitest";
import { graphRequest, type PreviewGraph } from "../../server/protocol.ts";
import { eventually } from "../support/eventually.ts";
import { uriOf, withClient } from "./test-client.ts";

function network(line: string): string {
    return `model M() {\n    input image: [3, 8, 8]\n    output y = ${line}\n}\n`;
}

const valid = network("conv(4, 3)");
const broken = network("conv(4, 9)");

function itemsOf(report: DocumentDiagnosticReport): readonly Diagnostic[] {
    return report.kind === "full" ? report.items : [];
}

function codesOf({ diagnostics }: Pick<PublishDiagnosticsParams, "diagnostics">): readonly unknown[] {
    return diagnostics.map(({ code }) => code);
}

describe("a client that pulls", () => {
    test("gets each version's diagnostics", () => withClient({}, async (client) => {
        expect(client.initialized.capabilities.diagnosticProvider).toMatchObject({ interFileDependencies: true });
        client.open("a.cnn", broken);
        const [diagnostic, ...others] = itemsOf(await client.pull("a.cnn"));
        expect(others).toEqual([]);
        expect(diagnostic).toMatchObject({
            code: "kernel-exceeds-input", severity: 1, source: "cnn",
            range: { start: { line: 2, character: 23 }, end: { line: 2, character: 24 } },
        });
        client.change("a.cnn", valid);
        expect(itemsOf(await client.pull("a.cnn"))).toEqual([]);
        expect(client.received.pushed).toEqual([]);
    }));

    test("has a link to each code's page, if the client can open one", async () => {
        const initializationOptions = { diagnosticPage: "docs:/{code}.md" };
        await withClient({ initializationOptions }, async (client) => {
            client.open("a.cnn", broken);
            expect(itemsOf(await client.pull("a.cnn")).map(({ codeDescription }) => codeDescription?.href))
                .toEqual(["docs:/kernel-exceeds-input.md"]);
        });
        await withClient({ initializationOptions: { diagnosticPage: 3 } }, async (client) => {
            client.open("a.cnn", broken);
            expect(itemsOf(await client.pull("a.cnn"))[0]).not.toHaveProperty("codeDescription");
        });
    });

    test("reports that nothing has changed", () => withClient({}, async (client) => {
        client.open("a.cnn", broken);
        const first = await client.pull("a.cnn");
        const second = await client.pull("a.cnn", first.resultId);
        expect(second).toEqual({ kind: "unchanged", resultId: first.resultId });
        client.change("a.cnn", network("conv(4, 10)"));
        const third = await client.pull("a.cnn", first.resultId);
        expect(itemsOf(third).map(({ code }) => code)).toEqual(["kernel-exceeds-input"]);
        expect(third.resultId).not.toBe(first.resultId);
    }));

    test("must pull again if the text changed meanwhile", () => withClient({}, async (client) => {
        client.open("a.cnn", broken);
        const stale = client.pull("a.cnn");
        client.change("a.cnn", valid);
        await expect(stale).rejects.toMatchObject({
            code: LSPErrorCodes.ServerCancelled, data: { retriggerRequest: true },
        });
        expect(itemsOf(await client.pull("a.cnn"))).toEqual([]);
    }));

    test("gets them as its settings want them, and again when these change", () => {
        const severity: Record<string, string> = { "kernel-exceeds-input": "off" };
        return withClient({ settings: { diagnostics: { severity } } }, async (client) => {
            client.open("a.cnn", broken);
            const hidden = await client.pull("a.cnn");
            expect(itemsOf(hidden)).toEqual([]);
            const graph = await client.connection.sendRequest<PreviewGraph>(graphRequest, { uri: uriOf("a.cnn") });
            expect(graph.valid).toBe(false);
            severity["kernel-exceeds-input"] = "hint";
            await client.connection.sendNotification(DidChangeConfigurationNotification.type, { settings: {} });
            await eventually(() => expect(client.received.diagnosticRefreshes).toBe(1));
            const shown = await client.pull("a.cnn", hidden.resultId);
            expect(itemsOf(shown).map((one) => [one.code, one.severity])).toEqual([["kernel-exceeds-input", 4]]);
        });
    });

    test("draws warnings as its settings want them", () => {
        const severity: Record<string, string> = {};
        return withClient({ settings: { diagnostics: { severity } } }, async (client) => {
            client.open("a.cnn", network("repeat 4 { concat(in, conv(3, 1)) }"));
            const drawn = async (): Promise<readonly string[]> => {
                const graph = await client.connection.sendRequest<PreviewGraph>(graphRequest, { uri: uriOf("a.cnn") });
                return graph.problems.map((problem) => problem.severity);
            };
            expect(await drawn()).toEqual(["warning"]);
            for (const chosen of ["off", "hint"]) {
                severity["channel-growth"] = chosen;
                await client.connection.sendNotification(DidChangeConfigurationNotification.type, { settings: {} });
                await eventually(async () => expect(await drawn()).toEqual([]));
            }
        });
    });

    test.each<readonly [unknown, readonly string[]]>([
        [4, []], [3, ["channel-growth"]], ["3", []],
    ])("gets channel-growth past the limit of its settings, %j", (channelGrowth, expected) =>
        withClient({ settings: { diagnostics: { channelGrowth } } }, async (client) => {
            client.open("a.cnn", network("repeat 3 { concat(in, conv(3, 1)) }"));
            expect(itemsOf(await client.pull("a.cnn")).map(({ code }) => code)).toEqual(expected);
        }));

    test.each<readonly [string, object]>([
        ["an unknown severity", { severity: { "channel-growth": "loud" } }],
        ["severities that are none", { severity: 3 }],
    ])("gets a setting although another is not valid: %s", (_, invalid) =>
        withClient({ settings: { hints: "on", diagnostics: { channelGrowth: 3, ...invalid } } }, async (client) => {
            client.open("a.cnn", network("repeat 3 { concat(in, conv(3, 1)) }"));
            expect(itemsOf(await client.pull("a.cnn")).map(({ code }) => code)).toEqual(["channel-growth"]);
        }));

    test("gets nothing of a file that is not open", () => withClient({}, async (client) => {
        expect(await client.pull("never.cnn")).toEqual({ kind: "full", items: [] });
    }));
});

describe("a client that does not pull", () => {
    test("is sent the newest version's diagnostics, and none once the file is closed", () =>
        withClient({ pulls: false }, async (client) => {
            expect(client.initialized.capabilities.diagnosticProvider).toBeUndefined();
            const last = (): PublishDiagnosticsParams | undefined => client.received.pushed.at(-1);
            client.open("a.cnn", valid);
            await eventually(() => expect(last()).toEqual({ uri: uriOf("a.cnn"), version: 1, diagnostics: [] }));
            client.change("a.cnn", broken);
            await eventually(() => expect(last()?.version).toBe(2));
            expect(codesOf(last() ?? { diagnostics: [] })).toEqual(["kernel-exceeds-input"]);
            client.close("a.cnn");
            await eventually(() => expect(last()).toEqual({ uri: uriOf("a.cnn"), diagnostics: [] }));
        }));
});
