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
    /** The part of the process that runs WebGPU. */
    readonly gpu: string;
}

/** In bytes. */
interface Usage {
    readonly all: number;
    readonly gpu: number;
}

/** 45 MB of weights. */
const network = "ResNet18";
const openings = Number(process.env["CNN_OPENINGS"] ?? 5);

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
    const rowOf = async (opening: string, running: string): Promise<Row> => {
        const { all, gpu } = await settledUsage(browser, page);
        return { device, opening, running, closed: megabytes(all), gpu: megabytes(gpu) };
    };
    const rows: Row[] = [await rowOf("before", "")];
    for (let opening = 1; opening <= openings; opening += 1) {
        await panel.renew(device);
        await panel.run(model);
        const running = await usageOf(browser);
        await panel.page.evaluate(() => window.closePanel());
        rows.push(await rowOf(`${opening}`, megabytes(running.all)));
    }
    return rows;
}

/** The memory after a collection, and once it falls no more: workers end, and the allocator returns pages, later. */
async function settledUsage(browser: Browser, page: CDPSession): Promise<Usage> {
    let least: Usage = { all: Infinity, gpu: Infinity };
    for (let rounds = 0; rounds < 6; rounds += 1) {
        await page.send("HeapProfiler.collectGarbage");
        await delay(500);
        const usage = await usageOf(browser);
        least = usage.all < least.all ? usage : least;
    }
    return least;
}

/** The memory of all processes of the browser; what they share counts once. */
async function usageOf(browser: Browser): Promise<Usage> {
    const session = await browser.newBrowserCDPSession();
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    await session.detach();
    const sizes = await Promise.all(processInfo.map(
        async ({ id, type }) => ({ type, bytes: await proportionalBytes(id) })));
    const sum = (counted: typeof sizes): number => counted.reduce((total, { bytes }) => total + bytes, 0);
    return { all: sum(sizes), gpu: sum(sizes.filter(({ type }) => type === "GPU")) };
}

async function proportionalBytes(pid: number): Promise<number> {
    const text = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => "");
    return 1024 * Number(/^Pss:\s+(\d+)/mu.exec(text)?.[1] ?? 0);
}

function megabytes(bytes: number): string {
    return `${(bytes / 1e6).toFixed(0)} MB`;
}
