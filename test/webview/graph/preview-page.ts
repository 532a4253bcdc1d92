import { build } from "esbuild";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { readFile } from "node:fs/promises";
import type { Browser, Locator, Page } from "playwright-core";
import type { PreviewGraph } from "../../../server/protocol.ts";
import type { FromWebview, ToWebview } from "../../../server/webview-protocol.ts";
import { projectRoot } from "../../support/extension.ts";
import { themeClass, themeNames, themeStyle } from "./themes.ts";
import type { ThemeName } from "./themes.ts";

type Posted<Type extends FromWebview["type"]> = Extract<FromWebview, { type: Type }>;

/** The whole preview in a page of its own, with the rules that a webview sets for it. */
export interface PreviewPage {
    readonly page: Page;
    send(message: Exclude<ToWebview, { type: "image" }>): Promise<void>;
    /** Sends a graph and waits until it is drawn. */
    draw(graph: PreviewGraph): Promise<Posted<"drawn">>;
    /** Waits for the next message of this type that no call has taken yet. */
    next<Type extends FromWebview["type"]>(type: Type): Promise<Posted<Type>>;
    /** The state that the page last kept. */
    state(): Promise<unknown>;
    /** What the page's console says of errors, its rules' violations among them. */
    readonly errors: readonly string[];
    close(): Promise<void>;
}

export interface PreviewPageOptions {
    readonly theme?: ThemeName;
    readonly size?: { readonly width: number; readonly height: number };
    /** What the page had kept before. */
    readonly state?: unknown;
}

/** Serves the page's files, made once for all pages of a test. */
export interface PreviewServer extends AsyncDisposable {
    open(browser: Browser, options?: PreviewPageOptions): Promise<PreviewPage>;
}

const policy = [
    "default-src 'none'", "img-src 'self' blob: data:", "style-src 'self' 'unsafe-inline'", "font-src 'self'",
    "script-src 'nonce-test' 'self' 'wasm-unsafe-eval'", "connect-src 'self' blob:", "worker-src blob:",
].join("; ");

export async function servePreview(): Promise<PreviewServer> {
    const [main, layoutWorker, inferenceWorker] = await Promise.all([
        bundle("webview/main.ts"), bundle("webview/graph/layout-worker.ts"), bundle("webview/inference/worker.ts"),
    ]);
    const text = (content: string) => () => Promise.resolve(content);
    const file = (path: string) => () => readFile(join(projectRoot, path));
    const files: Readonly<Record<string, readonly [type: string, body: () => Promise<string | Buffer>]>> = {
        "/webview.js": ["text/javascript", text(main.script)],
        "/webview.css": ["text/css", text(main.style)],
        "/layout-worker.js": ["text/javascript", text(layoutWorker.script)],
        "/inference-worker.js": ["text/javascript", text(inferenceWorker.script)],
        "/ort.wasm": ["application/wasm", file("node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.asyncify.wasm")],
        "/sample.jpg": ["image/jpeg", file("media/sample.jpg")],
    };
    const server = createServer((request, response) => {
        const url = new URL(request.url ?? "/", "http://localhost");
        const theme = themeNames.find((name) => name === url.searchParams.get("theme"));
        const [type, body] = files[url.pathname] ?? ["text/html", text(pageText(theme ?? "dark"))];
        void body().then((content) => {
            response.setHeader("content-type", type);
            response.end(content);
        });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    return {
        open: (browser, options = {}) => openPage(browser, address, options),
        [Symbol.asyncDispose]: () => new Promise<void>((resolve) => {
            server.closeAllConnections();
            server.close(() => resolve());
        }),
    };
}

/** What is drawn of a box, if it is in view. */
export function boxOf({ page }: PreviewPage, id: string): Locator {
    return page.locator(`[data-box="${id}"]`);
}

/** The middle of a box's upper edge on the screen, and its width, to the pixel. */
export async function placeOf(preview: PreviewPage, id: string): Promise<Readonly<Record<"x" | "y" | "width", number>>> {
    return boxOf(preview, id).locator(".body, .header-bar").first().evaluate((shape) => {
        const { x, y, width } = shape.getBoundingClientRect();
        return { x: Math.round(x + width / 2), y: Math.round(y), width: Math.round(width) };
    });
}

/** The boxes in view that have this mark. */
export async function marked({ page }: PreviewPage, mark: string): Promise<readonly (string | null)[]> {
    const boxes = await page.locator(`[data-box].${mark}`).all();
    return Promise.all(boxes.map((box) => box.getAttribute("data-box")));
}

export function button({ page }: PreviewPage, name: string): Locator {
    return page.getByRole("button", { name, exact: true });
}

async function openPage(browser: Browser, address: string, options: PreviewPageOptions): Promise<PreviewPage> {
    // Without motion there is nothing to wait for.
    const page = await browser.newPage({ viewport: options.size ?? { width: 1200, height: 900 }, reducedMotion: "reduce" });
    const errors: string[] = [];
    page.on("console", (message) => {
        if (message.type() === "error") {
            errors.push(message.text());
        }
    });
    page.on("pageerror", (error) => errors.push(String(error)));
    await page.addInitScript((kept) => {
        const posted: unknown[] = [];
        let state: unknown = kept;
        Reflect.set(window, "posted", posted);
        Reflect.set(window, "keptState", () => state);
        Reflect.set(window, "acquireVsCodeApi", () => ({
            postMessage: (message: unknown) => posted.push(message),
            getState: () => state,
            setState: (next: unknown) => {
                // As VS Code does: what is kept is JSON.
                state = JSON.parse(JSON.stringify(next)) as unknown;
            },
        }));
    }, options.state);
    await page.goto(`${address}?theme=${options.theme ?? "dark"}`);
    const send: PreviewPage["send"] = (message) => page.evaluate((data) => window.postMessage(data), message);
    const next = async <Type extends FromWebview["type"]>(type: Type): Promise<Posted<Type>> => {
        const message = await page.waitForFunction((wanted) => {
            const posted = Reflect.get(window, "posted") as FromWebview[];
            const index = posted.findIndex((one) => one.type === wanted);
            return index === -1 ? undefined : posted.splice(index, 1)[0];
        }, type);
        return (await message.jsonValue()) as Posted<Type>;
    };
    await next("ready");
    return {
        page,
        send,
        next,
        errors,
        draw: async (graph) => {
            await send({ type: "graph", graph });
            return next("drawn");
        },
        state: () => page.evaluate(() => (Reflect.get(window, "keptState") as () => unknown)()),
        close: () => page.close(),
    };
}

function pageText(theme: ThemeName): string {
    const resources = {
        layoutWorker: "/layout-worker.js", inferenceWorker: "/inference-worker.js", wasm: "/ort.wasm",
        sampleImage: "/sample.jpg",
    };
    return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="/webview.css">
<link rel="icon" href="data:,">
<style>${themeStyle(theme)}</style>
</head>
<body class="${themeClass(theme)}">
<div id="app"></div>
<script type="application/json" id="resources" nonce="test">${JSON.stringify(resources)}</script>
<script src="/webview.js" nonce="test"></script>
</body>
</html>`;
}

/** Bundles as esbuild.mjs does for the extension. */
async function bundle(entry: string): Promise<{ readonly script: string; readonly style: string }> {
    const { outputFiles } = await build({
        absWorkingDir: projectRoot,
        entryPoints: [entry],
        outdir: "none",
        bundle: true,
        write: false,
        format: "iife",
        platform: "browser",
        target: "es2022",
        logOverride: { "empty-import-meta": "silent" },
    });
    const ending = (end: string): string => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? "";
    return { script: ending(".js"), style: ending(".css") };
}
