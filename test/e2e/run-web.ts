// Runs the tests named *.web.test.ts on the extension's browser build, in VS Code's extension host in a worker.
// Without --all or --grep, it skips the tests that do not depend on the host, which run.ts runs.
// node test/e2e/run-web.ts [--all] [--grep TEXT] [--no-build] [--locale ko]
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import type { BrowserContext } from "playwright-core";
import { frugalFlags, launchChromium } from "../support/chromium.ts";
import { installMarkdownExtension } from "../support/markdown-extension.ts";
import { buildExtension, projectRoot } from "../support/extension.ts";
import { startVsCodeServer } from "../support/vscode-server.ts";
import type { VsCodeServer } from "../support/vscode-server.ts";
import { newWindow, usualSize, workbenchUrl } from "../support/workbench.ts";
import { answerControl } from "./control.ts";
import type { ControlRequest, SuiteSettings } from "./page.ts";
import { followRun, hearPage, makeWorkspace, resultsFolder, runOptions, stopAnimations } from "./suite-run.ts";

const contentTypes: Readonly<Record<string, string>> = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
};

const options = runOptions();
if (options.build) {
    buildExtension();
}
process.exitCode = await main();

async function main(): Promise<number> {
    const run = await followRun(options.locale === undefined ? "web" : `web-${options.locale}`);
    await using workspace = await makeWorkspace();
    await using server = await startVsCodeServer({ logFile: join(resultsFolder, "web-server.log") });
    await using browser = await launchChromium(frugalFlags);
    const page = await newWindow(
        browser, usualSize, "dark", { developmentOptions: extensionsFor(server) }, options.locale);
    const context = page.context();
    const settings: Omit<SuiteSettings, "control"> = {
        page: true,
        anyHost: options.all || options.grep !== undefined,
        ...(options.grep === undefined ? {} : { grep: options.grep }),
    };
    await serveFolder(context, `${server.origin}/ext/`, projectRoot);
    await serveFolder(context, `${server.origin}/markdown/`, await installMarkdownExtension());
    await context.route(`${server.origin}/e2e-control`, async (route) => {
        const posted = route.request().postDataJSON() as ControlRequest | null;
        await route.fulfill({ json: posted === null ? settings : await answerControl(posted, page, run) });
    });
    await hearPage(page, run);
    stopAnimations(page);
    await page.goto(workbenchUrl(server, { workspace: workspace.file }));
    await run.settled;
    return await run.close();
}

/**
 * Serves the extension from a separate address, as a web page would, and VS Code's Markdown extension, which otherwise
 * runs on the server, where it does not find this extension's plugin.
 */
function extensionsFor({ authority }: VsCodeServer): object {
    const extension = { scheme: "http", authority, path: "/ext" };
    return {
        enableSmokeTestDriver: true,
        extensions: [extension, { ...extension, path: "/markdown" }],
        extensionTestsPath: { ...extension, path: "/ext/dist/test/web.js" },
    };
}

async function serveFolder(context: BrowserContext, address: string, folder: string): Promise<void> {
    await context.route(`${address}**`, async (route) => {
        const { pathname } = new URL(route.request().url());
        const path = decodeURIComponent(pathname.slice(new URL(address).pathname.length));
        const body = await readFile(join(folder, path)).catch(() => undefined);
        const contentType = contentTypes[extname(path)] ?? "text/plain";
        await route.fulfill(body === undefined ? { status: 404 } : { body, contentType });
    });
}
