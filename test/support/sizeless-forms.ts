import type { SizelessCall } from "./sizeless-call.ts";
import type { SizelessAttribute, SizelessGraph } from "./sizeless-graph.ts";
import { conv, convTranspose, maxUnpool, pad, pool, sliced, type SizelessForm } from "./sizeless-windows.ts";

/** An operator on the first input, with attributes that no size decides. */
function plain(opType: string, attributes: Readonly<Record<string, SizelessAttribute>> = {}): SizelessForm {
    return (graph, { input }) => [graph.node(opType, [input], attributes)];
}

function linear(graph: SizelessGraph, { input, rank, weight = [] }: SizelessCall): readonly string[] {
    return rank === 1
        ? [graph.node("Gemm", [input, graph.zeros(weight)], { transB: 1 })]
        : [graph.node("MatMul", [input, graph.zeros(weight.toReversed())])];
}

/** ONNX has no such operator. It only requires a nonempty input, and its size is constant, like a resizing's. */
function adaptive(graph: SizelessGraph, call: SizelessCall): readonly string[] {
    return [resized(graph, call.input, graph.integers(call.perAxis("size") ?? []))];
}

function upsample(graph: SizelessGraph, call: SizelessCall): readonly string[] {
    const scale = call.perAxis("scale");
    const target = call.value("to");
    const words: Readonly<Record<string, string>> = { nearest: "nearest", bicubic: "cubic" };
    const mode = words[call.word("mode")] ?? "linear";
    // Interpolation along one axis is that of a picture one row high.
    const isLine = call.spatial === 1 && mode !== "nearest";
    const input = isLine ? graph.node("Unsqueeze", [call.input, graph.integers([2])]) : call.input;
    const row = isLine ? [1] : [];
    let result: string;
    if (scale === undefined) {
        const sizes = target === undefined ? call.perAxis("size") ?? [] : graph.shape(target, 2);
        result = resized(graph, input, graph.sizes(row, sizes), mode);
    } else {
        result = graph.node("Resize", [input, "", graph.floats([1, 1, ...row, ...scale])], resizing(mode));
    }
    return [isLine ? graph.node("Squeeze", [result, graph.integers([2])]) : result];
}

function resized(graph: SizelessGraph, input: string, sizes: string, mode = "nearest"): string {
    return graph.node("Resize", [input, "", "", graph.sizes(graph.shape(input, 0, 2), sizes)], resizing(mode));
}

function resizing(mode: string): Readonly<Record<string, SizelessAttribute>> {
    return {
        mode, coordinate_transformation_mode: mode === "nearest" ? "asymmetric" : "half_pixel",
        ...(mode === "nearest" ? { nearest_mode: "floor" } : {}),
    };
}

/** The centre, from ⌊(n − m)/2⌋ on. */
function crop(graph: SizelessGraph, call: SizelessCall): readonly string[] {
    const target = call.value("to");
    const size = graph.shape(call.input, 2);
    const targetSize = target === undefined ? graph.integers(call.perAxis("size") ?? []) : graph.shape(target, 2);
    // A slice is clipped to the input.
    graph.demand(graph.atLeast(size, targetSize));
    const start = graph.calculate("Max", graph.calculate("Div", graph.calculate("Sub", size, targetSize), 2), 0);
    return [sliced(graph, call.input, start, graph.calculate("Add", start, targetSize))];
}

/** [C·r·r, h, w] to [C, h·r, w·r]: DepthToSpace, which only supports images. */
function pixelShuffle(graph: SizelessGraph, { input, spatial, ...call }: Shuffled): readonly string[] {
    const { factor } = call;
    if (spatial === 2) {
        return [graph.node("DepthToSpace", [input], { blocksize: factor, mode: "CRD" })];
    }
    const each = Array.from({ length: spatial }, () => factor);
    const channels = graph.calculate("Div", graph.shape(input, 1, 2), factor ** spatial);
    const sizes = graph.shape(input, 2);
    const apart = graph.node("Reshape", [input, graph.sizes([1], channels, each, sizes)]);
    const order = each.flatMap((_, axis) => [2 + spatial + axis, 2 + axis]);
    const woven = graph.node("Transpose", [apart], { perm: [0, 1, ...order] });
    return [graph.node("Reshape", [woven, graph.sizes([1], channels, graph.calculate("Mul", sizes, factor))])];
}

