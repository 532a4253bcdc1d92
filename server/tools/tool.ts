import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Analysis, AnalysisHost, AnalysisOptions, Diagnostic } from "../service.ts";
import { validate, type AnySchema, type Described } from "../validation.ts";
import type { ToolName } from "../protocol.ts";

/** A file as a tool examines it. */
export interface ToolSource {
    readonly analysis: Analysis;
    readonly host: AnalysisHost;
    readonly document: TextDocument;
    readonly found: readonly Diagnostic[];
}

/** The text of a file, or the path of one. */
export interface SourceChoice {
    readonly text?: string | undefined;
    readonly path?: string | undefined;
}

/** Where a tool gets files and pages: the editor's documents, or the disk. */
export interface ToolEnvironment {
    /** Throws `ToolError` if the file cannot be read. */
    open(choice: SourceChoice, options?: AnalysisOptions): Promise<ToolSource>;
    /** The documentation of a diagnostic code, as Markdown. */
    page(code: string): Promise<string | undefined>;
}

/** An answer as compact text, and the same as data. */
export interface ToolAnswer {
    readonly text: string;
    readonly data: Readonly<Record<string, unknown>>;
}

/** A tool for AI assistants. */
export interface Tool {
    readonly name: ToolName;
    readonly title: string;
    /** For the model: what it does, when to use it, and what it returns. */
    readonly description: string;
    readonly input: AnySchema;
    /** Checks the input and runs the tool; throws `ToolError`. */
    run(input: unknown, environment: ToolEnvironment): Promise<ToolAnswer>;
}

/** A mistake in the use of a tool, which the assistant can correct. */
export class ToolError extends Error {}

export function defineTool<Schema extends AnySchema>(
    tool: Omit<Tool, "input" | "run"> & {
        readonly input: Schema;
        run(input: Described<Schema>, environment: ToolEnvironment): Promise<ToolAnswer>;
    },
): Tool {
    return {
        ...tool,
        run: (input, environment) => {
            const read = validate(tool.input, input);
            if ("problem" in read) {
                throw new ToolError(`${read.problem}.`);
            }
            return tool.run(read.value, environment);
        },
    };
}
