import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import type { Browser, BrowserContext, Frame, Page } from "playwright-core";
import { launchChromium } from "../support/chromium.ts";
import { projectRoot } from "../support/extension.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startVsCodeServer } from "../support/vscode-server.ts";
import { openWorkbench, runFromPalette, webviewFrame, workbenchUrl } from "../support/workbench.ts";

interface Row {
    readonly program: string;
    readonly best: string;
    readonly median: string;
    readonly slowest: string;
}

const repetitions = 5;
const waitLimit = 120_000;

/** A page that a command opens in the editor. */
interface EditorPage {
    readonly folder: string;
    readonly file: string;
    /** What the editor shows once the file is analysed. */
    readonly warm: string;
    readonly command: string;
    /** What the page shows. */
    readonly content: string;
    /** The model that the page names, if it does. */
    readonly model?: string;
}

const densenet: EditorPage = {
    folder: join(projectRoot, "examples"), file: `${join(projectRoot, "examples/densenet.cnn")}:96`,
    warm: ".codelens-decoration a", command: "CNN: Open Preview to the Side", content: "[data-box]",
    model: "DenseNet201",
};

/**
 * The time from the command, or the choice of a file, to the first picture of DenseNet-201. Beside it, to the first
 * paint of VS Code's own preview of a line of Markdown, which shows what any page in the editor takes. CNN_NETRON names
 * a folder with Netron's page, `index.html` and its scripts: then the model is also exported to ONNX and opened there,
 * in the same browser.
 */
export async function measureFirstPicture(): Promise<readonly Row[]> {
    await using browser = await launchChromium();
    await using texts = await temporaryFolder("markdown");
    const text = join(texts.path, "line.md");
    await writeFile(text, "# One line\n");
    const markdown: EditorPage = {
        folder: texts.path, file: `${text}:1`, warm: `.monaco-breadcrumb-item:has-text("One line")`, content: "h1",
        command: "Markdown: Open Preview to the Side",
    };
    const netron = process.env["CNN_NETRON"];
    const rows = [
        row("preview, opened in a warm editor", await inEditor(browser, densenet)),
        row("Markdown preview of one line", await inEditor(browser, markdown)),
    ];
    if (netron === undefined || !existsSync(join(netron, "index.html"))) {
        console.log("Netron is not measured: CNN_NETRON names no folder with its index.html.");
        return rows;
    }
    return [...rows, row("Netron, a file opened in its page", await inNetron(browser, netron))];
}

function row(program: string, times: readonly number[]): Row {
    const sorted = times.toSorted((a, b) => a - b);
    const written = (time: number | undefined): string => `${Math.round(time ?? NaN)} ms`;
    return {
        program, best: written(sorted[0]), median: written(sorted[Math.floor(sorted.length / 2)]),
        slowest: written(sorted.at(-1)),
    };
}

/**
 * Records in every frame, in attributes of its root, when a file was chosen, and when an element was first
 * painted, in milliseconds since 1970. Netron's page allows no other script to be evaluated.
 */
async function record(context: BrowserContext, selector: string): Promise<void> {
    await context.addInitScript((watched) => {
        const note = (name: string): void => document.documentElement.setAttribute(name, String(Date.now()));
        // A webview's document is written again, which ends observers of its changes.
        const looking = setInterval(() => {
            if (document.querySelector(watched) !== null) {
                clearInterval(looking);
                requestAnimationFrame(() => setTimeout(() => note("data-painted")));
            }
        }, 5);
        window.addEventListener("change", () => note("data-started"), true);
    }, selector);
}

async function timeOf(frame: Page | Frame, name: "data-painted" | "data-started"): Promise<number> {
    const root = frame.locator(`html[${name}]`);
    await root.waitFor({ state: "attached", timeout: waitLimit });
    return Number(await root.getAttribute(name));
}

async function inEditor(browser: Browser, opened: EditorPage): Promise<readonly number[]> {
    const { folder, file, warm, content } = opened;
    await using server = await startVsCodeServer({ testDriver: true });
    const times: number[] = [];
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
        const page = await openWorkbench(browser, workbenchUrl(server, { folder, file, extension: server.extension }));
        await record(page.context(), content);
        // The page itself is there already.
        await page.evaluate(() => {
            window.addEventListener("mousedown", () => {
                document.documentElement.setAttribute("data-started", String(Date.now()));
            }, true);
        });
        await page.waitForSelector(warm, { timeout: waitLimit });
        times.push(await timeToPage(page, opened));
        await page.context().close();
    }
    return times;
}

async function timeToPage(page: Page, { command, content, model }: EditorPage): Promise<number> {
    await runFromPalette(page, command);
    const frame = await webviewFrame(page, content);
    const painted = await timeOf(frame, "data-painted");
    const named = model === undefined ? undefined : await frame.locator(".header-picker").inputValue();
    if (named !== model) {
        throw new Error(`The preview shows ${named}.`);
    }
    return painted - await timeOf(page, "data-started");
}

async function inNetron(browser: Browser, folder: string): Promise<readonly number[]> {
    await using files = await temporaryFolder("netron");
    const model = join(files.path, "densenet201.onnx");
    execFileSync(process.execPath, [
        join(projectRoot, "dist/cli.js"), "export", join(projectRoot, "examples/densenet.cnn"),
        "--model", "DenseNet201", "--to", "onnx", "-o", model,
    ]);
    const server = createServer((request, response) => {
        const { pathname } = new URL(request.url ?? "/", "http://localhost");
        const path = join(folder, pathname === "/" ? "index.html" : decodeURIComponent(pathname));
        readFile(path).then((content) => {
            response.setHeader("content-type", contentTypes[extname(path)] ?? "application/octet-stream");
            response.end(content);
        }, () => {
            response.statusCode = 404;
            response.end();
        });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const times: number[] = [];
    try {
        for (let repetition = 0; repetition < repetitions; repetition += 1) {
            times.push(await openedInNetron(browser, `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, model));
        }
    } finally {
        server.closeAllConnections();
        server.close();
    }
    return times;
}

const contentTypes: Readonly<Record<string, string>> = {
    ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".png": "image/png",
};

async function openedInNetron(browser: Browser, address: string, model: string): Promise<number> {
    const context = await browser.newContext({ viewport: { width: 700, height: 900 } });
    try {
        await record(context, "#canvas .node, #canvas .graph-node");
        // Nothing outside is reached, such as its announcements.
        await context.route((url) => !url.href.startsWith(address) && url.protocol.startsWith("http"), (route) => route.abort());
        const page = await context.newPage();
        await page.goto(address);
        const consent = page.locator("#message-button:visible");
        const input = page.locator("input[type=file]");
        await page.locator("#open-file-button:visible, #message-button:visible").first().waitFor({ timeout: waitLimit });
        if (await consent.isVisible()) {
            await consent.click();
            await page.locator("#open-file-button").waitFor();
        }
        await input.setInputFiles(model);
        return await timeOf(page, "data-painted") - await timeOf(page, "data-started");
    } finally {
        await context.close();
    }
}
