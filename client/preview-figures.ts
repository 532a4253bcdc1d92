import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import * as v from "valibot";
import { figuresRequest, modelFiguresSchema, type FiguresParams, type ModelFigures } from "../server/protocol.ts";
import { text, type Text } from "../server/text.ts";
import { validate } from "../server/validation.ts";
import type { FromWebview, ToWebview } from "../server/webview-protocol.ts";
import { chooseComparison } from "./comparison-choice.ts";
import { committedTexts, savedTexts, type ComparisonSource, type EarlierTexts } from "./comparison-sources.ts";
import { requestAbout } from "./document-requests.ts";
import type { ShownGraph } from "./preview-graph.ts";
import type { PreviewPanel } from "./preview-panel.ts";

/** The figures of the model in a panel, which the page requests while it shows them. */
export interface PreviewFigures {
    /** Answers a message of the page if it is about figures. */
    answer(message: FromWebview): void;
    /** Asks the user with what the model is to be compared, and shows the comparison. */
    compare(): Promise<void>;
}

type Request = Extract<FromWebview, { readonly type: "request-figures" }>;
type Compared = Extract<ToWebview, { readonly type: "figures" }>["compared"];

export function previewFigures(
    client: BaseLanguageClient, panel: PreviewPanel, graph: ShownGraph, log: vscode.LogOutputChannel,
): PreviewFigures {
    let asking = false;
    let next: Request | undefined;
    /** With what the models of a file are compared. */
    let chosen: { readonly uri: string; readonly source: ComparisonSource } | undefined;

    const send = async ({ signal, compared }: Request): Promise<void> => {
        const uri = graph.uri();
        const model = graph.model();
        if (uri === undefined) {
            return;
        }
        const params = { uri, sizes: graph.sizes(), signal, ...(model === undefined ? {} : { model }) };
        const figures = await requestFigures(client, params);
        const other = !compared || figures === undefined || chosen?.uri !== uri
            ? undefined : await comparedWith(client, chosen.source, { ...params, model: figures.summary.model });
        if (uri === graph.uri()) {
            panel.send(figures === undefined
                ? { type: "no-figures", message: text("This file has no model yet.") }
                : { type: "figures", uri, figures, ...(other === undefined ? {} : { compared: other }) });
        }
    };
    const ask = async (): Promise<void> => {
        while (next !== undefined) {
            const request = next;
            next = undefined;
            await send(request).catch((error: unknown) => {
                // The figures of an older text; those of the newer text are requested with its graph.
                log.debug(`No figures: ${String(error)}`);
            });
        }
    };
    const compare = async (): Promise<void> => {
        await graph.settled();
        const uri = graph.uri();
        const shown = graph.shown();
        if (uri === undefined || shown === undefined) {
            void vscode.window.showInformationMessage(text("Open a .cnn file with a model to compare it."));
            return;
        }
        const source = await chooseComparison(uri, shown.model, shown.models.filter((one) => one !== shown.model));
        if (source !== undefined) {
            chosen = { uri, source };
            panel.reveal();
            panel.send({ type: "compare" });
        }
    };
    return {
        compare,
        answer: (message) => {
            if (message.type === "request-figures") {
                next = message;
                if (!asking) {
                    asking = true;
                    void ask().finally(() => {
                        asking = false;
                    });
                }
            } else if (message.type === "choose-comparison") {
                compare().catch((error: unknown) => {
                    log.error(`Nothing could be chosen for a comparison: ${String(error)}`);
                });
            }
        },
    };
}

/** The figures of a model; undefined if the file has no model. */
async function requestFigures(client: BaseLanguageClient, params: FiguresParams): Promise<ModelFigures | undefined> {
    const read = validate(v.nullable(modelFiguresSchema), await requestAbout(client, figuresRequest, params));
    if ("problem" in read) {
        throw new Error(read.problem);
    }
    return read.value ?? undefined;
}

type ModelParams = FiguresParams & { readonly model: string };

async function comparedWith(
    client: BaseLanguageClient, source: ComparisonSource, params: ModelParams,
): Promise<Compared> {
    const uri = vscode.Uri.parse(params.uri, true);
    switch (source.kind) {
        case "model":
            return comparedModel(client, source, params);
        case "saved":
            return comparedTexts(client, text("Saved file"), savedTexts(uri), params);
        case "commit":
            return comparedTexts(client, text("Last commit"), await committedTexts(uri), params);
    }
}

async function comparedModel(
    client: BaseLanguageClient, { uri, model }: Extract<ComparisonSource, { kind: "model" }>, params: ModelParams,
): Promise<Compared> {
    const isOther = uri !== params.uri;
    const file = vscode.Uri.parse(uri, true);
    const name = file.path.split("/").at(-1) ?? "";
    const refused = (title: string, message: Text): Compared => ({ kind: "refused", title, message });
    try {
        // The server only knows open documents.
        await vscode.workspace.openTextDocument(file);
    } catch (error) {
        return refused(name, text("{file} could not be read: {reason}", { file: name, reason: String(error) }));
    }
    // The sizes that were chosen are those of the other file's model.
    const figures = await requestFigures(client, {
        uri, model: model ?? params.model, signal: false,
        ...(isOther || params.sizes === undefined ? {} : { sizes: params.sizes }),
    });
    if (figures === undefined || (model !== undefined && figures.summary.model !== model)) {
        return refused(model ?? name, text("{file} has no such model any more.", { file: name }));
    }
    const found = figures.summary.model;
    return { kind: "figures", title: isOther ? `${found} (${name})` : found, figures };
}

/** The figures of the model as earlier texts have it. */
async function comparedTexts(
    client: BaseLanguageClient, title: Text, earlier: EarlierTexts | { readonly refused: Text }, params: ModelParams,
): Promise<Compared> {
    if ("refused" in earlier) {
        return { kind: "refused", title, message: earlier.refused };
    }
    const own = await earlier.read(vscode.Uri.parse(params.uri, true));
    let texts: Readonly<Record<string, string | null>> = { [params.uri]: own ?? null };
    for (;;) {
        const figures = await requestFigures(client, { ...params, signal: false, texts });
        if (figures?.summary.model !== params.model) {
            const message = text("{version} has no model {model}.", { version: title, model: params.model });
            return { kind: "refused", title, message };
        }
        const files = earlier.hasImports ? [...figures.imports, ...figures.pending] : figures.pending;
        const missing = files.filter((file) => !Object.hasOwn(texts, file));
        if (missing.length === 0) {
            return { kind: "figures", title, figures };
        }
        const read = await Promise.all(missing.map(async (file) =>
            [file, await earlier.read(vscode.Uri.parse(file, true)).catch(() => undefined) ?? null] as const));
        texts = { ...texts, ...Object.fromEntries(read) };
    }
}
