import { afterAll, afterEach, beforeAll, expect } from "vitest";
import type { PreviewGraph } from "../../../server/protocol.ts";
import type { PageServer } from "../served-page.ts";
import { sharedBrowser } from "../shared-browser.ts";
import { openPreview, servePreview } from "./preview-page.ts";
import type { PreviewPage, PreviewPageOptions } from "./preview-page.ts";

/** Loads previews for the tests of one file, all in one page, which must have no errors after each test. */
export interface PreviewPages {
    open(options?: PreviewPageOptions): Promise<PreviewPage>;
    /** Loads a preview and draws a graph in it, folded as at first. */
    drawn(graph: PreviewGraph, options?: PreviewPageOptions): Promise<PreviewPage>;
    /** Loads a preview and draws a graph in it, with all groups open, from its start. */
    unfolded(graph: PreviewGraph, options?: PreviewPageOptions): Promise<PreviewPage>;
}

export function usePreviewPages(): PreviewPages {
    let server: PageServer;
    let preview: PreviewPage;

    beforeAll(async () => {
        server = await servePreview();
        preview = await openPreview(await sharedBrowser(), server);
    });

    afterAll(async () => {
        await preview.page.close();
        await server[Symbol.asyncDispose]();
    });

    afterEach(() => {
        expect(preview.errors.splice(0)).toEqual([]);
    });

    const open: PreviewPages["open"] = async (options) => {
        await preview.load(options);
        return preview;
    };
    return {
        open,
        drawn: async (graph, options) => {
            await open(options);
            await preview.draw(graph);
            return preview;
        },
        unfolded: async (graph, options) => {
            await open(options);
            await preview.draw(graph);
            await preview.unfold();
            await preview.page.locator(".graph-drawing").press("Home");
            await preview.page.keyboard.press("Escape");
            return preview;
        },
    };
}
