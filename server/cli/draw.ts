import { extname } from "node:path";
import { TextDocument } from "vscode-languageserver-textdocument";
import { figureText, type FigureFormat } from "../../drawing/figure/figure-text.ts";
import { elkEngine } from "../../drawing/layout/elk-engine.ts";
import { layOut } from "../../drawing/layout/layout.ts";
import { findDiagnostics, previewGraph } from "../service.ts";
import { exitCode, openModel, tally, type ExitCode, type ModelOptions } from "./commands.ts";
import { fileContent, isStream, writeFiles } from "./file-output.ts";
import { readFile, uriOf } from "./files.ts";
import { Misuse } from "./misuse.ts";
import { print, printDiagnostics, printError } from "./output.ts";
import { diagnosticText, places } from "./report.ts";

export interface DrawOptions extends ModelOptions {
    readonly view: "maps" | "layers";
    readonly output: string;
    /** The format; without it, that of the output's name. */
    readonly to?: FigureFormat;
    readonly theme: "light" | "dark";
}

/** Draws a model as a figure; one with errors too, with `?` for what is unknown. */
export async function draw(file: string, options: DrawOptions): Promise<ExitCode> {
    const format = options.to ?? formatOf(options.output);
    const { host, graph: model, analysis, errors } = openModel(file, options);
    const document = TextDocument.create(uriOf(file), "cnn", 0, readFile(file));
    const graph = previewGraph({ analysis, document, host }, findDiagnostics(analysis), model.name);
    if (graph === undefined) {
        throw new Misuse(`${file} has no model`);
    }
    const drawn = await figureText(format, graph, options, (request) => layOut(request, elkEngine()));
    await writeFiles([{ path: options.output, content: fileContent(drawn) }], host.readPaths());
    const lookUp = places(host);
    printDiagnostics(errors.map((one) => diagnosticText(one, lookUp)), process.stderr);
    const report = isStream(options.output) ? printError : print;
    report(errors.length === 0
        ? `Wrote ${options.output}: ${model.name}.\n` : `Wrote ${options.output}: ${model.name}, which has ${tally(errors)}.\n`);
    return errors.length === 0 ? exitCode.clean : exitCode.errors;
}

const formats = new Map([[".svg", "svg"], [".tex", "tikz"], [".mmd", "mermaid"]] as const);

function formatOf(output: string): FigureFormat {
    for (const [ending, format] of formats) {
        if (extname(output).toLowerCase() === ending) {
            return format;
        }
    }
    throw new Misuse(`the format of ${output} is unknown: name a file that ends with ${[...formats.keys()].join(", ")}, or add --to`);
}
