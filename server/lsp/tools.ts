import { ErrorCodes, ResponseError } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { analyze, findDiagnostics, type AnalysisHost } from "../service.ts";
import { toolParamsSchema, toolRequest, type ToolReport } from "../protocol.ts";
import { ToolError, type ToolEnvironment } from "../tools/tool.ts";
import { tools } from "../tools/tools.ts";
import { validate } from "../validation.ts";
import type { Session } from "./session.ts";

/** Runs tools for AI assistants; `page` makes the URI of a diagnostic's page. */
export function answerTools({ connection, documents, pages: { diagnostic: page } }: Session): void {
    const environment: ToolEnvironment = {
        open: async ({ text, path }, options) => {
            if ((text === undefined) === (path === undefined)) {
                throw new ToolError("Pass either text or path.");
            }
            const uri = path ?? "untitled:/assistant.cnn";
            const content = path === undefined ? text : await documents.read(path);
            if (content === undefined) {
                throw new ToolError("The file could not be read.");
            }
            const own = { text: content };
            const host: AnalysisHost = {
                ...documents.host, readText: (other) => (other === uri ? own : documents.host.readText(other)),
            };
            for (;;) {
                const analysis = analyze(uri, host, options);
                if (analysis.pending.length === 0) {
                    const document = TextDocument.create(uri, "cnn", 0, content);
                    return { analysis, host, document, found: findDiagnostics(analysis) };
                }
                await Promise.all(analysis.pending.map((one) => documents.arrived(one)));
            }
        },
        page: async (code) => (page === undefined ? undefined : documents.read(page(code))),
    };
    connection.onRequest(toolRequest, async (params: unknown): Promise<ToolReport> => {
        const read = validate(toolParamsSchema, params);
        if ("problem" in read) {
            throw new ResponseError(ErrorCodes.InvalidParams, read.problem);
        }
        const tool = tools.find(({ name }) => name === read.value.name);
        try {
            if (tool === undefined) {
                throw new ToolError(`There is no tool ${read.value.name}.`);
            }
            const { text, data } = await tool.run(read.value.input, environment);
            return { text, data: { ...data } };
        } catch (error) {
            if (error instanceof ToolError) {
                return { text: error.message };
            }
            throw error;
        }
    });
}
