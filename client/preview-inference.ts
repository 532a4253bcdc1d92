import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import {
    inferenceAnswerSchema, inferenceModelRequest, type InferenceModel, type InferenceModelParams,
} from "../server/protocol.ts";
import { text, type Text } from "../server/text.ts";
import { validate } from "../server/validation.ts";
import { requestAbout } from "./document-requests.ts";
import type { ShownGraph } from "./preview-graph.ts";
import type { PreviewPanel } from "./preview-panel.ts";
import { readNamed, type RealPath } from "./readable-files.ts";
import { longestRead } from "./workspace-files.ts";

/** What a preview shows without a file. */
export const noFile = (): Text => text("Open a .cnn file, and its network is drawn here.");

/** Sends the page everything needed to run its model, or why it cannot be run. */
export async function sendInferenceModel(
    panel: PreviewPanel, graph: ShownGraph,
    surroundings: { readonly client: BaseLanguageClient; readonly realPath: RealPath | undefined },
): Promise<void> {
    const { client, realPath } = surroundings;
    const uri = graph.uri();
    if (uri === undefined) {
        panel.send({ type: "inference-refused", message: noFile() });
        return;
    }
    const selected = graph.model();
    const params: InferenceModelParams = {
        uri, everyLayer: true, sizes: graph.sizes(), ...(selected === undefined ? {} : { model: selected }),
    };
    try {
        const received = await requestAbout(client, inferenceModelRequest, params);
        if (uri !== graph.uri() || selected !== graph.model()) {
            // The page gets the model that is shown by now.
            await sendInferenceModel(panel, graph, surroundings);
            return;
        }
        const answer = validate(inferenceAnswerSchema, received);
        if ("problem" in answer) {
            throw new Error(answer.problem);
        }
        const model = answer.value;
        if ("refused" in model) {
            panel.send({ type: "inference-refused", message: model.refused });
            return;
        }
        const read = await readTrained(model, realPath);
        panel.send("refused" in read
            ? { type: "inference-refused", message: read.refused }
            : { type: "inference-model", model, ...read });
    } catch (error) {
        panel.send({ type: "inference-refused", message: text("The language server returned no model: {reason}", { reason: String(error) }) });
    }
}

/** The bytes of a model's trained weights, or why they cannot be read; the server only reads their header. */
async function readTrained(
    { trained }: InferenceModel, realPath: RealPath | undefined,
): Promise<{ readonly trained?: ArrayBuffer } | { readonly refused: Text }> {
    if (trained === undefined) {
        return {};
    }
    try {
        return { trained: (await readNamed(vscode.Uri.parse(trained.uri, true), longestRead, realPath)).buffer };
    } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return { refused: text("{file} could not be read: {reason}", { file: trained.path, reason }) };
    }
}
