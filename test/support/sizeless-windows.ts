import type { SizelessCall } from "./sizeless-call.ts";
import type { Operand, SizelessAttribute, SizelessGraph } from "./sizeless-graph.ts";

/** Adds a layer's operators and returns its results. */
export type SizelessForm = (graph: SizelessGraph, call: SizelessCall) => readonly string[];

/** How a kernel moves, one number for each axis. */
interface Windows {
    readonly kernel: readonly number[];
    readonly stride: readonly number[];
    readonly dilation: readonly number[];
    /** From the kernel's first to its last tap. */
    readonly extent: readonly number[];
    /** Undefined for "same", which depends on the size. */
    readonly sides: Sides<readonly number[]> | undefined;
}

interface Sides<T extends Operand> {
    readonly before: T;
    readonly after: T;
}

export function conv(graph: SizelessGraph, call: SizelessCall): readonly string[] {
    const windows = windowsOf(call);
    const weight = call.weight ?? [];
    const multiplier = call.argument("multiplier");
    const group = multiplier === undefined ? call.number("groups") : (weight[0] ?? 0) / Number(multiplier);
    const mode = call.word("padding_mode");
    const { input, sides } = withSides(graph, call.input, windows, mode === "zeros" ? "constant" : mode);
    return [graph.node("Conv", [input, graph.zeros(weight)], {
        kernel_shape: windows.kernel, strides: windows.stride, dilations: windows.dilation, group, ...sides,
    })];
}

export function pool(opType: "MaxPool" | "AveragePool"): SizelessForm {
    return (graph, call) => {
        const windows = windowsOf(call);
        const ceil = call.flag("ceil_mode") && windows.sides !== undefined;
        const { input, sides } = withSides(graph, call.input, windows, "constant", ceil);
        return graph.nodes(opType, [input], {
            kernel_shape: windows.kernel, strides: windows.stride, dilations: windows.dilation,
            ceil_mode: ceil ? 1 : 0, ...sides,
        }, call.results);
    };
}

/**
 * ONNX Runtime supports output paddings below the stride. Others, which only the dilation exceeds or which follow from
 * the target size, are a border after the result before its padding is cropped.
 */
export function convTranspose(graph: SizelessGraph, call: SizelessCall): readonly string[] {
    const windows = windowsOf(call);
    const { before, after } = windows.sides ?? noSides(windows);
    const input = withElements(graph, call.input, call.spatial);
    const spread = (attributes: Readonly<Record<string, SizelessAttribute>>): string =>
        graph.node("ConvTranspose", [input, graph.zeros(call.weight ?? [])], {
            kernel_shape: windows.kernel, strides: windows.stride, dilations: windows.dilation,
            group: call.number("groups"), ...attributes,
        });
    const target = call.value("to");
    const extra = call.perAxis("output_padding") ?? before.map(() => 0);
    if (target === undefined && extra.every((size, axis) => size < (windows.stride[axis] ?? 1))) {
        return [spread({ pads: [...before, ...after], output_padding: extra })];
    }
    const whole = spread({});
    const least = graph.calculate("Sub", graph.shape(whole, 2), before, after);
    const targetSize = target === undefined ? graph.calculate("Add", least, extra) : graph.shape(target, 2);
    const missing = graph.calculate("Sub", targetSize, least);
    // PyTorch: "output padding must be smaller than either stride or dilation".
    const most = windows.stride.map((stride, axis) => Math.max(stride, windows.dilation[axis] ?? 1) - 1);
    graph.demand(graph.atLeast(missing, 0));
    graph.demand(graph.atLeast(most, missing));
    const longer = bordered(graph, whole, "constant", {
        before: before.map(() => 0), after: graph.calculate("Max", missing, 0),
    });
    return [sliced(graph, longer, before, graph.calculate("Add", targetSize, before))];
}

/** ONNX unpools to sizes that are large enough for its windows: padding is cropped afterwards. */
export function maxUnpool(graph: SizelessGraph, call: SizelessCall): readonly string[] {
    const windows = windowsOf(call);
    const { before, after } = windows.sides ?? noSides(windows);
    const attributes = { kernel_shape: windows.kernel, strides: windows.stride };
    const [indices, target, pooled] = [call.value("indices") ?? "", call.value("to"), call.pooled("indices")];
    let result: string;
    if (target === undefined) {
        result = graph.node("MaxUnpool", [call.input, indices], { ...attributes, pads: [...before, ...after] });
    } else {
        const starts = graph.calculate("Mul", graph.calculate("Sub", graph.shape(call.input, 2), 1), windows.stride);
        const whole = graph.calculate("Add", starts, windows.kernel);
        const usual = graph.calculate("Sub", whole, before, after);
        const targetSize = graph.shape(target, 2);
        // PyTorch's "invalid output_size": it lies between a stride less and a stride more, without these two.
        const slack = windows.stride.map((stride) => stride - 1);
        graph.demand(graph.atLeast(targetSize, graph.calculate("Sub", usual, slack)));
        graph.demand(graph.atLeast(graph.calculate("Add", usual, slack), targetSize));
        const larger = graph.sizes(graph.shape(call.input, 0, 2), graph.calculate("Max", whole, targetSize));
        const unpooled = graph.node("MaxUnpool", [call.input, indices, larger], attributes);
        result = sliced(graph, unpooled, before.map(() => 0), targetSize);
    }
    if (pooled !== undefined) {
        // Indices refer to the pooled value: PyTorch rejects those that are too large, and misplaces the others.
        graph.demand(graph.node("Equal", [graph.shape(result, 2), graph.shape(pooled, 2)]));
    }
    return [result];
}

