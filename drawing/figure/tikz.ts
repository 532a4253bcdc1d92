import { linesText } from "../../server/output-text.ts";
import { fontSizes } from "../picture.ts";
import type { Area, Line, Mark, Picture, Words } from "../picture.ts";
import type { Point } from "../layout/level.ts";
import { lightPaints } from "./paints.ts";

/** A pixel of a picture in TeX's points. */
const scale = 0.75;

/** A picture as a separate LaTeX document, drawn with TikZ alone. */
export function tikzOf(picture: Picture, title: string): string {
    const colours = new Map<string, string>();
    const colourName = (hex: string): string => {
        const known = colours.get(hex) ?? `cnn${letters(colours.size)}`;
        colours.set(hex, known);
        return known;
    };
    const drawn = picture.parts.flatMap(({ marks }) => marks).map((mark) => markOf(mark, colourName));
    const size = { width: Math.ceil(picture.width * scale), height: Math.ceil(picture.height * scale) };
    return linesText([
        `% ${title.replaceAll(/[\r\n]/g, " ")}`,
        "% To include it in a document, \\usepackage{tikz} and copy the colours and the tikzpicture.",
        "\\documentclass{article}",
        `\\usepackage[paperwidth=${size.width}pt, paperheight=${size.height}pt, margin=0pt]{geometry}`,
        "\\usepackage{tikz}",
        ...[...colours].map(([hex, name]) => `\\definecolor{${name}}{HTML}{${hex.slice(1).toUpperCase()}}`),
        "\\begin{document}",
        "\\pagestyle{empty}\\noindent",
        "\\begin{tikzpicture}[x=1pt, y=-1pt, line join=round, every node/.style={inner sep=0pt, outer sep=0pt}]",
        `  \\useasboundingbox (0,0) rectangle (${size.width},${size.height});`,
        ...drawn.map((line) => `  ${line}`),
        "\\end{tikzpicture}",
        "\\end{document}",
        "",
    ]);
}

type ColourName = (hex: string) => string;

function markOf(mark: Mark, colour: ColourName): string {
    switch (mark.kind) {
        case "area": return areaOf(mark, colour);
        case "line": return lineOf(mark, colour);
        case "words": return wordsOf(mark, colour);
    }
}

function areaOf(area: Area, colour: ColourName): string {
    const { points, round, dashed } = area;
    const { fill, stroke } = lightPaints.area(area);
    const options = [
        `fill=${colour(fill)}`, `draw=${colour(stroke)}`, "line width=0.5pt",
        ...(round === undefined ? [] : [`rounded corners=${number(round * scale * 0.98)}pt`]),
        ...(dashed === true ? ["dash pattern=on 2pt off 1.5pt"] : []),
    ];
    return `\\path[${options.join(", ")}] ${points.map(pair).join(" -- ")} -- cycle;`;
}

function lineOf({ points, smooth, arrow, style }: Line, colour: ColourName): string {
    const { stroke, width, dash } = lightPaints.line(style);
    const options = [
        colour(stroke), `line width=${number(width * scale)}pt`,
        ...(arrow ? ["-latex"] : []),
        ...(dash === undefined ? [] : ["dash pattern=on 3pt off 2pt"]),
        ...(smooth === true ? [] : ["rounded corners=3pt"]),
    ];
    const [a, b, c, d] = points;
    const way = smooth === true && a !== undefined && b !== undefined && c !== undefined && d !== undefined
        ? `${pair(a)} .. controls ${pair(b)} and ${pair(c)} .. ${pair(d)}` : points.map(pair).join(" -- ");
    return `\\draw[${options.join(", ")}] ${way};`;
}

const anchors = { start: "base west", middle: "base", end: "base east" } as const;

function wordsOf({ text, at, anchor, style }: Words, colour: ColourName): string {
    const size = number(fontSizes[style] * scale);
    const font = `\\fontsize{${size}}{${size}}\\sffamily\\selectfont${style === "title" ? "\\bfseries" : ""}`;
    return `\\node[anchor=${anchors[anchor]}, text=${colour(lightPaints.words(style))}, font=${font}] at ${pair(at)} {${texText(text)}};`;
}

const special: ReadonlyMap<string, string> = new Map([
    ["\\", "\\textbackslash{}"], ["{", "\\{"], ["}", "\\}"], ["$", "\\$"], ["&", "\\&"], ["#", "\\#"], ["%", "\\%"],
    ["_", "\\_"], ["^", "\\textasciicircum{}"], ["~", "\\textasciitilde{}"], ["×", "$\\times$"], ["→", "$\\rightarrow$"],
    ["²", "$^2$"], ["…", "\\dots{}"], ["·", "$\\cdot$"], ["<", "\\textless{}"], [">", "\\textgreater{}"], ["\"", "''"],
]);

/** A text whose characters TeX prints as they are; what its fonts lack becomes a question mark. */
export function texText(text: string): string {
    const inFont = (character: string): string => /^[\u0020-\u007e\u00a1-\u00ff]$/u.test(character) ? character : "?";
    return Array.from(text, (character) => special.get(character) ?? inFont(character)).join("");
}

function pair({ x, y }: Point): string {
    return `(${number(x * scale)},${number(y * scale)})`;
}

function number(value: number): string {
    return `${Math.round(value * 100) / 100}`;
}

/** `A`, `B`, … `Z`, `BA`: names of colours have no digits. */
function letters(count: number): string {
    const letter = String.fromCharCode(65 + (count % 26));
    return count < 26 ? letter : letters(Math.floor(count / 26)) + letter;
}
