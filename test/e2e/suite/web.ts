import "mocha/mocha.js";
import type MochaModule from "mocha";
import * as vscode from "vscode";
import type { SuiteSettings } from "../page.ts";
import { runSuite } from "./run-suite.ts";

/** The entry point for VS Code's extension host in a browser's worker. */
export async function run(): Promise<void> {
    const extension = vscode.extensions.getExtension("cnn-language.cnn-language");
    if (extension === undefined) {
        throw new Error("VS Code did not load the extension.");
    }
    // The page can only send requests to its own origin, so the runner answers there.
    const control = extension.extensionUri.with({ path: "/e2e-control" }).toString();
    const settings = (await (await fetch(control)).json()) as SuiteSettings;
    const { Mocha } = globalThis as unknown as { readonly Mocha: typeof MochaModule };
    const mocha = new Mocha({ reporter: Mocha.reporters.Base });
    await runSuite(mocha, { ...settings, control }, () => import("test-files:*.web.test.ts"));
}
