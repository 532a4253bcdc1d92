import type { AsyncFunc, Context } from "mocha";
import * as vscode from "vscode";
import type { ControlAnswer, ControlRequest, Page, PageMethod, SuiteSettings, View } from "../page.ts";

let settings: SuiteSettings | undefined;

/** Set once, before the first test. */
export function connect(to: SuiteSettings): void {
    settings = to;
}

/** The window around the extension host; without one to control, the running test is skipped. */
export function pageOrSkip(test: Context): Page {
    return settings?.page === true ? page : test.skip();
}

/**
 * Defines a test of what is the same in every extension host once a request reaches the server, as others show. The
 * browser's host skips it by default.
 */
export function testOfAnyHost(title: string, body: AsyncFunc): void {
    (settings?.anyHost === false ? test.skip : test)(title, body);
}

/** The window, or undefined without one to control. */
export function pageIfAny(): Page | undefined {
    return settings?.page === true ? page : undefined;
}

/** Sends one request to the runner. */
export async function control(request: ControlRequest): Promise<unknown> {
    if (settings === undefined) {
        throw new Error("The address of the runner is missing.");
    }
    const response = await fetch(settings.control, { method: "POST", body: JSON.stringify(request) });
    const answer = (await response.json()) as ControlAnswer;
    if ("error" in answer) {
        throw new Error(`${answer.error}\n${describeEditor()}`);
    }
    return answer.value;
}

/** The text at the cursor, for a failed action. */
function describeEditor(): string {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined) {
        return "No text editor is active.";
    }
    const { document, selection } = editor;
    const before = document.getText(new vscode.Range(document.positionAt(0), selection.active));
    const after = document.getText().slice(before.length);
    return `The cursor is at the \`|\` in ${JSON.stringify(`${before.slice(-200)}|${after.slice(0, 200)}`)}.`;
}

function view(webview?: string): View {
    const ask = (method: PageMethod, ...args: readonly unknown[]): Promise<unknown> =>
        control({
            kind: "page",
            method,
            arguments: args.filter((argument) => argument !== undefined),
            ...(webview === undefined ? {} : { webview }),
        });
    // The other side's answers have the types of page.ts, which JSON loses.
    const typed = <T>(answer: Promise<unknown>): Promise<T> => answer as Promise<T>;
    return {
        waitFor: (selector, options) => typed(ask("waitFor", selector, options)),
        click: (selector, options) => typed(ask("click", selector, options)),
        hover: (selector, shows) => typed(ask("hover", selector, shows)),
        fill: (selector, text) => typed(ask("fill", selector, text)),
        texts: (selector) => typed(ask("texts", selector)),
        count: (selector) => typed(ask("count", selector)),
        box: (selector) => typed(ask("box", selector)),
        evaluate: (work: (argument: never) => unknown, argument?: unknown) =>
            typed(ask("evaluate", work.toString(), argument)),
        waitUntil: (work, options) => typed(ask("waitUntil", work.toString(), options)),
    };
}

async function ask(method: PageMethod, ...args: readonly unknown[]): Promise<void> {
    await control({ kind: "page", method, arguments: args });
}

const page: Page = {
    ...view(),
    press: (keys) => ask("press", keys),
    type: (text) => ask("type", text),
    runFromPalette: (title) => ask("runFromPalette", title),
    wheel: (at, by) => ask("wheel", at, by),
    drag: (from, to) => ask("drag", from, to),
    resize: (width, height) => ask("resize", width, height),
    workers: async () => (await control({ kind: "page", method: "workers", arguments: [] })) as readonly string[],
    screenshot: (name) => ask("screenshot", name),
    webview: (containing = "") => view(containing),
};
