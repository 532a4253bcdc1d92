import {
    bare, batched, eachNumber, Given, numbersOf, plain, sizeOf, whether, withBatch, type Form, type Formed,
} from "./raw-call.ts";
import { CannotBeWritten, RawGraph, type Verdict } from "./raw-graph.ts";
import { borderName, conv, depthwise, padded, pads, pool, transposed, unpool } from "./raw-windows.ts";
import type { WrittenCall } from "./written-call.ts";

/**
 * What ONNX Runtime says of one call, asked with ONNX's own operators and the arguments as they were written. Nothing
 * here is the project's: neither its rules nor its ONNX forms. Where PyTorch's layer has no operator, the form is the
 * operators that PyTorch's documentation describes it by.
 */
export async function judge(call: WrittenCall): Promise<Verdict> {
    const graph = new RawGraph();
    const given = new Given(call);
    try {
        const form = rawForms[call.layer];
        if (form === undefined) {
            throw new Error(`There is no raw form of ${call.layer}.`);
        }
        const { outputs, batch } = form(graph, given);
        graph.addStray(given.rest());
        const verdict = await graph.run(outputs);
        return "shapes" in verdict && batch ? { shapes: verdict.shapes.map(([, ...dims]) => dims) } : verdict;
    } catch (error) {
        if (error instanceof CannotBeWritten) {
            return { refused: error.message };
        }
        throw error;
    }
}

function linear(graph: RawGraph, given: Given): Formed {
    const inputs = given.shape.at(-1) ?? 0;
    const features = sizeOf("features", given.number("features"));
    const bias = whether("bias", given.take("bias", true)) ? [graph.zeros([features])] : [];
    const input = withBatch(graph, given.shape);
    if (given.shape.length === 2) {
        return batched(graph.node("MatMul", [input, graph.zeros([inputs, features])]));
    }
    return batched(graph.node("Gemm", [input, graph.zeros([features, inputs]), ...bias], { transB: 1 }));
}

/** An adaptive pooling has a size for each spatial axis, which is what a resizing has too. */
function adaptive(graph: RawGraph, given: Given): Formed {
    const axes = given.spatial.length;
    if (axes === 0) {
        return plain("GlobalAveragePool")(graph, given);
    }
    const sizes = eachNumber("size", given.take("size"), axes);
    const inputs = [withBatch(graph, given.shape), "", "", graph.integers([1, given.channels, ...sizes])];
    return batched(graph.node("Resize", inputs, { mode: "nearest" }));
}

function normalization(op: string): Form {
    return (graph, given) => {
        const figures = Array.from({ length: op === "BatchNormalization" ? 4 : 2 }, () => graph.zeros([given.channels]));
        const epsilon = given.number("eps", 1e-5);
        given.number("momentum", 0.1);
        whether("affine", given.take("affine", true));
        whether("track_running_stats", given.take("track_running_stats", true));
        const inputs = [withBatch(graph, given.shape), ...figures];
        return batched(graph.node(op, inputs, { epsilon: { float: epsilon } }));
    };
}

/** Channels are laid out as groups of equally many, as GroupNorm and ChannelShuffle do. */
function grouped(graph: RawGraph, given: Given): Formed {
    const groups = given.number("groups");
    given.number("eps", 1e-5);
    whether("affine", given.take("affine", true));
    const apart = [1, groups, Math.floor(given.channels / groups), ...given.spatial];
    const [laid] = graph.node("Reshape", [withBatch(graph, given.shape), graph.integers(apart)], { allowzero: 1 });
    return batched(graph.node("Reshape", [laid, graph.integers([1, ...given.shape])]));
}

/** An operator along one axis of a value without a batch, so that negative axes count as the language's do. */
function alongAxis(op: string, ...others: readonly string[]): Form {
    return (graph, given) => {
        const axis = given.take("axis", 0);
        given.number("eps", 0);
        others.forEach((name) => whether(name, given.take(name, true)));
        return bare(graph.node(op, [graph.input(given.shape)], { axis }));
    };
}

