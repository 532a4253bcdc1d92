// Opens VS Code with the extension, to look at it or to take pictures of it.
// node test/support/open.ts [--folder DIR] [--file FILE[:LINE[:COLUMN]]] [--theme dark,light] [--size 1400x900,700x900]
//     [--locale ko] [--set KEY=JSON]… [--vsix FILE] [--no-build] [--screenshot FILE] STEP…
// STEP, done in the order given before a picture is taken: --command "CNN: …", --press KEYS, --type TEXT,
//     --click SELECTOR, --wait-for SELECTOR, --webview-click SELECTOR, --webview-wait-for SELECTOR
// Without --screenshot it prints the address and stays until Ctrl+C. A .webp picture is compressed without loss,
// to about half of a .png. Several themes or sizes make several pictures, FILE-THEME.png, FILE-SIZE.png or
// FILE-THEME-SIZE.png. --vsix opens with a packaged extension installed in place of
// the one in this folder.
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, extname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Browser, Page } from "playwright-core";
import { launchChromium } from "./chromium.ts";
import { buildExtension, projectRoot } from "./extension.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { installVsix, startVsCodeServer } from "./vscode-server.ts";
import type { VsCodeServer } from "./vscode-server.ts";
import { openWorkbench, runFromPalette, settledScreenshot, themes, webviewFrame, workbenchUrl } from "./workbench.ts";
import type { Size, ThemeName } from "./workbench.ts";

const stepLimit = 180_000;

const text = { type: "string", multiple: true } as const;

const { values: options, tokens } = parseArgs({
    tokens: true,
    options: {
        "folder": { type: "string", default: join(projectRoot, "examples") },
        "file": { type: "string" },
        "theme": { type: "string", default: "dark" },
        "size": { type: "string", default: "1400x900" },
        "locale": { type: "string" },
        "command": text,
        "press": text,
        "type": text,
        "click": text,
        "wait-for": text,
        "webview-click": text,
        "webview-wait-for": text,
        "set": text,
        "vsix": { type: "string" },
        "no-build": { type: "boolean", default: false },
        "screenshot": { type: "string" },
    },
});

async function main(): Promise<void> {
    const chosenThemes = options.theme.split(",").map(themeNamed);
    const sizes = options.size.split(",").map(sizeOf);
    if (options.vsix === undefined && !options["no-build"]) {
        buildExtension();
    }
    await using extensions = await temporaryFolder("extensions");
    if (options.vsix !== undefined) {
        await installVsix(resolve(options.vsix), extensions.path);
    }
    await using server = await startVsCodeServer({
        testDriver: true,
        settings: extraSettings(),
        extensionsFolder: extensions.path,
    });
    if (options.screenshot === undefined) {
        await untilInterrupted(addressOn(server));
        return;
    }
    const nameOf = pictureName(options.screenshot, chosenThemes.length > 1, sizes.length > 1);
    await using browser = await launchChromium();
    for (const theme of chosenThemes) {
        for (const size of sizes) {
            await takePicture(browser, server, theme, size, nameOf(theme, size));
        }
    }
}

/** The steps in a window before its screenshot, by the options' names. */
const steps: Readonly<Record<string, (page: Page, value: string) => Promise<unknown>>> = {
    "command": runFromPalette,
    "press": (page, keys) => page.keyboard.press(keys),
    "type": (page, typed) => page.keyboard.type(typed),
    "click": (page, selector) => page.click(selector),
    "wait-for": (page, selector) => page.waitForSelector(selector, { timeout: stepLimit }),
    "webview-click": async (page, selector) => (await webviewFrame(page, selector)).click(selector),
    "webview-wait-for": async (page, selector) =>
        (await webviewFrame(page, "")).waitForSelector(selector, { timeout: stepLimit }),
};

type PictureName = (theme: ThemeName, size: Size) => string;

async function takePicture(
    browser: Browser,
    server: VsCodeServer,
    theme: ThemeName,
    size: Size,
    file: string,
): Promise<void> {
    const page = await openWorkbench(browser, addressOn(server), size, theme, options.locale);
    if (options.file !== undefined) {
        await page.waitForSelector(".editor-instance .view-line");
    }
    for (const token of tokens) {
        if (token.kind === "option" && token.value !== undefined) {
            await steps[token.name]?.(page, token.value);
        }
    }
    await mkdir(dirname(resolve(file)), { recursive: true });
    // Nothing is drawn as under the mouse.
    await page.mouse.move(0, 0);
    const picture = await settledScreenshot(page);
    await writeFile(file, extname(file) === ".webp" ? await asWebp(browser, picture) : picture);
    console.log(file);
    await page.context().close();
}

/** Chromium compresses WebP without loss if the quality is 1. */
async function asWebp(browser: Browser, png: Buffer): Promise<Buffer> {
    const page = await browser.newPage();
    const encoded = await page.evaluate(async (address) => {
        const image = new Image();
        image.src = address;
        await image.decode();
        const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
        canvas.getContext("2d")?.drawImage(image, 0, 0);
        return canvas.toDataURL("image/webp", 1);
    }, `data:image/png;base64,${png.toString("base64")}`);
    await page.close();
    return Buffer.from(encoded.slice(encoded.indexOf(",") + 1), "base64");
}

function addressOn(server: VsCodeServer): string {
    return workbenchUrl(server, {
        folder: resolve(options.folder),
        ...(options.file === undefined ? {} : { file: resolve(options.file) }),
        ...(options.vsix === undefined ? { extension: server.extension } : {}),
    });
}

async function untilInterrupted(address: string): Promise<void> {
    console.log(`VS Code is at ${address}\nCtrl+C ends it.`);
    await new Promise((resolve) => process.once("SIGINT", resolve));
}

function pictureName(file: string, severalThemes: boolean, severalSizes: boolean): PictureName {
    const ending = extname(file);
    const stem = file.slice(0, file.length - ending.length);
    return (theme, { width, height }) =>
        `${stem}${severalThemes ? `-${theme}` : ""}${severalSizes ? `-${width}x${height}` : ""}${ending}`;
}

function themeNamed(name: string): ThemeName {
    if (Object.hasOwn(themes, name)) {
        return name as ThemeName;
    }
    throw new Error(`There is no theme "${name}": it is one of ${Object.keys(themes).join(", ")}.`);
}

function sizeOf(text: string): Size {
    const [, width, height] = /^(\d+)x(\d+)$/.exec(text) ?? [];
    if (width === undefined || height === undefined) {
        throw new Error(`A size is written as 1400x900, not "${text}".`);
    }
    return { width: Number(width), height: Number(height) };
}

/** `--set editor.fontSize=18` and the like. */
function extraSettings(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(
        (options.set ?? []).map((setting) => {
            const [, key, value] = /^([^=]+)=(.*)$/s.exec(setting) ?? [];
            if (key === undefined || value === undefined) {
                throw new Error(`A setting is written as KEY=JSON, not "${setting}".`);
            }
            return [key, JSON.parse(value) as unknown];
        }),
    );
}

await main();
