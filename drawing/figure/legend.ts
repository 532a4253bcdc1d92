import { text } from "../../server/text.ts";
import type { Text } from "../../server/text.ts";
import type { NodeFamily } from "../../server/protocol.ts";
import { fontSizes } from "../picture.ts";
import type { Mark, PicturePart, Tone } from "../picture.ts";
import { estimatedWidth } from "../text-width.ts";

/** What a family's colour means. */
export function familyWords(family: NodeFamily): Text {
    switch (family) {
        case "Convolution": return text("convolution");
        case "Linear": return text("linear");
        case "Pooling": return text("pooling");
        case "Normalization": return text("normalization");
        case "Activation": return text("activation");
        case "Merging": return text("joined");
        case "Resampling": return text("resampling");
        case "Reshaping": return text("reshaping");
        case "Pass-through": return text("unchanged");
        case "Input": return text("input");
        case "Output": return text("output");
    }
}

/** How the sizes of volumes are to be read. */
export function scaleWords(): Text {
    return text("Height and width: the map's size. Depth: its channels, also as the number below it. Logarithmic scales.");
}

/** A picture's parts with its height. */
export interface Block {
    readonly parts: readonly PicturePart[];
    readonly height: number;
}

const swatch = 10;
const line = 16;
const between = 14;

/** The colours of some families and how sizes are drawn, below `top`, in lines of at most `width`. */
export function legendOf(
    families: readonly NodeFamily[], width: number, left: number, top: number, scale: string,
): Block {
    const marks: Mark[] = [];
    let [x, y] = [left, top];
    for (const family of families) {
        const words = familyWords(family);
        const needed = swatch + 5 + estimatedWidth(words, "detail");
        if (x > left && x + needed > left + width) {
            [x, y] = [left, y + line];
        }
        marks.push(
            {
                kind: "area", tone: "front", colour: family, points: [
                    { x, y }, { x: x + swatch, y }, { x: x + swatch, y: y + swatch }, { x, y: y + swatch },
                ],
            },
            { kind: "words", text: words, at: { x: x + swatch + 5, y: y + swatch - 1 }, anchor: "start", style: "detail" },
        );
        x += needed + between;
    }
    const lines = scale === "" ? [] : wrapped(scale, width);
    for (const words of lines) {
        y += line;
        marks.push({ kind: "words", text: words, at: { x: left, y: y + fontSizes.detail }, anchor: "start", style: "detail" });
    }
    return { parts: [{ kind: "text", marks }], height: y + line - top };
}

/** What the colours of boxes mean if they show amounts: `MACs: 0`, the colours in between, `1.2 G`. */
export function amountsLegend(
    { title, most, tone }: { readonly title: string; readonly most: string; readonly tone: Tone },
    left: number, top: number,
): Block {
    const first = `${title}: 0`;
    const start = left + estimatedWidth(first, "detail") + 6;
    const steps = Array.from({ length: rampSteps }, (_, step): Mark => {
        const x = start + step * swatch;
        return {
            kind: "area", tone, colour: "Folded", heat: step / (rampSteps - 1), points: [
                { x, y: top }, { x: x + swatch, y: top }, { x: x + swatch, y: top + swatch }, { x, y: top + swatch },
            ],
        };
    });
    const words = [{ text: first, x: left }, { text: most, x: start + rampSteps * swatch + 6 }].map((word): Mark => ({
        kind: "words", text: word.text, at: { x: word.x, y: top + swatch - 1 }, anchor: "start", style: "detail",
    }));
    return { parts: [{ kind: "text", marks: [...steps, ...words] }], height: line };
}

const rampSteps = 8;

/** A text in lines of at most a width; a number stays with the letter of its unit. */
export function wrapped(words: string, width: number): readonly string[] {
    const lines: string[] = [];
    for (const word of words.split(/ (?![kMGTP]\b)/)) {
        const longer = lines.length === 0 ? word : `${lines.at(-1) ?? ""} ${word}`;
        if (lines.length > 0 && estimatedWidth(longer, "detail") <= width) {
            lines[lines.length - 1] = longer;
        } else {
            lines.push(word);
        }
    }
    return lines;
}
