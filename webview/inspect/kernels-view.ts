import type { Arithmetic } from "../../server/arithmetic.ts";
import { text } from "../../server/text.ts";
import { element } from "../ui/elements.ts";
import { scaleFor } from "./colour-map.ts";
import { drawColourLegend } from "./colour-legend.ts";
import { drawMap } from "./map-picture.ts";
import { gridOf } from "./picture-grid.ts";
import { channelFigures, channelValues, figuresOf, sortChannels } from "./statistics.ts";
import { createThumbnails } from "./thumbnails.ts";
import { sizeOf, type MapTensor } from "./tensor.ts";

/** The kernels of a layer that lead to an output channel; undefined if the layer has none. */
export function drawKernels(
    arithmetic: Arithmetic, weight: MapTensor, output: number, isRgb: boolean,
): HTMLElement | undefined {
    if (arithmetic.kind === "linear") {
        const [, features = 1] = weight.dims;
        const row = weight.values.subarray(output * features, (output + 1) * features);
        return drawOne({ dims: [features], values: row }, text("the weights of output {output}", { output }));
    }
    if (arithmetic.kind !== "convolution") {
        return undefined;
    }
    const [outer = 1, inner = 1, ...sizes] = weight.dims;
    if (inner === 3 && isRgb && !arithmetic.inputFirst && sizes.length === 2) {
        return drawColours(weight, output);
    }
    if (inner === 1 && !arithmetic.inputFirst) {
        // One input channel per output: all kernels at once.
        return drawMany({ dims: [outer, ...sizes], values: weight.values }, output, text("one kernel per output channel"));
    }
    const kernels = kernelsOf(arithmetic, weight, output);
    return drawMany(kernels, undefined, text("the kernels of output channel {output}, one per input channel", { output }));
}

/** The kernels that lead to an output channel, one per input channel of its group. */
export function kernelsOf(
    { inputFirst, groups }: Extract<Arithmetic, { readonly kind: "convolution" }>, { dims, values }: MapTensor,
    output: number,
): MapTensor {
    const [outer = 1, inner = 1, ...sizes] = dims;
    const area = sizeOf(sizes);
    if (!inputFirst) {
        return { dims: [inner, ...sizes], values: values.subarray(output * inner * area, (output + 1) * inner * area) };
    }
    const perGroup = outer / groups;
    const first = Math.floor(output / inner) * perGroup;
    const kernels = new Float32Array(perGroup * area);
    for (let index = 0; index < perGroup; index++) {
        const start = ((first + index) * inner + (output % inner)) * area;
        kernels.set(values.subarray(start, start + area), index * area);
    }
    return { dims: [perGroup, ...sizes], values: kernels };
}

function drawOne(kernel: MapTensor, caption: string): HTMLElement {
    const { least, greatest } = figuresOf(kernel.values);
    const scale = scaleFor(least, greatest);
    const canvas = element("canvas", "inspect-map");
    const grid = gridOf(kernel.dims);
    drawMap(canvas, kernel.values, grid, scale);
    const frame = element("div", "inspect-map-frame", canvas);
    frame.style.aspectRatio = `${grid.columns} / ${grid.rows}`;
    frame.style.maxWidth = `min(${grid.columns * 16}px, 100%)`;
    return element("div", "inspect-kernels", element("p", "", caption), frame, drawColourLegend(kernel.values, scale));
}

function drawMany(kernels: MapTensor, marked: number | undefined, caption: string): HTMLElement {
    const { least, greatest } = figuresOf(kernels.values);
    const scale = scaleFor(least, greatest);
    const thumbnails = createThumbnails((channel) => thumbnails.mark(channel));
    const figures = channelFigures(kernels);
    const order = marked === undefined ? "energy" : "index";
    const sorted = sortChannels(figures, order);
    thumbnails.show(kernels, gridOf(kernels.dims), sorted, () => scale);
    thumbnails.mark(marked ?? sorted[0]?.channel ?? 0);
    const shown = channelValues(kernels, marked ?? 0);
    return element(
        "div", "inspect-kernels", element("p", "", caption), thumbnails.element,
        drawColourLegend(marked === undefined ? kernels.values : shown, scale),
    );
}

/** Kernels over red, green and blue as pictures: grey where a weight is 0. */
function drawColours(weight: MapTensor, output: number): HTMLElement {
    const [outer = 1, , height = 1, width = 1] = weight.dims;
    const reach = weight.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
    const area = height * width;
    const thumbnails = createThumbnails((channel) => thumbnails.mark(channel), (canvas, channel) => {
        canvas.width = width;
        canvas.height = height;
        const image = canvas.getContext("2d")?.createImageData(width, height);
        if (image === undefined) {
            return;
        }
        for (let place = 0; place < area; place++) {
            for (let colour = 0; colour < 3; colour++) {
                const value = weight.values[(channel * 3 + colour) * area + place] ?? 0;
                image.data[place * 4 + colour] = 127.5 * (1 + value / reach);
            }
            image.data[place * 4 + 3] = 255;
        }
        canvas.getContext("2d")?.putImageData(image, 0, 0);
    });
    const kernels: MapTensor = { dims: [outer, 3 * height, width], values: weight.values };
    const grid = { rows: height, columns: width, cells: area };
    thumbnails.show(kernels, grid, channelFigures(kernels), () => scaleFor(-reach, reach));
    thumbnails.mark(output);
    return element(
        "div", "inspect-kernels",
        element("p", "", text("one kernel per output channel, over red, green and blue; grey is 0")), thumbnails.element,
    );
}
