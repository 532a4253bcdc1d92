import type { Page } from "../page.ts";

/** A row of the list that floats at the top of the window. */
export const pickRow = (text: string): string => `.quick-input-list .monaco-list-row:has-text('${text}')`;

/**
 * Chooses the row with a text, with the mouse: a list that has just appeared may not take keys yet. Rows that a long
 * list does not show at first are searched.
 */
export async function pick(page: Page, text: string, options: { readonly search?: string } = {}): Promise<void> {
    if (options.search !== undefined) {
        await page.fill(".quick-input-widget input[type=text]", options.search);
    }
    await page.click(pickRow(text));
}
