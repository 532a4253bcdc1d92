import { pathToFileURL } from "node:url";
import type { CDPSession } from "playwright-core";
import { launchChromium } from "../support/chromium.ts";
import type { PreviewGraph } from "../../server/protocol.ts";
import { openPreview, servePreview } from "../webview/graph/preview-page.ts";
import type { PreviewPage } from "../webview/graph/preview-page.ts";
import { densenet, longResidual, resnet18 } from "../webview/graph/sample-networks.ts";

interface Row {
    readonly network: string;
    /** From the graph's message to the drawing. */
    readonly first: string;
    readonly unfolded: string;
    /** The page's own work in a frame: scripts, styles and layout, without the raster. */
    readonly panning: string;
    readonly zooming: string;
    /** The time between frames: median and 95th percentile. */
    readonly frames: string;
}

const networks: readonly (readonly [string, () => PreviewGraph])[] = [
    ["DenseNet-201", () => densenet()],
    ["residual, 10,000 layers", () => longResidual(10_000)],
];

const steps = 60;

/** Moves through unfolded networks with the wheel, in Chromium. */
export async function measureFrames(): Promise<readonly Row[]> {
    await using server = await servePreview();
    await using browser = await launchChromium();
    const preview = await openPreview(browser, server);
    const rows: Row[] = [];
    for (const [network, graphOf] of networks) {
        const graph = graphOf();
        await preview.load({ size: { width: 900, height: 900 } });
        // The layout's worker has started before, as in an editor where something else was shown.
        await preview.draw(resnet18());
        const first = await drawn(preview, graph);
        const unfolded = await timed(() => preview.unfold());
        const cdp = await preview.page.context().newCDPSession(preview.page);
        await cdp.send("Performance.enable");
        await preview.page.mouse.move(450, 450);
        const panning = await moved(preview, cdp, [0, 90]);
        const zooming = await moved(preview, cdp, [0, 40], true);
        rows.push({
            network, first: milliseconds(first), unfolded: milliseconds(unfolded),
            panning: milliseconds(panning.work), zooming: milliseconds(zooming.work),
            frames: `${[...panning.frames, ...zooming.frames].length} in all, ${quantiles([...panning.frames, ...zooming.frames])}`,
        });
    }
    return rows;
}

/** The milliseconds from the message of a graph to its drawing, in the page. */
async function drawn({ page }: PreviewPage, graph: PreviewGraph): Promise<number> {
    const sent = await page.evaluateHandle((data) => data, graph);
    return page.evaluate(async (data) => {
        const start = performance.now();
        window.postMessage({ type: "graph", graph: data });
        while (document.querySelector(".graph-drawing")?.getAttribute("aria-label")?.includes(data.model) !== true) {
            await new Promise(requestAnimationFrame);
        }
        return performance.now() - start;
    }, sent);
}

interface Movement {
    /** Of the page in each step. */
    readonly work: number;
    readonly frames: readonly number[];
}

/** Turns the wheel once in each frame, forward and back. */
async function moved(
    { page }: PreviewPage, cdp: CDPSession, [dx, dy]: readonly [number, number], zooms = false,
): Promise<Movement> {
    const before = await work(cdp);
    const frames = await page.evaluate(async ({ deltaX, deltaY, ctrlKey, count }) => {
        const drawing = document.querySelector(".graph-drawing");
        const times: number[] = [];
        let last = await new Promise<number>(requestAnimationFrame);
        for (let step = 0; step < count; step++) {
            const sign = step < count / 2 ? 1 : -1;
            drawing?.dispatchEvent(new WheelEvent("wheel", {
                deltaX: sign * deltaX, deltaY: sign * deltaY, ctrlKey, clientX: 450, clientY: 450,
                bubbles: true, cancelable: true,
            }));
            const now = await new Promise<number>(requestAnimationFrame);
            times.push(now - last);
            last = now;
        }
        return times;
    }, { deltaX: dx, deltaY: dy, ctrlKey: zooms, count: steps });
    return { work: (await work(cdp) - before) / steps, frames };
}

/** The milliseconds of scripts, styles and layout since the page was loaded. */
async function work(cdp: CDPSession): Promise<number> {
    const { metrics } = await cdp.send("Performance.getMetrics");
    const counted = new Set(["ScriptDuration", "LayoutDuration", "RecalcStyleDuration"]);
    return 1_000 * metrics.filter(({ name }) => counted.has(name)).reduce((sum, { value }) => sum + value, 0);
}

async function timed(task: () => Promise<unknown>): Promise<number> {
    const start = performance.now();
    await task();
    return performance.now() - start;
}

function quantiles(times: readonly number[]): string {
    const sorted = times.toSorted((a, b) => a - b);
    const at = (part: number): string => milliseconds(sorted[Math.floor(part * (sorted.length - 1))] ?? 0);
    return `${at(0.5)} / ${at(0.95)}`;
}

function milliseconds(time: number): string {
    return `${time.toFixed(time < 100 ? 1 : 0)} ms`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
    console.table(await measureFrames());
}
