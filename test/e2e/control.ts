import { createServer } from "node:http";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { errors } from "playwright-core";
import type { Frame, Locator, Page } from "playwright-core";
import { runFromPalette, webviewFrame } from "../support/workbench.ts";
import type {
    ClickOptions,
    ControlAnswer,
    ControlRequest,
    PageCall,
    PageMethod,
    Point,
    WaitOptions,
} from "./page.ts";
import type { SuiteRun } from "./suite-run.ts";

const actionTimeout = 120_000;
/** How long, in milliseconds, a pointer rests on an element before it moves there again. */
const hoverPatience = 5_000;
/** The parts of VS Code that come and go above the others. */
const floatingParts = ".suggest-widget, .monaco-hover, .quick-input-widget, .monaco-dialog-box, .notification-toast";

/** Answers the suite's requests to the window and passes on its test events. */
export async function answerControl(
    request: ControlRequest,
    page: Page | undefined,
    run: SuiteRun,
): Promise<ControlAnswer> {
    if (request.kind !== "page") {
        run.onEvent(request);
        return { value: null };
    }
    if (page === undefined) {
        return { error: "There is no window to drive here: ask for the page with pageOrSkip(this)." };
    }
    try {
        const value: unknown = await perform(request, page, run.pictures);
        return { value: value ?? null };
    } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        return { error: `${message}\n${await describeWindow(page)}` };
    }
}

/** What floats in the window and what has the keyboard, for a failed action. */
async function describeWindow(page: Page): Promise<string> {
    try {
        const floating = await page.locator(floatingParts).filter({ visible: true }).allInnerTexts();
        const keyboard = await page.locator(":focus").first().getAttribute("class", { timeout: 1000 }).catch(() => null);
        return `The keyboard is in "${keyboard ?? ""}"; above the window are ${JSON.stringify(floating).slice(0, 2000)}.`;
    } catch (error) {
        return `The window cannot be described: ${String(error)}.`;
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
            const parsed = JSON.parse(await bodyOf(request)) as ControlRequest;
            response.setHeader("content-type", "application/json");
            response.end(JSON.stringify(await answer(parsed)));
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

/** Where an action takes place: the frame is the workbench or the inside of a webview. */
interface Stage {
    readonly page: Page;
    readonly frame: Frame;
    /** The folder for pictures. */
    readonly pictures: string;
}

type Action = (stage: Stage, ...rest: readonly never[]) => Promise<unknown>;

/** Everything in page.ts, by its name. */
const actions: Readonly<Record<PageMethod, Action>> = {
    async waitFor({ frame }, selector: string, options: WaitOptions = {}) {
        const { state = "visible", timeout = actionTimeout } = options;
        await matching(frame, selector, state === "attached").waitFor({ state, timeout });
    },
    async click({ frame }, selector: string, options: ClickOptions = {}) {
        const { modifiers = [], ...rest } = options;
        await matching(frame, selector).click({ ...rest, modifiers: [...modifiers], timeout: actionTimeout });
    },
    async hover({ page, frame }, selector: string, shows?: string) {
        const deadline = Date.now() + actionTimeout;
        const target = matching(frame, selector);
        await target.hover({ timeout: actionTimeout });
        // The editor drops a hover when hints arrive and move the text, and only another movement starts the next.
        while (shows !== undefined && !(await appears(matching(frame, shows), hoverPatience))) {
            if (Date.now() > deadline) {
                throw new Error(`Nothing shows "${shows}" at "${selector}" within ${actionTimeout / 1000} s.`);
            }
            await page.mouse.move(0, 0);
            await target.hover({ timeout: actionTimeout });
        }
    },
    async fill({ frame }, selector: string, text: string) {
        await matching(frame, selector).fill(text, { timeout: actionTimeout });
    },
    texts: ({ frame }, selector: string) => frame.locator(selector).allTextContents(),
    count: ({ frame }, selector: string) => frame.locator(selector).count(),
    async box({ frame }, selector: string) {
        const box = await matching(frame, selector).boundingBox({ timeout: actionTimeout });
        if (box === null) {
            throw new Error(`"${selector}" is not visible, so it has no place.`);
        }
        return box;
    },
    evaluate: ({ frame }, source: string, argument: unknown) =>
        frame.evaluate(`(${source})(${JSON.stringify(argument)})`),
    async waitUntil({ frame }, source: string, options: { readonly timeout?: number } = {}) {
        // Evaluated from here: the page would need permission to evaluate text, which a webview does not have.
        const limit = options.timeout ?? actionTimeout;
        const deadline = Date.now() + limit;
        for (;;) {
            const answer: unknown = await frame.evaluate(`(${source})()`);
            if (Boolean(answer)) {
                return answer;
            }
            if (Date.now() > deadline) {
                throw new Error(`Not true within ${limit / 1000} s, but ${JSON.stringify(answer)}: ${source}`);
            }
            await delay(50);
        }
    },
    press: ({ page }, keys: string) => page.keyboard.press(keys),
    type: ({ page }, text: string) => page.keyboard.type(text),
    runFromPalette: ({ page }, title: string) => runFromPalette(page, title),
    async wheel({ page }, at: Point, by: Point) {
        await page.mouse.move(at.x, at.y);
        await page.mouse.wheel(by.x, by.y);
    },
    async drag({ page }, from: Point, to: Point) {
        await page.mouse.move(from.x, from.y);
        await page.mouse.down();
        await page.mouse.move(to.x, to.y, { steps: 8 });
        await page.mouse.up();
    },
    resize: ({ page }, width: number, height: number) => page.setViewportSize({ width, height }),
    workers: ({ page }) => Promise.resolve(page.workers().map((worker) => worker.url())),
    async screenshot({ page, pictures }, name: string) {
        // Without waiting until nothing moves, which takes seconds of processor time: tests wait for what they show.
        const path = join(pictures, `${name.replaceAll(/[^\w.-]+/g, "-")}.png`);
        await page.screenshot({ animations: "disabled", path });
    },
};

async function appears(element: Locator, timeout: number): Promise<boolean> {
    try {
        await element.waitFor({ timeout });
        return true;
    } catch (error) {
        if (error instanceof errors.TimeoutError) {
            return false;
        }
        throw error;
    }
}

/** The first matching element, among visible ones unless all are requested. */
function matching(frame: Frame, selector: string, all = false): Locator {
    const elements = frame.locator(selector);
    return (all ? elements : elements.filter({ visible: true })).first();
}

async function perform(call: PageCall, page: Page, pictures: string): Promise<unknown> {
    const action = actions[call.method];
    const frame = call.webview === undefined ? page.mainFrame() : await webviewFrame(page, call.webview);
    return action({ page, frame, pictures }, ...(call.arguments as readonly never[]));
}
