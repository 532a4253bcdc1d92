import { cruise } from "dependency-cruiser";
import readConfiguration from "dependency-cruiser/config-utl/extract-depcruise-config";
import { ESLint } from "eslint";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import tseslint from "typescript-eslint";
import { beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "./support/temporary-folder.ts";

const project = fileURLToPath(new URL("..", import.meta.url));

/** One import: the importing file, what it imports, the rule it breaks, and the form of the import. */
type Row = [file: string, specifier: string, rule: string | undefined, form?: (specifier: string) => string];

const value = (specifier: string): string => `import "${specifier}";`;
const type = (specifier: string): string => `import type {} from "${specifier}";`;

const arrows = "arrows";
const packages = "packages";
const builtIns = "node-built-ins";
const cycles = "no-import-cycles";
const graph = "../graph/graph.ts";

const rows: readonly Row[] = [
    ["grammar/parser.ts", "../server/layers/conv.ts", arrows],
    ["grammar/parser.ts", "../server/protocol.ts", arrows],
    ["server/sizes/size.ts", "../layers/conv.ts", arrows],
    ["server/names/binder.ts", "../evaluation/flows.ts", arrows],
    ["server/layers/conv.ts", graph, arrows],
    ["server/layers/conv.ts", "../diagnostics/catalogue.ts", arrows],
    ["server/graph/graph.ts", "../evaluation/flows.ts", arrows],
    ["server/evaluation/flows.ts", "../analysis/analyze.ts", arrows],
    ["server/evaluation/flows.ts", "../diagnostics/catalogue.ts", arrows],
    ["server/analysis/analyze.ts", "../features/hover.ts", arrows],
    ["server/diagnostics/catalogue.ts", "../features/hover.ts", arrows],
    ["server/diagnostics/catalogue.ts", "../emit/onnx.ts", arrows],
    ["server/features/hover.ts", "../emit/onnx.ts", arrows],
    ["server/features/hover.ts", "../cli/report.ts", arrows],
    ["server/features/hover.ts", "../cli.ts", arrows],
    ["server/features/hover.ts", "../service.ts", arrows],
    ["server/emit/onnx.ts", "../features/hover.ts", arrows],
    ["server/emit/onnx.ts", "../diagnostics/catalogue.ts", arrows],
    ["server/emit/weights.ts", graph, arrows],
    ["server/emit/weights.ts", "./onnx.ts", arrows],
    ["server/protocol.ts", "./graph/graph.ts", arrows],
    ["server/service.ts", "./lsp/server.ts", arrows],
    ["server/lsp/server.ts", "../features/hover.ts", arrows],
    ["server/lsp/server.ts", "../../client/node.ts", arrows],
    ["server/cli/report.ts", graph, arrows],
    ["server/cli.ts", "./emit/onnx.ts", arrows],
    ["client/extension.ts", "../server/lsp/server.ts", arrows],
    ["client/extension.ts", "../server/service.ts", arrows],
    ["client/extension.ts", "../grammar/parser.ts", arrows],
    ["client/preview.ts", "../webview/main.ts", arrows],
    ["webview/main.ts", "../server/graph/graph.ts", arrows],
    ["webview/main.ts", "../server/emit/onnx.ts", arrows],
    ["webview/graph/draw.ts", "../../client/preview.ts", arrows],
    ["drawing/folding.ts", "../webview/graph/svg.ts", arrows],
    ["drawing/folding.ts", "../server/service.ts", arrows],
    ["server/graph/graph.ts", "../../test/support/fixture.ts", arrows],

    ["server/layers/conv.ts", "../graph/cost.ts", arrows, type],
    ["server/layers/conv.ts", "../graph/scopes.ts", arrows, (specifier) => `export { x } from "${specifier}";`],
    ["server/layers/conv.ts", "../graph/liveness.ts", arrows, (specifier) => `export * from "${specifier}";`],
    ["server/layers/conv.ts", "../graph/consumers.ts", arrows, (specifier) => `void import("${specifier}");`],
    ["server/layers/conv.ts", "../graph/input-rule.ts", arrows, (specifier) => `type A = typeof import("${specifier}");`],

    ["grammar/parser.ts", "./lexer.ts", undefined],
    ["server/layers/conv.ts", "../sizes/size.ts", undefined],
    ["server/evaluation/flows.ts", "../layers/catalogue.ts", undefined],
    ["server/evaluation/flows.ts", "../../grammar/parser.ts", undefined],
    ["server/features/hover.ts", "../diagnostics/catalogue.ts", undefined],
    ["server/emit/onnx.ts", "./weights.ts", undefined],
    ["server/protocol.ts", "./graph/cost.ts", undefined, type],
    ["server/service.ts", "./features/hover.ts", undefined],
    ["server/lsp/server.ts", "../service.ts", undefined],
    ["server/cli.ts", "./service.ts", arrows],
    ["server/cli.ts", "./cli/report.ts", undefined],
    ["client/preview.ts", "../server/protocol.ts", undefined],
    ["webview/inference/worker.ts", "../../server/emit/weights.ts", undefined],
    ["webview/graph/draw.ts", "../../server/protocol.ts", undefined],
    ["webview/graph/draw.ts", "../../drawing/folding.ts", undefined],
    ["markdown/figure.ts", "../drawing/folding.ts", undefined],
    ["test/graph/graph.test.ts", "../../server/graph/graph.ts", undefined],

    ["server/features/hover.ts", "vscode", packages],
    ["webview/main.ts", "vscode", packages],
    ["test/graph/graph.test.ts", "vscode", packages],
    ["server/features/hover.ts", "vscode-languageserver", packages],
    ["server/features/hover.ts", "vscode-languageserver/node", packages],
    ["server/diagnostics/catalogue.ts", "vscode-languageserver-protocol", packages],
    ["client/extension.ts", "vscode-languageserver/node", packages],
    ["server/graph/graph.ts", "vscode-languageserver-types", packages],
    ["server/lsp/server.ts", "vscode-languageclient/node", packages],
    ["server/graph/graph.ts", "chevrotain", packages],
    ["server/emit/onnx.ts", "onnxruntime-web", packages],
    ["client/extension.ts", "onnxruntime-web/jspi", packages],
    ["server/cli.ts", "onnxruntime-node", packages],
    ["test/graph/graph.test.ts", "fast-check", packages],
    ["grammar/lexer.ts", "node:fs", builtIns],
    ["server/lsp/server.ts", "node:path", builtIns],
    ["server/lsp/browser.ts", "fs/promises", builtIns],
    ["client/extension.ts", "node:path", builtIns],
    ["webview/main.ts", "node:url", builtIns],

    ["client/extension.ts", "vscode", undefined],
    ["client/node-client.ts", "vscode-languageclient/node", undefined],
    ["client/node-client.ts", "node:path", undefined],
    ["test/e2e/suite/hover.test.ts", "vscode", undefined],
    ["server/lsp/node.ts", "vscode-languageserver/node", undefined],
    ["server/lsp/node.ts", "node:fs", undefined],
    ["server/cli.ts", "node:fs", undefined],
    ["server/cli/files.ts", "node:fs", undefined],
    ["server/features/hover.ts", "vscode-languageserver-types", undefined],
    ["server/diagnostics/catalogue.ts", "vscode-languageserver-types", undefined],
    ["grammar/lexer.ts", "chevrotain", undefined],
    ["webview/inference/worker.ts", "onnxruntime-web/jspi", undefined],
    ["test/emit/onnx.test.ts", "onnxruntime-node", undefined],
    ["test/support/fast-check.ts", "fast-check", undefined],
];

describe("the linter's import rules", () => {
    const found = new Map<string, readonly string[]>();

    beforeAll(async () => {
        await using folder = await temporaryFolder("imports");
        const write = (file: string, text: string): void => {
            mkdirSync(dirname(join(folder.path, file)), { recursive: true });
            writeFileSync(join(folder.path, file), text, { flag: "a" });
        };
        symlinkSync(join(project, "node_modules"), join(folder.path, "node_modules"));
        for (const [file, specifier, , form = value] of rows) {
            write(file, `${form(specifier)}\n`);
            if (specifier.startsWith(".")) {
                write(join(dirname(file), specifier), "");
            }
        }
        write("server/sizes/even.ts", `import "./odd.ts";\n`);
        write("server/sizes/odd.ts", `import type {} from "./even.ts";\n`);
        const { forbidden = [], options = {} } = await readConfiguration(join(project, ".dependency-cruiser.mjs"));
        const { output } = await cruise(["grammar", "server", "client", "drawing", "webview", "markdown", "test"], {
            ...options, baseDir: folder.path, validate: true, ruleSet: { forbidden },
        });
        if (typeof output === "string") {
            throw new Error(output);
        }
        for (const { source, dependencies } of output.modules) {
            for (const { module, rules: broken = [] } of dependencies) {
                found.set(`${source} ${module}`, broken.map(({ name }) => name));
            }
        }
    });

    // The table's files import one another in both directions, so cycles are expected.
    it.each<Row>(rows)("%s imports %s: %s", (file, specifier, rule) => {
        const broken = found.get(`${file} ${specifier.replace("node:", "")}`);
        expect(broken?.filter((name) => name !== cycles)).toEqual(rule === undefined ? [] : [rule]);
    });

    it("refuse a cycle, of types too", () => {
        expect(found.get("server/sizes/even.ts ./odd.ts")).toContain(cycles);
        expect(found.get("server/sizes/odd.ts ./even.ts")).toContain(cycles);
    });
});

/** The project's own rules on files that need not exist: everything but the rules that ask for types. */
const eslint = new ESLint({
    cwd: project,
    overrideConfig: [{ files: ["**/*.ts"], ...tseslint.configs.disableTypeChecked }],
});

async function rulesBrokenBy(file: string, code: string): Promise<readonly (string | null)[]> {
    const results = await eslint.lintText(code, { filePath: file });
    return results.flatMap(({ messages }) => messages.map(({ ruleId }) => ruleId));
}

describe("the linter refuses", () => {
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
