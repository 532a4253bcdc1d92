import {
    DidChangeWatchedFilesNotification, ErrorCodes, ResponseError, TextDocumentSyncKind, WatchKind, type Connection,
    type FileSystemWatcher, type InitializeParams, type InitializeResult, type ServerCapabilities,
} from "vscode-languageserver";
import { graphsChangedNotification, initializationOptionsSchema } from "../protocol.ts";
import { useDisplayLanguage } from "../text.ts";
import { validate } from "../validation.ts";
import { openChosenUses } from "./chosen-uses.ts";
import { pushDiagnostics } from "./diagnostics.ts";
import { openDocuments } from "./documents.ts";
import { features } from "./features.ts";
import { openLayerTimes } from "./layer-times.ts";
import { pagesOf } from "./pages.ts";
import { refreshes } from "./refreshes.ts";
import { answerRequests } from "./requests.ts";
import type { Runtime } from "./runtime.ts";
import { openSettings } from "./settings.ts";
import { answerWorkspacePulls } from "./workspace-diagnostics.ts";
import { openWorkspace } from "./workspace.ts";

/**
 * The relevant files on disk: imports, labels and weights, and folders, whose creation or deletion is reported without
 * their files.
 */
const watchers: FileSystemWatcher[] = [
    { globPattern: "**/*.cnn" }, { globPattern: "**/*.txt" }, { globPattern: "**/*.safetensors" },
    { globPattern: "**/*", kind: WatchKind.Create | WatchKind.Delete },
];

/** Serves one client over `connection`, from `initialize` to `exit`. */
export function startServer(connection: Connection, runtime: Runtime): void {
    let isInitialized = false;
    connection.onInitialize((params) => {
        if (isInitialized) {
            throw new ResponseError(ErrorCodes.InvalidRequest, "The server is initialized already.");
        }
        const result = initializeResult(params);
        serve(connection, params, runtime);
        isInitialized = true;
        return result;
    });
    connection.listen();
}

function initializeResult({ capabilities: client }: InitializeParams): InitializeResult {
    const capabilities = features.reduce<ServerCapabilities>(
        (all, { announces }) => ({ ...all, ...announces?.(client) }),
        {
            textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
            workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
        },
    );
    return { capabilities, serverInfo: { name: "cnn-language-server" } };
}

function serve(
    connection: Connection, { capabilities, initializationOptions }: InitializeParams, runtime: Runtime,
): void {
    const pulls = capabilities.textDocument?.diagnostic !== undefined;
    const read = validate(initializationOptionsSchema, initializationOptions);
    const options = "value" in read ? read.value : {};
    if (options.language !== undefined) {
        useDisplayLanguage(options.language);
    }
    const pages = pagesOf(options);
    const link = pages.diagnostic;
    const refresh = refreshes(connection, capabilities);
    const pusher = pulls ? undefined : pushDiagnostics(connection, () => documents, runtime, () => settings, link);
    const documents = openDocuments(connection, {
        onChange: (document) => {
            // The settings arrive while the document is analysed.
            void settings.for(document.uri);
            pusher?.push(document);
        },
        onClose: (document) => {
            pusher?.clear(document);
            problems.closed(document.uri);
            times.drop(document.uri);
        },
        onFileChange: (uri) => problems.fileChanged(uri),
        onOutsideChange: () => {
            times.dropAll();
            documents.all().forEach((document) => pusher?.push(document));
            refresh.diagnostics();
            refresh.inlayHints();
            refresh.codeLenses();
            void connection.sendNotification(graphsChangedNotification);
        },
    });
    const settings = openSettings(connection, capabilities, () => {
        documents.all().forEach((document) => pusher?.push(document));
        refresh.diagnostics();
        refresh.inlayHints();
        refresh.codeLenses();
        void connection.sendNotification(graphsChangedNotification);
        problems.allChanged();
    });
    const chosen = openChosenUses(connection, () => {
        refresh.inlayHints();
        refresh.codeLenses();
        void connection.sendNotification(graphsChangedNotification);
    });
    const times = openLayerTimes(connection, () => refresh.inlayHints());
    const requests = answerRequests(connection, documents, runtime);
    const workspace = openWorkspace(connection, documents, runtime);
    const problems = answerWorkspacePulls(connection, documents, workspace, settings, runtime, link);
    const session = { connection, capabilities, documents, requests, settings, workspace, pages, chosen, times };
    features.forEach(({ answer }) => { answer(session); });
    connection.onDidChangeWatchedFiles(({ changes }) => {
        for (const change of changes) {
            workspace.fileChanged(change);
            problems.fileChanged(change.uri);
        }
    });
    connection.onShutdown(() => {
        refresh.stop();
        problems.stop();
    });
    connection.onInitialized(() => {
        void settings.listen();
        if (capabilities.workspace?.workspaceFolders === true) {
            connection.workspace.onDidChangeWorkspaceFolders(() => {
                workspace.foldersChanged();
                problems.allChanged();
            });
        }
        if (capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true) {
            void connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
        }
    });
}
