import type { InferenceInput } from "../../server/protocol.ts";
import { element } from "../ui/elements.ts";
import { scaleFor } from "./colour-map.ts";
import { drawMap } from "./map-picture.ts";
import { gridOf } from "./picture-grid.ts";
import { channelValues, figuresOf } from "./statistics.ts";
import { sizeOf, type MapTensor } from "./tensor.ts";

/** A model's input as a picture: an image in its colours, otherwise the first channel in the colours of a map. */
export function drawInput(tensor: MapTensor, image: InferenceInput["image"]): HTMLCanvasElement {
    const canvas = element("canvas", "inspect-map");
    if (image === undefined) {
        const values = channelValues(tensor, 0);
        const { least, greatest } = figuresOf(values);
        drawMap(canvas, values, gridOf(tensor.dims), scaleFor(least, greatest));
        return canvas;
    }
    const [channels = 1, height = 1, width = 1] = tensor.dims;
    canvas.width = width;
    canvas.height = height;
    const pixels = canvas.getContext("2d")?.createImageData(width, height);
    if (pixels === undefined) {
        return canvas;
    }
    const size = sizeOf([height, width]);
    const [low, high] = image.range;
    for (let place = 0; place < size; place++) {
        for (let colour = 0; colour < 3; colour++) {
            const channel = channels === 1 ? 0 : image.layout === "bgr" ? 2 - colour : colour;
            const normal = tensor.values[channel * size + place] ?? 0;
            const value = normal * (image.std[channel] ?? 1) + (image.mean[channel] ?? 0);
            pixels.data[place * 4 + colour] = ((value - low) / (high - low)) * 255;
        }
        pixels.data[place * 4 + 3] = 255;
    }
    canvas.getContext("2d")?.putImageData(pixels, 0, 0);
    return canvas;
}
