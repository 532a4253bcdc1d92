import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Browser } from "playwright-core";
import { launchChromium } from "../support/chromium.ts";
import { projectRoot } from "../support/extension.ts";
import { startVsCodeServer, type VsCodeServer } from "../support/vscode-server.ts";
import { openWorkbench, runFromPalette, workbenchUrl } from "../support/workbench.ts";

interface Row {
    readonly opened: string;
    readonly median: string;
    readonly slowest: string;
}

const windows = 7;
const waitLimit = 60_000;

/**
 * The time that VS Code itself shows for the extension's activation, in a new window each. It includes the loading of
 * other extensions that VS Code activates meanwhile; alone, the time is the extension's own.
 */
export async function measureActivation(): Promise<readonly Row[]> {
    await using browser = await launchChromium();
    return [
        await activationTimes("resnet.cnn, alone", browser, false),
        await activationTimes("resnet.cnn, with VS Code's own extensions", browser, true),
    ];
}

async function activationTimes(opened: string, browser: Browser, builtInExtensions: boolean): Promise<Row> {
    await using server = await startVsCodeServer({ testDriver: true, builtInExtensions });
    const times: number[] = [];
    for (let window = 0; window < windows; window += 1) {
        times.push(await activationTime(browser, server));
    }
    times.sort((a, b) => a - b);
    return { opened, median: `${times[Math.floor(windows / 2)] ?? NaN} ms`, slowest: `${times.at(-1) ?? NaN} ms` };
}

async function activationTime(browser: Browser, server: VsCodeServer): Promise<number> {
    const folder = join(projectRoot, "examples");
    const file = join(folder, "resnet.cnn");
    const page = await openWorkbench(browser, workbenchUrl(server, { folder, file, extension: server.extension }));
    try {
        // Its hints say that the extension has been activated.
        await page.waitForSelector(".view-line:has-text('7…56')", { timeout: waitLimit });
        await runFromPalette(page, "Developer: Show Running Extensions");
        const row = page.locator(".runtime-extensions-editor .monaco-list-row", { hasText: "cnn-language.cnn-language" });
        const deadline = Date.now() + waitLimit;
        for (;;) {
            const shown = await row.locator(".activation-time").textContent({ timeout: waitLimit });
            const milliseconds = /(\d+)\s*ms/.exec(shown ?? "")?.[1];
            if (milliseconds !== undefined) {
                return Number(milliseconds);
            }
            if (Date.now() > deadline) {
                throw new Error(`VS Code shows no activation time but "${shown ?? ""}".`);
            }
            await delay(100);
        }
    } finally {
        await page.context().close();
    }
}
