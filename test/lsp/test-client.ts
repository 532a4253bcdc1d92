import { PassThrough } from "node:stream";
import {
    ConfigurationRequest, createConnection, createProtocolConnection, DiagnosticRefreshRequest,
    DidChangeTextDocumentNotification, DidChangeWatchedFilesNotification, DidCloseTextDocumentNotification,
    DidOpenTextDocumentNotification, DocumentDiagnosticRequest, FileChangeType, InitializedNotification,
    InitializeRequest, InlayHintRefreshRequest, LogMessageNotification, MessageType, PublishDiagnosticsNotification,
    RegistrationRequest, ShowMessageNotification, ShutdownRequest, StreamMessageReader, StreamMessageWriter,
    type ClientCapabilities, type DocumentDiagnosticReport, type InitializeResult, type InlayHint,
    type ProtocolConnection, type PublishDiagnosticsParams, type Range, type Registration, InlayHintRequest,
} from "vscode-languageserver/node";
import { messageTurns } from "../../server/lsp/message-turns.ts";
import { startServer } from "../../server/lsp/server.ts";
import {
    fileExistsRequest, folderEntriesRequest, graphsChangedNotification, readFileRequest, readFileStartRequest,
    workspaceFilesRequest, type FileRefusalAnswer, type FileStart, type FolderEntry, type ReadFileParams,
    type ReadFileStartParams,
} from "../../server/protocol.ts";
import { describedTensors } from "../support/safetensors.ts";

/** The capabilities and environment of a client. */
export interface ClientOptions {
    /** Whether it pulls diagnostics; else they are pushed to it. */
    readonly pulls?: boolean;
    /** Whether it supports links, which have more information than locations. */
    readonly takesLinks?: boolean;
    /** Whether it shows changes that need a person's confirmation. */
    readonly confirmsChanges?: boolean;
    /** Whether it requests the edit of a code action after it was chosen. */
    readonly resolvesEdits?: boolean;
    /** Whether it selects names in edits, so that the user can replace them. */
    readonly selectsNames?: boolean;
    /** Files that are not open, by name. The test changes them and then calls `fileChanged`. */
    readonly files?: Map<string, string>;
    /** Files that are not read, by name. */
    readonly refused?: Map<string, FileRefusalAnswer["refused"]>;
    /** The `cnn` section of its settings. */
    readonly settings?: unknown;
    /** The initialization options. */
    readonly initializationOptions?: unknown;
}

/** A client next to a server in the same process, connected by streams like two processes. */
export interface TestClient {
    readonly connection: ProtocolConnection;
    readonly initialized: InitializeResult;
    /** All messages that the server has sent on its own, in order. */
    readonly received: {
        readonly pushed: PublishDiagnosticsParams[];
        readonly registrations: Registration[];
        /** The names of the files whose text it has requested. */
        readonly reads: string[];
        /** How often it has requested the files of the workspace. */
        listings: number;
        /** The messages that it was to show. */
        readonly shown: string[];
        /** The errors that it has logged: a request that fails is answered as if there were nothing. */
        readonly failures: string[];
        diagnosticRefreshes: number;
        hintRefreshes: number;
        graphChanges: number;
    };
    open(name: string, text: string): void;
    change(name: string, text: string): void;
    close(name: string): void;
    fileChanged(name: string, type?: FileChangeType): void;
    pull(name: string, previousResultId?: string): Promise<DocumentDiagnosticReport>;
    hints(name: string, range?: Range): Promise<readonly InlayHint[]>;
}

export function uriOf(name: string): string {
    return `file:///networks/${name.split("/").map(encodeURIComponent).join("/")}`;
}

function nameOf(uri: string): string {
    return decodeURIComponent(uri.slice(uriOf("").length));
}

const wholeFile: Range = { start: { line: 0, character: 0 }, end: { line: 10_000, character: 0 } };

/** Runs `use` with a client of a new server, then ends the session; a server without a client keeps nothing open. */
export async function withClient(options: ClientOptions, use: (client: TestClient) => Promise<void>): Promise<void> {
    const [toServer, toClient] = [new PassThrough(), new PassThrough()];
    const turns = messageTurns((action) => {
        setImmediate(action);
    });
    const [reader, writer] = [new StreamMessageReader(toServer), new StreamMessageWriter(toClient)];
    startServer(createConnection(reader, writer, turns.options), turns.runtime);
    const connection = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
    try {
        const client = await startClient(connection, options);
        const failures = (): string => client.received.failures.join("\n");
        await use(client).catch((error: unknown) => {
            throw failures() === "" ? error : new Error(failures(), { cause: error });
        });
        await connection.sendRequest(ShutdownRequest.type);
        if (failures() !== "") {
            throw new Error(failures());
        }
    } finally {
        connection.dispose();
    }
}

