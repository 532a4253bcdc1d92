import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { fileHost, uriOf } from "../../server/cli/files.ts";
import { analyze } from "../../server/model/analyze.ts";
import type { Analysis, AnalysisOptions, ModelGraph } from "../../server/model/graph.ts";

/** Every file of examples/, analysed. */
export function analyzeExamples(options: AnalysisOptions = {}): readonly Analysis[] {
    const folder = fileURLToPath(new URL("../../examples/", import.meta.url));
    const files = readdirSync(folder).filter((file) => file.endsWith(".cnn")).sort();
    const host = fileHost();
    return files.map((file) => analyze(uriOf(`${folder}/${file}`), host, options));
}

/** Every model of examples/ by its name. */
export function exampleModels(options: AnalysisOptions = {}): ReadonlyMap<string, ModelGraph> {
    return new Map(analyzeExamples(options).flatMap(({ models }) => models.map((model) => [model.name, model])));
}

/** One model of examples/. */
export function exampleModel(name: string, options: AnalysisOptions = {}): ModelGraph {
    const graph = exampleModels(options).get(name);
    if (graph === undefined) {
        throw new Error(`examples/ has no model ${name}`);
    }
    return graph;
}
