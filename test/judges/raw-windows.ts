import {
    batched, each, eachNumber, numbersOf, sizeOf, whether, withBatch, type Form, type Formed, type CallArguments,
} from "./raw-call.ts";
import { CannotBeWritten, type RawAttribute, type RawGraph } from "./raw-graph.ts";
import type { Written } from "./written-call.ts";

const borders: Readonly<Record<string, string>> = { constant: "constant", reflect: "reflect", replicate: "edge", circular: "wrap" };

/** ONNX's pads, all starts before all ends, or its name for them. */
export function pads(padding: Written, axes: number): Readonly<Record<string, RawAttribute>> {
    if (typeof padding === "string") {
        const words: Readonly<Record<string, string>> = { same: "SAME_UPPER", valid: "VALID" };
        return { auto_pad: words[padding] ?? padding };
    }
    if (typeof padding === "number" && !Number.isInteger(padding)) {
        throw new CannotBeWritten(`${padding} is no whole number of elements`);
    }
    const sides = each(padding, axes);
    if (!Array.isArray(sides)) {
        return { pads: sides };
    }
    const pairs = sides.map((side: Written) => (Array.isArray(side) ? side as readonly Written[] : [side, side]));
    const [starts, ends] = [pairs.map(([before = 0]) => before), pairs.map(([, after = 0]) => after)];
    return { pads: [...starts, ...ends, ...pairs.flatMap((pair) => pair.slice(2))] };
}

/** ONNX's definition of SAME_UPPER: as many outputs as strides reach, the odd padding after. */
function samePadding(
    windows: { readonly kernel_shape: Written; readonly strides: Written; readonly dilations: Written },
    spatial: readonly number[],
): { readonly pads: readonly number[] } {
    const kernel = numbersOf("kernel", windows.kernel_shape);
    const strides = numbersOf("stride", windows.strides);
    const dilations = numbersOf("dilation", windows.dilations);
    const totals = spatial.map((size, axis) => {
        const [k = 1, s = 1, d = 1] = [kernel[axis], strides[axis], dilations[axis]];
        return Math.max((Math.ceil(size / s) - 1) * s + d * (k - 1) + 1 - size, 0);
    });
    return { pads: [...totals.map((total) => Math.floor(total / 2)), ...totals.map((total) => Math.ceil(total / 2))] };
}

export function borderName(mode: Written): string {
    const name = typeof mode === "string" ? borders[mode] : undefined;
    if (name === undefined) {
        throw new CannotBeWritten(`there is no border ${JSON.stringify(mode)}`);
    }
    return name;
}

export function padded(
    graph: RawGraph, input: string, { pads: sides }: Readonly<Record<string, RawAttribute>>, mode: string, value = 0,
): string {
    const numbers = numbersOf("padding", (sides ?? "a word") as Written);
    const half = numbers.length / 2;
    const constant = mode === "constant" ? [graph.floats([value], [])] : [];
    // A negative side with a border of the input's own would leave ONNX Runtime nothing to make it of.
    const split = numbers.some((side) => side < 0) && numbers.some((side) => side > 0);
    return (split ? [Math.max, Math.min] : [Math.max]).reduce((current, part) => {
        const some = split ? numbers.map((side) => part(side, 0)) : numbers;
        const all = [0, 0, ...some.slice(0, half), 0, 0, ...some.slice(half)];
        const borderless = some.every((side) => side <= 0);
        const inputs = [current, graph.integers(all), ...borderless ? [] : constant];
        return graph.node("Pad", inputs, { mode: borderless ? "constant" : mode })[0];
    }, input);
}

/** ONNX Runtime divides by them before it looks at them, which ends the process. */
function groupsOf(args: CallArguments): number {
    const groups = args.number("groups", 1);
    if (groups < 1) {
        throw new CannotBeWritten(`channels do not make ${groups} groups`);
    }
    return groups;
}

