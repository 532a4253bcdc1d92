import type { BoxFont } from "../../drawing/box-text.ts";

/** As in the style sheet. */
const fonts: Readonly<Record<BoxFont, string>> = { title: "600 12px", detail: "11px" };

const mostWidths = 20_000;
const widths = new Map<string, number>();
const context = document.createElement("canvas").getContext("2d");
let family: string | undefined;
let familyIsFresh = false;

/** The width of a text in the page's font. */
export function measureText(text: string, font: BoxFont): number {
    refreshFamily();
    const key = `${font} ${text}`;
    const known = widths.get(key);
    if (known !== undefined) {
        return known;
    }
    if (context === null) {
        return text.length * 7;
    }
    context.font = `${fonts[font]} ${family ?? "sans-serif"}`;
    const { width } = context.measureText(text);
    widths.set(key, width);
    return width;
}

/** Reads the font, which a theme or setting may change, once per batch of measurements. */
function refreshFamily(): void {
    if (familyIsFresh) {
        return;
    }
    familyIsFresh = true;
    queueMicrotask(() => {
        familyIsFresh = false;
    });
    const current = getComputedStyle(document.body).fontFamily;
    if (current !== family || widths.size > mostWidths) {
        family = current;
        widths.clear();
    }
}
