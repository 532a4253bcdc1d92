/** What a test inside VS Code can do to the window around it: a small JSON protocol over HTTP. */

/** A part of the window that has elements: the workbench or a webview. Selectors are Playwright's. */
export interface View {
    /** Waits until such an element is visible, or "hidden": none is. Here and below, invisible ones are passed by. */
    waitFor(selector: string, options?: WaitOptions): Promise<void>;
    click(selector: string, options?: ClickOptions): Promise<void>;
    /** Rests the pointer on an element, and with a second selector repeats that until such an element is visible. */
    hover(selector: string, shows?: string): Promise<void>;
    /** Replaces the text of an input by typing. */
    fill(selector: string, text: string): Promise<void>;
    /** The text of every element that matches now. */
    texts(selector: string): Promise<readonly string[]>;
    count(selector: string): Promise<number>;
    /** The position of an element in the window. */
    box(selector: string): Promise<Box>;
    /** Runs a function there; it sees its argument, `document` and `window`, and nothing of the test. */
    evaluate<A, R>(work: (argument: A) => R | Promise<R>, argument: A): Promise<R>;
    evaluate<R>(work: () => R | Promise<R>): Promise<R>;
    /** Waits until a function returns a truthy value, and returns it. */
    waitUntil<R>(work: () => R | Promise<R>, options?: { readonly timeout?: number }): Promise<R>;
}

/** The window as a person has it before them. */
export interface Page extends View {
    /** Keys by Playwright's names, such as `Escape` or `ControlOrMeta+Shift+P`. */
    press(keys: string): Promise<void>;
    type(text: string): Promise<void>;
    /** Runs a command by its title through the command palette. */
    runFromPalette(title: string): Promise<void>;
    /** Turns the wheel over a point. */
    wheel(at: Point, by: Point): Promise<void>;
    drag(from: Point, to: Point): Promise<void>;
    resize(width: number, height: number): Promise<void>;
    /** The addresses of the workers in the window and its webviews. */
    workers(): Promise<readonly string[]>;
    /** Saves test-results/screenshots/RUN/NAME.png, once nothing moves any more; the run is `e2e` or `web`. */
    screenshot(name: string): Promise<void>;
    /** The inside of the extension's visible webview; with a selector, of the one that has such an element. */
    webview(containing?: string): View;
}

export interface Point {
    readonly x: number;
    readonly y: number;
}

export interface Box extends Point {
    readonly width: number;
    readonly height: number;
}

export interface WaitOptions {
    readonly state?: "visible" | "hidden" | "attached";
    readonly timeout?: number;
}

export interface ClickOptions {
    readonly button?: "left" | "right" | "middle";
    readonly clickCount?: number;
    readonly modifiers?: readonly ("Alt" | "ControlOrMeta" | "Shift")[];
    readonly position?: Point;
}

export type PageMethod = Exclude<keyof Page, "webview">;

/** One request to the window; a webview is identified by an element that it contains ("" for any). */
export interface PageCall {
    readonly kind: "page";
    readonly webview?: string;
    readonly method: PageMethod;
    readonly arguments: readonly unknown[];
}

/** A test's event. */
export type SuiteEvent =
    | { readonly kind: "passed"; readonly title: string; readonly milliseconds: number }
    | { readonly kind: "failed"; readonly title: string; readonly error: string }
    /** It failed and is repeated. */
    | { readonly kind: "repeated"; readonly title: string; readonly error: string }
    | { readonly kind: "skipped"; readonly title: string };

export type ControlRequest = PageCall | SuiteEvent;

export type ControlAnswer = { readonly value: unknown } | { readonly error: string };

/** The settings of a run of the suite. */
export interface SuiteSettings {
    /** Where requests go. */
    readonly control: string;
    /** Whether there is a window to control: the runner cannot reach a desktop VS Code's. */
    readonly page: boolean;
    /** Only tests whose title has this in it. */
    readonly grep?: string;
    /** Whether tests that do not depend on the extension host run. */
    readonly anyHost: boolean;
}

/** The variable of the extension host that carries the settings, as JSON. */
export const settingsVariable = "CNN_E2E";
