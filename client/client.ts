import * as vscode from "vscode";
import type { BaseLanguageClient, LanguageClientOptions } from "vscode-languageclient";
import type MarkdownIt from "markdown-it";
import { previewTargetSchema, type InitializationOptions, type PreviewTarget } from "../server/protocol.ts";
import { text, useDisplayLanguage } from "../server/text.ts";
import { validate } from "../server/validation.ts";
import type { FromWebview } from "../server/webview-protocol.ts";
import { blockUseChoices } from "./block-uses.ts";
import { showCheckerStatus } from "./checker-status.ts";
import { commandIds, registerCommands } from "./commands.ts";
import { displayLanguage } from "./display-language.ts";
import { openLayerReference, pageOptions, provideDocumentationPages } from "./documentation-pages.ts";
import { provideTools } from "./language-model-tools.ts";
import { extendMarkdownIt } from "./markdown.ts";
import { provideLayerPictures } from "./layer-hover.ts";
import { createPreview } from "./preview.ts";
import { createModelFiles } from "./model-files.ts";
import { newNetwork } from "./new-network.ts";
import { showServerStatus } from "./server-status.ts";
import { isServed } from "./text-editors.ts";
import { answerFileRequests, type LocalDisk } from "./workspace-files.ts";

/** The extension's exports. */
export interface ExtensionApi {
    /** VS Code's Markdown preview calls it. */
    extendMarkdownIt(md: MarkdownIt): MarkdownIt;
    /** The preview's messages, which tests wait for. */
    readonly onPreviewMessage: vscode.Event<FromWebview>;
}

/** Creates the client of a server that runs next to the extension. */
export type NewLanguageClient = (id: string, name: string, options: LanguageClientOptions) => BaseLanguageClient;

/**
 * Starts the server and everything that uses it. A server that fails is restarted, up to four times in three minutes.
 * Does not wait for the server: a Markdown preview waits for the extension's exports.
 */
export function startClient(
    context: vscode.ExtensionContext, newClient: NewLanguageClient, local?: LocalDisk,
): ExtensionApi {
    useDisplayLanguage(displayLanguage());
    const log = vscode.window.createOutputChannel("CNN", { log: true });
    const client = newClient("cnn", text("CNN Language Server"), {
        documentSelector: [{ language: "cnn" }],
        // The server answers nothing about documents that it does not know.
        middleware: { didOpen: (document, next) => isServed(document) ? next(document) : Promise.resolve() },
        outputChannel: log,
        initializationOptions: { ...pageOptions, language: displayLanguage() } satisfies InitializationOptions,
        markdown: { isTrusted: { enabledCommands: [commandIds.openLayerReference] } },
        diagnosticPullOptions: { onChange: true, onFocus: true },
    });
    const preview = createPreview(context.extensionUri, client, log, local?.realPath, context.workspaceState);
    const blockUses = blockUseChoices(client);
    const modelFiles = createModelFiles(client, local?.realPath);
    context.subscriptions.push(
        blockUses,
        modelFiles,
        log,
        answerFileRequests(client, local),
        showServerStatus(client),
        showCheckerStatus(client, log),
        provideTools(client),
        preview,
        provideLayerPictures(client, preview),
        provideDocumentationPages(context.extensionUri),
        registerCommands({
            openPreview: (uri, model) => preview.open(targetOf(uri, model)),
            runInference: (uri, model) => preview.run(targetOf(uri, model)),
            chooseUse: (uri, position) => blockUses.choose(uri, position),
            newNetwork: () => newNetwork(context.extensionUri),
            inspectLayer: () => preview.inspect(),
            pinPreview: () => preview.setPinned(true),
            unpinPreview: () => preview.setPinned(false),
            exportPicture: () => preview.exportFigure(),
            copyAsMermaid: () => preview.exportFigure("mermaid"),
            compareModels: () => preview.compare(),
            showSummary: () => modelFiles.report("summary"),
            showInputSizes: () => modelFiles.report("sizes"),
            exportOnnx: () => modelFiles.exportModel("onnx"),
            exportPytorch: () => modelFiles.exportModel("pytorch"),
            openLayerReference: (layer) => openLayerReference(context.extensionUri, layer),
            restartServer: () => restart(client),
            showOutput: () => log.show(),
        }),
        { dispose: () => void client.dispose() },
    );
    client.start().catch((error: unknown) => {
        log.error(`The language server did not start: ${String(error)}`);
    });
    return { extendMarkdownIt, onPreviewMessage: preview.onMessage };
}

/** The arguments of a command for the preview. Menus pass others, such as the URI of the editor's file as an object. */
function targetOf(uri: unknown, model: unknown): PreviewTarget | undefined {
    const target = validate(previewTargetSchema, model === undefined ? { uri } : { uri, model });
    return "value" in target ? target.value : undefined;
}

async function restart(client: BaseLanguageClient): Promise<void> {
    if (client.isRunning()) {
        await client.stop();
    }
    await client.start();
}