/** The border is made of the whole input; negative sides are cropped afterwards. */
export function pad(graph: SizelessGraph, call: SizelessCall): readonly string[] {
    const sides = sidesOf(call);
    const { before, after } = sides ?? { before: [], after: [] };
    const some = { before: before.map((side) => Math.max(side, 0)), after: after.map((side) => Math.max(side, 0)) };
    const added = bordered(graph, call.input, call.word("mode"), some);
    const ends = graph.calculate("Add", graph.shape(added, 2), after.map((side) => Math.min(side, 0)));
    return [sliced(graph, added, before.map((side) => Math.max(-side, 0)), ends)];
}

/** From one index to another on each spatial axis. */
export function sliced(graph: SizelessGraph, value: string, from: Operand, to: string): string {
    const [start, end] = [graph.calculate("Add", graph.calculate("Mul", to, 0), from), graph.calculate("Max", to, 0)];
    const count = graph.node("Shape", [to]);
    const axes = graph.calculate("Add", graph.node("Range", [
        graph.integers([0], []), graph.node("Squeeze", [count]), graph.integers([1], []),
    ]), 2);
    return graph.node("Slice", [value, start, end, axes]);
}

function windowsOf(call: SizelessCall): Windows {
    const kernel = call.perAxis("kernel") ?? [];
    const stride = call.perAxis("stride") ?? kernel;
    const dilation = call.argument("dilation") === undefined ? kernel.map(() => 1) : call.perAxis("dilation") ?? [];
    const extent = kernel.map((taps, axis) => (dilation[axis] ?? 1) * (taps - 1) + 1);
    return { kernel, stride, dilation, extent, sides: sidesOf(call) };
}

/** A padding argument's sides; undefined for "same". */
function sidesOf(call: SizelessCall): Sides<readonly number[]> | undefined {
    const padding = call.argument("padding");
    if (padding === "same") {
        return undefined;
    }
    const each = Array.isArray(padding)
        ? padding as readonly (number | readonly [number, number])[]
        : Array.from({ length: call.spatial }, () => (padding === "valid" ? 0 : Number(padding)));
    const pairs = each.map((side) => (typeof side === "number" ? [side, side] as const : side));
    return { before: pairs.map(([before]) => before), after: pairs.map(([, after]) => after) };
}

function noSides({ kernel }: Windows): Sides<readonly number[]> {
    return { before: kernel.map(() => 0), after: kernel.map(() => 0) };
}

/** The input with its padding around it, or with the attributes that say it. */
function withSides(
    graph: SizelessGraph, input: string, windows: Windows, mode: string, ceil = false,
): { readonly input: string; readonly sides: Readonly<Record<string, SizelessAttribute>> } {
    const { sides, dilation, stride, extent } = windows;
    if (sides !== undefined) {
        demandThatKernelFits(graph, input, windows, sides, ceil);
    }
    if (mode === "constant" && sides !== undefined) {
        return { input, sides: { pads: [...sides.before, ...sides.after] } };
    }
    const isOwn = extent.every((reach, axis) => dilation[axis] === 1 && reach >= (stride[axis] ?? 1));
    if (mode === "constant" && isOwn) {
        return { input, sides: { auto_pad: "SAME_UPPER" } };
    }
    // ONNX's definition of SAME_UPPER. ONNX Runtime does not support it for dilated windows or other borders, and if
    // windows leave a remainder its MaxPool computes and rejects a negative padding.
    const size = graph.shape(input, 2);
    const outputs = graph.calculate("Div", graph.calculate("Add", size, stride.map((step) => step - 1)), stride);
    const reach = graph.calculate("Add", graph.calculate("Mul", graph.calculate("Sub", outputs, 1), stride), extent);
    const total = graph.calculate("Max", graph.calculate("Sub", reach, size), 0);
    const before = graph.calculate("Div", total, 2);
    const found = sides ?? { before, after: graph.calculate("Sub", total, before) };
    return { input: bordered(graph, input, mode, found), sides: {} };
}

/**
 * PyTorch's demand that ⌊(n + p − extent)/s⌋ + 1, or the same rounded up, be at least 1: ONNX Runtime rounds a quotient
 * between −1 and 0 up to 0 and makes a window of nothing.
 */
function demandThatKernelFits(
    graph: SizelessGraph, input: string, { extent, stride }: Windows, { before, after }: Sides<readonly number[]>,
    ceil: boolean,
): void {
    const slack = stride.map((step) => (ceil ? step - 1 : 0));
    graph.demand(graph.atLeast(graph.calculate("Add", graph.shape(input, 2), before, after, slack), extent));
}

/** The value, rejected if it has no elements: ConvTranspose of an empty tensor crashes ONNX Runtime's process. */
function withElements(graph: SizelessGraph, value: string, spatial: number): string {
    let first = value;
    for (let axis = 0; axis < spatial; axis += 1) {
        first = graph.node("Gather", [first, graph.integers([0])], { axis: axis + 2 });
    }
    return graph.node("Max", [value, first]);
}

const borders: Readonly<Record<string, string>> = {
    constant: "constant", reflect: "reflect", replicate: "edge", circular: "wrap",
};

function bordered(graph: SizelessGraph, input: string, mode: string, { before, after }: Sides<Operand>): string {
    if (mode === "circular") {
        // PyTorch: "Padding value causes wrapping around more than once", which ONNX's wrap may.
        graph.demand(graph.atLeast(graph.shape(input, 2), before));
        graph.demand(graph.atLeast(graph.shape(input, 2), after));
    }
    const asSizes = (side: Operand): string | readonly number[] => (typeof side === "number" ? [side] : side);
    const pads = graph.sizes([0, 0], asSizes(before), [0, 0], asSizes(after));
    return graph.node("Pad", [input, pads], { mode: borders[mode] ?? mode });
}
