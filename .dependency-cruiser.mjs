/** The folders between the syntax tree and the analysis. */
const evaluated = [
    "server/sizes", "server/names", "server/python", "server/layers", "server/weights", "server/graph", "server/evaluation",
    "server/limits.ts",
];

/** The messages between processes, and their validation. */
const messages = ["server/protocol.ts", "server/webview-protocol.ts", "server/validation.ts"];

/**
 * The arrows of ARCHITECTURE.md: each folder and what it may import besides itself. A file belongs to the first entry
 * that its path starts with.
 */
const rooms = [
    { room: "grammar", may: [] },
    { room: "server/limits.ts", may: ["grammar", "server/sizes/largest-size.ts"] },
    { room: "server/weights", may: [] },
    { room: "server/sizes", may: ["grammar", "server/limits.ts"] },
    { room: "server/python", may: [] },
    { room: "server/layers", may: ["grammar", "server/sizes", "server/python", "server/arithmetic.ts"] },
    { room: "server/names", may: ["grammar", "server/layers", "server/weights", "server/limits.ts"] },
    { room: "server/format", may: ["grammar", "server/layers"] },
    {
        room: "server/graph",
        may: [
            "grammar", "server/sizes", "server/names", "server/layers", "server/weights", "server/limits.ts",
            "server/arithmetic.ts",
        ],
    },
    {
        room: "server/evaluation",
        may: [
            "grammar", "server/sizes", "server/names", "server/layers", "server/weights", "server/graph", "server/limits.ts",
        ],
    },
    { room: "server/analysis", may: ["grammar", ...evaluated] },
    {
        room: "server/diagnostics",
        may: [
            "grammar", ...evaluated, "server/analysis", "server/quantities.ts", "server/printable.ts", "server/text.ts",
            "server/protocol.ts",
        ],
    },
    {
        room: "server/features",
        may: [
            "grammar", ...evaluated, "server/analysis", "server/diagnostics", "server/format", "server/quantities.ts",
            "server/printable.ts", "server/text.ts", "server/protocol.ts", "server/validation.ts",
        ],
    },
    { room: "server/emit/weights.ts", may: ["server/sizes", "server/weights", "server/protocol.ts"] },
    {
        room: "server/emit",
        may: [
            "grammar", ...evaluated, "server/analysis", "server/emit/weights.ts", "server/summary", "server/quantities.ts",
            "server/output-text.ts", "server/text.ts", "server/protocol.ts",
        ],
    },
    { room: "server/summary", may: ["server/graph/limited-costs.ts", "server/output-text.ts", "server/quantities.ts", "server/validation.ts"] },
    { room: "server/quantities.ts", may: [] },
    { room: "server/printable.ts", may: [] },
    { room: "server/text.ts", may: ["server/printable.ts"] },
    { room: "server/output-text.ts", may: ["server/limits.ts", "server/text.ts"] },
    { room: "server/validation.ts", may: [] },
    { room: "server/arithmetic.ts", may: ["server/validation.ts"] },
    { room: "server/protocol", may: ["server/arithmetic.ts", "server/sizes/largest-size.ts", "server/summary", "server/validation.ts"] },
    { room: "server/protocol.ts", may: ["server/protocol", "server/validation.ts"], mayTypes: ["grammar", "server"] },
    { room: "server/webview-protocol.ts", may: ["server/protocol.ts", "server/validation.ts"] },
    {
        room: "server/service.ts",
        may: [
            "grammar", ...evaluated, "server/analysis", "server/diagnostics", "server/features", "server/format",
            "server/emit", "server/summary", "server/output-text.ts", "server/text.ts",
        ],
    },
    { room: "server/tools", may: ["server/service.ts", "server/quantities.ts", ...messages] },
    { room: "server/lsp", may: ["server/service.ts", "server/tools", "server/quantities.ts", "server/text.ts", ...messages] },
    {
        room: "server/cli",
        may: [
            "server/service.ts", "server/tools", "drawing", "server/quantities.ts", "server/printable.ts",
            "server/output-text.ts", "server/text.ts", ...messages,
        ],
    },
    { room: "server/cli.ts", may: ["server/cli"] },
    {
        room: "drawing",
        may: [
            "grammar/spans.ts", "server/protocol.ts", "server/validation.ts", "server/quantities.ts", "server/printable.ts",
            "server/output-text.ts", "server/text.ts",
        ],
    },
    {
        room: "markdown",
        may: [
            "server/service.ts", "server/protocol.ts", "server/quantities.ts", "server/printable.ts", "server/text.ts",
            "drawing",
        ],
    },
    {
        room: "client",
        may: [
            "markdown", ...messages, "server/quantities.ts", "server/printable.ts", "server/text.ts",
            "server/emit/weights.ts", "server/weights",
        ],
    },
    {
        room: "webview",
        may: [
            "drawing", ...messages, "server/arithmetic.ts", "server/quantities.ts", "server/printable.ts", "server/text.ts",
            "server/emit/weights.ts", "server/emit/onnx-prefix.ts", "server/summary", "server/weights",
            "server/graph/field-window.ts",
        ],
    },
    { room: "syntaxes", may: ["grammar", "server/sizes", "server/layers", "server/evaluation/built-in-functions.ts"] },
    { room: "templates", may: ["grammar", "server"] },
    { room: "docs", may: ["server/layers", "server/diagnostics", "server/features/layer-reference.ts", "server/tools"] },
    { room: "l10n", may: ["templates/generate.ts", "server/layers", "server/evaluation", "server/features/keyword-documentation.ts", "server/features/snippets.ts"] },
    { room: "examples", may: [] },
    { room: "test", may: ["grammar", "server", "client", "drawing", "webview", "markdown", "syntaxes", "templates", "docs", "l10n", "examples"] },
];

