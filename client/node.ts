import type * as vscode from "vscode";
import type { ExtensionApi } from "./client.ts";

/**
 * Starts the extension in Node. VS Code counts the loading of this file as activation, so everything else is a separate
 * bundle, loaded after `activate` has returned.
 */
export async function activate(context: vscode.ExtensionContext): Promise<ExtensionApi> {
    const { startNodeClient } = await import("./node-client.ts");
    return startNodeClient(context);
}
