import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import type { Browser, CDPSession } from "playwright-core";
import { launchChromium } from "../support/chromium.ts";
import { exampleModel } from "../support/examples.ts";
import { runnable } from "../webview/inference/models.ts";
import { openPanel, servePanel } from "../webview/inference/panel-page.ts";

/** The browser's memory in one opening, run and closing of a preview's panel. */
interface Row {
    readonly device: string;
    readonly opening: string;
    readonly running: string;
    readonly closed: string;
}

/** 45 MB of weights. */
const network = "ResNet18";
const openings = 5;

/** On each device; without a GPU, WebGPU is the browser's software, whose memory is that of a process too. */
export async function measureMemory(): Promise<readonly Row[]> {
    return [...await measureDevice("wasm"), ...await measureDevice("webgpu")];
}

/** Opens the panel in one page, runs a network and closes it, again and again. Only on Linux. */
async function measureDevice(device: "wasm" | "webgpu"): Promise<readonly Row[]> {
    const model = runnable(exampleModel(network));
    await using browser = await launchChromium();
    await using server = await servePanel();
    const panel = await openPanel(browser, server);
    const page = await panel.page.context().newCDPSession(panel.page);
    const rows: Row[] = [{ device, opening: "before", running: "", closed: megabytes(await settledBytes(browser, page)) }];
    for (let opening = 1; opening <= openings; opening += 1) {
        await panel.renew(device);
        await panel.run(model);
        const running = await bytesOf(browser);
        await panel.page.evaluate(() => window.closePanel());
        const closed = await settledBytes(browser, page);
        rows.push({ device, opening: `${opening}`, running: megabytes(running), closed: megabytes(closed) });
    }
    return rows;
}

/** The memory after a collection, and once it falls no more: workers end, and the allocator returns pages, later. */
async function settledBytes(browser: Browser, page: CDPSession): Promise<number> {
    let least = Infinity;
    for (let rounds = 0; rounds < 6; rounds += 1) {
        await page.send("HeapProfiler.collectGarbage");
        await delay(500);
        least = Math.min(least, await bytesOf(browser));
    }
    return least;
}

/** The memory of all processes of the browser; what they share counts once. */
async function bytesOf(browser: Browser): Promise<number> {
    const session = await browser.newBrowserCDPSession();
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    await session.detach();
    const sizes = await Promise.all(processInfo.map(({ id }) => proportionalBytes(id)));
    return sizes.reduce((sum, size) => sum + size, 0);
}

async function proportionalBytes(pid: number): Promise<number> {
    const text = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => "");
    return 1024 * Number(/^Pss:\s+(\d+)/mu.exec(text)?.[1] ?? 0);
}

function megabytes(bytes: number): string {
    return `${(bytes / 1e6).toFixed(0)} MB`;
}
