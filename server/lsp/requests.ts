import {
    LSPErrorCodes, ResponseError, type CancellationToken, type Connection,
} from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Pause } from "../service.ts";
import type { AnalyzedVersion } from "./analyses.ts";
import type { Documents } from "./documents.ts";
import type { Runtime } from "./runtime.ts";

/** Handles requests about a document, without stale answers or crashes. */
export interface Requests {
    /**
     * Makes a handler that passes the latest analysis to `handle`. The answer is `fallback` if the document does not
     * exist or `handle` fails, which is logged. Throws an error that the client understands if the request was
     * cancelled or the document has changed. A slow `handle` calls `pause` between its steps, which occasionally lets
     * messages through, and throws if the answer is no longer needed.
     */
    about<Params extends { readonly textDocument: { readonly uri: string } }, Answer>(
        name: string, fallback: Answer,
        handle: (source: AnalyzedVersion, params: Params, pause: Pause) => Answer | Promise<Answer>,
        versions?: VersionRules<Params, Answer>,
    ): (params: Params, token: CancellationToken) => Promise<Answer>;
    /** The same, after the imports of the document have been read. */
    aboutRead: Requests["about"];
}

/** How a request deals with other versions of its document than the one it was about. */
export interface VersionRules<Params, Answer> {
    /** The error for a document that has changed since the request; `contentModified` by default. */
    readonly stale?: () => ResponseError<unknown>;
    /** Answers from the analysis of an earlier version of the document; undefined if that is impossible. */
    readonly early?: (known: AnalyzedVersion, document: TextDocument, params: Params) => Answer | undefined;
    /** Whether an answer about the present version is as useful to a request about `text`. */
    readonly late?: (text: string, document: TextDocument, params: Params) => boolean;
}

/** How long a request runs, in milliseconds, before it lets waiting messages through. */
export const longestTurn = 15;

export const contentModified = (): ResponseError<unknown> =>
    new ResponseError(LSPErrorCodes.ContentModified, "The document has changed since.");

export function answerRequests(
    connection: { readonly console: Pick<Connection["console"], "error"> },
    documents: Pick<Documents, "get" | "known" | "analyzed" | "arrived">, runtime: Runtime,
): Requests {
    const arrivedMessages = (): Promise<void> => new Promise((resolve) => {
        runtime.afterMessages(resolve);
    });
    const readImports = async (document: TextDocument, throwIfSpent: () => void): Promise<AnalyzedVersion> => {
        for (;;) {
            const source = documents.analyzed(document);
            if (source.analysis.pending.length === 0) {
                return source;
            }
            await Promise.all(source.analysis.pending.map((uri) => documents.arrived(uri)));
            throwIfSpent();
        }
    };
    const aboutWith = (waits: boolean): Requests["about"] =>
        (name, fallback, handle, { stale = contentModified, early, late } = {}) => async (params, token) => {
            const { uri } = params.textDocument;
            const requested = documents.get(uri);
            const [version, text] = [requested?.version, requested?.getText() ?? ""];
            const isOfUse = (document: TextDocument | undefined): boolean =>
                document?.version === version || (document !== undefined && late?.(text, document, params) === true);
            const throwIfSpent = (): void => {
                if (token.isCancellationRequested) {
                    throw new ResponseError(LSPErrorCodes.RequestCancelled, "Cancelled.");
                }
                if (!isOfUse(documents.get(uri))) {
                    throw stale();
                }
            };
            // Includes the analysis, which another request may have waited for in the same turn.
            let turnStart = performance.now();
            try {
                // A pending change or cancellation makes the work pointless.
                await arrivedMessages();
                throwIfSpent();
                const document = documents.get(uri);
                if (document === undefined) {
                    return fallback;
                }
                const known = early === undefined ? undefined : documents.known(document);
                const earlyAnswer = known === undefined || known.version === document.version
                    ? undefined
                    : early?.(known, document, params);
                if (earlyAnswer !== undefined) {
                    return earlyAnswer;
                }
                const source = waits ? await readImports(document, throwIfSpent) : documents.analyzed(document);
                const answer = await handle(source, params, async () => {
                    if (performance.now() - turnStart > longestTurn) {
                        await arrivedMessages();
                        await writtenAnswers();
                        throwIfSpent();
                        turnStart = performance.now();
                    }
                });
                throwIfSpent();
                return answer;
            } catch (error) {
                if (error instanceof ResponseError) {
                    throw error;
                }
                throwIfSpent();
                connection.console.error(`${name} failed for ${uri}: ${describeError(error)}`);
                return fallback;
            }
        };
    return { about: aboutWith(false), aboutRead: aboutWith(true) };
}

/** The connection writes an answer in one of the turns after it is found. */
function writtenAnswers(): Promise<void> {
    return new Promise((resolve) => {
        setTimeout(resolve);
    });
}

/** An error with its stack, for the log. */
export function describeError(error: unknown): string {
    return error instanceof Error ? error.stack ?? error.message : String(error);
}
