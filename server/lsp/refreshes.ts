import type { ClientCapabilities, Connection } from "vscode-languageserver";

/** How long changes outside a document are gathered: another file that is being typed in changes at every key. */
const gatheringMilliseconds = 50;

/** Asks the client to ask again, where it can; many reasons in a short time are one. */
export interface Refreshes {
    diagnostics(): void;
    inlayHints(): void;
    /** Asks nothing any more: the client has ended the session. */
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
        stop: () => {
            stopped = true;
        },
    };
}