/** A window over neighbouring channels; LRN itself takes images alone in ONNX Runtime. */
function responseNorm(graph: RawGraph, given: Given): Formed {
    if (given.shape.length === 1) {
        return batched(graph.node("LRN", [withBatch(graph, given.shape)], { size: given.take("size") }));
    }
    const size = given.number("size");
    ["alpha", "beta", "k"].forEach((name) => given.number(name, 1));
    const plane = graph.input([1, 1, given.channels, given.spatial.reduce((product, one) => product * one, 1)]);
    const [window] = graph.node("AveragePool", [plane], {
        kernel_shape: [size, 1], pads: [Math.floor(size / 2), 0, Math.floor((size - 1) / 2), 0], count_include_pad: 1,
    });
    return batched(graph.node("Reshape", [window, graph.integers([1, ...given.shape])]));
}

function parametricRelu(graph: RawGraph, given: Given): Formed {
    const slopes = sizeOf("num_parameters", given.number("num_parameters", 1));
    const dims = [slopes, ...given.spatial.map(() => 1)];
    return batched(graph.node("PRelu", [withBatch(graph, given.shape), graph.zeros(dims)]));
}

function dropout(standard: number | undefined): Form {
    return (graph, given) => {
        const ratio = graph.floats([given.number("p", standard)], []);
        return batched(graph.node("Dropout", [withBatch(graph, given.shape), ratio, graph.boolean(true)]));
    };
}

function upsample(graph: RawGraph, given: Given): Formed {
    const axes = given.spatial.length;
    const [scale, size, target] = [given.optional("scale"), given.optional("size"), given.shapeOf("to")];
    const mode = given.take("mode", "nearest");
    const aligned = whether("align_corners", given.take("align_corners", false));
    const scales = scale === undefined ? [""] : [graph.floats([1, 1, ...eachNumber("scale", scale, axes)])];
    const spatial = target === undefined
        ? size === undefined ? undefined : eachNumber("size", size, axes)
        : target.slice(1);
    if (size !== undefined && target !== undefined) {
        throw new CannotBeWritten("a result has one size");
    }
    const sizes = spatial === undefined ? [] : [graph.integers([1, given.channels, ...spatial])];
    const words: Readonly<Record<string, string>> = {
        nearest: "nearest", linear: "linear", bilinear: "linear", trilinear: "linear", bicubic: "cubic",
    };
    if (axes === 0) {
        return plain("GlobalAveragePool")(graph, given);
    }
    return {
        outputs: graph.node("Resize", [withBatch(graph, given.shape), "", ...scales, ...sizes], {
            mode: typeof mode === "string" ? words[mode] ?? mode : mode,
            coordinate_transformation_mode: aligned ? "align_corners" : "half_pixel",
        }),
        batch: true,
    };
}

function pixelShuffle(graph: RawGraph, given: Given): Formed {
    const factor = given.number("factor");
    const axes = given.spatial.length;
    if (axes === 0) {
        return batched(graph.node("DepthToSpace", [withBatch(graph, given.shape)], { blocksize: factor }));
    }
    const channels = Math.floor(given.channels / factor ** axes);
    const apart = [1, channels, ...given.spatial.map(() => factor), ...given.spatial];
    const [laid] = graph.node("Reshape", [withBatch(graph, given.shape), graph.integers(apart)], { allowzero: 1 });
    const woven = [1, channels, ...given.spatial.map((size) => size * factor)];
    return batched(graph.node("Reshape", [laid, graph.integers(woven)], { allowzero: 1 }));
}

function pixelUnshuffle(graph: RawGraph, given: Given): Formed {
    const factor = given.number("factor");
    const axes = given.spatial.length;
    if (axes === 0) {
        return batched(graph.node("SpaceToDepth", [withBatch(graph, given.shape)], { blocksize: factor }));
    }
    const sizes = given.spatial.map((size) => Math.floor(size / factor));
    const apart = [1, given.channels, ...sizes.flatMap((size) => [size, factor])];
    const [laid] = graph.node("Reshape", [withBatch(graph, given.shape), graph.integers(apart)], { allowzero: 1 });
    return batched(graph.node("Reshape", [laid, graph.integers([1, given.channels * factor ** axes, ...sizes])], { allowzero: 1 }));
}

function pad(graph: RawGraph, given: Given): Formed {
    const padding = given.take("padding");
    const mode = borderName(given.take("mode", "constant"));
    return batched([padded(graph, withBatch(graph, given.shape), pads(padding, given.spatial.length), mode, given.number("value", 0))]);
}

