import type { Shape } from "../sizes/shape.ts";
import { alongAxis, int, ints, onnxBuilder, string, type OnnxBuilder } from "./onnx-builder.ts";
import type { OnnxAttribute, OnnxNames, OnnxNode } from "./onnx-form.ts";
import { onnxPads, type AxisWindow } from "./window.ts";

/** The most negative float32: the padding of a max pooling. */
const lowest = -3.4028234663852886e38;

/**
 * MaxPool. Indices are found by comparison: MaxPool counts over the whole tensor, PyTorch within a channel, and WebGPU
 * has no indices.
 */
export function maxPoolNodes(
    slides: readonly AxisWindow[], input: Shape, output: Shape, indices: boolean, names: OnnxNames,
): readonly OnnxNode[] {
    const onnx = onnxBuilder(names);
    const windows = reachingWindows(slides, input, output);
    if (indices) {
        return indexedNodes(onnx, windows, input, output);
    }
    // ONNX Runtime rejects pads as large as the kernel, which dilated windows can need.
    const tooLarge = windows.some(({ kernel, before, after }) => Math.max(before, after) >= kernel);
    const padded = tooLarge ? padWithLowest(onnx, windows) : onnx.input();
    const pads = tooLarge ? windows.flatMap(() => [0, 0]) : onnxPads(windows);
    return onnx.result("MaxPool", [padded], { ...poolAttributes(windows, true), pads: ints(pads) });
}

/** AveragePool; windows that `ceil_mode` extends past the padding divide by fewer elements, as in PyTorch. */
export function avgPoolNodes(
    slides: readonly AxisWindow[], input: Shape, output: Shape, countIncludePad: boolean, names: OnnxNames,
): readonly OnnxNode[] {
    const onnx = onnxBuilder(names);
    const windows = reachingWindows(slides, input, output);
    const attributes = {
        ...poolAttributes(windows, false),
        pads: ints(onnxPads(windows)),
        count_include_pad: int(countIncludePad ? 1 : 0),
    };
    const corrections = countIncludePad ? overhangCorrections(slides, input, output) : [];
    if (corrections.length === 0) {
        return onnx.result("AveragePool", [onnx.input()], attributes);
    }
    const means = onnx.add("AveragePool", [onnx.input()], attributes);
    const byAxis = corrections.map(({ axis, factors }) =>
        onnx.floats(factors, alongAxis(factors.length, axis, output.length)));
    return onnx.result("Mul", [means, byAxis.reduce((left, right) => onnx.add("Mul", [left, right]))]);
}

/**
 * The windows with exactly the padding that the output's last window reads. Replaces ONNX's ceil_mode, which some
 * backends lack.
 */
function reachingWindows(
    windows: readonly AxisWindow[], input: Shape, output: Shape,
): readonly AxisWindow[] {
    return windows.map((window, index) => {
        const size = input[index + 1]?.sample ?? 0;
        const outputs = output[index + 1]?.sample ?? 0;
        const reach = (outputs - 1) * window.stride + window.extent;
        return { ...window, after: Math.max(reach - size - window.before, 0) };
    });
}

function poolAttributes(
    windows: readonly Pick<AxisWindow, "kernel" | "stride" | "dilation">[], dilated: boolean,
): Readonly<Record<string, OnnxAttribute>> {
    return {
        kernel_shape: ints(windows.map(({ kernel }) => kernel)),
        strides: ints(windows.map(({ stride }) => stride)),
        ...(dilated ? { dilations: ints(windows.map(({ dilation }) => dilation)) } : {}),
    };
}

function padWithLowest(onnx: OnnxBuilder, windows: readonly AxisWindow[]): string {
    if (windows.every(({ before, after }) => before === 0 && after === 0)) {
        return onnx.input();
    }
    const pads = [0, 0, ...windows.map(({ before }) => before), 0, 0, ...windows.map(({ after }) => after)];
    return onnx.add("Pad", [onnx.input(), onnx.integers(pads), onnx.scalar(lowest)], { mode: string("constant") });
}

/** For each axis with windows that extend past input and padding: the kernel size divided by the part inside. */
function overhangCorrections(
    windows: readonly AxisWindow[], input: Shape, output: Shape,
): readonly { readonly axis: number; readonly factors: readonly number[] }[] {
    return windows.flatMap(({ kernel, stride, before, after }, index) => {
        const axis = index + 1;
        const end = before + (input[axis]?.sample ?? 0) + after;
        const factors = Array.from({ length: output[axis]?.sample ?? 0 }, (_, position) =>
            kernel / (Math.min(position * stride + kernel, end) - position * stride));
        return factors.every((factor) => factor === 1) ? [] : [{ axis, factors }];
    });
}

/**
 * Pools one axis after the other, the last first, and records the position of each maximum: the first one in row-major
 * order with an equal value.
 */
function indexedNodes(
    onnx: OnnxBuilder, windows: readonly AxisWindow[], input: Shape, output: Shape,
): readonly OnnxNode[] {
    const apart = elementsApart(input);
    let values = padWithLowest(onnx, windows);
    let places: string | undefined;
    for (const [index, window] of [...windows.entries()].toReversed()) {
        const attributes = poolAttributes(windows.map((_, other) => (other === index ? window : singleElement)), true);
        const largest = onnx.add("MaxPool", [values], attributes, index === 0 ? onnx.output() : undefined);
        const outputs = output[index + 1]?.sample ?? 0;
        let found = onnx.scalar(0);
        for (let tap = window.kernel - 1; tap >= 0; tap -= 1) {
            const start = tap * window.dilation;
            const every = [
                [start], [start + (outputs - 1) * window.stride + 1], [index + 2], [window.stride],
            ].map((numbers) => onnx.integers(numbers));
            const offset = onnx.scalar(start * (apart[index] ?? 1));
            const place = places === undefined
                ? offset
                : onnx.add("Add", [onnx.add("Slice", [places, ...every]), offset]);
            const isLargest = onnx.add("Equal", [onnx.add("Slice", [values, ...every]), largest]);
            found = onnx.add("Where", [isLargest, place, found]);
        }
        values = largest;
        places = found;
    }
    const starts = windows.map(({ stride, before }, index) => {
        const outputs = output[index + 1]?.sample ?? 0;
        const positions = Array.from({ length: outputs }, (_, position) =>
            (position * stride - before) * (apart[index] ?? 1));
        return onnx.floats(positions, alongAxis(outputs, index + 1, output.length));
    });
    const start = starts.reduce((left, right) => onnx.add("Add", [left, right]));
    return onnx.result("Add", [places ?? onnx.scalar(0), start], undefined, 1);
}

const singleElement: Pick<AxisWindow, "kernel" | "stride" | "dilation"> = { kernel: 1, stride: 1, dilation: 1 };

/** For each spatial axis, the number of elements of a channel between neighbours along it. */
function elementsApart(shape: Shape): readonly number[] {
    const spatial = shape.slice(1).map((size) => size.sample ?? 0);
    return spatial.map((_, index) => spatial.slice(index + 1).reduce((product, size) => product * size, 1));
}
