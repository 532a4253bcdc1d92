import { endAt, startAt } from "../../server/graph/field-window.ts";
import type { AxisReading, InferenceInput, InferenceLayer } from "../../server/protocol.ts";
import { text } from "../../server/text.ts";
import { element } from "../ui/elements.ts";
import { drawInput } from "./input-picture.ts";
import type { MapTensor } from "./tensor.ts";

/** The first and last position of an input's axis that a cell of a value reads. */
export type Range = readonly [first: number, last: number];

/**
 * The receptive field of a cell along each spatial axis of the model's input: "unknown" if no window describes it, and
 * undefined if it reads nothing.
 */
export function fieldOf(
    axes: readonly AxisReading[], sizes: readonly number[], cell: readonly number[],
): readonly (Range | "unknown" | undefined)[] {
    return axes.map(({ whole, window }, index) => {
        const size = sizes[index] ?? 1;
        if (whole) {
            return [0, size - 1];
        }
        if (window === undefined) {
            return "unknown";
        }
        const y = cell[window.along] ?? 0;
        const starts = window.starts.map((start) => start ?? Infinity);
        const ends = window.ends.map((end) => end ?? -Infinity);
        const first = startAt({ ...window, starts, ends }, y);
        const last = endAt({ ...window, starts, ends }, y);
        return first > last ? undefined : [first, last];
    });
}

/** The input with the receptive field of a cell, and the field in words. */
export function drawField(
    field: NonNullable<InferenceLayer["field"]>, tensor: MapTensor, input: InferenceInput, cell: readonly number[],
): HTMLElement {
    const sizes = tensor.dims.slice(1);
    const ranges = fieldOf(field.axes, sizes, cell);
    const caption = element("figcaption", "", describe(ranges, sizes));
    const [rows, columns] = ranges;
    if (sizes.length !== 2) {
        return element("figure", "inspect-field", caption);
    }
    const frame = element("div", "inspect-map-frame inspect-picture", drawInput(tensor, input.image));
    const [height = 1, width = 1] = sizes;
    frame.style.aspectRatio = `${width} / ${height}`;
    frame.style.maxWidth = `min(100%, ${(260 * width) / height}px)`;
    if (isRange(rows) && isRange(columns)) {
        const marker = element("div", "inspect-field-frame");
        const [top, bottom] = clip(rows, height);
        const [left, right] = clip(columns, width);
        marker.style.left = `${(left / width) * 100}%`;
        marker.style.top = `${(top / height) * 100}%`;
        marker.style.width = `${((right - left + 1) / width) * 100}%`;
        marker.style.height = `${((bottom - top + 1) / height) * 100}%`;
        frame.append(marker);
    }
    return element("figure", "inspect-field", frame, caption);
}

function describe(ranges: readonly (Range | "unknown" | undefined)[], sizes: readonly number[]): string {
    if (ranges.some((range) => range === undefined)) {
        return text("This cell reads nothing of the input.");
    }
    const known = ranges.filter(isRange);
    if (known.length < ranges.length) {
        return text("No window describes what this cell reads of the input.");
    }
    const extent = known.map(([first, last]) => last - first + 1).join(" × ");
    const positions = known.map(([first, last]) => `${first}…${last}`.replaceAll("-", "−")).join(", ");
    const isWhole = known.every(([first, last], axis) => first <= 0 && last >= (sizes[axis] ?? 1) - 1);
    const isOutside = known.some(([first, last], axis) => first < 0 || last >= (sizes[axis] ?? 1));
    const values = { extent, positions };
    if (isWhole) {
        return text("The field is {extent} at {positions}: the whole input.", values);
    }
    return isOutside
        ? text("The field is {extent} at {positions}: it extends over the border.", values)
        : text("The field is {extent} at {positions}.", values);
}

function isRange(range: Range | "unknown" | undefined): range is Range {
    return typeof range === "object";
}

function clip([first, last]: Range, size: number): Range {
    return [Math.min(Math.max(first, 0), size - 1), Math.min(Math.max(last, 0), size - 1)];
}
