import type { CancellationToken } from "vscode-languageserver";
import { ErrorCodes, ResponseError } from "vscode-languageserver";
import { analyze, findDiagnostics, previewGraph, previewSizes, previewedModel } from "../service.ts";
import {
    graphParamsSchema, graphRequest, inferenceModelParamsSchema, inferenceModelRequest, type ChosenSizes,
    type GraphParams, type InferenceModel, type InferenceModelParams, type InferenceRefusal, type PreviewGraph,
} from "../protocol.ts";
import { text } from "../text.ts";
import { validate, type AnySchema, type Described } from "../validation.ts";
import type { AnalyzedVersion } from "./analyses.ts";
import { runnableModel } from "./inference-model.ts";
import type { Session } from "./session.ts";

/** Answers the preview's requests. */
export function answerPreviewRequests({ connection, documents, requests, chosen }: Session): void {
    const graph = requests.about<ByDocument<GraphParams>, PreviewGraph | null>(
        graphRequest, null, (source, { model, sizes, picture }) => {
            const sized = atSizes(source, sizes);
            const asWritten = previewedModel(source, model);
            const previewed = asWritten === undefined ? undefined : previewSizes(asWritten, sizes, picture);
            return previewGraph(sized, sized.found, model, previewed, chosen.of(source.document.uri)) ?? null;
        },
    );
    connection.onRequest(graphRequest, (params: unknown, token: CancellationToken) =>
        graph(byDocument(paramsOf(graphParamsSchema, params)), token));

    const closed: InferenceRefusal = { refused: text("The file could not be read.") };
    const inference = requests.about<ByDocument<InferenceModelParams>, InferenceModel | InferenceRefusal>(
        inferenceModelRequest, closed,
        (source, params) => runnableModel(atSizes(source, params.sizes), params, (uri) => documents.read(uri)),
    );
    connection.onRequest(inferenceModelRequest, (params: unknown, token: CancellationToken) =>
        inference(byDocument(paramsOf(inferenceModelParamsSchema, params)), token));
}

/** Analyses a document with other values of its dynamic sizes. */
function atSizes(source: AnalyzedVersion, sizes: ChosenSizes = {}): AnalyzedVersion {
    const samples = new Map(Object.entries(sizes));
    if (samples.size === 0) {
        return source;
    }
    const { uri, file } = source.analysis;
    const analysis = analyze(uri, source.host, { samples }, file);
    return { ...source, analysis, found: findDiagnostics(analysis) };
}

type ByDocument<Params> = Params & { readonly textDocument: { readonly uri: string } };

function byDocument<Params extends { readonly uri: string }>(params: Params): ByDocument<Params> {
    return { ...params, textDocument: { uri: params.uri } };
}

function paramsOf<Schema extends AnySchema>(schema: Schema, params: unknown): Described<Schema> {
    const read = validate(schema, params);
    if ("problem" in read) {
        throw new ResponseError(ErrorCodes.InvalidParams, read.problem);
    }
    return read.value;
}
