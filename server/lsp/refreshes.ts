import type { ClientCapabilities, Connection } from "vscode-languageserver";

/** How long changes outside a document are gathered: another file that is being typed in changes at every key. */
const gatheringMilliseconds = 50;

/** Asks the client to ask again, where it can; many reasons in a short time are one. */
export interface Refreshes {
    diagnostics(): void;
    inlayHints(): void;
}

export function refreshes(connection: Connection, { workspace }: ClientCapabilities): Refreshes {
    const gathered = (refresh: () => Promise<unknown>): () => void => {
        let waiting = false;
        return () => {
            if (waiting) {
                return;
            }
            waiting = true;
            setTimeout(() => {
                waiting = false;
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
    };
}
