/** A network of a few layers, made to run one of them with particular arguments. */
export interface SmallNetwork {
    readonly title: string;
    /** The shape of the input `x`. */
    readonly input: string;
    readonly lines: readonly string[];
}

function network(title: string, input: string, ...lines: readonly string[]): SmallNetwork {
    return { title: `${title} on ${input}`, input, lines };
}

/** The same call on one, two and three axes. */
function onEachRank(call: string, channels = 4): readonly SmallNetwork[] {
    return [`[${channels}, 13]`, `[${channels}, 13, 11]`, `[${channels}, 9, 11, 10]`].map((input) => network(call, input, call));
}

/** One call of several on an image. */
function onImage(...calls: readonly string[]): readonly SmallNetwork[] {
    return calls.map((call) => network(call, "[4, 13, 11]", call));
}

const convolutions = [
    ...onEachRank("conv(6, 3)"),
    ...onEachRank("conv(6, 3, stride=2, padding=1)"),
    ...onEachRank("conv(6, 3, dilation=2)"),
    ...onEachRank("conv(6, 3, stride=3, padding=2, dilation=2, bias=false)"),
    ...onEachRank("conv(6, 3, groups=2, padding=1)"),
    ...onEachRank("conv(6, 4, padding=\"same\")"),
    ...onEachRank("conv(6, 4, stride=2, padding=\"same\")"),
    ...onEachRank("conv(6, 3, padding=\"valid\", stride=2)"),
    network("conv, a pair of paddings", "[4, 13]", "conv(6, 5, stride=2, padding=[[0, 3]])"),
    ...onImage(
        "conv(6, [3, 5], stride=[2, 1], padding=[1, 2], dilation=[1, 2])",
        "conv(6, 3, padding=[[0, 1], [2, 3]])",
        "conv(6, 2, stride=2, padding=[[1, 0], [0, 1]])",
        "conv(6, 3, padding=1, padding_mode=\"reflect\")",
        "conv(6, 3, padding=1, padding_mode=\"replicate\")",
        "conv(6, 3, padding=1, padding_mode=\"circular\")",
        "conv(6, 3, padding=[[0, 2], [1, 0]], padding_mode=\"reflect\")",
        "conv(6, 1, stride=2)",
    ),
    network("conv, asymmetric on three axes", "[4, 9, 11, 10]", "conv(6, 3, padding=[[0, 1], [2, 0], [1, 2]], stride=[1, 2, 3])"),
    ...onEachRank("depthwise_conv(3, padding=1)"),
    ...onEachRank("depthwise_conv(3, multiplier=2, stride=2, dilation=2, padding=2)"),
    ...onImage("depthwise_conv(3, bias=false, padding=[[1, 0], [0, 1]]) -> conv(8, 1)"),
];

const transposed = [
    ...onEachRank("conv_transpose(6, 2, stride=2)"),
    ...onEachRank("conv_transpose(6, 4, stride=2, padding=1, bias=false)"),
    ...onEachRank("conv_transpose(6, 3, stride=2, padding=1, output_padding=1)"),
    ...onEachRank("conv_transpose(6, 3, dilation=2, groups=2)"),
    ...onImage(
        "conv_transpose(6, [3, 4], stride=[2, 3], padding=[1, 0], output_padding=[0, 2])",
        "conv_transpose(6, 4, stride=2, padding=[[0, 1], [2, 1]])",
    ),
    ...onEachRank("conv_transpose(6, 3, dilation=3, output_padding=2)"),
    ...onImage(
        "conv_transpose(6, 3, stride=2, dilation=3, padding=1, output_padding=2, bias=false)",
        "conv_transpose(6, 4, dilation=2, padding=[[0, 2], [1, 0]], output_padding=1)",
    ),
    network("conv_transpose, back to a value's size", "[4, 13, 11]",
        "down = conv(8, 3, stride=2, padding=1)", "up = conv_transpose(4, 3, stride=2, padding=1, to=x)", "add(up, x)"),
    network("conv_transpose, back to an odd size", "[4, 14, 12]",
        "down = conv(8, 3, stride=2, padding=1)", "up = conv_transpose(4, 3, stride=2, padding=1, to=x)", "add(up, x)"),
    network("conv_transpose, back to a size that the dilation reaches", "[4, 13, 11]",
        "down = conv(8, 9)", "up = conv_transpose(4, 3, dilation=3, to=x)", "add(up, x)"),
];

