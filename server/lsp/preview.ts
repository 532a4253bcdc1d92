import type { CancellationToken, Connection } from "vscode-languageserver";
import { previewGraph } from "../features/preview-graph.ts";
import {
    graphRequest, inferenceModelRequest, type GraphParams, type InferenceModel, type InferenceModelParams,
    type InferenceRefusal, type PreviewGraph,
} from "../protocol.ts";
import type { Documents } from "./documents.ts";
import { runnableModel } from "./inference-model.ts";
import type { Requests } from "./requests.ts";

/** What the preview asks for. */
export function answerPreviewRequests(connection: Connection, documents: Documents, requests: Requests): void {
    const graph = requests.about<ByDocument<GraphParams>, PreviewGraph | null>(
        graphRequest, null, (source, { model }) => previewGraph(source, source.found, model) ?? null,
    );
    connection.onRequest(graphRequest, (params: GraphParams, token: CancellationToken) =>
        graph(byDocument(params), token));

    const closed: InferenceRefusal = { refused: "The file could not be read." };
    const inference = requests.about<ByDocument<InferenceModelParams>, InferenceModel | InferenceRefusal>(
        inferenceModelRequest, closed, (source, params) => runnableModel(source, params, (uri) => documents.read(uri)),
    );
    connection.onRequest(inferenceModelRequest, (params: InferenceModelParams, token: CancellationToken) =>
        inference(byDocument(params), token));
}

type ByDocument<Params> = Params & { readonly textDocument: { readonly uri: string } };

function byDocument<Params extends { readonly uri: string }>(params: Params): ByDocument<Params> {
    return { ...params, textDocument: { uri: params.uri } };
}
