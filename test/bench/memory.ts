import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Browser, CDPSession, Page } from "playwright-core";
import { launchChromium } from "../support/chromium.ts";
import { exampleModel } from "../support/examples.ts";
import { projectRoot } from "../support/extension.ts";
import { startVsCodeServer } from "../support/vscode-server.ts";
import { openWorkbench, runFromPalette, webviewFrame, workbenchUrl } from "../support/workbench.ts";
import { runnable } from "../webview/inference/models.ts";
import { openPanel, servePanel } from "../webview/inference/panel-page.ts";

/** The browser's memory in one opening, run and closing of a preview. */
interface Row {
    readonly preview: string;
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

type Device = "wasm" | "webgpu";

/** A page in which the same preview is opened and closed again and again. */
interface Preview {
    readonly page: Page;
    run(): Promise<void>;
    close(): Promise<void>;
}

/** 45 MB of weights. */
const network = { name: "ResNet18", file: "examples/resnet.cnn", line: 43 };
const calmRounds = 5;
const mostRounds = 60;
const openings = Number(process.env["CNN_OPENINGS"] ?? 5);

/** On each device; without a GPU, WebGPU is the browser's software, whose memory is that of a process too. */
export async function measureMemory(): Promise<readonly Row[]> {
    const rows: Row[] = [];
    for (const device of ["wasm", "webgpu"] as const) {
        rows.push(...await measureEditor(device), ...await measurePanel(device));
    }
    return rows;
}

/** In VS Code, which removes a closed preview's frame. */
async function measureEditor(device: Device): Promise<readonly Row[]> {
    await using server = await startVsCodeServer({ testDriver: true });
    await using browser = await launchChromium();
    const folder = join(projectRoot, "examples");
    const file = `${join(projectRoot, network.file)}:${network.line}`;
    const page = await openWorkbench(browser, workbenchUrl(server, { folder, file, extension: server.extension }));
    await page.waitForSelector(".codelens-decoration a");
    return await measured(`editor, ${device}`, browser, {
        page,
        run: async () => {
            await runFromPalette(page, "CNN: Open Preview to the Side");
            const frame = await webviewFrame(page, "[data-box]");
            await runFromPalette(page, "CNN: Run Preview Inference");
            await frame.locator(".inference-agreed").first().waitFor();
            const used = frame.locator(".inference-device-used", { hasText: device === "wasm" ? "WebAssembly" : "WebGPU" });
            if (!await used.isVisible()) {
                await frame.locator(".inference-device").selectOption(device);
                await frame.locator(".inference-run").click();
                await used.waitFor();
            }
        },
        close: async () => {
            await runFromPalette(page, "View: Focus First Editor Group");
            await runFromPalette(page, "View: Close Editors in Other Groups");
            await page.locator(".tab", { hasText: "Preview" }).waitFor({ state: "detached" });
        },
    });
}

/** The panel alone, in a page that outlives it. */
async function measurePanel(device: Device): Promise<readonly Row[]> {
    const model = runnable(exampleModel(network.name));
    await using browser = await launchChromium();
    await using server = await servePanel();
    const panel = await openPanel(browser, server);
    return await measured(`panel, ${device}`, browser, {
        page: panel.page,
        run: async () => {
            await panel.renew(device);
            await panel.run(model);
        },
        close: () => panel.page.evaluate(() => window.closePanel()),
    });
}

/** Runs a network and closes the preview, again and again. Only on Linux. */
async function measured(name: string, browser: Browser, { page, run, close }: Preview): Promise<readonly Row[]> {
    const session = await page.context().newCDPSession(page);
    const rowOf = async (opening: string, running: string): Promise<Row> => {
        const { all, gpu } = await settledUsage(browser, session);
        return { preview: name, opening, running, closed: megabytes(all), gpu: megabytes(gpu) };
    };
    const rows = [await rowOf("before", "")];
    for (let opening = 1; opening <= openings; opening += 1) {
        await run();
        const running = await usageOf(browser);
        await close();
        rows.push(await rowOf(`${opening}`, megabytes(running.all)));
    }
    return rows;
}

/** The memory once it falls no more: workers end, and the allocator returns pages, later than a preview closes. */
async function settledUsage(browser: Browser, page: CDPSession): Promise<Usage> {
    let least: Usage = { all: Infinity, gpu: Infinity };
    for (let calm = 0, rounds = 0; calm < calmRounds && rounds < mostRounds; rounds += 1) {
        await page.send("HeapProfiler.collectGarbage");
        await delay(1000);
        const usage = await usageOf(browser);
        calm = usage.all < 0.99 * least.all ? 0 : calm + 1;
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
