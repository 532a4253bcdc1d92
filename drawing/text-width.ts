import { fontSizes } from "./picture.ts";
import type { WordStyle } from "./picture.ts";

/** The widths of Helvetica's characters from the space to the tilde, in thousandths of the font's size. */
const widths = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/** Other sans-serif fonts are up to this much wider, and bold letters too. */
const reserve = 1.08;
const bold = 1.07;

/** About the width of a text in a sans-serif font: what is drawn is placed without measuring it anywhere. */
export function estimatedWidth(text: string, style: WordStyle): number {
    let sum = 0;
    for (const character of text) {
        const code = character.codePointAt(0) ?? 0;
        sum += widths[code - 32] ?? (code > 0x2e7f ? 1_000 : 600);
    }
    return (sum / 1_000) * fontSizes[style] * reserve * (style === "title" ? bold : 1);
}
