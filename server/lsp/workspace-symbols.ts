import { workspaceSymbols } from "../service.ts";
import type { Session } from "./session.ts";

/** Answers with the symbols of all files of the workspace. */
export function answerWorkspaceSymbols({ connection, documents, workspace }: Session): void {
    connection.onWorkspaceSymbol(async ({ query }) =>
        [...workspaceSymbols(query, await workspace.scopes(), documents.host)]);
}
