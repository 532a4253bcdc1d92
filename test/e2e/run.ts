// Runs the in-editor tests in a real VS Code: its server, with its workbench in a headless Chromium.
// node test/e2e/run.ts [--grep TEXT] [--no-build] [--locale ko] [--untrusted]
import { join } from "node:path";
import { frugalFlags, launchChromium } from "../support/chromium.ts";
import { buildExtension } from "../support/extension.ts";
import { startVsCodeServer } from "../support/vscode-server.ts";
import { newWindow, usualSize, workbenchUrl } from "../support/workbench.ts";
import { answerControl, startControl } from "./control.ts";
import { settingsVariable } from "./page.ts";
import type { SuiteSettings } from "./page.ts";
import { followRun, hearPage, makeWorkspace, resultsFolder, runOptions, stopAnimations } from "./suite-run.ts";

const options = runOptions();
if (options.build) {
    buildExtension();
}
process.exitCode = await main();

async function main(): Promise<number> {
    const run = await followRun(options.locale === undefined ? "e2e" : `e2e-${options.locale}`);
    await using workspace = await makeWorkspace();
    await using browser = await launchChromium(frugalFlags);
    const page = await newWindow(browser, usualSize, "dark", {}, options.locale);
    await using control = await startControl((request) => answerControl(request, page, run));
    const settings: SuiteSettings = {
        control: control.address,
        page: true,
        anyHost: true,
        ...(options.grep === undefined ? {} : { grep: options.grep }),
    };
    await using server = await startVsCodeServer({
        testDriver: true,
        untrusted: options.untrusted,
        env: { [settingsVariable]: JSON.stringify(settings) },
        logFile: join(resultsFolder, "e2e-server.log"),
    });
    await hearPage(page, run);
    stopAnimations(page);
    await page.goto(
        workbenchUrl(server, {
            workspace: workspace.file,
            extension: server.extension,
            tests: join(server.extension, "dist/test/index.js"),
        }),
    );
    await run.settled;
    return await run.close();
}
