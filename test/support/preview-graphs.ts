import { readFileSync } from "node:fs";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Analysis } from "../../server/analysis/analysis.ts";
import { fileHost, pathOf } from "../../server/cli/files.ts";
import type { PreviewGraph } from "../../server/protocol.ts";
import { analyze, findDiagnostics, previewGraph } from "../../server/service.ts";
import { analyzeExamples } from "./examples.ts";
import { memoryHost } from "./memory-host.ts";

/** The graph of every model of examples/, as the preview draws it, by its name. */
export function examplePreviews(): ReadonlyMap<string, PreviewGraph> {
    return new Map(analyzeExamples().flatMap((analysis) => previewsOf(analysis, readFileSync(pathOf(analysis.uri), "utf8"))));
}

/** The graph of the only model of a text. */
export function previewOf(source: string): PreviewGraph {
    const uri = "memory:/main.cnn";
    const [first] = previewsOf(analyze(uri, memoryHost({ "main.cnn": source })), source);
    if (first === undefined) {
        throw new Error("the text has no model");
    }
    return first[1];
}

function previewsOf(analysis: Analysis, source: string): readonly (readonly [string, PreviewGraph])[] {
    const document = TextDocument.create(analysis.uri, "cnn", 0, source);
    const found = findDiagnostics(analysis);
    return analysis.models.flatMap(({ name }) => {
        const graph = previewGraph({ analysis, document, host: fileHost() }, found, name);
        return graph === undefined ? [] : [[name, graph] as const];
    });
}
