import type { CancellationToken } from "vscode-languageserver";
import { ErrorCodes, ResponseError } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import {
    analyze, findDiagnostics, modelOnLine, previewGraph, previewSizes, previewedModel, rangeAt, summarizeTree, validity,
    type AnalysisHost,
} from "../service.ts";
import {
    figuresParamsSchema, figuresRequest, graphParamsSchema, graphRequest, inferenceModelParamsSchema,
    inferenceModelRequest, type ChosenSizes, type FiguresParams, type GraphParams, type InferenceModel,
    type InferenceModelParams, type InferenceRefusal, type ModelFigures, type PreviewGraph,
} from "../protocol.ts";
import { text } from "../text.ts";
import { validate, type AnySchema, type Described } from "../validation.ts";
import type { AnalyzedVersion } from "./analyses.ts";
import { reportedOf } from "./diagnostics.ts";
import { runnableModel } from "./inference-model.ts";
import type { Session } from "./session.ts";
import { costOptions } from "./settings.ts";

/** Answers the preview's requests. */
export function answerPreviewRequests({ connection, documents, requests, chosen, settings }: Session): void {
    const graph = requests.about<ByDocument<GraphParams>, PreviewGraph | null>(
        graphRequest, null, async (source, { model: named, line, sizes, picture }) => {
            const model = named ?? (line === undefined ? undefined : modelOnLine(source, line));
            const sized = atSizes(source, sizes);
            const asWritten = previewedModel(source, model);
            const previewed = asWritten === undefined ? undefined : previewSizes(asWritten, sizes, picture);
            const shown = await reportedOf(sized, settings);
            return previewGraph(sized, sized.found, model, previewed, chosen.of(source.document.uri), shown) ?? null;
        },
    );
    connection.onRequest(graphRequest, (params: unknown, token: CancellationToken) =>
        graph(byDocument(paramsOf(graphParamsSchema, params)), token));

    const closed: InferenceRefusal = { refused: text("The file could not be read.") };
    const inference = requests.about<ByDocument<InferenceModelParams>, InferenceModel | InferenceRefusal>(
        inferenceModelRequest, closed,
        (source, params) => runnableModel(atSizes(source, params.sizes), params, (uri) => documents.read(uri)),
    );
    connection.onRequest<InferenceModel | InferenceRefusal, never>(
        inferenceModelRequest,
        (params: unknown, token: CancellationToken) =>
            inference(byDocument(paramsOf(inferenceModelParamsSchema, params)), token),
    );

    const figures = requests.aboutRead<ByDocument<FiguresParams>, ModelFigures | null>(
        figuresRequest, null, async (source, { uri, model, sizes, signal, texts }) => {
            const version = withTexts(source, sizes, texts);
            const graph = previewedModel(version, model);
            if (graph === undefined) {
                return null;
            }
            const { training, device } = costOptions(await settings.for(uri));
            return {
                version: source.version,
                summary: summarizeTree(
                    graph, (location) => (rangeAt(version, location)?.start.line ?? 0) + 1,
                    { training, device, signal },
                ),
                valid: validity(version, version.found, graph).valid,
                imports: [...version.analysis.imported.keys()],
                pending: version.analysis.pending,
            };
        },
    );
    connection.onRequest(figuresRequest, (params: unknown, token: CancellationToken) =>
        figures(byDocument(paramsOf(figuresParamsSchema, params)), token));
}

/** Analyses a document with other texts of some files, and other values of its dynamic sizes. */
function withTexts(
    source: AnalyzedVersion, sizes: ChosenSizes | undefined, texts: FiguresParams["texts"],
): AnalyzedVersion {
    if (texts === undefined) {
        return atSizes(source, sizes);
    }
    const { uri } = source.analysis;
    const known = new Map(Object.entries(texts)
        .map(([file, content]) => [file, content === null ? undefined : { text: content }]));
    const host: AnalysisHost = {
        ...source.host,
        readText: (file) => known.has(file) ? known.get(file) : source.host.readText(file),
    };
    const own = known.get(uri);
    const document = own === undefined
        ? source.document : TextDocument.create(uri, "cnn", source.version, own.text);
    const analysis = analyze(uri, host, { samples: new Map(Object.entries(sizes ?? {})) });
    return { ...source, analysis, document, host, found: findDiagnostics(analysis) };
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