/** [C, h·r, w·r] to [C·r·r, h, w]: SpaceToDepth, which only supports images. */
function pixelUnshuffle(graph: SizelessGraph, { input, spatial, factor }: Shuffled): readonly string[] {
    if (spatial === 2) {
        return [graph.node("SpaceToDepth", [input], { blocksize: factor })];
    }
    const axes = Array.from({ length: spatial }, (_, axis) => axis);
    const sizes = graph.calculate("Div", graph.shape(input, 2), factor);
    const pairs = axes.flatMap((axis) =>
        [graph.node("Slice", [sizes, graph.integers([axis]), graph.integers([axis + 1])]), [factor]]);
    const apart = graph.node("Reshape", [input, graph.sizes([1], graph.shape(input, 1, 2), ...pairs)]);
    const order = [...axes.map((axis) => 3 + 2 * axis), ...axes.map((axis) => 2 + 2 * axis)];
    const stacked = graph.node("Transpose", [apart], { perm: [0, 1, ...order] });
    const channels = graph.calculate("Mul", graph.shape(input, 1, 2), factor ** spatial);
    return [graph.node("Reshape", [stacked, graph.sizes([1], channels, sizes)])];
}

interface Shuffled {
    readonly input: string;
    readonly spatial: number;
    readonly factor: number;
}

function shuffled(form: (graph: SizelessGraph, shuffled: Shuffled) => readonly string[]): SizelessForm {
    return (graph, call) => form(graph, { input: call.input, spatial: call.spatial, factor: call.number("factor") });
}

/** Groups of equally many channels, and back: the sizes that shuffling requires. */
function grouped(graph: SizelessGraph, call: SizelessCall): readonly string[] {
    const groups = call.number("groups");
    const channels = graph.calculate("Div", graph.shape(call.input, 1, 2), groups);
    const apart = graph.sizes([1, groups], channels, graph.shape(call.input, 2));
    const laid = graph.node("Reshape", [call.input, apart]);
    return [graph.node("Reshape", [laid, graph.shape(call.input, 0)])];
}

/** With one number per channel, or as many as there are without parameters. */
function normalized(graph: SizelessGraph, call: SizelessCall): readonly string[] {
    const { input, weight, rank } = call;
    if (weight === undefined) {
        const numbers = graph.node("ConstantOfShape", [graph.shape(input, 1, 2)]);
        return [rank === 1
            ? graph.node("Identity", [input])
            : graph.node("InstanceNormalization", [input, numbers, numbers])];
    }
    const figures = Array.from({ length: 4 }, () => graph.zeros(weight));
    return [graph.node("BatchNormalization", [input, ...figures])];
}

function groupNorm(graph: SizelessGraph, call: SizelessCall): readonly string[] {
    const results = grouped(graph, call);
    return call.weight === undefined ? results : normalized(graph, call);
}

function layerNorm(graph: SizelessGraph, call: SizelessCall): readonly string[] {
    const { input, weight, rank } = call;
    if (weight === undefined) {
        return [graph.node("Identity", [input])];
    }
    const along = call.axis("axis");
    const order = [...Array.from({ length: rank + 1 }, (_, axis) => axis).filter((axis) => axis !== along), along];
    const last = graph.node("Transpose", [input], { perm: order });
    const normal = graph.node("LayerNormalization", [last, graph.zeros(weight)], { axis: -1 });
    return [graph.node("Transpose", [normal], { perm: order.map((_, axis) => order.indexOf(axis)) })];
}

