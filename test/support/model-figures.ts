import type { ModelFigures } from "../../server/protocol.ts";
import { summarizeTree } from "../../server/service.ts";
import { analyzeText } from "./memory-host.ts";

/** The figures of a model of a text, otherwise of the first, as the language server sends them. */
export function figuresOfText(source: string, model?: string): ModelFigures {
    const { models } = analyzeText(source);
    const graph = models.find(({ name }) => name === model) ?? models[0];
    if (graph === undefined) {
        throw new Error("The text has no model.");
    }
    const lineOf: Parameters<typeof summarizeTree>[1] = ({ span }) => source.slice(0, span.start).split("\n").length;
    return {
        version: 0, summary: summarizeTree(graph, lineOf, { signal: true }), valid: true, imports: [], pending: [],
    };
}
