import { text } from "../../server/text.ts";
import { element } from "../ui/elements.ts";
import type { OutputView } from "./output.ts";
import { drawPixels } from "./stage.ts";

/** The maximum number of maps that are drawn, and the longest side of a drawing in pixels. */
const mostMaps = 24;
const longestSide = 96;

/** A feature map's channels as small grey pictures, each from its least number (black) to its greatest (white). */
export function createFeatureMapsView(): OutputView {
    const maps = element("div", "output-maps");
    const note = element("p", "inference-hint");
    return {
        element: element("div", "", maps, note),
        update: ({ summary: { dims }, numbers }) => {
            const [channels = 0, height = 0, width = 0] = dims.slice(1);
            const drawn = Math.min(channels, mostMaps);
            maps.replaceChildren(...Array.from({ length: drawn }, (_, channel) => {
                const canvas = element("canvas", "output-map");
                const map = numbers.subarray(channel * height * width, (channel + 1) * height * width);
                drawPixels(canvas, greyPixels(map, width, height));
                canvas.setAttribute("role", "img");
                canvas.setAttribute("aria-label", `channel ${channel}`);
                canvas.title = `channel ${channel}`;
                return canvas;
            }));
            note.textContent = drawn === channels
                ? text("Each channel from its least number (black) to its greatest (white).")
                : text("The first {drawn} of {channels} channels, each from its least number (black) to its greatest (white).", {
                    drawn, channels,
                });
        },
    };
}

/** Whether a result is one feature map of two spatial axes. */
export function isFeatureMap(dims: readonly number[]): boolean {
    return dims.length === 4 && dims[0] === 1 && dims.every((size) => size > 0);
}

function greyPixels(map: Float32Array, width: number, height: number): ImageData {
    const step = Math.max(1, Math.ceil(Math.max(width, height) / longestSide));
    const [columns, rows] = [Math.ceil(width / step), Math.ceil(height / step)];
    let [least, greatest] = [Infinity, -Infinity];
    const levels = Float32Array.from({ length: columns * rows }, (_, at) => {
        const value = map[Math.floor(at / columns) * step * width + (at % columns) * step] ?? NaN;
        if (Number.isFinite(value)) {
            least = Math.min(least, value);
            greatest = Math.max(greatest, value);
        }
        return value;
    });
    const pixels = new ImageData(columns, rows);
    levels.forEach((value, at) => {
        const level = greatest > least ? ((value - least) / (greatest - least)) * 255 : 128;
        pixels.data.set(Number.isFinite(value) ? [level, level, level, 255] : [255, 0, 255, 255], at * 4);
    });
    return pixels;
}
