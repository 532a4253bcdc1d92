import { build } from "esbuild";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { embeddedFile } from "../../server/emit/onnx-file.ts";
import { emitOnnx } from "../../server/emit/onnx.ts";
import type { ModelGraph } from "../../server/graph/graph.ts";
import { launchChromium } from "../support/chromium.ts";
import { exampleModel } from "../support/examples.ts";
import { projectRoot } from "../support/extension.ts";
import { runnable } from "../webview/inference/models.ts";
import { openPanel, servePanel } from "../webview/inference/panel-page.ts";
import type { BareRuntime } from "./bare-page.ts";

/** A network's run in the preview's panel compared with onnxruntime-web alone, in the same browser. */
interface Row {
    readonly network: string;
    readonly device: string;
    readonly bare: string;
    readonly preview: string;
    readonly ratio: string;
}

/** Small enough for an emulated GPU; DenseNet's many layers show the cost per layer. */
const size = 64;
const networks = ["ResNet18", "DenseNet121"] as const;

/** The two take turns, and the best run of each counts, so that other load on the machine hardly matters. */
const turns = 5;

/** The median of this many runs, or of as many as fit into a second. */
const runs = 10;
const turnLimit = 1000;

/** The address of the bare page: local, because WebGPU requires a secure context. */
const address = "http://localhost/";

export async function measureInference(): Promise<readonly Row[]> {
    await using browser = await launchChromium();
    const rows: Row[] = [];
    for (const network of networks) {
        const graph = exampleModel(network, { samples: new Map([["H", size], ["W", size]]) });
        for (const device of ["webgpu", "wasm"] as const) {
            rows.push(await measure(browser, graph, device));
        }
    }
    return rows;
}

async function measure(browser: Browser, graph: ModelGraph, choice: "webgpu" | "wasm"): Promise<Row> {
    const model = runnable(graph);
    await using server = await servePanel();
    const panel = await openPanel(browser, server);
    await panel.renew(choice);
    // The first run loads the network, and compares its layers.
    const { device, adapter } = await panel.run(model);
    const page = await openBarePage(browser, graph);
    try {
        await page.evaluate(({ provider, input }) => window.bareRuntime.load(provider, input), {
            provider: device, input: { name: model.inputs[0]?.name ?? "", dims: model.inputs[0]?.dims ?? [] },
        });
        await page.evaluate(() => window.bareRuntime.run());
        const bare: number[] = [];
        const preview: number[] = [];
        for (let turn = 0; turn < turns; turn += 1) {
            bare.push(await bareTurn(page));
            preview.push((await panel.run(model)).runMilliseconds);
        }
        const [alone, ours] = [Math.min(...bare), Math.min(...preview)];
        return {
            network: `${graph.name}, ${size} × ${size}`,
            device: device === "wasm" ? "WebAssembly" : `WebGPU (${adapter ?? "?"})`,
            bare: `${alone.toFixed(1)} ms`,
            preview: `${ours.toFixed(1)} ms`,
            ratio: (ours / alone).toFixed(2),
        };
    } finally {
        await panel.page.close();
        await page.close();
    }
}

async function bareTurn(page: Page): Promise<number> {
    const times: number[] = [];
    do {
        times.push(await page.evaluate(() => window.bareRuntime.run()));
    } while (times.length < runs && times.reduce((sum, time) => sum + time, 0) < turnLimit);
    return median(times);
}

async function openBarePage(browser: Browser, graph: ModelGraph): Promise<Page> {
    const model = emitOnnx(graph, { batch: 1, everyLayer: false });
    if ("refused" in model) {
        throw new Error(model.refused);
    }
    const { outputFiles } = await build({
        absWorkingDir: projectRoot, entryPoints: ["test/bench/bare-page.ts"], bundle: true, write: false, format: "iife",
        target: "es2022", logOverride: { "empty-import-meta": "silent" },
    });
    const wasm = "node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.jspi.wasm";
    const answers: Readonly<Record<string, () => string | Buffer | Promise<Buffer>>> = {
        "/": () => `<!DOCTYPE html><link rel="icon" href="data:,"><script src="/page.js"></script>`,
        "/page.js": () => outputFiles[0]?.text ?? "",
        "/ort.wasm": () => readFile(join(projectRoot, wasm)),
        "/model.onnx": () => Buffer.concat([...embeddedFile(model).chunks()]),
    };
    const page = await browser.newPage();
    await page.route(`${address}**`, async (route) => {
        const path = new URL(route.request().url()).pathname;
        const contentType = path === "/" ? "text/html" : path.endsWith(".js") ? "text/javascript" : "application/octet-stream";
        const body = await answers[path]?.();
        await route.fulfill(body === undefined ? { status: 404 } : { body, contentType });
    });
    await page.goto(address);
    return page;
}

function median(numbers: readonly number[]): number {
    return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
}

declare global {
    interface Window {
        readonly bareRuntime: BareRuntime;
    }
}
