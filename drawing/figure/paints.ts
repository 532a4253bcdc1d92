import type { Area, Colour, Line, Tone, WordStyle } from "../picture.ts";

/** The colours of a figure outside an editor. */
export interface Paints {
    readonly paper: string;
    area(area: Pick<Area, "colour" | "tone" | "heat">): { readonly fill: string; readonly stroke: string };
    line(style: Line["style"]): { readonly stroke: string; readonly width: number; readonly dash?: string };
    words(style: WordStyle): string;
}

/** As red, green and blue; they stay apart in grey and for colour-blind readers by their lightness. */
type Rgb = readonly [red: number, green: number, blue: number];

const families: Readonly<Record<Colour, Rgb>> = {
    Convolution: [58, 110, 190],
    Linear: [126, 87, 176],
    Pooling: [76, 150, 84],
    Normalization: [196, 164, 44],
    Activation: [214, 150, 50],
    Merging: [190, 84, 150],
    Resampling: [38, 152, 160],
    Reshaping: [130, 130, 130],
    "Pass-through": [150, 150, 150],
    Input: [120, 128, 138],
    Output: [120, 128, 138],
    Folded: [120, 128, 138],
    Faulty: [200, 30, 30],
};

const [white, black]: readonly [Rgb, Rgb] = [[255, 255, 255], [24, 26, 30]];

/** How much of the family's colour is in a fill. */
const strength: Readonly<Record<Tone, number>> = {
    front: 0.55, top: 0.3, side: 0.42, body: 0.11, stripe: 1, sheet: 0.08,
};

/** How much of the colour of the largest amount is in its fill. */
const hottest: Readonly<Record<Tone, number>> = { front: 0.85, top: 0.5, side: 0.65, body: 0.6, stripe: 1, sheet: 0.6 };

/** The colour of the largest amount. */
const hot: Rgb = [214, 92, 40];

export const lightPaints = paintsOn(white, black);
export const darkPaints = paintsOn([30, 30, 30], [220, 222, 226]);

function paintsOn(paper: Rgb, ink: Rgb): Paints {
    const quiet = hex(mixed(ink, paper, 0.75));
    return {
        paper: hex(paper),
        area: ({ colour, tone, heat }) => heat === undefined ? {
            fill: hex(mixed(families[colour], paper, strength[tone])),
            stroke: hex(mixed(mixed(families[colour], ink, 0.6), paper, tone === "body" ? 0.6 : 0.9)),
        } : {
            fill: hex(mixed(hot, paper, 0.02 + hottest[tone] * heat)),
            stroke: hex(mixed(mixed(hot, ink, 0.6), paper, 0.4 + 0.5 * heat)),
        },
        line: (style) => {
            switch (style) {
                case "flow": return { stroke: hex(mixed(ink, paper, 0.65)), width: 1.1 };
                case "edge": return { stroke: hex(mixed(ink, paper, 0.45)), width: 1.2 };
                case "skip": return { stroke: hex(mixed(ink, paper, 0.65)), width: 1.1, dash: "4 2.5" };
                case "outline": return { stroke: hex(mixed(ink, paper, 0.55)), width: 0.7 };
            }
        },
        words: (style) => style === "title" ? hex(ink) : quiet,
    };
}

function mixed(a: Rgb, b: Rgb, part: number): Rgb {
    const mix = (at: 0 | 1 | 2): number => Math.round(a[at] * part + b[at] * (1 - part));
    return [mix(0), mix(1), mix(2)];
}

export function hex(colour: Rgb): string {
    return `#${colour.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}
