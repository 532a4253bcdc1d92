import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { languageModelTools } from "../../docs/language-model-tools.ts";
import { toolNames } from "../../server/protocol.ts";
import { buildProgram } from "../support/cli-program.ts";
import { projectRoot } from "../support/extension.ts";

const folder = mkdtempSync(join(tmpdir(), "cnn-mcp-"));
const program = join(folder, "bin", "cli.js");
const client = new Client({ name: "test", version: "1" });

beforeAll(async () => {
    await buildProgram(program);
    symlinkSync(join(projectRoot, "docs"), join(folder, "docs"));
    writeFileSync(join(folder, "blocks.cnn"), "block B(k) {\n    conv(4, k)\n}\n");
    writeFileSync(join(folder, "net.cnn"), "import \"blocks.cnn\"\nmodel Net {\n    input x: [3, H = 32, 32]\n    B(3)\n" +
        "    max_pool(4)\n    output y = relu()\n}\n");
    await client.connect(new StdioClientTransport({ command: process.execPath, args: [program, "mcp"], cwd: folder }));
});
afterAll(async () => {
    await client.close();
    rmSync(folder, { recursive: true, force: true });
});

const misspelt = "model M {\n    input x: [3, 8, 8]\n    output y = conv(4, kernal=3)\n}\n";

describe("cnn mcp", () => {
    it("lists the tools, with schemas that describe every argument", async () => {
        const { tools } = await client.listTools();
        expect(tools.map(({ name }) => name)).toEqual([...toolNames]);
        for (const { inputSchema, description } of tools) {
            expect(description).toMatch(/^[A-Z].*\.$/);
            for (const property of Object.values(inputSchema.properties ?? {})) {
                expect(property).toHaveProperty("description");
            }
        }
    });

    it.each<readonly [string, Record<string, unknown>, RegExp, object]>([
        ["cnn_check", { path: "net.cnn" }, /^The network has no errors\./, { valid: true, models: [{ name: "Net" }] }],
        ["cnn_check", { text: misspelt }, /3:24: error unknown-argument: /, { valid: false }],
        ["cnn_summary", { path: "net.cnn", sizes: { H: 64 } }, /\[4, 15, 7\]/, { model: "Net" }],
        ["cnn_input_sizes", { path: "net.cnn" }, /H/, { model: "Net", sizes: [{ name: "H", default: 32 }] }],
        ["cnn_explain_diagnostic", { code: "channel-mismatch" }, /^# channel-mismatch\n/, { severity: "error" }],
        ["cnn_fix", { text: misspelt, line: 3 }, /kernel=3/, { code: "unknown-argument", text: misspelt.replace("kernal", "kernel") }],
    ])("answers %s %j with text and data", async (name, args, text, data) => {
        const answer = await client.callTool({ name, arguments: args });
        expect(answer.content).toMatchObject([{ type: "text", text: expect.stringMatching(text) as unknown }]);
        expect(answer.structuredContent).toMatchObject(data);
        expect(answer.isError).not.toBe(true);
    });

    it.each<readonly [string, Record<string, unknown>, RegExp]>([
        ["cnn_check", {}, /^Pass either text or path\.$/],
        ["cnn_check", { path: "nowhere.cnn" }, /^cannot read nowhere\.cnn: /],
        ["cnn_check", { path: "/etc/passwd" }, /^The path must be that of a \.cnn file\.$/],
        ["cnn_explain_diagnostic", { code: "chanel-mismatch" }, /did you mean channel-mismatch\?$/],
        ["cnn_fix", { path: "net.cnn", code: "unknown-argument" }, /^No problem matches/],
        ["cnn_nothing", {}, /^There is no tool cnn_nothing\.$/],
    ])("explains a mistake: %s %j", async (name, args, text) => {
        const answer = await client.callTool({ name, arguments: args });
        expect(answer).toMatchObject({ isError: true, content: [{ text: expect.stringMatching(text) as unknown }] });
    });
});

it("the editor's tools are those of cnn mcp", () => {
    const { contributes } = JSON.parse(readFileSync("package.json", "utf8")) as {
        readonly contributes: { readonly languageModelTools: unknown };
    };
    expect(contributes.languageModelTools).toEqual(languageModelTools());
});
