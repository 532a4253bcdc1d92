import type { Browser } from "playwright-core";
import { launchChromium } from "../support/chromium.ts";

let browser: Promise<Browser> | undefined;

/** The browser of all test files that run in this process, started on first use. It ends with the process. */
export function sharedBrowser(): Promise<Browser> {
    return browser ??= launchChromium();
}
