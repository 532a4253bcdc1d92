import { ESLint } from "eslint";
import { fileURLToPath } from "node:url";
import tseslint from "typescript-eslint";
import { describe, expect, it } from "vitest";

/** The project's own rules on files that need not exist: everything but the rules that ask for types. */
const eslint = new ESLint({
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    overrideConfig: [{ files: ["**/*.ts"], ...tseslint.configs.disableTypeChecked }],
});

async function rulesBrokenBy(file: string, code: string): Promise<readonly (string | null)[]> {
    const results = await eslint.lintText(code, { filePath: file });
    return results.flatMap(({ messages }) => messages.map(({ ruleId }) => ruleId));
}

/** Uses what is imported, so that nothing but the import can be wrong. */
const importing = (specifier: string): string => `import { x } from "${specifier}";\nexport const y = x;\n`;

describe("imports follow the arrows", () => {
    it.each([
        ["grammar/parser.ts", "../server/layers/conv.ts"],
        ["grammar/parser.ts", "../server/protocol.ts"],
        ["server/sizes/size.ts", "../layers/conv.ts"],
        ["server/layers/conv.ts", "../graph/graph.ts"],
        ["server/layers/conv.ts", "../diagnostics/catalogue.ts"],
        ["server/evaluation/analyze.ts", "../diagnostics/catalogue.ts"],
        ["server/evaluation/analyze.ts", "../features/hover.ts"],
        ["server/diagnostics/catalogue.ts", "../features/hover.ts"],
        ["server/diagnostics/catalogue.ts", "../emit/onnx.ts"],
        ["server/features/hover.ts", "../emit/onnx.ts"],
        ["server/emit/onnx.ts", "../features/hover.ts"],
        ["server/emit/onnx.ts", "../diagnostics/catalogue.ts"],
        ["server/emit/weights.ts", "../graph/graph.ts"],
        ["server/emit/weights.ts", "./onnx.ts"],
        ["server/graph/graph.ts", "../lsp/server.ts"],
        ["server/features/hover.ts", "../cli/report.ts"],
        ["server/features/hover.ts", "../cli.ts"],
        ["server/protocol.ts", "./graph/graph.ts"],
        ["server/protocol.ts", "./webview-protocol.ts"],
        ["server/validation.ts", "./protocol.ts"],
        ["server/lsp/server.ts", "../../client/node.ts"],
        ["client/extension.ts", "../server/lsp/server.ts"],
        ["client/extension.ts", "../server/graph/graph.ts"],
        ["client/extension.ts", "../grammar/parser.ts"],
        ["client/preview.ts", "../webview/main.ts"],
        ["webview/main.ts", "../server/graph/graph.ts"],
        ["webview/main.ts", "../server/emit/onnx.ts"],
        ["webview/graph/draw.ts", "../../client/preview.ts"],
        ["server/graph/graph.ts", "../../test/support/fixture.ts"],
    ])("%s may not import %s", async (file, specifier) => {
        expect(await rulesBrokenBy(file, importing(specifier))).toEqual(["house/arrows"]);
    });

    it.each([
        ["grammar/parser.ts", "./lexer.ts"],
        ["server/layers/conv.ts", "../sizes/size.ts"],
        ["server/evaluation/analyze.ts", "../layers/index.ts"],
        ["server/evaluation/analyze.ts", "../../grammar/parser.ts"],
        ["server/features/hover.ts", "../diagnostics/catalogue.ts"],
        ["server/emit/onnx.ts", "./weights.ts"],
        ["server/lsp/server.ts", "../features/hover.ts"],
        ["server/cli.ts", "./emit/onnx.ts"],
        ["server/cli.ts", "./cli/report.ts"],
        ["server/cli/report.ts", "../graph/graph.ts"],
        ["client/preview.ts", "../server/protocol.ts"],
        ["client/preview.ts", "../server/webview-protocol.ts"],
        ["webview/main.ts", "../server/validation.ts"],
        ["webview/inference/worker.ts", "../../server/emit/weights.ts"],
        ["webview/graph/draw.ts", "../../server/protocol.ts"],
        ["test/graph/graph.test.ts", "../../server/graph/graph.ts"],
    ])("%s may import %s", async (file, specifier) => {
        expect(await rulesBrokenBy(file, importing(specifier))).toEqual([]);
    });

    it.each([
        ["import type", `import type { X } from "../graph/graph.ts";\nexport type Y = X;\n`],
        ["export from", `export { x } from "../graph/graph.ts";\n`],
        ["export all from", `export * from "../graph/graph.ts";\n`],
        ["import()", `export const x = import("../graph/graph.ts");\n`],
        ["a type's import()", `export type X = typeof import("../graph/graph.ts");\n`],
    ])("%s is an import too", async (_, code) => {
        expect(await rulesBrokenBy("server/layers/conv.ts", code)).toContain("house/arrows");
    });

    it("lets the protocol name types from anywhere in the server, and nothing else", async () => {
        const types = `import type { Graph } from "./graph/graph.ts";\nexport type Shown = Graph;\n`;
        expect(await rulesBrokenBy("server/protocol.ts", types)).toEqual([]);
        expect(await rulesBrokenBy("server/protocol.ts", importing("./graph/graph.ts"))).toEqual(["house/arrows"]);
    });

    it("asks for the ending of a file", async () => {
        expect(await rulesBrokenBy("server/graph/graph.ts", importing("./cost"))).toEqual(["house/arrows"]);
    });
});

