import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { fileHost, uriOf } from "../../server/cli/files.ts";
import { analyze } from "../../server/analysis/analyze.ts";
import type { ModelGraph } from "../../server/graph/graph.ts";
import type { Analysis } from "../../server/analysis/analysis.ts";
import type { AnalysisOptions } from "../../server/evaluation/options.ts";

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
