import {
    DocumentDiagnosticReportKind, type CancellationToken, type Connection, type Diagnostic, type PreviousResultId,
    type WorkspaceDiagnosticReport, type WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import {
    analyze, editorDiagnostic, findDiagnostics, reported, type AnalyzedDocument, type DiagnosticLink,
} from "../service.ts";
import { diagnosticsId } from "./diagnostics.ts";
import type { Documents } from "./documents.ts";
import { describeError, longestTurn } from "./requests.ts";
import type { Runtime } from "./runtime.ts";
import type { Settings, SettingsReader } from "./settings.ts";
import type { Workspace } from "./workspace.ts";

/** The problems of all files of the workspace, for clients that pull them. */
export interface WorkspaceDiagnostics {
    /** A file has changed, or was opened, closed, read, created or deleted. */
    fileChanged(uri: string): void;
    /** The client shows a closed file with the problems it had when it was open. */
    closed(uri: string): void;
    /** The settings or folders have changed, so all problems may have. */
    allChanged(): void;
    /** Ends all work and all waiting requests. */
    stop(): void;
}

/** How long changes are gathered before files are checked: another change usually follows. */
const gatheringMilliseconds = 200;

/** Closed files with a longer text are not checked, and not more closed files than this. */
const longestText = 1_000_000;
const mostFiles = 5_000;

/** A checked file. */
interface Checked {
    /** The client has these items if it has this id. */
    readonly id: string;
    readonly version: number | null;
    readonly items: readonly Diagnostic[];
    /** The files whose changes make this stale. */
    readonly dependencies: readonly string[];
}

/** A request of a client. It stays open while nothing changes, so that waiting costs nothing. */
interface Pull {
    /** The ids of what the client has, by URI. */
    readonly known: Map<string, string>;
    readonly send: (items: readonly WorkspaceDocumentDiagnosticReport[]) => void;
    readonly end: () => void;
}

/**
 * Answers `workspace/diagnostic`. Files are checked in the background, one after the other, and only while a request is
 * open. A client with partial results keeps one request open, in which it gets every change; others get the first
 * change as the answer, and ask again.
 */
export function answerWorkspacePulls(
    connection: Connection, documents: Documents, workspace: Workspace, settings: SettingsReader, runtime: Runtime,
    link: DiagnosticLink | undefined,
): WorkspaceDiagnostics {
    const checked = new Map<string, Checked>();
    const pulls = new Set<Pull>();
    let made = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let running = false;
    /** Counts what makes another pass necessary. */
    let changes = 0;

    const nothing = (version: number | null): Checked => {
        made += 1;
        return { id: `none.${made}`, version, items: [], dependencies: [] };
    };
    /** Checks the latest text of a file; a file that changes meanwhile is checked again. */
    const check = async (uri: string): Promise<void> => {
        const { diagnostics } = await settings.for(uri);
        const open = documents.get(uri);
        if (open === undefined && diagnostics.scope === "openFiles") {
            checked.set(uri, nothing(null));
            return;
        }
        const text = open === undefined ? await documents.read(uri) : undefined;
        if (documents.get(uri) !== open) {
            changes += 1;
            return;
        }
        if (open === undefined && (text === undefined || text.length > longestText)) {
            checked.set(uri, { ...nothing(null), dependencies: [uri] });
            if (text !== undefined) {
                connection.console.info(`${uri} is too long to be checked while it is closed.`);
            }
            return;
        }
        const found = open === undefined ? checkClosed(uri, text ?? "", diagnostics) : checkOpen(open, diagnostics);
        if (found.pending.length === 0) {
            checked.set(uri, found);
        } else {
            // The arrival of these files makes it stale.
            await Promise.all(found.pending.map((one) => documents.arrived(one)));
            changes += 1;
        }
    };
    const checkOpen = (document: TextDocument, chosen: Settings["diagnostics"]): Found => {
        const source = documents.analyzed(document);
        const { pending, dependencies } = source.analysis;
        const diagnostics = reported(
            source.found, source.analysis, { severities: chosen.severity, channelGrowth: chosen.channelGrowth });
        return {
            id: diagnosticsId(source, settings), version: document.version, pending, dependencies,
            items: diagnostics.map((one) => editorDiagnostic(source, one, link)),
        };
    };
    /** Analyses a text that no other feature needs, and keeps only its diagnostics. */
    const checkClosed = (uri: string, text: string, chosen: Settings["diagnostics"]): Found => {
        const analysis = analyze(uri, documents.host);
        const source: AnalyzedDocument = {
            analysis, document: TextDocument.create(uri, "cnn", 0, text), host: documents.host,
        };
        const diagnostics = reported(
            findDiagnostics(analysis), analysis, { severities: chosen.severity, channelGrowth: chosen.channelGrowth });
        made += 1;
        return {
            id: `closed.${made}`, version: null, pending: analysis.pending, dependencies: analysis.dependencies,
            items: diagnostics.map((one) => editorDiagnostic(source, one, link)),
        };
    };

    const checkAll = async (): Promise<void> => {
        // Other open files are only pulled one by one: they may have been deleted, and be open without an editor.
        const uris = new Set([...await workspace.files()].slice(0, mostFiles));
        for (const uri of checked.keys()) {
            if (!uris.has(uri)) {
                checked.delete(uri);
            }
        }
        let turnStart = performance.now();
        for (const uri of uris) {
            if (pulls.size === 0) {
                return;
            }
            if (!checked.has(uri)) {
                await check(uri).catch((error: unknown) => {
                    connection.console.error(`workspace/diagnostic failed for ${uri}: ${describeError(error)}`);
                    checked.set(uri, { ...nothing(null), dependencies: [uri] });
                });
            }
            if (performance.now() - turnStart > longestTurn) {
                publish(uris, false);
                await new Promise<void>((resolve) => {
                    runtime.afterMessages(resolve);
                });
                turnStart = performance.now();
            }
        }
        publish(uris, true);
    };
    /** Sends what has changed, and at the end of a pass also that files have gone. */
    const publish = (uris: ReadonlySet<string>, finished: boolean): void => {
        for (const pull of pulls) {
            const items: WorkspaceDocumentDiagnosticReport[] = [];
            for (const [uri, { id, version, items: found }] of checked) {
                const known = pull.known.get(uri);
                // What a client shows for an open file may come from its own pulls.
                if (known !== id && (known !== undefined || found.length > 0 || version !== null)) {
                    pull.known.set(uri, id);
                    items.push({
                        kind: DocumentDiagnosticReportKind.Full, uri, version, resultId: id, items: [...found],
                    });
                }
            }
            if (finished) {
                for (const uri of pull.known.keys()) {
                    if (!uris.has(uri)) {
                        pull.known.delete(uri);
                        items.push({ kind: DocumentDiagnosticReportKind.Full, uri, version: null, items: [] });
                    }
                }
            }
            if (items.length > 0) {
                pull.send(items);
            }
        }
    };
    const run = async (): Promise<void> => {
        timer = undefined;
        if (running) {
            changes += 1;
            return;
        }
        running = true;
        try {
            for (let before = -1; before !== changes && pulls.size > 0;) {
                before = changes;
                await checkAll();
            }
        } finally {
            running = false;
        }
    };
    const schedule = (): void => {
        if (pulls.size > 0) {
            clearTimeout(timer);
            timer = setTimeout(() => void run(), gatheringMilliseconds);
        }
    };

    connection.languages.diagnostics.onWorkspace(({ previousResultIds }, token, _, progress) =>
        new Promise<WorkspaceDiagnosticReport>((resolve) => {
            const pull = openPull(previousResultIds, token, (items) => {
                if (progress === undefined) {
                    pulls.delete(pull);
                    resolve({ items: [...items] });
                } else {
                    progress.report({ items: [...items] });
                }
            }, () => {
                pulls.delete(pull);
                resolve({ items: [] });
            });
            pulls.add(pull);
            void run();
        }));
    return {
        fileChanged: (uri) => {
            for (const [own, { dependencies }] of checked) {
                if (own === uri || dependencies.includes(uri)) {
                    checked.delete(own);
                }
            }
            schedule();
        },
        closed: (uri) => {
            checked.delete(uri);
            for (const { known } of pulls) {
                // The client has the problems of its last pull, whatever was sent here.
                known.set(uri, "open");
            }
            schedule();
        },
        allChanged: () => {
            checked.clear();
            schedule();
        },
        stop: () => {
            clearTimeout(timer);
            pulls.forEach((pull) => pull.end());
        },
    };
}

interface Found extends Checked {
    readonly pending: readonly string[];
}

function openPull(
    previous: readonly PreviousResultId[], token: CancellationToken, send: Pull["send"], end: Pull["end"],
): Pull {
    token.onCancellationRequested(end);
    return { known: new Map(previous.map(({ uri, value }) => [uri, value])), send, end };
}
