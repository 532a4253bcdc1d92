import * as vscode from "vscode";
import type { BaseLanguageClient, LanguageClientOptions } from "vscode-languageclient";
import type { FromWebview } from "../server/webview-protocol.ts";
import { commandIds, registerCommands } from "./commands.ts";
import { openLayerReference, pageOptions, provideDocumentationPages } from "./documentation-pages.ts";
import { createPreview } from "./preview.ts";
import { showServerStatus } from "./server-status.ts";
import { answerFileRequests, type ReadLocalStart } from "./workspace-files.ts";

/** What the extension offers to others: what the preview reports, so that they can wait for it. */
export interface ExtensionApi {
    readonly onPreviewMessage: vscode.Event<FromWebview>;
}

/** Makes the client of a server that runs where the extension does. */
export type NewLanguageClient = (id: string, name: string, options: LanguageClientOptions) => BaseLanguageClient;

/** Starts the server and all around it. A server that fails is started anew, up to four times in three minutes. */
export async function startClient(
    context: vscode.ExtensionContext, newClient: NewLanguageClient, readLocalStart?: ReadLocalStart,
): Promise<ExtensionApi> {
    const log = vscode.window.createOutputChannel("CNN", { log: true });
    const client = newClient("cnn", "CNN Language Server", {
        documentSelector: [{ language: "cnn" }],
        outputChannel: log,
        initializationOptions: pageOptions,
        markdown: { isTrusted: { enabledCommands: [commandIds.openLayerReference] } },
        diagnosticPullOptions: { onChange: true, onFocus: true },
    });
    answerFileRequests(client, readLocalStart);
    const preview = createPreview(context.extensionUri, client, log);
    context.subscriptions.push(
        log,
        showServerStatus(client),
        preview,
        provideDocumentationPages(context.extensionUri),
        registerCommands({
            openPreview: () => preview.open(),
            runInference: () => preview.run(),
            openLayerReference: (layer) => openLayerReference(context.extensionUri, layer),
            restartServer: () => restart(client),
            showOutput: () => log.show(),
        }),
        { dispose: () => void client.dispose() },
    );
    await client.start().catch((error: unknown) => {
        log.error(`The language server did not start: ${String(error)}`);
    });
    return { onPreviewMessage: preview.onMessage };
}

async function restart(client: BaseLanguageClient): Promise<void> {
    if (client.isRunning()) {
        await client.stop();
    }
    await client.start();
}
