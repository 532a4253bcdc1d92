import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { fileHost, uriOf } from "../../server/cli/files.ts";
import { analyze } from "../../server/model/analyze.ts";
import type { Analysis, ModelGraph } from "../../server/model/graph.ts";

/** Every file of examples/, analysed. */
export function analyzeExamples(): readonly Analysis[] {
    const folder = fileURLToPath(new URL("../../examples/", import.meta.url));
    const files = readdirSync(folder).filter((file) => file.endsWith(".cnn")).sort();
    const host = fileHost();
    return files.map((file) => analyze(uriOf(`${folder}/${file}`), host));
}

/** Every model of examples/ by its name. */
export function exampleModels(): ReadonlyMap<string, ModelGraph> {
    return new Map(analyzeExamples().flatMap(({ models }) => models.map((model) => [model.name, model])));
}
