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
     * The scopes of all these files but one, whose text is not parsed. Does not wait: while files are read, which this
     * starts, those that are new or have changed are left out.
     */
    knownBeside(uri: string): KnownScopes;
    /** The URIs of the files of the workspace, without the other files that are open or imported. */
    files(): Promise<ReadonlySet<string>>;
    /** Handles a change, creation or deletion of a file or folder on disk. */
    fileChanged(event: FileEvent): void;
    /** Handles added or removed folders. */
    foldersChanged(): void;
}

export interface KnownScopes {
    readonly scopes: readonly FileScope[];
    /** Whether no file is left out. */
    readonly isComplete: boolean;
}

export function openWorkspace(connection: Connection, documents: Documents, runtime: Runtime): Workspace {
    let listing: Promise<Set<string>> | undefined;
    /** The files that were read last, and their listing. */
    let read: { readonly files: ReadonlySet<string>; readonly listing: Promise<ReadonlySet<string>> } | undefined;
    /** Open documents whose files have gone from the disk: VS Code may keep them for minutes. */
    const deleted = new Set<string>();
    const openUris = (): readonly string[] => documents.all().map(({ uri }) => uri);
    const withOpen = (files: ReadonlySet<string>): Set<string> =>
        new Set([...openUris().filter((uri) => !deleted.has(uri)), ...files]);
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
        const listing = files();
        const listed = await listing;
        const uris = withOpen(listed);
        for (let waiting: readonly string[] = [...uris]; ;) {
            await Promise.all(waiting.map((uri) => documents.read(uri)));
            await parseAll(waiting);
            const { scopes: loaded, pending } = loadScopes(uris, documents.host);
            if (pending.length === 0) {
                read = { files: listed, listing };
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
                return { scopes: [], isComplete: false };
            }
            const uris = withOpen(read.files);
            uris.delete(own);
            // Other files may import it.
            const host: AnalysisHost = {
                ...documents.host, readText: (uri) => uri === own ? undefined : documents.host.readText(uri),
            };
            const { scopes: loaded, pending } = loadScopes(uris, host);
            const isComplete = pending.length === 0 && listing !== undefined && read.listing === listing;
            if (!isComplete) {
                readInBackground();
            }
            return { scopes: loaded, isComplete };
        },
        fileChanged: ({ uri, type }) => {
            documents.fileChanged(uri);
            for (const open of openUris().filter((one) => one === uri || one.startsWith(`${uri}/`))) {
                if (type === FileChangeType.Deleted) {
                    deleted.add(open);
                } else {
                    deleted.delete(open);
                }
            }
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
