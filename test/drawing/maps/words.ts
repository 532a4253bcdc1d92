import { overlap } from "../../../drawing/rectangle.ts";
import { fontSizes } from "../../../drawing/picture.ts";
import type { Picture, Words } from "../../../drawing/picture.ts";
import { estimatedWidth } from "../../../drawing/text-width.ts";
import type { Rectangle } from "../../../drawing/layout/layout-messages.ts";

function wordsOf({ parts }: Picture): readonly Words[] {
    return parts.flatMap(({ marks }) => marks).filter((mark) => mark.kind === "words");
}

/** The box of a text, from its capitals to its baseline. */
function boxOf({ text, at, anchor, style }: Words): Rectangle {
    const width = estimatedWidth(text, style);
    const x = anchor === "start" ? at.x : anchor === "middle" ? at.x - width / 2 : at.x - width;
    const height = fontSizes[style] * 0.72;
    return { x, y: at.y - height, width, height };
}

/** The pairs of texts that overlap. */
export function overlappingWords(picture: Picture): readonly string[] {
    const words = wordsOf(picture).map((one) => ({ text: one.text, box: boxOf(one) }));
    return words.flatMap(({ text, box }, at) =>
        words.slice(at + 1).filter((other) => overlap(box, other.box)).map((other) => `${text} / ${other.text}`));
}

/** The texts that are partly outside a picture. */
export function outsideOf(picture: Picture): readonly string[] {
    return wordsOf(picture).flatMap((one) => {
        const { x, y, width, height } = boxOf(one);
        return x < 0 || y < 0 || x + width > picture.width || y + height > picture.height ? [one.text] : [];
    });
}

/** How close a line may come to a text of estimated width, which some fonts exceed. */
const leastClear = 3;

/** The texts that a vertical piece of a line goes through or touches. */
export function touchedWords(picture: Picture): readonly string[] {
    const words = wordsOf(picture).map((one) => ({ text: one.text, box: boxOf(one) }));
    const lines = picture.parts.flatMap(({ kind, marks }) => kind !== "line" ? [] : marks.flatMap((mark) =>
        mark.kind === "line" && mark.smooth !== true ? [mark.points] : []));
    return lines.flatMap((points) => points.slice(1).flatMap((to, at) => {
        const from = points[at] ?? to;
        const line = {
            x: from.x - leastClear, y: Math.min(from.y, to.y), width: 2 * leastClear, height: Math.abs(from.y - to.y),
        };
        return from.x === to.x ? words.filter(({ box }) => overlap(box, line)).map(({ text }) => text) : [];
    }));
}
