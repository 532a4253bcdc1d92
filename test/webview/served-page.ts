import { build } from "esbuild";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { FromWebview } from "../../server/webview-protocol.ts";
import { pagePolicy } from "../../client/page-policy.ts";
import { samplePictures } from "../../client/sample-pictures.ts";
import { projectRoot } from "../support/extension.ts";

/** How long a page may take for one step. Only a page that hangs takes longer, even on a slow machine. */
export const patience = 120_000;

/** The address of a page and its files, which are bundled on first use. */
export interface PageServer extends AsyncDisposable {
    readonly address: string;
}

/** What a webview's page has besides the common workers and resources. */
export interface ServedPage {
    /** The script's source; its CSS is included. */
    readonly entry: string;
    /** CSS that defines VS Code's colours, and the body's class, for an address. */
    readonly theme: (address: URL) => { readonly style: string; readonly bodyClass: string };
}

/** As in VS Code, with the page's origin as the origin of resources. */
const policy = pagePolicy("'self'", "test");

const resources = {
    layoutWorker: "/layout-worker.js", inferenceWorker: "/inference-worker.js", wasm: "/ort.wasm", samples: samplePictures.map(({ kind, name, path }) => ({ kind, name, address: `/${path.join("/")}` })),
    language: { locale: "en", translations: {} },
};

export async function servePage({ entry, theme }: ServedPage): Promise<PageServer> {
    const file = (path: string) => once(() => readFile(join(projectRoot, path)));
    const script = (path: string) => async () => (await bundle(path)).script;
    const files: Readonly<Record<string, readonly [type: string, body: () => Promise<string | Buffer>]>> = {
        "/page.js": ["text/javascript", async () => (await bundle(entry)).script],
        "/page.css": ["text/css", async () => (await bundle(entry)).style],
        [resources.layoutWorker]: ["text/javascript", script("webview/graph/layout-worker.ts")],
        [resources.inferenceWorker]: ["text/javascript", script("webview/inference/worker.ts")],
        [resources.wasm]: [
            "application/wasm", file("node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.jspi.wasm"),
        ],
        ...Object.fromEntries(resources.samples.map(({ address }) => [
            address, [address.endsWith(".jpg") ? "image/jpeg" : "image/png", file(address)] as const,
        ])),
    };
    const server = createServer((request, response) => {
        const url = new URL(request.url ?? "/", "http://localhost");
        const [type, body] = files[url.pathname] ?? ["text/html", () => Promise.resolve(pageText(theme(url)))];
        void body().then((content) => {
            response.setHeader("content-type", type);
            response.setHeader("cache-control", "max-age=86400");
            response.end(content);
        });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return {
        address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
        [Symbol.asyncDispose]: () => new Promise<void>((resolve) => {
            server.closeAllConnections();
            server.close(() => resolve());
        }),
    };
}

/** Lets a page post messages as VS Code's API does, and returns the queue in which they arrive. */
export async function receiveMessages(page: Page): Promise<MessageQueue> {
    const queue = messageQueue();
    await page.exposeFunction("postToExtension", queue.add);
    return queue;
}

/** The errors on the page's console, including policy violations. */
export function collectErrors(page: Page): string[] {
    const errors: string[] = [];
    page.on("console", (message) => {
        if (message.type() === "error") {
            errors.push(message.text());
        }
    });
    page.on("pageerror", (error) => errors.push(String(error)));
    return errors;
}

export interface MessageQueue {
    readonly add: (message: FromWebview) => void;
    /** Waits for the next message of one of these types that no call has taken yet. */
    readonly take: <Type extends FromWebview["type"]>(
        ...types: readonly Type[]
    ) => Promise<Extract<FromWebview, { type: Type }>>;
    readonly clear: () => void;
}

function messageQueue(): MessageQueue {
    const messages: FromWebview[] = [];
    let waiting: (() => void)[] = [];
    return {
        add: (message) => {
            messages.push(message);
            const woken = waiting;
            waiting = [];
            woken.forEach((wake) => wake());
        },
        take: async <Type extends FromWebview["type"]>(...types: readonly Type[]) => {
            const isRequested = (message: FromWebview): message is Extract<FromWebview, { type: Type }> =>
                types.some((type) => type === message.type);
            for (;;) {
                const found = messages.find(isRequested);
                if (found !== undefined) {
                    messages.splice(messages.indexOf(found), 1);
                    return found;
                }
                await new Promise<void>((resolve) => waiting.push(resolve));
            }
        },
        clear: () => {
            messages.length = 0;
        },
    };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
    let made: Promise<T> | undefined;
    return () => made ??= make();
}

function pageText({ style, bodyClass }: ReturnType<ServedPage["theme"]>): string {
    return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="/page.css">
<link rel="icon" href="data:,">
<title>CNN Preview</title>
<style id="theme">${style}</style>
</head>
<body class="${bodyClass}">
<div id="app"></div>
<script type="application/json" id="resources" nonce="test">${JSON.stringify(resources)}</script>
<script src="/page.js" nonce="test"></script>
</body>
</html>`;
}

interface Bundle {
    readonly script: string;
    readonly style: string;
}

/** The bundles of all test files that run in this process, by entry point. */
const bundles = new Map<string, Promise<Bundle>>();

function bundle(entry: string): Promise<Bundle> {
    const bundled = bundles.get(entry) ?? newBundle(entry);
    bundles.set(entry, bundled);
    return bundled;
}

/** Bundles as esbuild.mjs does for the extension. */
async function newBundle(entry: string): Promise<Bundle> {
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
