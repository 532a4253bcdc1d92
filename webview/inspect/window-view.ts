import { text } from "../../server/text.ts";
import { formatNumber } from "../inference/wording.ts";
import { element } from "../ui/elements.ts";
import type { WindowCell, WindowExplanation, WindowPart } from "./arithmetic/explanation.ts";
import { colourOf, scaleFor } from "./colour-map.ts";
import { drawMap } from "./map-picture.ts";
import { gridOf } from "./picture-grid.ts";
import { channelValues, figuresOf } from "./statistics.ts";
import type { MapTensor } from "./tensor.ts";

/** The most cells of a window that are drawn as numbers. */
const mostCells = 225;

/** A window's numbers in one channel: each with its weight and their product. */
export function drawPart(part: WindowPart, { extent, combine }: WindowExplanation): HTMLElement {
    const columns = extent.at(-1) ?? 1;
    const reach = part.cells.reduce((most, cell) => Math.max(most, Math.abs(cell.product ?? cell.value)), 0);
    const cells = element("div", "inspect-window", ...part.cells.slice(0, mostCells).map((cell) => drawCell(cell, reach)));
    cells.style.gridTemplateColumns = `repeat(${columns}, minmax(3.6em, 1fr))`;
    const more = part.cells.length - mostCells;
    const sum = combine === "maximum" ? undefined : element("p", "inspect-sum", describeSum(part, combine));
    return element(
        "div", "inspect-part",
        cells,
        ...(more > 0 ? [element("p", "", text("and {count} more cells", { count: more }))] : []),
        ...(sum === undefined ? [] : [sum]),
    );
}

/** Whether each part is a feature of a linear layer, not a channel. */
export function isFeature({ cells }: WindowPart): boolean {
    return cells.length === 1 && cells[0]?.at?.length === 0;
}

function describeSum(part: WindowPart, combine: "sum" | "mean"): string {
    const { channel } = part;
    const sum = formatNumber(part.sum);
    if (combine === "mean") {
        return text("the sum is {sum}", { sum });
    }
    return isFeature(part)
        ? text("feature {feature} adds {sum}", { feature: channel, sum })
        : text("channel {channel} adds {sum}", { channel, sum });
}

function drawCell({ at, value, weight, product, isLargest }: WindowCell, reach: number): HTMLElement {
    const isPadding = at === undefined;
    const shown = element(
        "div", isPadding ? "inspect-cell inspect-padding" : "inspect-cell",
        element("span", "inspect-cell-value", isPadding && weight === undefined ? "–" : formatNumber(value)),
    );
    if (weight !== undefined && product !== undefined) {
        shown.append(
            element("span", "inspect-cell-weight", `× ${formatNumber(weight)}`),
            element("span", "inspect-cell-product", `= ${formatNumber(product)}`),
        );
    }
    shown.classList.toggle("inspect-largest", isLargest === true);
    const colour = colourOf(scaleFor(-reach, reach), product ?? value);
    shown.style.setProperty("--cell", `rgb(${colour.join(" ")})`);
    shown.title = isPadding ? text("padding") : at.join(", ");
    return shown;
}

/** A channel of the input, with the cells of a window marked. */
export function drawWindowOnInput(input: MapTensor, part: WindowPart): HTMLElement {
    const { channel, cells } = part;
    const isLinear = isFeature(part);
    const values = isLinear ? input.values : channelValues(input, channel);
    const grid = gridOf(isLinear ? [input.values.length] : input.dims);
    const { least, greatest } = figuresOf(values);
    const canvas = element("canvas", "inspect-map");
    drawMap(canvas, values, grid, scaleFor(least, greatest));
    const frame = element("div", "inspect-map-frame", canvas);
    frame.style.aspectRatio = `${grid.columns} / ${grid.rows}`;
    frame.style.maxWidth = `min(${grid.columns * 16}px, 100%, ${(220 * grid.columns) / grid.rows}px)`;
    for (const { at } of cells.slice(0, mostCells)) {
        if (at !== undefined) {
            const sizes = input.dims.slice(1);
            const place = isLinear ? channel : at.reduce((sum, one, axis) => sum * (sizes[axis] ?? 1) + one, 0);
            const marker = element("div", "inspect-window-cell");
            marker.style.left = `${((place % grid.columns) / grid.columns) * 100}%`;
            marker.style.top = `${(Math.floor(place / grid.columns) / grid.rows) * 100}%`;
            marker.style.width = `${100 / grid.columns}%`;
            marker.style.height = `${100 / grid.rows}%`;
            frame.append(marker);
        }
    }
    return element("figure", "inspect-input", frame, element("figcaption", "", isLinear
        ? text("the input, with its feature {feature}", { feature: channel })
        : text("channel {channel} of the input", { channel })));
}
