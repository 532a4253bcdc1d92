import type { Browser, Locator, Page } from "playwright-core";
import type { PreviewGraph } from "../../../server/protocol.ts";
import type { FromWebview, ToWebview } from "../../../server/webview-protocol.ts";
import { collectErrors, patience, receiveMessages, servePage } from "../served-page.ts";
import type { PageServer } from "../served-page.ts";
import { themeClass, themeNames, themeStyle } from "./themes.ts";
import type { ThemeName } from "./themes.ts";

type Posted<Type extends FromWebview["type"]> = Extract<FromWebview, { type: Type }>;

/** The whole preview in a separate page, with a webview's content security policy. */
export interface PreviewPage {
    readonly page: Page;
    /** Reloads the page and drops its state. */
    load(options?: PreviewPageOptions): Promise<void>;
    send(message: Exclude<ToWebview, { type: "image" }>): Promise<void>;
    /** Sends a graph and waits until it is drawn. */
    draw(graph: PreviewGraph): Promise<Posted<"drawn">>;
    /** Opens all groups, with all rounds of loops. */
    unfold(): Promise<Posted<"drawn">>;
    /** Waits for the next message of this type that no call has taken yet. */
    next<Type extends FromWebview["type"]>(type: Type): Promise<Posted<Type>>;
    /** The state that the page last kept. */
    state(): Promise<unknown>;
    /** The errors on the page's console, including policy violations. */
    readonly errors: string[];
}

export interface PreviewPageOptions {
    readonly theme?: ThemeName;
    readonly size?: { readonly width: number; readonly height: number };
    /** The page's saved state. */
    readonly state?: unknown;
}

/** Serves the page's files; the address names its theme and the state that it has kept. */
export function servePreview(): Promise<PageServer> {
    return servePage({
        entry: "webview/main.ts",
        theme: ({ searchParams }) => {
            const theme = themeNames.find((name) => name === searchParams.get("theme")) ?? "dark";
            return { style: themeStyle(theme), bodyClass: themeClass(theme) };
        },
    });
}

/** Opens an empty page, in which previews are loaded. */
export async function openPreview(browser: Browser, { address }: PageServer): Promise<PreviewPage> {
    // Without motion there is nothing to wait for.
    const page = await browser.newPage({ reducedMotion: "reduce" });
    page.setDefaultTimeout(patience);
    const errors = collectErrors(page);
    const posted = await receiveMessages(page);
    await page.addInitScript(() => {
        const kept = new URLSearchParams(location.search).get("state");
        let state: unknown = kept === null ? undefined : JSON.parse(kept);
        Reflect.set(window, "keptState", () => state);
        const postMessage: unknown = Reflect.get(window, "postToExtension");
        Reflect.set(window, "acquireVsCodeApi", () => ({
            postMessage,
            getState: () => state,
            setState: (next: unknown) => {
                // The saved state is JSON, as in VS Code.
                state = JSON.parse(JSON.stringify(next)) as unknown;
            },
        }));
    });
    const send: PreviewPage["send"] = (message) => page.evaluate((data) => window.postMessage(data), message);
    return {
        page,
        errors,
        load: async ({ theme = "dark", size = { width: 1200, height: 900 }, state } = {}) => {
            await page.setViewportSize(size);
            const kept = state === undefined ? {} : { state: JSON.stringify(state) };
            const query = new URLSearchParams({ theme, ...kept });
            await page.goto(`${address}?${query.toString()}`);
            await posted.take("ready");
            posted.clear();
        },
        send,
        next: (type) => posted.take(type),
        draw: async (graph) => {
            await send({ type: "graph", graph });
            return posted.take("drawn");
        },
        unfold: async () => {
            await page.getByRole("button", { name: "More actions", exact: true }).click();
            await page.getByRole("menuitem", { name: "Unfold all", exact: true }).click();
            return posted.take("drawn");
        },
        state: () => page.evaluate(() => (Reflect.get(window, "keptState") as () => unknown)()),
    };
}

/** The drawing of a box, if it is in view. */
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
