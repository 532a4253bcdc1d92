import { defineConfig, globalIgnores } from "eslint/config";
import { isBuiltin } from "node:module";
import { posix } from "node:path";
import tseslint from "typescript-eslint";

/** The rooms between the tree and the analysis. */
const evaluated = ["server/sizes", "server/names", "server/layers", "server/graph", "server/evaluation"];

/** What crosses from one process to another, and how it is checked. */
const messages = ["server/protocol.ts", "server/webview-protocol.ts", "server/validation.ts"];

/**
 * The arrows of ARCHITECTURE.md: each zone, the files it is, and the zones that it may import. The first zone that
 * a file's path starts with is the file's own.
 */
const zones = [
    { name: "grammar", may: [] },
    { name: "server/sizes", may: ["grammar"] },
    { name: "server/names", may: ["grammar", "server/layers"] },
    { name: "server/layers", may: ["grammar", "server/sizes"] },
    { name: "server/graph", may: ["grammar", "server/sizes", "server/names", "server/layers"] },
    { name: "server/evaluation", may: ["grammar", "server/sizes", "server/names", "server/layers", "server/graph"] },
    { name: "server/analysis", may: ["grammar", ...evaluated] },
    { name: "server/diagnostics", may: ["grammar", ...evaluated, "server/analysis", "server/quantities.ts", "server/protocol.ts"] },
    {
        name: "server/features",
        may: ["grammar", ...evaluated, "server/analysis", "server/diagnostics", "server/quantities.ts", "server/protocol.ts"],
    },
    { name: "server/emit/weights.ts", may: ["server/sizes", "server/protocol.ts"] },
    {
        name: "server/emit",
        may: ["grammar", ...evaluated, "server/analysis", "server/emit/weights.ts", "server/quantities.ts", "server/protocol.ts"],
    },
    { name: "server/quantities.ts", may: [] },
    { name: "server/validation.ts", may: [] },
    { name: "server/protocol.ts", may: ["server/validation.ts"], mayTypes: ["grammar", "server"] },
    { name: "server/webview-protocol.ts", may: ["server/protocol.ts", "server/validation.ts"] },
    { name: "server/lsp", may: ["grammar", "server"] },
    { name: "server/cli.ts", may: ["grammar", "server"] },
    { name: "server/cli", may: ["grammar", "server"] },
    { name: "server", may: [] },
    { name: "client", may: [...messages] },
    { name: "webview", may: [...messages, "server/quantities.ts", "server/emit/weights.ts"] },
    { name: "syntaxes", may: ["grammar", "server/sizes", "server/layers", "server/evaluation/built-in-functions.ts"] },
    { name: "docs", may: ["server/diagnostics"] },
    { name: "test", may: ["grammar", "server", "client", "webview", "syntaxes", "docs"] },
];

/** Packages that only some files may import: the first match counts; a package not named here is anyone's. */
const packages = [
    { match: /^vscode$/, only: ["client", "test/e2e"] },
    { match: /^vscode-languageclient(\/|$)/, only: ["client"] },
    {
        match: /^vscode-languageserver-(types|textdocument)(\/|$)/,
        only: [
            "server/diagnostics",
            "server/features",
            "server/lsp",
            "server/cli",
            "server/cli.ts",
            "server/protocol.ts",
            "test",
        ],
    },
    { match: /^vscode-(languageserver|jsonrpc)/, only: ["server/lsp", "test"] },
    { match: /^chevrotain(\/|$)/, only: ["grammar"] },
    { match: /^onnxruntime-web(\/|$)/, only: ["webview", "test/bench"] },
    { match: /^onnxruntime-node(\/|$)/, only: ["test"] },
    { match: /^fast-check$/, only: ["test/support/fast-check.ts"] },
];

/** The only files that run in Node alone. */
const nodeFiles = ["client/node.ts", "server/lsp/node.ts", "server/cli.ts", "server/cli", "syntaxes", "docs", "test"];

const isIn = (path, place) => path === place || path.startsWith(`${place}/`);
const zoneOf = (path) => zones.find(({ name }) => isIn(path, name));

/** What is wrong with `file` importing `specifier`, or undefined. */
function importProblem(file, specifier, typeOnly) {
    if (!specifier.startsWith(".")) {
        return packageProblem(file, specifier);
    }
    if (posix.extname(specifier) === "") {
        return `Write the ending of the file: "${specifier}.ts".`;
    }
    const from = zoneOf(file);
    const target = posix.join(posix.dirname(file), specifier);
    const to = zoneOf(target);
    if (from === undefined || to === undefined || from === to) {
        return undefined;
    }
    const allowed = typeOnly ? [...from.may, ...(from.mayTypes ?? [])] : from.may;
    if (allowed.some((place) => isIn(target, place))) {
        return undefined;
    }
    const list = allowed.length === 0 ? "nothing else" : allowed.join(", ");
    return `${from.name} may import ${list}, not ${to.name}: the arrows of ARCHITECTURE.md point one way.`;
}

function packageProblem(file, specifier) {
    const only = isBuiltin(specifier) ? nodeFiles : packages.find(({ match }) => match.test(specifier))?.only;
    if (only === undefined || zoneOf(file) === undefined || only.some((place) => isIn(file, place))) {
        return undefined;
    }
    return `"${specifier}" belongs to ${only.join(", ")} alone: see the invariants of ARCHITECTURE.md.`;
}

/** Reports every import, export from, import() and import type that goes against an arrow. */
const arrows = {
    meta: { type: "problem", schema: [] },
    create(context) {
        const file = posix.relative(
            context.cwd.replaceAll("\\", "/"),
            context.filename.replaceAll("\\", "/"),
        );
        const check = (source, typeOnly) => {
            const message =
                typeof source?.value === "string" ? importProblem(file, source.value, typeOnly) : undefined;
            if (message !== undefined) {
                context.report({ node: source, message });
            }
        };
        return {
            ImportDeclaration: ({ source, importKind }) => check(source, importKind === "type"),
            ExportNamedDeclaration: ({ source, exportKind }) => check(source, exportKind === "type"),
            ExportAllDeclaration: ({ source, exportKind }) => check(source, exportKind === "type"),
            ImportExpression: ({ source }) => check(source, false),
            TSImportType: ({ source }) => check(source, true),
        };
    },
};

const nodeOnlyGlobals = ["process", "Buffer", "global", "require", "module", "__dirname", "__filename", "setImmediate"];

export default defineConfig(
    globalIgnores(["dist/", ".vscode-test/", "test-results/", "node_modules/"]),
    {
        files: ["**/*.ts"],
        extends: [tseslint.configs.strictTypeChecked],
        plugins: { house: { rules: { arrows } } },
        languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
        linterOptions: { reportUnusedDisableDirectives: "error" },
        rules: {
            "house/arrows": "error",
            eqeqeq: "error",
            curly: "error",
            // A message stands in one piece, so that it can be searched for.
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
        files: ["grammar/**/*.ts", "server/**/*.ts", "client/**/*.ts", "webview/**/*.ts"],
        ignores: nodeFiles.flatMap((place) => [place, `${place}/**`]),
        rules: {
            "no-restricted-globals": [
                "error",
                ...nodeOnlyGlobals.map((name) => ({ name, message: "This file runs in a browser too." })),
            ],
        },
    },
    {
        // Same text, same result: nothing between the text and what is said of it looks at the world.
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
        // vitest's `expect(spy).…` and mocha's callbacks are used as they are documented.
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
