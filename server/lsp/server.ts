import {
    DidChangeWatchedFilesNotification, ErrorCodes, ResponseError, TextDocumentSyncKind, WatchKind, type Connection, type
    DocumentSymbol, type DocumentSymbolParams, type FileSystemWatcher, type FoldingRange, type FoldingRangeParams, type
    HoverParams, type InitializeParams, type InitializeResult, type SelectionRange, type SelectionRangeParams, type
    ServerCapabilities, type SignatureHelpParams,
} from "vscode-languageserver";
import {
    chosenUseAt, documentLinks, documentSymbols, foldingRanges, fromChosenUses, hover, offsetOf, selectionRanges,
    signatureHelp, signatureTriggers,
} from "../service.ts";
import { graphsChangedNotification, initializationOptionsSchema } from "../protocol.ts";
import { useDisplayLanguage } from "../text.ts";
import { validate } from "../validation.ts";
import { answerCallHierarchy } from "./call-hierarchy.ts";
import { answerStatusRequests } from "./checker-status.ts";
import { answerCodeActions, codeActionProvider } from "./code-actions.ts";
import { answerCodeLenses, openChosenUses, type ChosenUsesReader } from "./code-lenses.ts";
import { answerCompletions, completionProvider } from "./completion.ts";
import { answerDiagnosticPulls, pushDiagnostics } from "./diagnostics.ts";
import { openDocuments } from "./documents.ts";
import { answerFormattingRequests, onTypeFormattingProvider } from "./formatting.ts";
import { answerInlayHints } from "./inlay-hints.ts";
import { openLayerTimes } from "./layer-times.ts";
import { answerNavigation } from "./navigation.ts";
import { pagesOf, type Pages } from "./pages.ts";
import { answerPreviewRequests } from "./preview.ts";
import { refreshes } from "./refreshes.ts";
import { answerRenames, renameProvider } from "./rename.ts";
import { answerRequests, type Requests } from "./requests.ts";
import type { Runtime } from "./runtime.ts";
import { answerSemanticTokens, semanticTokensProvider } from "./semantic-tokens.ts";
import { costOptions, openSettings, type SettingsReader } from "./settings.ts";
import { answerTools } from "./tools.ts";
import { answerWorkspaceSymbols } from "./workspace-symbols.ts";
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

function initializeResult({ capabilities }: InitializeParams): InitializeResult {
    const pulls = capabilities.textDocument?.diagnostic !== undefined;
    const server: ServerCapabilities = {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        ...(pulls
            ? {
                diagnosticProvider: {
                    identifier: "cnn", interFileDependencies: true, workspaceDiagnostics: true,
                },
            }
            : {}),
        inlayHintProvider: { resolveProvider: true },
        hoverProvider: true,
        documentSymbolProvider: true,
        foldingRangeProvider: true,
        selectionRangeProvider: true,
        completionProvider,
        codeLensProvider: { resolveProvider: true },
        semanticTokensProvider,
        signatureHelpProvider: {
            triggerCharacters: [...signatureTriggers.open], retriggerCharacters: [...signatureTriggers.update],
        },
        codeActionProvider: codeActionProvider(capabilities),
        definitionProvider: true,
        declarationProvider: true,
        typeDefinitionProvider: true,
        implementationProvider: true,
        referencesProvider: true,
        documentHighlightProvider: true,
        documentLinkProvider: {},
        callHierarchyProvider: true,
        workspaceSymbolProvider: true,
        renameProvider: renameProvider(capabilities),
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
        documentFormattingProvider: true,
        documentRangeFormattingProvider: true,
        documentOnTypeFormattingProvider: onTypeFormattingProvider,
    };
    return { capabilities: server, serverInfo: { name: "cnn-language-server" } };
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
        onChange: (document) => pusher?.push(document),
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
    answerDiagnosticPulls(connection, requests, settings, link);
    answerInlayHints(connection, requests, settings, chosen, times);
    answerCodeLenses(connection, requests, settings, chosen);
    answerFeatureRequests(connection, requests, pages, chosen, settings);
    answerCompletions(connection, requests, workspace);
    answerFormattingRequests(connection, requests);
    answerSemanticTokens(connection, requests);
    answerCodeActions(connection, capabilities, requests, settings, workspace, link);
    answerNavigation(connection, capabilities, requests, workspace, pages.layer);
    answerRenames(connection, capabilities, documents, requests, workspace, settings);
    answerCallHierarchy(connection, documents, requests, workspace);
    answerWorkspaceSymbols(connection, documents, workspace);
    answerPreviewRequests(connection, documents, requests, chosen);
    answerStatusRequests(connection, requests, settings);
    answerTools(connection, documents, link);
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

function answerFeatureRequests(
    connection: Connection, requests: Requests, pages: Pages, chosen: ChosenUsesReader,
    settings: SettingsReader,
): void {
    connection.onHover(
        requests.about("textDocument/hover", null, async (source, { position }: HoverParams) => {
            const costs = costOptions(await settings.for(source.document.uri));
            const uses = chosen.of(source.document.uri);
            const use = chosenUseAt(source, offsetOf(source, position), uses);
            return hover(fromChosenUses(source, uses), position, pages.layerLink, use, costs) ?? null;
        }),
    );
    connection.onSignatureHelp(
        requests.about("textDocument/signatureHelp", null, (source, { position }: SignatureHelpParams) =>
            signatureHelp(source, position) ?? null),
    );
    connection.onDocumentSymbol(
        requests.about<DocumentSymbolParams, DocumentSymbol[] | null>("textDocument/documentSymbol", null, (source) => [
            ...documentSymbols(source),
        ]),
    );
    connection.onDocumentLinks(
        requests.about("textDocument/documentLink", null, (source) => [...documentLinks(source)]));
    connection.onSelectionRanges(
        requests.about<SelectionRangeParams, SelectionRange[] | null>(
            "textDocument/selectionRange", null, (source, { positions }) => [...selectionRanges(source, positions)]),
    );
    connection.onFoldingRanges(
        requests.about<FoldingRangeParams, FoldingRange[] | null>("textDocument/foldingRange", null, (source) => [
            ...foldingRanges(source),
        ]),
    );
}
