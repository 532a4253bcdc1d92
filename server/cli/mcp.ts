import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { CallToolRequestSchema, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { TextDocument } from "vscode-languageserver-textdocument";
import { analyze, findDiagnostics, type AnalysisHost } from "../service.ts";
import { inputSchema } from "../tools/input-schemas.ts";
import { ToolError, type ToolEnvironment } from "../tools/tool.ts";
import { tools } from "../tools/tools.ts";
import { fileHost, readFile, uriOf } from "./files.ts";
import { Misuse } from "./misuse.ts";

/** Serves the tools to an AI assistant over the standard input and output, until the input ends. */
export async function serveTools(version: string): Promise<void> {
    // The server for applications takes zod schemas; this one takes the JSON schemas that the editor gets too.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    const server = new Server({ name: "cnn", version }, { capabilities: { tools: {} } });
    server.setRequestHandler(ListToolsRequestSchema, () => ({
        tools: tools.map((tool) => ({
            name: tool.name, title: tool.title, description: tool.description,
            inputSchema: { ...inputSchema(tool), type: "object" as const },
            annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
        })),
    }));
    server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
        try {
            const tool = tools.find(({ name }) => name === params.name);
            if (tool === undefined) {
                throw new ToolError(`There is no tool ${params.name}.`);
            }
            const { text, data } = await tool.run(params.arguments ?? {}, environment);
            return { content: [{ type: "text" as const, text }], structuredContent: { ...data } };
        } catch (error) {
            if (error instanceof ToolError || error instanceof Misuse) {
                return { content: [{ type: "text" as const, text: error.message }], isError: true };
            }
            throw error;
        }
    });
    await server.connect(new StdioServerTransport());
}

const environment: ToolEnvironment = {
    open: ({ text, path }, options) => {
        if ((text === undefined) === (path === undefined)) {
            throw new ToolError("Pass either text or path.");
        }
        if (path !== undefined && !path.endsWith(".cnn")) {
            throw new ToolError("The path must be that of a .cnn file.");
        }
        const content = path === undefined ? text ?? "" : readFile(path).replace(/^\uFEFF/, "");
        // Imports of a text are relative to the current directory.
        const uri = uriOf(path ?? "text.cnn");
        const files = fileHost(path === undefined ? [] : [path]);
        const own = { text: content };
        const host: AnalysisHost = { ...files, readText: (other) => (other === uri ? own : files.readText(other)) };
        const analysis = analyze(uri, host, options);
        return Promise.resolve({
            analysis, host, document: TextDocument.create(uri, "cnn", 0, content), found: findDiagnostics(analysis),
        });
    },
    page: (code) => {
        try {
            const folder = join(dirname(process.argv[1] ?? ""), "..", "docs", "diagnostics");
            return Promise.resolve(readFileSync(join(folder, `${code}.md`), "utf8"));
        } catch {
            return Promise.resolve(undefined);
        }
    },
};
