import { build } from "esbuild";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import type { InferenceModel } from "../../../server/protocol.ts";
import type { FromWebview, InferenceResult, ToWebview } from "../../../server/webview-protocol.ts";
import { projectRoot } from "../../support/extension.ts";
import type { DeviceChoice } from "../../../webview/inference/messages.ts";
import type { PanelRecord } from "./page-script.ts";

/** The inference panel alone in a page, with the rules that a webview sets for it. */
export interface PanelPage extends AsyncDisposable {
    readonly page: Page;
    /** As the extension would. */
    send(message: Exclude<ToWebview, { type: "image" }>): Promise<void>;
    /** As the extension would send a file that was chosen. */
    sendImage(name: string, bytes: Uint8Array): Promise<void>;
    /** Waits for the next message of this type that no call has taken yet. */
    next<Type extends FromWebview["type"]>(type: Type, timeout?: number): Promise<Extract<FromWebview, { type: Type }>>;
    /** Presses Run, answers with the model and waits for what comes of it. */
    run(model: InferenceModel, timeout?: number): Promise<InferenceResult>;
    record(): Promise<PanelRecord>;
    /** What the page's console says of errors, its rules' violations among them. */
    readonly errors: readonly string[];
}

const patience = 60_000;

/** What a VS Code webview of ours may do; its own origin stands for the webview's resources. */
const policy = [
    "default-src 'none'", "img-src 'self' blob: data:", "style-src 'self' 'unsafe-inline'", "font-src 'self'",
    "script-src 'nonce-test' 'self' 'wasm-unsafe-eval'", "connect-src 'self' blob:", "worker-src blob:",
].join("; ");

export interface PanelPageOptions {
    /** What is chosen as the device; on WebAssembly a small network takes a tenth of the time. */
    readonly device?: DeviceChoice;
    /** CSS that defines VS Code's colours. */
    readonly theme?: string;
}

export async function openPanelPage(browser: Browser, options: PanelPageOptions = {}): Promise<PanelPage> {
    const server = await servePanel(options.theme ?? "");
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on("console", (message) => {
        if (message.type() === "error") {
            errors.push(message.text());
        }
    });
    page.on("pageerror", (error) => errors.push(String(error)));
    const posted = messageQueue();
    await page.exposeFunction("postToExtension", posted.add);
    await page.addInitScript(() => {
        const post: unknown = Reflect.get(window, "postToExtension");
        Reflect.set(window, "acquireVsCodeApi", () => ({ postMessage: post }));
    });
    await page.goto(server.address);
    await page.locator(".inference-run").waitFor();
    await page.locator(".inference-device").selectOption(options.device ?? "automatic");
    const send: PanelPage["send"] = (message) => page.evaluate((data) => window.postMessage(data), message);
    const next: PanelPage["next"] = (type, timeout = patience) => posted.take([type], timeout);
    return {
        page,
        errors,
        send,
        sendImage: (name, bytes) => page.evaluate(([name, numbers]) => {
            window.postMessage({ type: "image", name, mime: "image/png", bytes: Uint8Array.from(numbers).buffer });
        }, [name, [...bytes]] as const),
        next,
        run: async (model, timeout = patience) => {
            await page.locator(".inference-run").click();
            await next("request-inference-model");
            await send({ type: "inference-model", model });
            const ended = await posted.take(["inference-finished", "inference-failed"], timeout);
            if (ended.type === "inference-failed") {
                throw new Error(ended.message);
            }
            return ended.result;
        },
        record: () => page.evaluate(() => window.panelRecord),
        [Symbol.asyncDispose]: async () => {
            await page.close();
            await server.close();
        },
    };
}

interface MessageQueue {
    readonly add: (message: FromWebview) => void;
    readonly take: <Type extends FromWebview["type"]>(
        types: readonly Type[], timeout: number,
    ) => Promise<Extract<FromWebview, { type: Type }>>;
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
        take: async <Type extends FromWebview["type"]>(types: readonly Type[], timeout: number) => {
            const deadline = Date.now() + timeout;
            for (;;) {
                const index = messages.findIndex(({ type }) => types.some((one) => one === type));
                if (index !== -1) {
                    return messages.splice(index, 1)[0] as Extract<FromWebview, { type: Type }>;
                }
                const left = deadline - Date.now();
                if (left <= 0) {
                    throw new Error(`The panel posted no ${types.join(" or ")} within ${timeout / 1000} s.`);
                }
                await new Promise<void>((resolve) => {
                    const timer = setTimeout(resolve, left);
                    waiting.push(() => {
                        clearTimeout(timer);
                        resolve();
                    });
                });
            }
        },
    };
}

interface PanelServer {
    readonly address: string;
    close(): Promise<void>;
}

async function servePanel(theme: string): Promise<PanelServer> {
    const [{ script, style }, worker] = await Promise.all([
        bundle("test/webview/inference/page-script.ts"),
        bundle("webview/inference/worker.ts"),
    ]);
    const file = (path: string): Promise<Buffer> => readFile(join(projectRoot, path));
    const answers: Readonly<Record<string, readonly [type: string, body: () => string | Promise<Buffer>]>> = {
        "/": ["text/html", () => pageText(theme)],
        "/page.js": ["text/javascript", () => script],
        "/page.css": ["text/css", () => style],
        "/worker.js": ["text/javascript", () => worker.script],
        "/ort.wasm": ["application/wasm", () => file("node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.asyncify.wasm")],
        "/sample.jpg": ["image/jpeg", () => file("media/sample.jpg")],
    };
    const server = createServer((request, response) => {
        const answer = answers[request.url ?? ""];
        if (answer === undefined) {
            response.writeHead(404).end();
            return;
        }
        const [type, body] = answer;
        response.setHeader("content-type", type);
        void Promise.resolve(body()).then((content) => response.end(content));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return {
        address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
        close: () => new Promise((resolve) => {
            server.closeAllConnections();
            server.close(() => resolve());
        }),
    };
}

function pageText(theme: string): string {
    const resources = {
        layoutWorker: "/none", inferenceWorker: "/worker.js", wasm: "/ort.wasm", sampleImage: "/sample.jpg",
    };
    return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="/page.css">
<link rel="icon" href="data:,">
<style>${theme} body { background: var(--vscode-editor-background); }</style>
</head>
<body>
<div id="app"></div>
<script type="application/json" id="resources" nonce="test">${JSON.stringify(resources)}</script>
<script src="/page.js" nonce="test"></script>
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
