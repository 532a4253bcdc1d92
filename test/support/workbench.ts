import { setTimeout as delay } from "node:timers/promises";
import type { Browser, Frame, Page } from "playwright-core";
import type { VsCodeServer } from "./vscode-server.ts";

/** Themes by their names on the command line: VS Code's name, and the file with the window's class. */
export const themes = {
    "dark": { name: "Dark Modern", file: "dark_modern" },
    "light": { name: "Light Modern", file: "light_modern" },
    "contrast-dark": { name: "Default High Contrast", file: "hc_black" },
    "contrast-light": { name: "Default High Contrast Light", file: "hc_light" },
} as const;

export type ThemeName = keyof typeof themes;

export interface Size {
    readonly width: number;
    readonly height: number;
}

export const usualSize: Size = { width: 1400, height: 900 };

const waitLimit = 120_000;

export interface WorkbenchOptions {
    /** The folder to open; its absolute path. */
    readonly folder?: string;
    /** A workspace file to open in place of a folder; its absolute path. */
    readonly workspace?: string;
    /** A file to open, as `/abs/path`, `/abs/path:line` or `/abs/path:line:column`. */
    readonly file?: string;
    /** An unpacked extension's folder. */
    readonly extension?: string;
    /** A module with `run()`, to be run in the extension host. */
    readonly tests?: string;
}

/** The address of the workbench; all parameters except the folder enable the server's test driver. */
export function workbenchUrl(server: VsCodeServer, options: WorkbenchOptions): string {
    const remote = (path: string): string => `vscode-remote://${server.authority}${urlPath(path)}`;
    const payload: (readonly [string, string])[] = [];
    if (options.file !== undefined) {
        payload.push(["gotoLineMode", "true"], ["openFile", remote(options.file)]);
    }
    if (options.extension !== undefined) {
        payload.push(["extensionDevelopmentPath", remote(options.extension)]);
    }
    if (options.tests !== undefined) {
        payload.push(["extensionTestsPath", remote(options.tests)]);
    }
    const url = new URL(server.origin);
    if (options.folder !== undefined) {
        url.searchParams.set("folder", urlPath(options.folder));
    }
    if (options.workspace !== undefined) {
        url.searchParams.set("workspace", urlPath(options.workspace));
    }
    if (payload.length > 0) {
        url.searchParams.set("payload", JSON.stringify(payload));
    }
    return url.href;
}

/**
 * Opens a window with additions to the workbench's configuration, such as an extension to load. `locale` is the display
 * language of extensions; the workbench itself stays English without a language pack.
 */
export async function newWindow(
    browser: Browser, size: Size, theme: ThemeName, more: object = {}, locale?: string,
): Promise<Page> {
    const context = await browser.newContext({ viewport: size });
    context.setDefaultTimeout(waitLimit);
    if (locale !== undefined) {
        // The language of the messages that the page would have loaded from a language pack.
        await context.addInitScript((language) => {
            Object.assign(globalThis, { _VSCODE_NLS_LANGUAGE: language });
        }, locale);
    }
    // An answer of ours has no address, so the browser takes the page for one from outside that wants in.
    await context.grantPermissions(["local-network-access"]);
    // A default theme is known from the start; a theme in the settings may be applied too late.
    const configurationDefaults = {
        "workbench.colorTheme": themes[theme].name,
        "window.autoDetectColorScheme": false,
    };
    await context.route(
        ({ pathname }) => pathname === "/",
        async (route) => {
            const response = await route.fetch({ timeout: waitLimit });
            const body = withConfiguration(await response.text(), { configurationDefaults, ...more });
            await route.fulfill({ response, body });
        },
    );
    return context.newPage();
}

/** Adds to the workbench's configuration, which is JSON in an attribute of the page. */
function withConfiguration(html: string, more: object): string {
    const place = /(id="vscode-workbench-web-configuration" data-settings=")([^"]*)"/;
    if (!place.test(html)) {
        throw new Error("The workbench's page has no configuration where it was expected.");
    }
    return html.replace(place, (_, start: string, escaped: string) => {
        const configuration = JSON.parse(escaped.replaceAll("&quot;", '"')) as object;
        return `${start}${JSON.stringify({ ...configuration, ...more }).replaceAll('"', "&quot;")}"`;
    });
}