/** Packages that only some files may import. */
const packages = [
    { match: "^vscode$", only: ["client", "test/e2e"] },
    { match: "(^|node_modules/)vscode-languageclient(/|$)", only: ["client"] },
    {
        match: "(^|node_modules/)vscode-languageserver-(types|textdocument)(/|$)",
        only: [
            "server/diagnostics", "server/features", "server/tools", "server/lsp", "server/cli", "server/cli.ts", "server/protocol.ts",
            "markdown", "test",
        ],
    },
    { match: "(^|node_modules/)vscode-(languageserver(-protocol)?|jsonrpc)(/|$)", only: ["server/lsp", "test"] },
    { match: "(^|node_modules/)chevrotain(/|$)", only: ["grammar"] },
    { match: "(^|node_modules/)prettier(/|$)", only: ["server/format"] },
    { match: "(^|node_modules/)uplot(/|$)", only: ["webview/figures"] },
    { match: "(^|node_modules/)onnxruntime-web(/|$)", only: ["webview", "test/bench"] },
    { match: "(^|node_modules/)onnxruntime-node(/|$)", only: ["test"] },
    { match: "(^|node_modules/)fast-check(/|$)", only: ["test/support/fast-check.ts"] },
];

/** The only files that run only in Node. */
const nodeFiles = [
    "client/node-client.ts", "client/tasks.ts", "server/lsp/node.ts", "server/lsp/message-reader.ts",
    "server/lsp/message-frames.ts", "server/cli.ts", "server/cli", "syntaxes", "templates", "docs", "l10n", "examples", "test",
];

const inside = (places) => places.map((place) => `^${place.replaceAll(".", "\\.")}(/|$)`);

/** The rules of one folder: forbids imports of project files outside the folder and outside those it may import. */
function arrowsOf({ room, may, mayTypes = [] }, index) {
    const earlier = rooms.slice(0, index).map((other) => other.room).filter((other) => other.startsWith(`${room}/`));
    const rule = (allowed, more = {}) => ({
        name: "arrows", severity: "error", comment: "The arrows of ARCHITECTURE.md point one way.",
        from: { path: inside([room]), ...(earlier.length === 0 ? {} : { pathNot: inside(earlier) }) },
        to: { path: inside(rooms.map((other) => other.room)), pathNot: inside([room, ...allowed]), ...more },
    });
    return mayTypes.length === 0
        ? [rule(may)]
        : [rule([...may, ...mayTypes]), rule(may, { dependencyTypesNot: ["type-only"] })];
}

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
    forbidden: [
        {
            name: "no-import-cycles", severity: "error",
            // Otherwise the package `esbuild` is mistaken for the build script of that name.
            from: { pathNot: "^esbuild\\.mjs$" },
            to: { circular: true },
        },
        ...rooms.flatMap(arrowsOf),
        ...packages.map(({ match, only }) => ({
            name: "packages", severity: "error", comment: `Only ${only.join(", ")} may import it.`,
            from: { path: inside(rooms.map(({ room }) => room)), pathNot: inside(only) }, to: { path: match },
        })),
        {
            name: "node-built-ins", severity: "error", comment: "This file runs in a browser too.",
            from: { path: inside(rooms.map(({ room }) => room)), pathNot: inside(nodeFiles) },
            to: { dependencyTypes: ["core"] },
        },
    ],
    options: {
        doNotFollow: { path: "node_modules" },
        tsPreCompilationDeps: true,
        tsConfig: { fileName: "tsconfig.json" },
        enhancedResolveOptions: {
            extensions: [".ts", ".mjs", ".js"], conditionNames: ["import", "require", "node", "default"],
        },
    },
};
