import {
    bare, batched, eachNumber, CallArguments, numbersOf, plain, sizeOf, whether, withBatch, type Form, type Formed,
} from "./raw-call.ts";
import { CannotBeWritten, RawGraph, type Verdict } from "./raw-graph.ts";
import { borderName, conv, depthwise, padded, pads, pool, transposed, unpool } from "./raw-windows.ts";
import type { WrittenCall } from "./written-call.ts";

/**
 * ONNX Runtime's result for one call, with ONNX's own operators and the arguments of the text. Nothing here comes from
 * the project: neither its rules nor its ONNX forms. If PyTorch's layer has no operator, the form consists of the
 * operators in PyTorch's documentation.
 */
export async function judge(call: WrittenCall): Promise<Verdict> {
    const graph = new RawGraph();
    const args = new CallArguments(call);
    try {
        const form = rawForms[call.layer];
        if (form === undefined) {
            throw new Error(`There is no raw form of ${call.layer}.`);
        }
        const { outputs, batch } = form(graph, args);
        graph.addStray(args.rest());
        const verdict = await graph.run(outputs);
        return "shapes" in verdict && batch ? { shapes: verdict.shapes.map(([, ...dims]) => dims) } : verdict;
    } catch (error) {
        if (error instanceof CannotBeWritten) {
            return { refused: error.message };
        }
        throw error;
    }
}

function linear(graph: RawGraph, args: CallArguments): Formed {
    const inputs = args.shape.at(-1) ?? 0;
    const features = sizeOf("features", args.number("features"));
    const bias = whether("bias", args.take("bias", true)) ? [graph.zeros([features])] : [];
    const input = withBatch(graph, args.shape);
    if (args.shape.length === 2) {
        return batched(graph.node("MatMul", [input, graph.zeros([inputs, features])]));
    }
    return batched(graph.node("Gemm", [input, graph.zeros([features, inputs]), ...bias], { transB: 1 }));
}

/** An adaptive pooling has a size for each spatial axis, like a resizing. */
function adaptive(graph: RawGraph, args: CallArguments): Formed {
    const axes = args.spatial.length;
    if (axes === 0) {
        return plain("GlobalAveragePool")(graph, args);
    }
    const sizes = eachNumber("size", args.take("size"), axes);
    const inputs = [withBatch(graph, args.shape), "", "", graph.integers([1, args.channels, ...sizes])];
    return batched(graph.node("Resize", inputs, { mode: "nearest" }));
}

function normalization(op: string): Form {
    return (graph, args) => {
        const figures = Array.from({ length: op === "BatchNormalization" ? 4 : 2 }, () => graph.zeros([args.channels]));
        const epsilon = args.number("eps", 1e-5);
        args.number("momentum", 0.1);
        whether("affine", args.take("affine", true));
        whether("track_running_stats", args.take("track_running_stats", true));
        const inputs = [withBatch(graph, args.shape), ...figures];
        return batched(graph.node(op, inputs, { epsilon: { float: epsilon } }));
    };
}

/** Channels are laid out as groups of equally many, as GroupNorm and ChannelShuffle do. */
function grouped(graph: RawGraph, args: CallArguments): Formed {
    const groups = args.number("groups");
    args.number("eps", 1e-5);
    whether("affine", args.take("affine", true));
    const apart = [1, groups, Math.floor(args.channels / groups), ...args.spatial];
    const [laid] = graph.node("Reshape", [withBatch(graph, args.shape), graph.integers(apart)], { allowzero: 1 });
    return batched(graph.node("Reshape", [laid, graph.integers([1, ...args.shape])]));
}

/** An operator along one axis of a value without a batch, so that negative axes count as the language's do. */
function alongAxis(op: string, ...others: readonly string[]): Form {
    return (graph, args) => {
        const axis = args.take("axis", 0);
        args.number("eps", 0);
        others.forEach((name) => whether(name, args.take(name, true)));
        return bare(graph.node(op, [graph.input(args.shape)], { axis }));
    };
}

/** A window over neighbouring channels; ONNX Runtime's LRN only supports images. */
function responseNorm(graph: RawGraph, args: CallArguments): Formed {
    if (args.shape.length === 1) {
        return batched(graph.node("LRN", [withBatch(graph, args.shape)], { size: args.take("size") }));
    }
    const size = args.number("size");
    ["alpha", "beta", "k"].forEach((name) => args.number(name, 1));
    const plane = graph.input([1, 1, args.channels, args.spatial.reduce((product, one) => product * one, 1)]);
    const [window] = graph.node("AveragePool", [plane], {
        kernel_shape: [size, 1], pads: [Math.floor(size / 2), 0, Math.floor((size - 1) / 2), 0], count_include_pad: 1,
    });
    return batched(graph.node("Reshape", [window, graph.integers([1, ...args.shape])]));
}

