import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import type { Frame, Page } from "playwright-core";
import { projectRoot } from "../support/extension.ts";
import { runFromPalette, settledScreenshot, webviewFrame } from "../support/workbench.ts";
import type {
    ClickOptions,
    ControlAnswer,
    ControlRequest,
    PageCall,
    PageMethod,
    Point,
    SuiteEvent,
    WaitOptions,
} from "./page.ts";

export const resultsFolder = join(projectRoot, "test-results");

const actionTimeout = 30_000;

/** Answers what the suite asks of the window and hands on what it says of its tests. */
export async function answerControl(
    request: ControlRequest,
    page: Page | undefined,
    onEvent: (event: SuiteEvent) => void,
): Promise<ControlAnswer> {
    if (request.kind !== "page") {
        onEvent(request);
        return { value: null };
    }
    if (page === undefined) {
        return { error: "There is no window to drive here: ask for the page with pageOrSkip(this)." };
    }
    try {
        const value: unknown = await perform(request, page);
        return { value: value ?? null };
    } catch (error) {
        return { error: error instanceof Error ? error.message : String(error) };
    }
}

export interface ControlServer extends AsyncDisposable {
    readonly address: string;
}

/** Listens on a free local port for the suite. */
export async function startControl(
    answer: (request: ControlRequest) => Promise<ControlAnswer>,
): Promise<ControlServer> {
    const server = createServer((request, response) => {
        void (async () => {
            const asked = JSON.parse(await bodyOf(request)) as ControlRequest;
            response.setHeader("content-type", "application/json");
            response.end(JSON.stringify(await answer(asked)));
        })();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    if (address === null || typeof address === "string") {
        throw new Error("The control server has no port.");
    }
    return {
        address: `http://127.0.0.1:${address.port}`,
        async [Symbol.asyncDispose]() {
            server.closeAllConnections();
            await new Promise((resolve) => server.close(resolve));
        },
    };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
    request.setEncoding("utf8");
    return (await request.toArray()).join("");
}

type Action = (page: Page, frame: Frame, ...rest: readonly never[]) => Promise<unknown>;

/** Everything in page.ts, by its name; the frame is the workbench or the inside of a webview. */
const actions: Readonly<Record<PageMethod, Action>> = {
    async waitFor(_page, frame, selector: string, options: WaitOptions = {}) {
        const { state = "visible", timeout = actionTimeout } = options;
        await frame.waitForSelector(selector, { state, timeout });
    },
    async click(_page, frame, selector: string, options: ClickOptions = {}) {
        const { modifiers = [], ...rest } = options;
        await frame.click(selector, { ...rest, modifiers: [...modifiers], timeout: actionTimeout });
    },
    async hover(_page, frame, selector: string) {
        await frame.hover(selector, { timeout: actionTimeout });
    },
    async fill(_page, frame, selector: string, text: string) {
        await frame.fill(selector, text, { timeout: actionTimeout });
    },
    texts: (_page, frame, selector: string) => frame.locator(selector).allTextContents(),
    count: (_page, frame, selector: string) => frame.locator(selector).count(),
    async box(_page, frame, selector: string) {
        const box = await frame.locator(selector).first().boundingBox({ timeout: actionTimeout });
        if (box === null) {
            throw new Error(`"${selector}" is not visible, so it has no place.`);
        }
        return box;
    },
    evaluate: (_page, frame, source: string, argument: unknown) =>
        frame.evaluate(`(${source})(${JSON.stringify(argument)})`),
    async waitUntil(_page, frame, source: string, options: { readonly timeout?: number } = {}) {
        const handle = await frame.waitForFunction(`(${source})()`, undefined, {
            timeout: options.timeout ?? actionTimeout,
        });
        return handle.jsonValue();
    },
    press: (page, _frame, keys: string) => page.keyboard.press(keys),
    type: (page, _frame, text: string) => page.keyboard.type(text),
    runFromPalette: (page, _frame, title: string) => runFromPalette(page, title),
    async wheel(page, _frame, at: Point, by: Point) {
        await page.mouse.move(at.x, at.y);
        await page.mouse.wheel(by.x, by.y);
    },
    async drag(page, _frame, from: Point, to: Point) {
        await page.mouse.move(from.x, from.y);
        await page.mouse.down();
        await page.mouse.move(to.x, to.y, { steps: 8 });
        await page.mouse.up();
    },
    resize: (page, _frame, width: number, height: number) => page.setViewportSize({ width, height }),
    async screenshot(page, _frame, name: string) {
        const folder = join(resultsFolder, "screenshots");
        await mkdir(folder, { recursive: true });
        await writeFile(join(folder, `${name.replaceAll(/[^\w.-]+/g, "-")}.png`), await settledScreenshot(page));
    },
};

async function perform(call: PageCall, page: Page): Promise<unknown> {
    const action = actions[call.method];
    const frame = call.webview === undefined ? page.mainFrame() : await webviewFrame(page, call.webview);
    return action(page, frame, ...(call.arguments as readonly never[]));
}