const pools = [
    ...onEachRank("max_pool(2)"),
    ...onEachRank("max_pool(3, stride=2, padding=1)"),
    ...onEachRank("max_pool(3, stride=2, ceil_mode=true)"),
    ...onEachRank("max_pool(3, stride=2, padding=1, dilation=2, ceil_mode=true)"),
    ...onEachRank("avg_pool(2)"),
    ...onEachRank("avg_pool(3, stride=2, padding=1)"),
    ...onEachRank("avg_pool(3, stride=2, padding=1, count_include_pad=false)"),
    ...onEachRank("avg_pool(3, stride=2, ceil_mode=true)"),
    ...onEachRank("avg_pool(3, stride=2, padding=1, ceil_mode=true)"),
    ...onImage(
        "max_pool([3, 2], stride=[1, 2], padding=[1, 0])",
        "max_pool(3, stride=2, padding=[[0, 1], [1, 0]])",
        "max_pool(3, stride=2, padding=[[0, 1], [1, 0]], ceil_mode=true)",
        "max_pool(2, stride=2, padding=\"same\")",
        "avg_pool(3, stride=2, padding=[[0, 1], [1, 0]])",
        "avg_pool(3, stride=2, padding=[[1, 0], [1, 0]], ceil_mode=true, count_include_pad=false)",
        "avg_pool(3, padding=\"same\", stride=1)",
    ),
    // Of the last window only padding would be left, so it is not made.
    network("max_pool, a last window in the padding", "[4, 7, 7]", "max_pool(2, stride=3, padding=1, ceil_mode=true)"),
    ...onEachRank("global_avg_pool()"),
    ...onEachRank("global_max_pool()"),
    network("adaptive_avg_pool(3)", "[4, 12]", "adaptive_avg_pool(3)"),
    network("adaptive_avg_pool(5), no divisor", "[4, 13, 11]", "adaptive_avg_pool(5)"),
    network("adaptive_avg_pool([3, 7]), larger than the input", "[4, 13, 5]", "adaptive_avg_pool([3, 7])"),
    network("adaptive_max_pool(3)", "[4, 12, 9]", "adaptive_max_pool(3)"),
    network("adaptive_max_pool(4), no divisor", "[4, 13, 11]", "adaptive_max_pool(4)"),
    network("adaptive_avg_pool on three axes", "[4, 8, 6, 10]", "adaptive_avg_pool([2, 3, 5])"),
    ...onEachRank("pooled, where = max_pool(2, indices=true)").map((one) => ({
        ...one, lines: [...one.lines, "max_unpool(where, 2, to=x)"],
    })),
    network("max_unpool with a stride", "[4, 11, 9]",
        "pooled, where = max_pool(3, stride=2, padding=1, indices=true)", "max_unpool(where, 3, stride=2, padding=1)"),
];

const norms = [
    ...onEachRank("batch_norm()"),
    ...onEachRank("instance_norm()"),
    ...onEachRank("instance_norm(affine=true)"),
    ...onEachRank("group_norm(2)"),
    ...onEachRank("layer_norm()"),
    ...onEachRank("l2_norm()"),
    ...onImage(
        "batch_norm(eps=0.001, affine=false)", "layer_norm(axis=-1)", "layer_norm(elementwise_affine=false)", "lrn(5)",
        "lrn(4, alpha=0.001, beta=0.5, k=2)", "l2_norm(axis=-1, eps=0.001)", "scale()", "scale(init=20)", "group_norm(4, affine=false)",
    ),
    network("batch_norm() of features", "[10]", "batch_norm()"),
    network("layer_norm() of features", "[10]", "layer_norm()"),
    network("layer_norm(axis=-1) of tokens", "[7, 10]", "layer_norm(axis=-1)"),
    network("l2_norm() of features", "[10]", "l2_norm()"),
];

const activations = [
    "relu()", "relu6()", "leaky_relu()", "leaky_relu(negative_slope=0.2)", "prelu()", "prelu(num_parameters=4)", "elu()",
    "elu(alpha=0.5)", "selu()", "gelu()", "gelu(approximate=\"tanh\")", "silu()", "mish()", "sigmoid()", "hard_sigmoid()",
    "hard_swish()", "tanh()", "softplus()", "softmax()", "softmax(axis=-1)", "log_softmax()", "dropout()", "drop_path(0.1)",
    "identity()",
].flatMap((call) => [network(call, "[4, 5, 6]", call), network(call, "[4]", call)]);