function parametricRelu(graph: RawGraph, args: CallArguments): Formed {
    const slopes = sizeOf("num_parameters", args.number("num_parameters", 1));
    const dims = [slopes, ...args.spatial.map(() => 1)];
    return batched(graph.node("PRelu", [withBatch(graph, args.shape), graph.zeros(dims)]));
}

function dropout(standard: number | undefined): Form {
    return (graph, args) => {
        const ratio = graph.floats([args.number("p", standard)], []);
        return batched(graph.node("Dropout", [withBatch(graph, args.shape), ratio, graph.boolean(true)]));
    };
}

function upsample(graph: RawGraph, args: CallArguments): Formed {
    const axes = args.spatial.length;
    const [scale, size, target] = [args.optional("scale"), args.optional("size"), args.shapeOf("to")];
    const mode = args.take("mode", "nearest");
    const aligned = whether("align_corners", args.take("align_corners", false));
    const scales = scale === undefined ? [""] : [graph.floats([1, 1, ...eachNumber("scale", scale, axes)])];
    const spatial = target === undefined
        ? size === undefined ? undefined : eachNumber("size", size, axes)
        : target.slice(1);
    if (size !== undefined && target !== undefined) {
        throw new CannotBeWritten("a result has one size");
    }
    const sizes = spatial === undefined ? [] : [graph.integers([1, args.channels, ...spatial])];
    const words: Readonly<Record<string, string>> = {
        nearest: "nearest", linear: "linear", bilinear: "linear", trilinear: "linear", bicubic: "cubic",
    };
    if (axes === 0) {
        return plain("GlobalAveragePool")(graph, args);
    }
    return {
        outputs: graph.node("Resize", [withBatch(graph, args.shape), "", ...scales, ...sizes], {
            mode: typeof mode === "string" ? words[mode] ?? mode : mode,
            coordinate_transformation_mode: aligned ? "align_corners" : "half_pixel",
        }),
        batch: true,
    };
}

function pixelShuffle(graph: RawGraph, args: CallArguments): Formed {
    const factor = args.number("factor");
    const axes = args.spatial.length;
    if (axes === 0) {
        return batched(graph.node("DepthToSpace", [withBatch(graph, args.shape)], { blocksize: factor }));
    }
    const channels = Math.floor(args.channels / factor ** axes);
    const apart = [1, channels, ...args.spatial.map(() => factor), ...args.spatial];
    const [laid] = graph.node("Reshape", [withBatch(graph, args.shape), graph.integers(apart)], { allowzero: 1 });
    const woven = [1, channels, ...args.spatial.map((size) => size * factor)];
    return batched(graph.node("Reshape", [laid, graph.integers(woven)], { allowzero: 1 }));
}

function pixelUnshuffle(graph: RawGraph, args: CallArguments): Formed {
    const factor = args.number("factor");
    const axes = args.spatial.length;
    if (axes === 0) {
        return batched(graph.node("SpaceToDepth", [withBatch(graph, args.shape)], { blocksize: factor }));
    }
    const sizes = args.spatial.map((size) => Math.floor(size / factor));
    const apart = [1, args.channels, ...sizes.flatMap((size) => [size, factor])];
    const [laid] = graph.node("Reshape", [withBatch(graph, args.shape), graph.integers(apart)], { allowzero: 1 });
    return batched(graph.node("Reshape", [laid, graph.integers([1, args.channels * factor ** axes, ...sizes])], { allowzero: 1 }));
}

function pad(graph: RawGraph, args: CallArguments): Formed {
    const padding = args.take("padding");
    const mode = borderName(args.take("mode", "constant"));
    return batched([padded(graph, withBatch(graph, args.shape), pads(padding, args.spatial.length), mode, args.number("value", 0))]);
}

/** The centre of each axis with its margins; torch.narrow rejects a part that does not exist. */
function crop(graph: RawGraph, args: CallArguments): Formed {
    const [size, target] = [args.optional("size"), args.shapeOf("to")];
    if ((size === undefined) === (target === undefined)) {
        throw new CannotBeWritten("a result has one size");
    }
    const axes = args.spatial.length;
    const requested = target?.slice(1) ?? eachNumber("size", size ?? [], axes);
    if (axes === 0 || requested.length !== axes) {
        throw new CannotBeWritten("the centre has one size for each spatial axis");
    }
    let current = withBatch(graph, args.shape);
    for (const [axis, most] of args.spatial.entries()) {
        const part = requested[axis] ?? 0;
        const start = Math.floor((most - part) / 2);
        const parts = graph.integers([start, part, most - part - start]);
        current = graph.node("Split", [current, parts], { axis: axis + 2 }, 3)[1] ?? current;
    }
    return batched([current]);
}

