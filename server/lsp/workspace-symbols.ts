import type { Connection } from "vscode-languageserver";
import { workspaceSymbols } from "../service.ts";
import type { Documents } from "./documents.ts";
import type { Workspace } from "./workspace.ts";

/** Answers with the symbols of all files of the workspace. */
export function answerWorkspaceSymbols(connection: Connection, documents: Documents, workspace: Workspace): void {
    connection.onWorkspaceSymbol(async ({ query }) =>
        [...workspaceSymbols(query, await workspace.scopes(), documents.host)]);
}
