import { CodeLensRefreshRequest } from "vscode-languageserver";
import type { ClientCapabilities, Connection } from "vscode-languageserver";

/** How long changes outside a document are gathered: another open file may change with every keystroke. */
const gatheringMilliseconds = 50;

/**
 * Asks the client to request diagnostics and hints again, if it supports that; requests within a short time are
 * combined.
 */
export interface Refreshes {
    diagnostics(): void;
    inlayHints(): void;
    codeLenses(): void;
    /** Stops all requests after the end of the session. */
    stop(): void;
}

export function refreshes(connection: Connection, { workspace }: ClientCapabilities): Refreshes {
    let stopped = false;
    const gathered = (refresh: () => Promise<unknown>): () => void => {
        let waiting = false;
        return () => {
            if (waiting) {
                return;
            }
            waiting = true;
            setTimeout(() => {
                waiting = false;
                if (stopped) {
                    return;
                }
                refresh().catch((error: unknown) => {
                    connection.console.warn(`The client could not refresh: ${String(error)}`);
                });
            }, gatheringMilliseconds);
        };
    };
    const nothing = (): void => undefined;
    return {
        diagnostics: workspace?.diagnostics?.refreshSupport === true
            ? gathered(() => connection.languages.diagnostics.refresh())
            : nothing,
        inlayHints: workspace?.inlayHint?.refreshSupport === true
            ? gathered(() => connection.languages.inlayHint.refresh())
            : nothing,
        codeLenses: workspace?.codeLens?.refreshSupport === true
            ? gathered(() => connection.sendRequest(CodeLensRefreshRequest.type))
            : nothing,
        stop: () => {
            stopped = true;
        },
    };
}
