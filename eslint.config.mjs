import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

/** The only files that run only in Node. */
const nodeFiles = [
    "client/node-client.ts", "server/lsp/node.ts", "server/cli.ts", "server/cli", "syntaxes", "templates", "docs", "test",
];

const nodeOnlyGlobals = ["process", "Buffer", "global", "require", "module", "__dirname", "__filename", "setImmediate"];

export default defineConfig(
    globalIgnores(["dist/", ".vscode-test/", "test-results/", "node_modules/"]),
    {
        files: ["**/*.ts"],
        extends: [tseslint.configs.strictTypeChecked],
        languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
        linterOptions: { reportUnusedDisableDirectives: "error" },
        rules: {
            eqeqeq: "error",
            curly: "error",
            // Messages are not split over lines, so that they can be searched for.
            "max-len": [
                "error",
                { code: 120, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true },
            ],
            "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "separate-type-imports" }],
            "@typescript-eslint/switch-exhaustiveness-check": [
                "error",
                { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: false },
            ],
            "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
            "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
            "@typescript-eslint/no-unnecessary-condition": [
                "error",
                { allowConstantLoopConditions: "only-allowed-literals" },
            ],
        },
    },
    {
        files: ["grammar/**/*.ts", "server/**/*.ts", "drawing/**/*.ts", "markdown/**/*.ts", "client/**/*.ts", "webview/**/*.ts"],
        ignores: nodeFiles.flatMap((place) => [place, `${place}/**`]),
        rules: {
            "no-restricted-globals": [
                "error",
                ...nodeOnlyGlobals.map((name) => ({ name, message: "This file runs in a browser too." })),
            ],
        },
    },
    {
        // The same text gives the same result: nothing between text and diagnostics depends on its environment.
        files: ["grammar/**/*.ts", "server/**/*.ts"],
        ignores: ["server/lsp/**", "server/cli.ts", "server/cli/**"],
        rules: {
            "no-console": "error",
            "no-restricted-properties": [
                "error",
                { object: "Math", property: "random", message: "The same text has to give the same result." },
                { object: "Date", property: "now", message: "The same text has to give the same result." },
            ],
        },
    },
    {
        files: ["server/**/*.ts"],
        ignores: ["server/features/markdown.ts"],
        rules: {
            "no-restricted-imports": [
                "error",
                {
                    name: "vscode-languageserver-types", importNames: ["MarkupKind"],
                    message: "Markdown comes from server/features/markdown.ts alone, which escapes the text of files.",
                },
            ],
        },
    },
    {
        files: ["client/**/*.ts"],
        // Appends names as text, and addresses of pictures that their schema admits.
        ignores: ["client/layer-hover.ts"],
        rules: {
            "no-restricted-syntax": [
                "error",
                {
                    selector: "NewExpression[callee.property.name='MarkdownString']",
                    message: "Markdown comes from server/features/markdown.ts alone, which escapes the text of files.",
                },
            ],
        },
    },
    {
        files: ["webview/**/*.ts"],
        rules: {
            "no-restricted-syntax": [
                "error",
                {
                    selector: "MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML)$/]",
                    message: "Text reaches the page through textContent alone.",
                },
            ],
        },
    },
    {
        // vitest's `expect(spy).…` and mocha's callbacks follow their documentation.
        files: ["test/**/*.ts"],
        rules: {
            "@typescript-eslint/no-empty-function": "off",
            "@typescript-eslint/unbound-method": "off",
        },
    },
    {
        files: ["test/**/*.ts"],
        ignores: ["test/support/fast-check.ts"],
        rules: {
            "no-restricted-properties": [
                "error",
                { object: "Math", property: "random", message: "Take random values from test/support/fast-check.ts." },
            ],
        },
    },
);
