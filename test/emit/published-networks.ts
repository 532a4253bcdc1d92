/** A published network, and the classes that a reviewer of its PyTorch module expects: one for each block. */
export interface PublishedNetwork {
    readonly title: string;
    readonly classes: readonly string[];
    readonly text: string;
}

export const publishedNetworks: readonly PublishedNetwork[] = [
    {
        title: "MobileNetV2",
        classes: ["ConvBNReLU", "InvertedResidual", "MobileNetV2"],
        text: `
# MobileNetV2: M. Sandler et al., 2018.

# Rounds channels to a multiple of 8, as the paper's code does.
let divisible(v) = max(8, floor(v + 4) // 8 * 8)

block ConvBNReLU(channels, kernel = 3, stride = 1, groups = 1) {
    conv = conv(channels, kernel, stride=stride, padding=(kernel - 1) // 2, groups=groups, bias=false)
    bn = batch_norm()
    relu6()
}

block InvertedResidual(channels, stride, expand) {
    let hidden = round(in.channels * expand)
    if expand != 1 {
        expansion = ConvBNReLU(hidden, 1)
    }
    depthwise = ConvBNReLU(hidden, stride=stride, groups=hidden)
    project = conv(channels, 1, bias=false)
    bn = batch_norm()
    if stride == 1 and in.channels == channels {
        add(bn, in)
    }
}

model MobileNetV2(classes = 1000, width = 1.0) {
    input image: [3, H = 32, W = 32]
    stem = ConvBNReLU(divisible(32 * width), stride=2)
    for t, c, n, s in [[1, 16, 1, 1], [6, 24, 2, 2], [6, 32, 3, 2], [6, 64, 4, 2], [6, 96, 3, 1], [6, 160, 3, 2], [6, 320, 1, 1]] {
        for i in 0..n {
            InvertedResidual(divisible(c * width), s if i == 0 else 1, t)
        }
    }
    head = ConvBNReLU(1280, 1)
    global_avg_pool()
    flatten()
    dropout(0.2)
    classifier = linear(classes)
    output scores = softmax()
}
`,
    },
    {
        title: "Inception-v4",
        classes: ["ConvBN", "Stem", "InceptionA", "ReductionA", "InceptionB", "ReductionB", "InceptionC", "InceptionV4"],
        text: `
# Inception-v4: C. Szegedy et al., 2016.

block ConvBN(channels, kernel, stride = 1, padding = "same") {
    conv = conv(channels, kernel, stride=stride, padding=padding, bias=false)
    bn = batch_norm(eps=0.001)
    relu()
}
block Stem() {
    ConvBN(32, 3, stride=2, padding="valid") -> ConvBN(32, 3, padding="valid") -> ConvBN(64, 3)
    concat(max_pool(3, stride=2), ConvBN(96, 3, stride=2, padding="valid"))
    concat(
        ConvBN(64, 1) -> ConvBN(96, 3, padding="valid"),
        ConvBN(64, 1) -> ConvBN(64, [7, 1]) -> ConvBN(64, [1, 7]) -> ConvBN(96, 3, padding="valid"),
    )
    concat(ConvBN(192, 3, stride=2, padding="valid"), max_pool(3, stride=2))
}
block InceptionA() {
    concat(
        avg_pool(3, stride=1, padding=1, count_include_pad=false) -> ConvBN(96, 1),
        ConvBN(96, 1),
        ConvBN(64, 1) -> ConvBN(96, 3),
        ConvBN(64, 1) -> ConvBN(96, 3) -> ConvBN(96, 3),
    )
}
block ReductionA(k, l, m, n) {
    concat(
        max_pool(3, stride=2),
        ConvBN(n, 3, stride=2, padding="valid"),
        ConvBN(k, 1) -> ConvBN(l, 3) -> ConvBN(m, 3, stride=2, padding="valid"),
    )
}
block InceptionB() {
    concat(
        avg_pool(3, stride=1, padding=1, count_include_pad=false) -> ConvBN(128, 1),
        ConvBN(384, 1),
        ConvBN(192, 1) -> ConvBN(224, [1, 7]) -> ConvBN(256, [7, 1]),
        ConvBN(192, 1) -> ConvBN(192, [1, 7]) -> ConvBN(224, [7, 1]) -> ConvBN(224, [1, 7]) -> ConvBN(256, [7, 1]),
    )
}
block ReductionB() {
    concat(
        max_pool(3, stride=2),
        ConvBN(192, 1) -> ConvBN(192, 3, stride=2, padding="valid"),
        ConvBN(256, 1) -> ConvBN(256, [1, 7]) -> ConvBN(320, [7, 1]) -> ConvBN(320, 3, stride=2, padding="valid"),
    )
}
block InceptionC() {
    split3 = ConvBN(384, 1)
    split4 = in -> ConvBN(384, 1) -> ConvBN(448, [1, 3]) -> ConvBN(512, [3, 1])
    concat(
        in -> avg_pool(3, stride=1, padding=1, count_include_pad=false) -> ConvBN(256, 1),
        in -> ConvBN(256, 1),
        split3 -> ConvBN(256, [1, 3]),
        split3 -> ConvBN(256, [3, 1]),
        split4 -> ConvBN(256, [3, 1]),
        split4 -> ConvBN(256, [1, 3]),
    )
}
model InceptionV4(classes = 1000) {
    input image: [3, 75, 75]
    stem = Stem()
    a = repeat 4 { InceptionA() }
    reduction_a = ReductionA(192, 224, 256, 384)
    b = repeat 7 { InceptionB() }
    reduction_b = ReductionB()
    c = repeat 3 { InceptionC() }
    global_avg_pool() -> flatten() -> dropout(0.2)
    fc = linear(classes)
    output scores = softmax()
}
`,
    },
    {
        title: "WaveNet",
        classes: ["Layer", "WaveNet"],
        text: `
# WaveNet: A. van den Oord et al., 2016.

block Layer(channels, skip_channels, dilation) {
    padded = pad([[dilation, 0]])
    filter = conv(channels, 2, dilation=dilation) -> tanh()
    gate = padded -> conv(channels, 2, dilation=dilation) -> sigmoid()
    gated = mul(filter, gate)
    residual = gated -> conv(channels, 1)
    skip = gated -> conv(skip_channels, 1)
    return add(residual, in), skip
}
model WaveNet(channels = 32, classes = 256) {
    input sound: [1, T = 64]
    start = pad([[1, 0]]) -> conv(channels, 2)
    x, total = Layer(channels, 64, 1)
    for dilation in [2, 4, 8, 16, 32, 64, 128, 256, 512] {
        x, skip = x -> Layer(channels, 64, dilation)
        total = add(total, skip)
    }
    total -> relu() -> conv(64, 1) -> relu()
    output scores = conv(classes, 1)
}
`,
    },
    {
        title: "EfficientNetV2-S",
        classes: ["DropPath", "ConvBN", "FusedMBConv", "SE", "MBConv", "EfficientNetV2S"],
        text: `
# EfficientNetV2-S.

block ConvBN(channels, kernel, stride = 1, groups = 1) {
    conv = conv(channels, kernel, stride=stride, padding=kernel // 2, groups=groups, bias=false)
    bn = batch_norm(eps=0.001)
}
# Squeeze and excitation.
block SE(squeezed) {
    gate = global_avg_pool() -> conv(squeezed, 1) -> silu() -> conv(in.channels, 1) -> sigmoid()
    mul(in, gate)
}
block FusedMBConv(channels, stride, expand) {
    x = in
    if expand == 1 {
        y = ConvBN(channels, 3, stride=stride) -> silu()
    } else {
        expanded = ConvBN(in.channels * expand, 3, stride=stride) -> silu()
        y = ConvBN(channels, 1)
    }
    if stride == 1 and in.channels == channels {
        add(drop_path(0.1), x)
    }
}
block MBConv(channels, stride, expand) {
    x = ConvBN(in.channels * expand, 1) -> silu()
    x = ConvBN(x.channels, 3, stride=stride, groups=x.channels) -> silu()
    x = SE(max(1, in.channels // 4))
    x = ConvBN(channels, 1)
    if stride == 1 and in.channels == channels {
        x = x -> drop_path(0.1)
        add(x, in)
    }
}
model EfficientNetV2S(classes = 1000) {
    input image: [3, H = 32, W = 32]
    stem = ConvBN(24, 3, stride=2) -> silu()
    for expand, channels, layers, stride in [[1, 24, 2, 1], [4, 48, 3, 2], [4, 64, 2, 2]] {
        for i in 0..layers { FusedMBConv(channels, stride if i == 0 else 1, expand) }
    }
    for expand, channels, layers, stride in [[4, 128, 3, 2], [6, 160, 2, 1], [6, 256, 4, 2]] {
        for i in 0..layers { MBConv(channels, stride if i == 0 else 1, expand) }
    }
    head = ConvBN(1280, 1) -> silu()
    global_avg_pool() -> flatten() -> dropout(0.2)
    output scores = linear(classes)
}
`,
    },
    {
        title: "ESRGAN",
        classes: ["DenseBlock", "RRDB", "ESRGAN"],
        text: `
# ESRGAN's generator.

block DenseBlock(growth = 32) {
    x = in
    c1 = conv(growth, 3, padding=1) -> leaky_relu(negative_slope=0.2)
    c2 = concat(x, c1) -> conv(growth, 3, padding=1) -> leaky_relu(negative_slope=0.2)
    c3 = concat(x, c1, c2) -> conv(growth, 3, padding=1) -> leaky_relu(negative_slope=0.2)
    c4 = concat(x, c1, c2, c3) -> conv(growth, 3, padding=1) -> leaky_relu(negative_slope=0.2)
    c5 = concat(x, c1, c2, c3, c4) -> conv(in.channels, 3, padding=1)
    add(x, mul(c5, 0.2))
}
block RRDB() {
    x = repeat 3 { DenseBlock() }
    add(in, mul(x, 0.2))
}
model ESRGAN(blocks = 2) {
    input image: [3, H = 8, W = 8]
    first = conv(64, 3, padding=1)
    trunk = repeat blocks { RRDB() } -> conv(64, 3, padding=1)
    x = add(first, trunk)
    repeat 2 {
        upsample(2) -> conv(64, 3, padding=1) -> leaky_relu(negative_slope=0.2)
    }
    output y = conv(64, 3, padding=1) -> leaky_relu(negative_slope=0.2) -> conv(3, 3, padding=1)
}
`,
    },
];