function reshape(graph: RawGraph, args: CallArguments): Formed {
    const shape = numbersOf("shape", args.take("shape"));
    return bare(graph.node("Reshape", [graph.input(args.shape), graph.integers(shape)], { allowzero: 1 }));
}

function permute(graph: RawGraph, args: CallArguments): Formed {
    const order = args.take("order");
    const perm = Array.isArray(order)
        ? numbersOf("order", order).map((axis) => (axis < 0 ? axis + args.shape.length : axis))
        : order;
    return bare(graph.node("Transpose", [graph.input(args.shape)], { perm }));
}

function slice(graph: RawGraph, args: CallArguments): Formed {
    const bounds = [args.number("start"), args.number("end", 2 ** 40), args.number("axis", 0), args.number("step", 1)];
    return bare(graph.node("Slice", [graph.input(args.shape), ...bounds.map((bound) => graph.integers([bound]))]));
}

function split(graph: RawGraph, args: CallArguments): Formed {
    const axis = args.take("axis", 0);
    const parts = args.take("parts");
    const size = typeof axis === "number" ? args.shape[axis < 0 ? axis + args.shape.length : axis] ?? 0 : 0;
    if (typeof parts === "number" && !(Number.isInteger(parts) && parts > 0)) {
        throw new CannotBeWritten(`there are no ${parts} parts`);
    }
    const sizes = typeof parts === "number"
        ? Array.from({ length: parts }, () => Math.floor(size / parts))
        : numbersOf("parts", parts);
    if (sizes.length === 0) {
        throw new CannotBeWritten("there are no parts");
    }
    return bare(graph.node("Split", [graph.input(args.shape), graph.integers(sizes)], { axis }, sizes.length));
}

function joinedOperands(graph: RawGraph, args: CallArguments): readonly string[] {
    return args.operands.map((one) => (typeof one === "number" ? graph.floats([one], []) : graph.input(one.shape)));
}

/** An operator on all operands at once, without a batch; numbers are tensors of no axes. */
function merged(op: string): Form {
    return (graph, args) => {
        const operands = joinedOperands(graph, args);
        const [first = "", ...others] = operands;
        // Add, Sub and Mul take two at a time; fewer or more than an operator takes is for ONNX to refuse.
        if (op === "Sub" || operands.length < 2 || op === "Max" || op === "Mean") {
            return bare(graph.node(op, operands));
        }
        return bare([others.reduce((left, right) => graph.node(op, [left, right])[0], first)]);
    };
}

function concat(graph: RawGraph, args: CallArguments): Formed {
    return bare(graph.node("Concat", joinedOperands(graph, args), { axis: args.take("axis", 0) }));
}

/** Every layer's form by its name. */
export const rawForms: Readonly<Record<string, Form>> = {
    conv, depthwise_conv: depthwise, conv_transpose: transposed, linear,
    max_pool: pool("MaxPool"), avg_pool: pool("AveragePool"), max_unpool: unpool,
    global_avg_pool: plain("GlobalAveragePool"), global_max_pool: plain("GlobalMaxPool"),
    adaptive_avg_pool: adaptive, adaptive_max_pool: adaptive,
    batch_norm: normalization("BatchNormalization"), instance_norm: normalization("InstanceNormalization"),
    group_norm: grouped, layer_norm: alongAxis("LogSoftmax", "elementwise_affine", "bias"), lrn: responseNorm,
    l2_norm: alongAxis("LpNormalization"),
    scale: (graph, args) => {
        args.number("init", 1);
        return plain("Identity")(graph, args);
    },
    relu: plain("Relu"), relu6: plain("Clip"), leaky_relu: plain("LeakyRelu", { negative_slope: "alpha" }),
    prelu: parametricRelu, elu: plain("Elu", { alpha: "alpha" }), selu: plain("Selu"),
    gelu: (graph, args) => ({
        outputs: graph.node("Gelu", [withBatch(graph, args.shape)], { approximate: args.take("approximate", "none") }),
        batch: true,
    }),
    silu: plain("Sigmoid"), mish: plain("Mish"), sigmoid: plain("Sigmoid"), hard_sigmoid: plain("HardSigmoid"),
    hard_swish: plain("HardSwish"), tanh: plain("Tanh"), softplus: plain("Softplus"),
    softmax: alongAxis("Softmax"), log_softmax: alongAxis("LogSoftmax"),
    dropout: dropout(0.5), drop_path: dropout(undefined), identity: plain("Identity"),
    upsample, pixel_shuffle: pixelShuffle, pixel_unshuffle: pixelUnshuffle, channel_shuffle: grouped, pad, crop,
    flatten: plain("Flatten"), reshape, permute, slice, split,
    add: merged("Add"), sub: merged("Sub"), mul: merged("Mul"), maximum: merged("Max"), mean: merged("Mean"), concat,
};