const resizing = [
    ...onEachRank("upsample(2)"),
    ...onImage(
        "upsample(2, mode=\"bilinear\")", "upsample(2, mode=\"bilinear\", align_corners=true)", "upsample(2, mode=\"bicubic\")",
        "upsample([1.5, 2.5])", "upsample(1.7, mode=\"bilinear\")", "upsample(size=20)", "upsample(size=[5, 30], mode=\"bilinear\")",
        "upsample(0.5)",
    ),
    network("upsample, linear", "[4, 13]", "upsample(2, mode=\"linear\")"),
    network("upsample, trilinear", "[2, 5, 6, 7]", "upsample(2, mode=\"trilinear\")"),
    network("upsample, to a value", "[4, 13, 11]", "max_pool(2)", "up = upsample(to=x, mode=\"bilinear\")", "add(up, x)"),
];

const shaping = [
    ...onEachRank("flatten()"),
    network("flatten() of features", "[10]", "flatten()"),
    ...onImage(
        "reshape([2, -1])", "reshape([-1])", "reshape([2, 2, 13, 11])", "permute([2, 0, 1])", "slice(1, 3)", "slice(1)",
        "slice(0, -1, axis=1)", "slice(-5, axis=2)", "slice(0, 10, axis=1, step=3)",
    ),
    ...onEachRank("pixel_shuffle(2)", 8),
    network("pixel_unshuffle(2)", "[3, 12]", "pixel_unshuffle(2)"),
    network("pixel_unshuffle(3)", "[2, 12, 9]", "pixel_unshuffle(3)"),
    network("pixel_unshuffle(2)", "[2, 4, 6, 8]", "pixel_unshuffle(2)"),
    ...onEachRank("channel_shuffle(2)"),
    ...onEachRank("pad(2)"),
    ...onEachRank("pad(2, mode=\"reflect\")"),
    ...onImage(
        "pad([1, 2], value=3)", "pad([[0, 1], [2, 3]], mode=\"replicate\")", "pad([[0, 1], [2, 3]], mode=\"circular\")",
        "pad([[-1, 2], [-3, 0]])", "crop(5)", "crop([6, 5])",
    ),
    network("crop to a value", "[4, 13, 11]", "small = conv(4, 6)", "near = x -> crop(to=small)", "concat(small, near)"),
    network("split into equal parts", "[4, 13, 11]", "a, b = split(2)", "concat(b, a)"),
    network("split by sizes", "[6, 13, 11]", "a, b, c = split([1, 2, 3])", "concat(c, a)"),
    network("split on the last axis", "[4, 13, 12]", "a, b, c = split(3, axis=-1)", "add(a, b, c)"),
];

const merging = [
    ...onEachRank("add(x, relu())"),
    ...onEachRank("concat(conv(3, 1), x, conv(2, 1))"),
    ...onImage(
        "sub(x, relu())", "mul(x, sigmoid())", "maximum(x, tanh())", "mean(x, relu(), tanh())", "add(x, relu(), tanh(), sigmoid())",
        "mul(x, 0.1)", "add(x, 1)", "sub(1, x)", "maximum(x, 0)", "mul(x, global_avg_pool() -> conv(4, 1) -> sigmoid())",
        "concat(x, relu(), axis=1)", "concat(x, relu(), axis=-1)", "concat(x)",
    ),
];

const linears = [
    network("linear", "[10]", "linear(7)"),
    network("linear without bias", "[10]", "linear(7, bias=false)"),
    network("linear on tokens", "[5, 10]", "linear(7)"),
    network("linear on tokens without bias", "[5, 10]", "linear(7, bias=false)"),
    network("convolution to classes", "[3, 9, 9]", "conv(4, 3)", "relu()", "flatten()", "linear(5)", "softmax()"),
];

const graphs = [
    network("shared weights", "[4, 9, 9]", "@path(\"head\")", "a = conv(4, 3)", "@path(\"head\")", "b = a -> conv(4, 3)", "global_avg_pool()"),
    network("a value nobody uses", "[4, 9, 9]", "unused = conv(3, 3)", "x -> relu()"),
    network("names that meet", "[4, 9, 9]", "x = relu()", "weight = scale()", "output weight", "output x"),
    network("an input that is an output", "[4, 9, 9]", "relu()", "output again = relu()", "output x", "output same = x"),
];

/** Every layer with the arguments that change its shape or its operators. */
export const smallNetworks: readonly SmallNetwork[] = [
    ...convolutions, ...transposed, ...pools, ...norms, ...activations, ...resizing, ...shaping, ...merging, ...linears,
    ...graphs,
];