/** The centre of each axis with what lies before and behind it; torch.narrow refuses a part that is not there. */
function crop(graph: RawGraph, given: Given): Formed {
    const [size, target] = [given.optional("size"), given.shapeOf("to")];
    if ((size === undefined) === (target === undefined)) {
        throw new CannotBeWritten("a result has one size");
    }
    const axes = given.spatial.length;
    const wanted = target?.slice(1) ?? eachNumber("size", size ?? [], axes);
    if (axes === 0 || wanted.length !== axes) {
        throw new CannotBeWritten("the centre has one size for each spatial axis");
    }
    let current = withBatch(graph, given.shape);
    for (const [axis, most] of given.spatial.entries()) {
        const part = wanted[axis] ?? 0;
        const start = Math.floor((most - part) / 2);
        const parts = graph.integers([start, part, most - part - start]);
        current = graph.node("Split", [current, parts], { axis: axis + 2 }, 3)[1] ?? current;
    }
    return batched([current]);
}

function reshape(graph: RawGraph, given: Given): Formed {
    const shape = numbersOf("shape", given.take("shape"));
    return bare(graph.node("Reshape", [graph.input(given.shape), graph.integers(shape)], { allowzero: 1 }));
}

function permute(graph: RawGraph, given: Given): Formed {
    const order = given.take("order");
    const perm = Array.isArray(order)
        ? numbersOf("order", order).map((axis) => (axis < 0 ? axis + given.shape.length : axis))
        : order;
    return bare(graph.node("Transpose", [graph.input(given.shape)], { perm }));
}

function slice(graph: RawGraph, given: Given): Formed {
    const bounds = [given.number("start"), given.number("end", 2 ** 40), given.number("axis", 0), given.number("step", 1)];
    return bare(graph.node("Slice", [graph.input(given.shape), ...bounds.map((bound) => graph.integers([bound]))]));
}

function split(graph: RawGraph, given: Given): Formed {
    const axis = given.take("axis", 0);
    const parts = given.take("parts");
    const size = typeof axis === "number" ? given.shape[axis < 0 ? axis + given.shape.length : axis] ?? 0 : 0;
    if (typeof parts === "number" && !(Number.isInteger(parts) && parts > 0)) {
        throw new CannotBeWritten(`there are no ${parts} parts`);
    }
    const sizes = typeof parts === "number"
        ? Array.from({ length: parts }, () => Math.floor(size / parts))
        : numbersOf("parts", parts);
    if (sizes.length === 0) {
        throw new CannotBeWritten("there are no parts");
    }
    return bare(graph.node("Split", [graph.input(given.shape), graph.integers(sizes)], { axis }, sizes.length));
}

function joinedOperands(graph: RawGraph, given: Given): readonly string[] {
    return given.operands.map((one) => (typeof one === "number" ? graph.floats([one], []) : graph.input(one.shape)));
}

/** An operator on all operands at once, without a batch; numbers are tensors of no axes. */
function merged(op: string): Form {
    return (graph, given) => {
        const operands = joinedOperands(graph, given);
        const [first = "", ...others] = operands;
        // Add, Sub and Mul take two at a time; fewer or more than an operator takes is for ONNX to refuse.
        if (op === "Sub" || operands.length < 2 || op === "Max" || op === "Mean") {
            return bare(graph.node(op, operands));
        }
        return bare([others.reduce((left, right) => graph.node(op, [left, right])[0], first)]);
    };
}

function concat(graph: RawGraph, given: Given): Formed {
    return bare(graph.node("Concat", joinedOperands(graph, given), { axis: given.take("axis", 0) }));
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
    scale: (graph, given) => {
        given.number("init", 1);
        return plain("Identity")(graph, given);
    },
    relu: plain("Relu"), relu6: plain("Clip"), leaky_relu: plain("LeakyRelu", { negative_slope: "alpha" }),
    prelu: parametricRelu, elu: plain("Elu", { alpha: "alpha" }), selu: plain("Selu"),
    gelu: (graph, given) => ({
        outputs: graph.node("Gelu", [withBatch(graph, given.shape)], { approximate: given.take("approximate", "none") }),
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