/** One slope for all channels, or one for each. */
function parametricRelu(graph: SizelessGraph, call: SizelessCall): readonly string[] {
    return call.number("num_parameters") === 1 ? plain("Identity")(graph, call) : normalized(graph, call);
}

function reshape(graph: SizelessGraph, call: SizelessCall): readonly string[] {
    return [graph.node("Reshape", [call.input, graph.integers([1, ...call.numbers("shape")])])];
}

function permute(graph: SizelessGraph, call: SizelessCall): readonly string[] {
    const order = call.numbers("order").map((axis) => (axis < 0 ? axis + call.rank : axis) + 1);
    return [graph.node("Transpose", [call.input], { perm: [0, ...order] })];
}

function slice(graph: SizelessGraph, call: SizelessCall): readonly string[] {
    const end = call.argument("end") === undefined ? 2 ** 40 : call.number("end");
    const bounds = [call.number("start"), end, call.axis("axis"), call.number("step")];
    return [graph.node("Slice", [call.input, ...bounds.map((bound) => graph.integers([bound]))])];
}

/** Parts of explicit sizes, or equal ones; Split rejects parts that do not add up to the axis. */
function split(graph: SizelessGraph, call: SizelessCall): readonly string[] {
    const axis = call.axis("axis");
    const argument = call.argument("parts");
    const parts = typeof argument === "number"
        ? graph.node("Expand", [
            graph.calculate("Div", graph.shape(call.input, axis, axis + 1), argument), graph.integers([argument])])
        : graph.integers(call.numbers("parts"));
    return graph.nodes("Split", [call.input, parts], { axis }, call.results);
}

/** An operator on all operands at once; numbers are tensors of no axes. */
function merged(opType: string): SizelessForm {
    return (graph, call) => [graph.node(opType, operandsOf(graph, call))];
}

/** An operator that takes two at a time. */
function mergedInPairs(opType: string): SizelessForm {
    return (graph, call) => [operandsOf(graph, call).reduce((left, right) => graph.node(opType, [left, right]))];
}

function operandsOf(graph: SizelessGraph, call: SizelessCall): readonly string[] {
    return call.operands.map((operand) => (typeof operand === "number" ? graph.floats([operand], []) : operand));
}

const keepingSizes = [
    "relu", "relu6", "leaky_relu", "elu", "selu", "gelu", "silu", "mish", "sigmoid", "hard_sigmoid", "hard_swish",
    "tanh", "softplus", "softmax", "log_softmax", "l2_norm", "lrn", "dropout", "drop_path", "identity",
];

/** Every layer's operators by its name. */
export const sizelessForms: ReadonlyMap<string, SizelessForm> = new Map<string, SizelessForm>([
    ...keepingSizes.map((name) => [name, plain("Identity")] as const),
    ...Object.entries<SizelessForm>({
        conv, depthwise_conv: conv, conv_transpose: convTranspose, linear,
        max_pool: pool("MaxPool"), avg_pool: pool("AveragePool"), max_unpool: maxUnpool,
        global_avg_pool: plain("GlobalAveragePool"), global_max_pool: plain("GlobalMaxPool"),
        adaptive_avg_pool: adaptive, adaptive_max_pool: adaptive,
        batch_norm: normalized, instance_norm: normalized, scale: normalized, prelu: parametricRelu,
        group_norm: groupNorm, layer_norm: layerNorm,
        upsample, pixel_shuffle: shuffled(pixelShuffle), pixel_unshuffle: shuffled(pixelUnshuffle),
        channel_shuffle: grouped, pad, crop,
        flatten: plain("Flatten", { axis: 1 }), reshape, permute, slice, split,
        add: merged("Sum"), sub: mergedInPairs("Sub"), mul: mergedInPairs("Mul"), maximum: merged("Max"),
        mean: merged("Mean"), concat: (graph, call) => [graph.node("Concat", call.inputs, { axis: call.axis("axis") })],
    }),
]);
