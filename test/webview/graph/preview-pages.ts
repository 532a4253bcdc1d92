import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import type { PreviewGraph } from "../../../server/protocol.ts";
import { launchChromium } from "../../support/chromium.ts";
import { servePreview } from "./preview-page.ts";
import type { PreviewPage, PreviewPageOptions, PreviewServer } from "./preview-page.ts";

/** Opens previews for the tests of one file; after each the page has to be without errors. */
export interface PreviewPages {
    open(options?: PreviewPageOptions): Promise<PreviewPage>;
    /** Opens a page and draws a graph in it. */
    drawn(graph: PreviewGraph, options?: PreviewPageOptions): Promise<PreviewPage>;
}

export function usePreviewPages(): PreviewPages {
    let browser: Browser;
    let server: PreviewServer;
    let current: PreviewPage | undefined;

    beforeAll(async () => {
        [browser, server] = await Promise.all([launchChromium(), servePreview()]);
    }, 120_000);

    afterAll(async () => {
        await browser.close();
        await server[Symbol.asyncDispose]();
    });

    afterEach(async () => {
        expect(current?.errors ?? []).toEqual([]);
        await current?.close();
        current = undefined;
    });

    const open: PreviewPages["open"] = async (options) => {
        current = await server.open(browser, options);
        return current;
    };
    return {
        open,
        drawn: async (graph, options) => {
            const preview = await open(options);
            await preview.draw(graph);
            return preview;
        },
    };
}