/** Opens the workbench in a new window and waits until it is ready, with its theme. */
export async function openWorkbench(
    browser: Browser,
    url: string,
    size: Size = usualSize,
    theme: ThemeName = "dark",
    locale?: string,
): Promise<Page> {
    const page = await newWindow(browser, size, theme, {}, locale);
    await page.goto(url);
    await workbenchRestored(page);
    await page.waitForSelector(`.monaco-workbench[class*="-themes-${themes[theme].file}-"]`);
    return page;
}

/** Waits until the windows, files and extensions of the last time are there again. */
async function workbenchRestored(page: Page): Promise<void> {
    await page.waitForFunction(() => "driver" in window, undefined, { timeout: waitLimit });
    await page.evaluate(async () => {
        const { driver } = window as unknown as { driver: { whenWorkbenchRestored(): Promise<void> } };
        await driver.whenWorkbenchRestored();
    });
}

/** Runs a command by its title, as a person does from the command palette. */
export async function runFromPalette(page: Page, title: string): Promise<void> {
    await page.keyboard.press("F1");
    const box = page.locator(".quick-input-widget input[type=text]");
    await box.waitFor();
    await box.fill(`>${title}`);
    const entry = page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first();
    await entry.waitFor().catch(() => {
        throw new Error(`The command palette has no "${title}".`);
    });
    await entry.click();
}

/** A picture of the window once nothing moves any more: two pictures in a row are the same. */
export async function settledScreenshot(page: Page, limit = 10_000): Promise<Buffer> {
    const take = (): Promise<Buffer> => page.screenshot({ animations: "disabled" });
    const deadline = Date.now() + limit;
    let last = await take();
    while (Date.now() < deadline) {
        await delay(500);
        const next = await take();
        if (next.equals(last)) {
            return next;
        }
        last = next;
    }
    return last;
}

/**
 * A webview is a page in a page: VS Code's own frame, whose address names the extension, and in it the frame with the
 * extension's document. Hidden webviews stay in the window, so only a visible one counts. Named by an element,
 * it may be another extension's, such as the Markdown preview.
 */
export async function webviewFrame(page: Page, containing: string): Promise<Frame> {
    const deadline = Date.now() + waitLimit;
    const address = containing === "" ? "extensionId=cnn-language." : "extensionId=";
    while (Date.now() < deadline) {
        for (const outer of page.frames().filter((frame) => frame.url().includes(address))) {
            const inner = await visibleDocument(outer).catch(() => undefined);
            if (inner !== undefined && (containing === "" || (await inner.$(containing).catch(() => null)) !== null)) {
                return inner;
            }
        }
        await delay(50);
    }
    const which = containing === "" ? "webview" : `webview with "${containing}"`;
    const shown = await Promise.all(page.frames().filter((frame) => frame.url().includes("extensionId=")).map(textOf));
    throw new Error(`The extension shows no ${which} after ${waitLimit / 1000} s; webviews show ${JSON.stringify(shown)}.`);
}

/** The first words of a webview, for a message about it. */
async function textOf(outer: Frame): Promise<string> {
    const inner = await visibleDocument(outer).catch(() => undefined);
    const text = await inner?.locator("body").innerText({ timeout: 5_000 }).catch(String);
    return text?.slice(0, 300) ?? "nothing";
}

async function visibleDocument(outer: Frame): Promise<Frame | undefined> {
    const shown = await (await outer.frameElement()).isVisible();
    const element = shown ? await outer.$("#active-frame") : null;
    return (await element?.contentFrame()) ?? undefined;
}

function urlPath(path: string): string {
    const slashes = path.replaceAll("\\", "/");
    return slashes.startsWith("/") ? slashes : `/${slashes}`;
}
