import type { Page } from "playwright-core";

export interface TextContrast {
    readonly text: string;
    readonly kind: string;
    /** As WCAG counts it, 1 to 21. */
    readonly contrast: number;
    /** The minimum contrast: lower for repeated information. */
    readonly least: number;
}

/** The contrast of the texts of boxes and lines with their backgrounds. */
export async function contrastsOf(page: Page): Promise<readonly TextContrast[]> {
    const texts = await page.evaluate(() => {
        const background = getComputedStyle(document.body).backgroundColor;
        return [...document.querySelectorAll(".box text, .labels text")].map((text) => {
            const ground = text.parentElement?.querySelector(".body, .header-bar");
            return {
                text: text.textContent,
                kind: text.getAttribute("class") ?? "",
                colour: getComputedStyle(text).fill,
                ground: ground === null || ground === undefined ? background : getComputedStyle(ground).fill,
            };
        });
    });
    return texts.map(({ text, kind, colour, ground }) => ({
        text, kind, contrast: contrastOf(colour, ground),
        least: kind.includes("title") ? 7 : kind.includes("same") ? 3 : 4.5,
    }));
}

/** The contrast of the visible texts of a page's element with the nearest background. */
export async function textContrastsOf(page: Page, selector: string): Promise<readonly TextContrast[]> {
    const texts = await page.locator(selector).evaluate((root) => {
        const isClear = (colour: string): boolean => colour === "transparent" || /^rgba.*, 0\)$|\/ 0\)$/u.test(colour);
        const groundOf = (element: Element | null): string => {
            const colour = element === null ? "rgb(255, 255, 255)" : getComputedStyle(element).backgroundColor;
            return element !== null && isClear(colour) ? groundOf(element.parentElement) : colour;
        };
        return [...root.querySelectorAll("*")]
            .filter((element) => element.checkVisibility() && [...element.childNodes].some((node) =>
                node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== ""))
            .map((element) => ({
                text: element.textContent, kind: element.className, colour: getComputedStyle(element).color,
                ground: groundOf(element),
            }));
    });
    return texts.map(({ text, kind, colour, ground }) => ({
        text, kind, contrast: contrastOf(colour, ground), least: 4.5,
    }));
}

function contrastOf(colour: string, ground: string): number {
    const [lighter = 0, darker = 0] = [luminance(colour), luminance(ground)].sort((a, b) => b - a);
    return (lighter + 0.05) / (darker + 0.05);
}

/** Of `rgb(1, 2, 3)` or `color(srgb 0.1 0.2 0.3)`. */
function luminance(colour: string): number {
    const numbers = [...colour.matchAll(/[\d.]+(?:e-?\d+)?/g)].map(([digits]) => Number(digits));
    const scale = colour.startsWith("color(") ? 1 : 255;
    const [red = 0, green = 0, blue = 0] = numbers.slice(0, 3).map((value) => {
        const part = value / scale;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
