import { ErrorCodes, ResponseError, type CancellationToken } from "vscode-languageserver";
import { base64Encode } from "@bufbuild/protobuf/wire";
import { TextDocument } from "vscode-languageserver-textdocument";
import {
    analyze, concerns, embeddedPieces, emitOnnx, emitPytorch, findDiagnostics, largestOnnxFile, modelAt, offsetOf,
    OutputLimitReached, reportedSizes, sizesText, summarize, summaryTable, trainedWeights,
    type AnalyzedDocument, type ModelGraph,
} from "../service.ts";
import {
    modelFileParamsSchema, modelFileRequest, type ModelFileAnswer, type ModelFileKind, type ModelFileParams,
} from "../protocol.ts";
import { text } from "../text.ts";
import { validate } from "../validation.ts";
import type { AnalyzedVersion } from "./analyses.ts";
import type { Session } from "./session.ts";

/** Writes models of documents as files for other programs, and as reports. */
export function answerModelFiles({ connection, requests }: Session): void {
    const closed: ModelFileAnswer = { refused: text("The file could not be read.") };
    const answer = requests.aboutRead<ModelFileParams, ModelFileAnswer>(modelFileRequest, closed, (source, params) => {
        // Only the export to PyTorch needs to know how the text was evaluated.
        const { analysis } = params.kind === "pytorch" ? traced(source) : source;
        const { models } = analysis;
        const graph = params.model === undefined
            ? modelAt(models, params.position === undefined ? 0 : offsetOf(source, params.position))
            : models.find(({ name }) => name === params.model);
        if (graph !== undefined) {
            try {
                return fileOf(params.kind, graph, { ...source, analysis });
            } catch (error) {
                if (error instanceof OutputLimitReached) {
                    return { refused: error.message };
                }
                throw error;
            }
        }
        return models.length === 0
            ? { refused: text("There is no model in this file.") } : { models: models.map(({ name }) => name) };
    });
    connection.onRequest<ModelFileAnswer, never>(modelFileRequest, (params: unknown, token: CancellationToken) => {
        const read = validate(modelFileParamsSchema, params);
        if ("problem" in read) {
            throw new ResponseError(ErrorCodes.InvalidParams, read.problem);
        }
        return answer(read.value, token);
    });
}

function traced(source: AnalyzedVersion): Pick<AnalyzedVersion, "analysis"> {
    const { uri, file } = source.analysis;
    return { analysis: analyze(uri, source.host, { trace: true }, file) };
}

function fileOf(kind: ModelFileKind, graph: ModelGraph, source: AnalyzedDocument): ModelFileAnswer {
    const model = graph.name;
    const placeOf = placesIn(source);
    if (kind === "summary") {
        return { model, text: summaryTable(summarize(graph, (location) => placeOf(location).line)) };
    }
    if (kind === "sizes") {
        return { model, text: sizesText(model, reportedSizes(graph, placeOf)) };
    }
    const { analysis } = source;
    const error = findDiagnostics(analysis).find(({ severity, span }) =>
        severity === "error" && concerns(span, graph, analysis.models));
    if (error !== undefined) {
        return { refused: text("{name} has an error: {message}.", { name: model, message: error.message }) };
    }
    if (kind === "pytorch") {
        const module = emitPytorch(graph, fileName(analysis.uri));
        return "refused" in module ? { refused: module.refused } : { model, text: module.text };
    }
    const onnx = emitOnnx(graph, { trained: true, batch: "N", everyLayer: false });
    if ("refused" in onnx) {
        return { refused: onnx.refused };
    }
    const { length, pieces } = embeddedPieces(onnx);
    if (length > largestOnnxFile) {
        return { refused: text("The weights of {model} are more than 2 GB, which need a second file: use `cnn export`.", { model }) };
    }
    const trained = trainedWeights(graph);
    return {
        model,
        file: {
            length, seed: onnx.seed, ...(trained === undefined ? {} : { trained }),
            pieces: pieces.map((piece) => piece instanceof Uint8Array ? base64Encode(piece) : piece),
        },
    };
}

function placesIn({ document, host }: AnalyzedDocument): Parameters<typeof reportedSizes>[1] {
    const documents = new Map([[document.uri, document]]);
    return ({ uri, span }) => {
        const content = host.readText(uri);
        const found = documents.get(uri) ??
            TextDocument.create(uri, "cnn", 0, typeof content === "object" ? content.text : "");
        documents.set(uri, found);
        return { file: fileName(uri), line: found.positionAt(span.start).line + 1 };
    };
}

function fileName(uri: string): string {
    return decodeURIComponent(uri.split("/").at(-1) ?? "");
}