function convolution(
    graph: RawGraph, args: CallArguments, channels: number, groups: Written, weight: readonly [number, number],
): Formed {
    const axes = args.spatial.length;
    const kernel = eachNumber("kernel", args.take("kernel"), axes);
    const bias = whether("bias", args.take("bias", true)) ? [graph.zeros([sizeOf("channels", channels)])] : [];
    const mode = args.take("padding_mode", "zeros");
    const padding = args.take("padding", 0);
    const windows = {
        kernel_shape: kernel, strides: each(args.take("stride", 1), axes), dilations: each(args.take("dilation", 1), axes),
        group: groups,
    };
    const weights = graph.zeros([...weight, ...kernel].map((size) => sizeOf("a weight of", size)));
    const input = withBatch(graph, args.shape);
    if (mode === "zeros") {
        // ONNX Runtime does not compute the padding of a dilated window itself.
        const sides = padding === "same" ? samePadding(windows, args.spatial) : pads(padding, axes);
        return batched(graph.node("Conv", [input, weights, ...bias], { ...windows, ...sides }));
    }
    const sides = padding === "same" ? samePadding(windows, args.spatial) : pads(padding === "valid" ? 0 : padding, axes);
    const border = padded(graph, input, sides, borderName(mode));
    return batched(graph.node("Conv", [border, weights, ...bias], windows));
}

export function conv(graph: RawGraph, args: CallArguments): Formed {
    const channels = args.number("channels");
    const groups = groupsOf(args);
    return convolution(graph, args, channels, groups, [channels, Math.floor(args.channels / groups)]);
}

export function depthwise(graph: RawGraph, args: CallArguments): Formed {
    const channels = args.channels * args.number("multiplier", 1);
    return convolution(graph, args, channels, args.channels, [channels, 1]);
}

export function transposed(graph: RawGraph, args: CallArguments): Formed {
    const axes = args.spatial.length;
    const channels = args.number("channels");
    const groups = groupsOf(args);
    const kernel = eachNumber("kernel", args.take("kernel"), axes);
    // Even without a bias: the weight tells ONNX how many channels to produce.
    whether("bias", args.take("bias", true));
    const bias = graph.zeros([sizeOf("channels", channels)]);
    const weight = [args.channels, Math.floor(channels / groups), ...kernel]
        .map((size) => sizeOf("a weight of", size));
    const stride = each(args.take("stride", 1), axes);
    const dilation = each(args.take("dilation", 1), axes);
    const padding = pads(args.take("padding", 0), axes);
    if ("auto_pad" in padding) {
        throw new CannotBeWritten("a transposed convolution's padding is a number in PyTorch");
    }
    const extra = args.optional("output_padding");
    const target = args.shapeOf("to");
    if (target !== undefined && extra !== undefined) {
        throw new CannotBeWritten("output_size and output_padding exclude each other in PyTorch");
    }
    const attributes = { kernel_shape: kernel, strides: stride, dilations: dilation, group: groups, ...padding };
    const inputs = [withBatch(graph, args.shape), graph.zeros(weight), bias];
    if (target === undefined) {
        const output_padding = extra === undefined ? undefined : each(extra, axes);
        return transposedNode(graph, inputs, attributes, output_padding);
    }
    // PyTorch's `output_size`: the output padding is the difference.
    const sides = numbersOf("padding", padding.pads as Written);
    const [strides, dilations] = [numbersOf("stride", stride), numbersOf("dilation", dilation)];
    const missing = args.spatial.map((size, axis) => (target[axis + 1] ?? 0) - (
        (size - 1) * (strides[axis] ?? 1) - (sides[axis] ?? 0) - (sides[axis + axes] ?? 0) +
        (dilations[axis] ?? 1) * ((kernel[axis] ?? 1) - 1) + 1));
    if (target.length !== args.shape.length) {
        throw new CannotBeWritten("output_size has one number for each axis");
    }
    return transposedNode(graph, inputs, attributes, missing);
}

/** ONNX Runtime wants the output padding below the stride; PyTorch's rule is below the stride or the dilation. */
function transposedNode(
    graph: RawGraph, inputs: readonly string[], attributes: Readonly<Record<string, Written>>,
    outputPadding: Written | undefined,
): Formed {
    const { strides: stride = 1, dilations: dilation = 1 } = attributes;
    const past = Array.isArray(outputPadding) && Array.isArray(stride) && Array.isArray(dilation) &&
        [stride, dilation].every((list) => list.length === outputPadding.length) && outputPadding.some((extra, axis) =>
        typeof extra === "number" && extra >= stride[axis] && extra < dilation[axis]);
    if (!past) {
        return batched(graph.node("ConvTranspose", inputs, { ...attributes, output_padding: outputPadding }));
    }
    // A border of the same size instead.
    const numbers = numbersOf("output_padding", outputPadding);
    const within = numbers.map((extra, axis) => (extra >= stride[axis] && extra < dilation[axis] ? 0 : extra));
    const [result] = graph.node("ConvTranspose", inputs, { ...attributes, output_padding: within });
    const ends = numbers.map((extra, axis) => extra - (within[axis] ?? 0));
    return batched([padded(graph, result, { pads: [...ends.map(() => 0), ...ends] }, "constant")]);
}