async function startClient(connection: ProtocolConnection, options: ClientOptions): Promise<TestClient> {
    const received: TestClient["received"] = {
        pushed: [], registrations: [], reads: [], listings: 0, shown: [], failures: [], diagnosticRefreshes: 0,
        hintRefreshes: 0, graphChanges: 0,
    };
    const versions = new Map<string, number>();
    answerServer(connection, options, received);
    connection.listen();
    const initialized = await connection.sendRequest<InitializeResult>(InitializeRequest.method, {
        processId: null, capabilities: capabilitiesOf(options),
        initializationOptions: options.initializationOptions,
    });
    await connection.sendNotification(InitializedNotification.type, {});

    const notify = (sent: Promise<void>): void => {
        void sent;
    };
    return {
        connection,
        initialized,
        received,
        open: (name, text) => {
            versions.set(name, 1);
            const textDocument = { uri: uriOf(name), languageId: "cnn", version: 1, text };
            notify(connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument }));
        },
        change: (name, text) => {
            const version = (versions.get(name) ?? 0) + 1;
            versions.set(name, version);
            const textDocument = { uri: uriOf(name), version };
            notify(connection.sendNotification(DidChangeTextDocumentNotification.type, {
                textDocument, contentChanges: [{ text }],
            }));
        },
        close: (name) => {
            const textDocument = { uri: uriOf(name) };
            notify(connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument }));
        },
        fileChanged: (name, type = FileChangeType.Changed) => {
            notify(connection.sendNotification(DidChangeWatchedFilesNotification.type, {
                changes: [{ uri: uriOf(name), type }],
            }));
        },
        pull: (name, previousResultId) => connection.sendRequest(DocumentDiagnosticRequest.type, {
            textDocument: { uri: uriOf(name) }, ...(previousResultId === undefined ? {} : { previousResultId }),
        }),
        hints: async (name, range = wholeFile) =>
            await connection.sendRequest(InlayHintRequest.type, { textDocument: { uri: uriOf(name) }, range }) ?? [],
    };
}

function capabilitiesOf(
    {
        pulls = true, resolvesEdits = false, takesLinks = false, confirmsChanges = false, selectsNames = false,
        settings,
    }: ClientOptions,
): ClientCapabilities {
    return {
        textDocument: {
            definition: { linkSupport: takesLinks },
            ...(pulls ? { diagnostic: {} } : {}),
            ...(resolvesEdits ? { codeAction: { dataSupport: true, resolveSupport: { properties: ["edit"] } } } : {}),
        },
        workspace: {
            configuration: settings !== undefined,
            workspaceEdit: {
                snippetEditSupport: selectsNames,
                ...(confirmsChanges ? { documentChanges: true, changeAnnotationSupport: {} } : {}),
            },
            didChangeWatchedFiles: { dynamicRegistration: true },
            ...(pulls ? { diagnostics: { refreshSupport: true } } : {}),
            inlayHint: { refreshSupport: true },
        },
    };
}

/** The server's requests and notifications to a client. */
function answerServer(
    connection: ProtocolConnection, { files = new Map<string, string>(), refused = new Map(), settings }: ClientOptions,
    received: TestClient["received"],
): void {
    const refusalOf = (uri: string): FileRefusalAnswer | undefined => {
        const reason = refused.get(nameOf(uri));
        return reason === undefined ? undefined : { refused: reason };
    };
    connection.onRequest<string | FileRefusalAnswer | null, unknown>(readFileRequest, ({ uri }: ReadFileParams) => {
        received.reads.push(nameOf(uri));
        return refusalOf(uri) ?? files.get(nameOf(uri)) ?? null;
    });
    connection.onRequest(workspaceFilesRequest, () => {
        received.listings += 1;
        return [...files.keys()].filter((name) => name.endsWith(".cnn")).map(uriOf);
    });
    connection.onRequest(readFileStartRequest, ({ uri, length }: ReadFileStartParams): FileStart | null => {
        const text = files.get(nameOf(uri));
        const bytes = text === undefined ? undefined : Buffer.from(describedTensors(text));
        return bytes === undefined
            ? null
            : { bytes: bytes.subarray(0, length).toString("base64"), fileLength: bytes.length };
    });
    connection.onRequest(folderEntriesRequest, ({ uri }: ReadFileParams): readonly FolderEntry[] => {
        const folder = uri.endsWith("/") ? uri : `${uri}/`;
        const inside = [...files.keys()].map(uriOf).filter((file) => file.startsWith(folder))
            .map((file) => file.slice(folder.length).split("/"));
        return [...new Map(inside.map((path) => path.map(decodeURIComponent)).map(([name = "", ...rest]) => [name, { name, isFolder: rest.length > 0 }])).values()];
    });
    connection.onRequest<boolean | FileRefusalAnswer, unknown>(fileExistsRequest, ({ uri }: ReadFileParams) =>
        refusalOf(uri) ?? files.has(nameOf(uri)));
    connection.onRequest(ConfigurationRequest.type, ({ items }) => items.map(() => settings));
    connection.onRequest(RegistrationRequest.type, ({ registrations }) => {
        received.registrations.push(...registrations);
    });
    connection.onRequest(DiagnosticRefreshRequest.type, () => {
        received.diagnosticRefreshes += 1;
    });
    connection.onRequest(InlayHintRefreshRequest.type, () => {
        received.hintRefreshes += 1;
    });
    connection.onNotification(graphsChangedNotification, () => {
        received.graphChanges += 1;
    });
    connection.onNotification(ShowMessageNotification.type, ({ message }) => {
        received.shown.push(message);
    });
    connection.onNotification(LogMessageNotification.type, ({ type, message }) => {
        if (type === MessageType.Error) {
            received.failures.push(message);
        }
    });
    connection.onNotification(PublishDiagnosticsNotification.type, (params) => {
        received.pushed.push(params);
    });
}
