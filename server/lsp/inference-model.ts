import { inferenceModel, layerNodeId, previewedModel, rangeAt, validity, startOfFile } from "../service.ts";
import type { InferenceModel, InferenceModelParams, InferenceOutput, InferenceRefusal } from "../protocol.ts";
import { text } from "../text.ts";
import type { AnalyzedVersion } from "./analyses.ts";

/** Everything needed to run a model of a document, or why it cannot run. */
export async function runnableModel(
    source: AnalyzedVersion, { model, everyLayer }: InferenceModelParams,
    read: (uri: string) => Promise<string | undefined>,
): Promise<InferenceModel | InferenceRefusal> {
    const graph = previewedModel(source, model);
    if (graph === undefined) {
        return { refused: text("There is no model in this file.") };
    }
    const firstError = validity(source, source.found, graph).problems.find(({ severity }) => severity === "error");
    if (firstError !== undefined) {
        return { refused: text("{name} has an error: {message}.", { name: graph.name, message: firstError.message }), range: firstError.range };
    }
    const runnable = inferenceModel(graph, {
        version: source.document.version,
        everyLayer,
        rangeOf: (location) => rangeAt(source, location) ?? startOfFile,
        nodeOf: layerNodeId,
    });
    if ("refused" in runnable) {
        return runnable;
    }
    const readLabels = (path: string): Promise<string | undefined> =>
        read(source.host.resolve(source.analysis.uri, path));
    const outputs = await Promise.all(runnable.outputs.map((output) => withLabels(output, readLabels)));
    const { detection } = runnable;
    if (detection?.labels === undefined) {
        return { ...runnable, outputs };
    }
    const { labels: path, ...rest } = detection;
    const labels = await readLabels(path);
    return { ...runnable, outputs, detection: labels === undefined ? rest : { ...detection, labels } };
}

/** The webview cannot read files: replaces the labels' path with their text, one name per line. */
async function withLabels(
    output: InferenceOutput, read: (path: string) => Promise<string | undefined>,
): Promise<InferenceOutput> {
    const { view } = output;
    if (view === undefined || !("labels" in view)) {
        return output;
    }
    const { labels: path, ...rest } = view;
    const labels = await read(path);
    return { ...output, view: labels === undefined ? rest : { ...view, labels } };
}
