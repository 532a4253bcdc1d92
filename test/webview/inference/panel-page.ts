import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import type { InferenceModel } from "../../../server/protocol.ts";
import type { FromWebview, InferenceResult, ToWebview } from "../../../server/webview-protocol.ts";
import type { DeviceChoice } from "../../../webview/inference/messages.ts";
import { collectErrors, patience, receiveMessages, servePage } from "../served-page.ts";
import type { PageServer } from "../served-page.ts";
import { sharedBrowser } from "../shared-browser.ts";
import type { PanelRecord } from "./page-script.ts";

/** Only the inference panel in a page, with a webview's content security policy. */
export interface PanelPage {
    readonly page: Page;
    /** Replaces the panel with a new one that uses this device; only the worker and what it has loaded stay. */
    renew(device?: DeviceChoice): Promise<void>;
    /** As the extension would. */
    send(message: Exclude<ToWebview, { type: "image" }>): Promise<void>;
    /** As the extension would offer a file that was chosen, and send it when the page reads it. */
    sendImage(name: string, bytes: Uint8Array): Promise<void>;
    /** Answers the page's next request for an image's bytes, and returns its address. */
    answerImage(bytes: Uint8Array): Promise<string>;
    /** Waits for the next message of this type that no call has taken yet. */
    next<Type extends FromWebview["type"]>(type: Type): Promise<Extract<FromWebview, { type: Type }>>;
    /** Presses Run, and answers with the model. */
    start(model: InferenceModel, trained?: Uint8Array): Promise<void>;
    /** Starts a run and waits for the result. */
    run(model: InferenceModel, trained?: Uint8Array): Promise<InferenceResult>;
    /** Sets the CSS that defines VS Code's colours. */
    setTheme(style: string): Promise<void>;
    record(): Promise<PanelRecord>;
    /** The errors on the page's console, including policy violations. */
    readonly errors: string[];
}

export function servePanel(): Promise<PageServer> {
    return servePage({
        entry: "test/webview/inference/page-script.ts", theme: () => ({ style: "", bodyClass: "" }),
    });
}

/** Opens a page with a new panel in it. */
export async function openPanel(browser: Browser, { address }: PageServer): Promise<PanelPage> {
    const page = await browser.newPage();
    page.setDefaultTimeout(patience);
    const errors = collectErrors(page);
    const posted = await receiveMessages(page);
    await page.addInitScript(() => {
        const postMessage: unknown = Reflect.get(window, "postToExtension");
        Reflect.set(window, "acquireVsCodeApi", () => ({ postMessage }));
    });
    await page.goto(address);
    await page.locator(".inference-run").waitFor();
    const send: PanelPage["send"] = (message) => page.evaluate((data) => window.postMessage(data), message);
    const start: PanelPage["start"] = async (model, trained) => {
        await page.locator(".inference-run").click();
        await posted.take("request-inference-model");
        await page.evaluate(([model, numbers]) => {
            const trained = numbers === undefined ? {} : { trained: Uint8Array.from(numbers).buffer };
            window.postMessage({ type: "inference-model", model, ...trained });
        }, [model, trained === undefined ? undefined : [...trained]] as const);
    };
    const answerImage: PanelPage["answerImage"] = async (bytes) => {
        const { uri } = await posted.take("read-image");
        await page.evaluate(([uri, numbers]) => {
            window.postMessage({ type: "image", uri, mime: "image/png", bytes: Uint8Array.from(numbers).buffer });
        }, [uri, [...bytes]] as const);
        return uri;
    };
    return {
        page,
        errors,
        renew: async (device = "automatic") => {
            await page.evaluate(() => window.renewPanel());
            posted.clear();
            await page.locator(".inference-device").selectOption(device);
        },
        send,
        sendImage: async (name, bytes) => {
            const uri = `file:///${name}`;
            await send({ type: "images", images: [{ uri, name }] });
            await answerImage(bytes);
        },
        answerImage,
        next: (type) => posted.take(type),
        start,
        run: async (model, trained) => {
            await start(model, trained);
            const ended = await posted.take("inference-finished", "inference-failed");
            if (ended.type === "inference-failed") {
                throw new Error(ended.message);
            }
            return ended.result;
        },
        setTheme: (style) => page.locator("#theme").evaluate((element, text) => {
            element.textContent = `${text} body { background: var(--vscode-editor-background); }`;
        }, style),
        record: () => page.evaluate(() => window.panelRecord),
    };
}

/**
 * Opens one page for those tests of a file that do not end its browser or its GPU. Each begins with a new panel in it,
 * and must leave no errors.
 */
export function useSharedPanel(opened: (panel: PanelPage, server: PageServer) => void): void {
    let server: PageServer;
    let panel: PanelPage;

    beforeAll(async () => {
        server = await servePanel();
        panel = await openPanel(await sharedBrowser(), server);
        opened(panel, server);
    });

    afterAll(async () => {
        await panel.page.close();
        await server[Symbol.asyncDispose]();
    });

    afterEach(() => {
        expect(panel.errors.splice(0)).toEqual([]);
    });
}

/** The text of the element of a panel that a selector finds. */
export function textOf(panel: PanelPage, selector: string): Promise<string> {
    return panel.page.locator(selector).innerText();
}
