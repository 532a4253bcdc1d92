import { FileChangeType, type Connection, type FileEvent } from "vscode-languageserver";
import { loadScopes, type AnalysisHost, type FileScope } from "../service.ts";
import { workspaceFilesRequest, workspaceFilesSchema } from "../protocol.ts";
import { validate } from "../validation.ts";
import type { Documents } from "./documents.ts";
import { describeError, longestTurn } from "./requests.ts";
import type { Runtime } from "./runtime.ts";

/** All `.cnn` files in which a name may be used: those of the workspace, open ones, and their imports. */
export interface Workspace {
    /** The scopes of all these files. Files are read on first use, and again after changes. */
    scopes(): Promise<readonly FileScope[]>;
    /**
     * The scopes of all these files but one, whose text is not parsed. Does not wait: files that have just changed are
     * left out. Undefined before the files are read for the first time, which this starts.
     */
    knownBeside(uri: string): readonly FileScope[] | undefined;
    /** The URIs of the files of the workspace, without the other files that are open or imported. */
    files(): Promise<ReadonlySet<string>>;
    /** Handles a change, creation or deletion of a file or folder on disk. */
    fileChanged(event: FileEvent): void;
    /** Handles added or removed folders. */
    foldersChanged(): void;
}

export function openWorkspace(connection: Connection, documents: Documents, runtime: Runtime): Workspace {
    let listing: Promise<Set<string>> | undefined;
    /** The files, once they were read. */
    let read: ReadonlySet<string> | undefined;
    const list = async (): Promise<Set<string>> => {
        const answer = await connection.sendRequest<unknown>(workspaceFilesRequest).catch((error: unknown) => {
            connection.console.warn(`${workspaceFilesRequest} failed: ${String(error)}`);
            return [];
        });
        const files = validate(workspaceFilesSchema, answer);
        return new Set("value" in files ? files.value : []);
    };
    const files = (): Promise<ReadonlySet<string>> => listing ??= list();
    const update = (change: (files: Set<string>) => void): void => {
        void listing?.then(change);
    };
    /** Parses files that were not parsed yet, and lets waiting messages through once in a while. */
    const parseAll = async (uris: Iterable<string>): Promise<void> => {
        let turnStart = performance.now();
        for (const uri of uris) {
            loadScopes([uri], documents.host);
            if (performance.now() - turnStart > longestTurn) {
                await new Promise<void>((resolve) => {
                    runtime.afterMessages(resolve);
                });
                turnStart = performance.now();
            }
        }
    };
    const scopes = async (): Promise<readonly FileScope[]> => {
        const listed = await files();
        const uris = new Set([...documents.all().map(({ uri }) => uri), ...listed]);
        for (let waiting: readonly string[] = [...uris]; ;) {
            await Promise.all(waiting.map((uri) => documents.read(uri)));
            await parseAll(waiting);
            const { scopes: loaded, pending } = loadScopes(uris, documents.host);
            if (pending.length === 0) {
                read = listed;
                return loaded;
            }
            waiting = pending;
        }
    };
    const readInBackground = (): void => {
        scopes().catch((error: unknown) => {
            connection.console.error(`The files of the workspace could not be read: ${describeError(error)}`);
        });
    };
    return {
        files,
        scopes,
        knownBeside: (own) => {
            if (read === undefined) {
                readInBackground();
                return undefined;
            }
            const uris = new Set([...documents.all().map(({ uri }) => uri), ...read]);
            uris.delete(own);
            // Other files may import it.
            const host: AnalysisHost = {
                ...documents.host, readText: (uri) => uri === own ? undefined : documents.host.readText(uri),
            };
            const { scopes: loaded, pending } = loadScopes(uris, host);
            if (pending.length > 0 || listing === undefined) {
                readInBackground();
            }
            return loaded;
        },
        fileChanged: ({ uri, type }) => {
            documents.fileChanged(uri);
            if (uri.endsWith(".cnn")) {
                if (type === FileChangeType.Deleted) {
                    update((files) => files.delete(uri));
                } else if (type === FileChangeType.Created) {
                    // It may be outside of the folders, which only the client knows.
                    listing = undefined;
                }
            } else if (type !== FileChangeType.Changed && !nameOf(uri).includes(".")) {
                // A folder is reported without its contents.
                update((files) => {
                    [...files].filter((file) => file.startsWith(`${uri}/`)).forEach((file) => documents.fileChanged(file));
                });
                listing = undefined;
            }
        },
        foldersChanged: () => {
            listing = undefined;
        },
    };
}

function nameOf(uri: string): string {
    return uri.slice(uri.lastIndexOf("/") + 1);
}