describe("packages stay where they belong", () => {
    it.each([
        ["server/features/hover.ts", "vscode"],
        ["webview/main.ts", "vscode"],
        ["test/graph/graph.test.ts", "vscode"],
        ["server/features/hover.ts", "vscode-languageserver"],
        ["server/features/hover.ts", "vscode-languageserver/node"],
        ["server/diagnostics/catalogue.ts", "vscode-languageserver-protocol"],
        ["client/extension.ts", "vscode-languageserver/node"],
        ["server/graph/graph.ts", "vscode-languageserver-types"],
        ["server/lsp/server.ts", "vscode-languageclient"],
        ["server/graph/graph.ts", "chevrotain"],
        ["server/emit/onnx.ts", "onnxruntime-web"],
        ["client/extension.ts", "onnxruntime-web/webgpu"],
        ["server/cli.ts", "onnxruntime-node"],
        ["grammar/lexer.ts", "node:fs"],
        ["server/lsp/server.ts", "node:path"],
        ["server/lsp/browser.ts", "fs/promises"],
        ["client/extension.ts", "node:path"],
        ["webview/main.ts", "node:url"],
        ["test/sizes/size.test.ts", "fast-check"],
    ])("%s may not import %s", async (file, specifier) => {
        expect(await rulesBrokenBy(file, importing(specifier))).toEqual(["house/arrows"]);
    });

    it.each([
        ["client/extension.ts", "vscode"],
        ["client/node.ts", "vscode-languageclient/node"],
        ["client/node.ts", "node:path"],
        ["test/e2e/suite/hover.test.ts", "vscode"],
        ["server/lsp/node.ts", "vscode-languageserver/node"],
        ["server/lsp/node.ts", "node:fs"],
        ["server/cli.ts", "node:fs"],
        ["server/cli/files.ts", "node:fs"],
        ["server/features/hover.ts", "vscode-languageserver-types"],
        ["server/diagnostics/catalogue.ts", "vscode-languageserver-types"],
        ["grammar/lexer.ts", "chevrotain"],
        ["webview/inference/worker.ts", "onnxruntime-web/webgpu"],
        ["test/emit/onnx.test.ts", "onnxruntime-node"],
    ])("%s may import %s", async (file, specifier) => {
        expect(await rulesBrokenBy(file, importing(specifier))).toEqual([]);
    });
});

describe("the code stays honest", () => {
    it.each([
        ["server/graph/graph.ts", "export const x: any = 1;", "@typescript-eslint/no-explicit-any"],
        [
            "server/graph/graph.ts",
            "export const f = (x?: string) => x!.length;",
            "@typescript-eslint/no-non-null-assertion",
        ],
        [
            "server/graph/graph.ts",
            `import { X } from "./x.ts";\nexport type Y = X;`,
            "@typescript-eslint/consistent-type-imports",
        ],
        ["server/lsp/server.ts", "export const home = process.cwd();", "no-restricted-globals"],
        ["client/extension.ts", "export const text = Buffer.from([]);", "no-restricted-globals"],
        ["server/emit/weights.ts", "export const x = Math.random();", "no-restricted-properties"],
        ["test/sizes/size.test.ts", "export const x = Math.random();", "no-restricted-properties"],
        ["webview/main.ts", `document.body.innerHTML = "";`, "no-restricted-syntax"],
    ])("%s: %s", async (file, code, rule) => {
        expect(await rulesBrokenBy(file, code)).toContain(rule);
    });
});
