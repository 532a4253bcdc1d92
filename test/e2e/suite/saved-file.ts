import * as vscode from "vscode";
import type { Page } from "../page.ts";
import { until, workspaceFile } from "./editor.ts";

/**
 * Accepts the name that a dialog with this title proposes, and returns the content of the file once it is written. The
 * file does not stay in the workspace.
 */
export async function savedFile(page: Page, title: string, file: string): Promise<Uint8Array> {
    const dialog = `.quick-input-title:has-text('${title}')`;
    await page.waitFor(dialog);
    const written = async (): Promise<Uint8Array> => vscode.workspace.fs.readFile(workspaceFile(file));
    const content = await until(file, async () => {
        // A dialog that has just appeared may not take keys yet.
        if (await page.count(dialog) > 0) {
            await page.press("Enter");
        }
        return written().catch(() => new Uint8Array());
    }, (bytes) => bytes.length > 0);
    await vscode.workspace.fs.delete(workspaceFile(file));
    return content;
}