export function pool(op: string): Form {
    return (graph, args) => {
        const axes = args.spatial.length;
        const kernel = args.take("kernel");
        const indices = op === "MaxPool" && whether("indices", args.take("indices", false));
        const padding = args.take("padding", 0);
        const windows = {
            kernel_shape: each(kernel, axes),
            strides: each(args.take("stride", kernel), axes),
            dilations: each(op === "MaxPool" ? args.take("dilation", 1) : 1, axes),
        };
        const ceil = args.take("ceil_mode", false);
        const attributes = {
            ...windows,
            dilations: op === "MaxPool" ? windows.dilations : undefined,
            count_include_pad: op === "MaxPool" ? undefined : args.take("count_include_pad", true),
        };
        const input = withBatch(graph, args.shape);
        if (padding !== "same" || typeof ceil !== "boolean" || axes === 0) {
            const sides = { ceil_mode: ceil, ...pads(padding, axes) };
            const results = graph.node(op, [input], { ...attributes, ...sides }, indices ? 2 : 1);
            return batched(results.slice(0, 1));
        }
        // ONNX Runtime leaves the dilation out of it, and wants less padding than a dilated window may need.
        const border = padded(graph, input, samePadding(windows, args.spatial), "constant");
        return batched(graph.node(op, [border], attributes, indices ? 2 : 1).slice(0, 1));
    };
}

export function unpool(graph: RawGraph, args: CallArguments): Formed {
    const axes = args.spatial.length;
    const kernel = args.take("kernel");
    const indices = args.shapeOf("indices");
    if (indices === undefined) {
        throw new CannotBeWritten("indices has no default");
    }
    const target = args.shapeOf("to");
    const padding = pads(args.take("padding", 0), axes);
    if ("auto_pad" in padding) {
        throw new CannotBeWritten("an unpooling's padding is a number in PyTorch");
    }
    const stride = each(args.take("stride", kernel), axes);
    if (target !== undefined && indices.join() === args.shape.join()) {
        const kernels = eachNumber("kernel", kernel, axes);
        return unpoolTo(graph, args.shape, target, kernels, numbersOf("stride", stride), padding);
    }
    const inputs = [withBatch(graph, args.shape), withBatch(graph, indices, "int64")];
    return {
        outputs: graph.node("MaxUnpool", inputs, { kernel_shape: each(kernel, axes), strides: stride, ...padding }),
        batch: true,
    };
}

/** PyTorch's rule for `output_size`, which ONNX Runtime does not have: less than a stride from the usual. */
function unpoolTo(
    graph: RawGraph, shape: readonly number[], target: readonly number[], kernel: readonly number[],
    stride: readonly number[], { pads: sides }: Readonly<Record<string, RawAttribute>>,
): Formed {
    const padding = numbersOf("padding", sides as Written);
    const axes = shape.length - 1;
    const isWritten = axes > 0 && [...kernel, ...stride].every(Number.isInteger) && target.length === shape.length &&
        kernel.length === axes && stride.length === axes && padding.length === 2 * axes;
    const fits = isWritten && shape.slice(1).every((size, axis) => {
            const [k = 0, s = 0] = [kernel[axis], stride[axis]];
            const usual = (size - 1) * s - (padding[axis] ?? 0) - (padding[axis + axes] ?? 0) + k;
            return k > 0 && s > 0 && Math.abs((target[axis + 1] ?? 0) - usual) < s;
        });
    if (!fits || padding.some((side) => side < 0)) {
        throw new CannotBeWritten(`there is no unpooling to [${target.join(", ")}]`);
    }
    const sizes = graph.integers([1, ...shape.slice(0, 1), ...target.slice(1)]);
    return batched(graph.node("Resize", [withBatch(graph, shape), "", "", sizes], { mode: "nearest" }));
}
