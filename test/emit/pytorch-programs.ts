/** Whole files with blocks, loops and conditions, as input of the PyTorch export. The first model is tested. */
export const pytorchPrograms: readonly (readonly [title: string, text: string])[] = [
    ["a condition that some uses meet", `
block Branch(channels, deep = false) {
    y = conv(channels, 1)
    if deep {
        y = conv(channels, 3, padding=1) -> relu()
    } else {
        relu()
    }
    add(y, conv(channels, 1))
}
model M() {
    input x: [3, 8, 8]
    Branch(4)
    Branch(4, deep=true)
    output y = Branch(6)
}`],
    ["a value chosen by a condition without a separate part", `
block Maybe(on) {
    kept = in
    relu()
    if on {
        sigmoid()
    }
    add(in, kept)
    tanh()
}
model M() {
    input x: [3, 8, 8]
    Maybe(true)
    output y = Maybe(false)
}`],
    ["a block that names its input", `
block features -> Pyramid(channels, rates) {
    all = conv(channels, 1)
    for rate in rates {
        all = concat(all, features -> conv(channels, 3, padding=rate, dilation=rate))
    }
    x = conv(features.channels, 1)
    add(x, features)
}
model M() {
    input x: [3, 8, 8]
    Pyramid(4, [1, 2])
    output y = Pyramid(2, [1, 2, 4])
}`],
    ["a block that uses itself", `
block Down(depth, channels) {
    conv(channels, 3, padding=1)
    if depth > 0 {
        inner = max_pool(2) -> Down(depth - 1, 2 * channels) -> upsample(2)
        concat(inner, in)
    }
    conv(channels, 1)
}
model M() {
    input x: [2, 8, 8]
    output y = Down(2, 3)
}`],
    ["a loop of several lines that reads what came before it", `
block Dense(rounds, growth) {
    first = conv(growth, 1)
    all = in
    repeat rounds {
        new = all -> conv(growth, 3, padding=1) -> relu()
        all = concat(all, new, first)
    }
    conv(4, 1)
}
model M() {
    input x: [3, 6, 6]
    Dense(2, 3)
    output y = Dense(5, 2)
}`],
    ["rounds of a list of pairs", `
block Steps(sizes) {
    for channels, kernel in sizes {
        conv(channels, kernel, padding=kernel // 2)
        relu()
    }
}
model M() {
    input x: [3, 9, 9]
    Steps([[4, 3], [6, 5]])
    output y = Steps([[5, 1], [4, 3], [3, 3]])
}`],
    ["a loop in a loop, counted along", `
model M() {
    input x: [3, 9, 9]
    let at = 0
    for width in [4, 6] {
        for i in 0..5 {
            @path("c", at)
            conv(width, 1)
            let at = at + 1
        }
        relu()
    }
    output y = conv(2, 1)
}`],
    ["names that Python or PyTorch have already", `
block Block(x, type = 4) {
    self = conv(type, 1)
    lambda = relu()
    half = conv(type, 1)
    add(half, self, x -> conv(type, 1))
    train = batch_norm()
}
model M(nn = 4) {
    input class: [3, 8, 8]
    forward = conv(nn, 1)
    F = Block(forward)
    torch = Block(F, 5)
    output y = torch
}`],
    ["several values and several results", `
block Halves(other) {
    a, b = split(2)
    c = b -> conv(in.channels // 2, 1)
    return add(a, c), add(other, in)
}
model M() {
    input x: [4, 6, 6]
    input z: [4, 6, 6]
    y, w = x -> Halves(z)
    _, v = w -> Halves(z)
    output y
    output v = v -> relu()
    output z2 = z
}`],
    ["shared weights of blocks and of values side by side", `
block Tower(channels) {
    conv1 = conv(channels, 3, padding=1)
    prelu()
    gain = scale(init=0.5)
}
model M() {
    input left: [4, 8, 8]
    input right: [4, 8, 8]
    @path("tower")
    a = left -> Tower(4)
    @path("tower")
    b = right -> Tower(4)
    concat(a, b, left -> layer_norm())
    output y = global_avg_pool() -> flatten() -> linear(3)
}`],
    ["paths of several parts", `
model M() {
    input x: [4, 8, 8]
    @path("a.b.0")
    conv(4, 1)
    @path("a.b.1")
    conv(4, 1)
    @path("a.c")
    scale()
    @path("d.1")
    conv(4, 1)
    @path("d.3")
    y = conv(4, 1) -> relu() -> l2_norm() -> scale(init=2)
    @path("e.0")
    conv(4, 1)
    @path("e.1")
    y2 = conv(2, 1) -> batch_norm()
}`],
    ["numbers in lets, lists and functions of sizes", `
let base = 4
let widths = [base, 2 * base]
let half(n) = n // 2
block Squeeze(ratio = 0.5) {
    let inner = max(1, round(in.channels * ratio))
    gate = global_avg_pool() -> conv(inner, 1) -> relu() -> conv(in.channels, 1) -> sigmoid()
    mul(in, gate, 1 / 2)
}
model M(wide = true) {
    input x: [3, H = 8, W = 6]
    conv(widths[1] if wide else widths[0], 3, padding=1)
    Squeeze()
    conv(half(widths[1]), 1)
    Squeeze(0.25)
    reshape([in.channels, -1])
    slice(0, H, axis=1)
    output y = slice(0, half(H), axis=1)
}`],
    ["a function of numbers alone, and a default before a parameter without one", `
let half(n) = n // 2
block B(c = 4, d) {
    conv(c, half(6))
    conv(d, 1)
}
model M(c = 2) {
    input x: [3, 9, 9]
    B(c, 3)
    output y = B(d=5)
}`],
    ["functions that call themselves, and one that has the name of a file's", `
let f(x) = x + 1
let g(n) = 1 if n < 1 else g(n - 1) + 1
let even(n) = 1 if n < 1 else odd(n - 1) + 1
let odd(n) = 1 if n < 1 else even(n - 1)
block B(c) {
    let f(n) = f(n) + 1
    conv(f(c), 1)
    conv(g(c), 1)
    conv(even(c), 1)
}
model M() {
    input x: [3, 8, 8]
    B(4)
    output y = B(5)
}`],
    ["a claim, a requirement, and rebound names", `
block Same(groups) {
    require in.channels % groups == 0, "groups"
    x = conv(in.channels, 3, padding=1, groups=groups)      : [in.channels, _, _]
    x = x -> relu()
    y = x
    x = x -> conv(in.channels, 1)
    add(x, y, in)
}
model M() {
    input image: [4, 5, 5]
    x = Same(2)
    y = x -> Same(4)
    x = y -> tanh()
    z = add(x, y, image)
    output z
}`],
    ["no rounds, and one", `
block Some(n) {
    repeat n { conv(3, 1) }
    relu()
}
model M() {
    input x: [3, 4, 4]
    Some(0)
    Some(1)
    output y = Some(3)
}`],
    ["branches in branches", `
block Unit(c) { concat(left = conv(c, 1) -> relu(), right = add(conv(c, 1), conv(c, 3, padding=1)) -> tanh(), in) }
model M() {
    input x: [2, 5, 5]
    relu() -> Unit(3) -> Unit(2)
    output y = maximum(conv(2, 1), conv(2, 1) -> relu(), 0.1)
}`],
    ["rows of layers that no line names", `
block Row(c) { conv(c, 1) -> relu() -> batch_norm() }
model M() {
    input x: [2, 5, 5]
    repeat 3 { Row(4) -> relu() }
    stage = repeat 4 { conv(5, 3, padding=1) -> batch_norm() -> relu() }
    x -> dropout()
    output y = add(stage, conv(5, 1))
}`],
    ["a value that is called as the input is in Python", `
block MB() {
    x = conv(8, 1)
    gate = sigmoid()
    y = mul(x, gate)
    if in.channels == 8 { add(y, in) }
}
model N {
    input image: [3, 32, 32]
    MB()
    output y = MB()
}`],
    ["a loop whose last round lacks parts", `
model N(stacks = 8) {
    input image: [8, 32, 32]
    x = image
    for i in 0..stacks {
        y = x -> conv(8, 3, padding=1)
        score = conv(4, 1)
        if i < stacks - 1 {
            x = add(x, y -> conv(8, 1), score -> conv(8, 1))
        }
    }
    output z = score
}`],
    ["names of values, of built-in functions and of learned factors", `
# This file is about twins.
block Twin() { conv(4, 1) -> relu() }
# Layer scale as in ConvNeXt.
block Scaled() { scale(init=0.000001) }
block ASPP(rates) {
    source = in
    all = source -> conv(8, 1)
    for rate in rates { all = concat(all, source -> conv(8, 3, padding=rate, dilation=rate)) }
    all -> conv(8, 1)
}
block Half() {
    a = conv(in.channels // 2, 1)
    b = in -> conv(in.channels // 2, 3, padding=1)
    c = in -> conv(in.channels // 2, 5, padding=2)
    concat(a, b, c) -> batch_norm()
}
model M {
    input left: [4, 8, 8]
    input right: [4, 8, 8]
    a = left -> Twin()
    b = right -> Twin()
    s = add(a, b) -> Scaled()
    ASPP([1, 2, 4])
    ASPP([2, 4])
    Half()
    output y = Half()
}`],
    ["parts of rounds in lists, and learned factors in them", `
model M() {
    input x: [4, 8, 8]
    for i in 0..2 {
        conv(4, 1)
        scale(init=0.5)
    }
    @path("a.0")
    conv(4, 1)
    @path("a.1.gain")
    scale()
    output y = repeat 3 {
        y = conv(4, 1)
        add(y, in)
    }
}`],
    ["a value that two loops carry", `
block Ladder(widths) {
    low = conv(4, 1)
    high = in -> conv(4, 1)
    for width in widths {
        mixed = add(low, high)
        low = high -> conv(4, 3, padding=1)
        high = mixed -> conv(width, 1) -> conv(4, 1)
    }
    concat(low, high)
}
model M() {
    input x: [3, 6, 6]
    Ladder([2, 3, 5])
    output y = Ladder([4, 4, 4, 4])
}`],
    ["paddings of both kinds, words and numbers", `
block Padded(kernel, stride, padding) { conv(4, kernel, stride=stride, padding=padding) -> relu() }
block Sides(left, right) { pad([[left, right], [right, 0]]) -> conv(4, 2, padding=[[0, left], [0, 0]]) }
model M() {
    input x: [3, 9, 9]
    Padded(3, 1, "same")
    Padded(2, 2, "valid")
    Padded([3, 1], 1, "same")
    Sides(1, 2)
    output y = Sides(0, 1)
}`],
    ["loops within a loop of several lines", `
block Round(c) {
    y = conv(c, 1)
    if in.channels == c { y = add(y, in) }
    scale(init=0.1)
    repeat 3 {
        z = conv(c, 3, padding=1)
        y = add(y, z)
        for k in [1, 3, 5] { w = conv(c, k, padding=k // 2) -> relu()
            y = add(y, w) }
    }
    y -> l2_norm()
}
model M {
    input image: [4, H = 16, W = 16]
    Round(4)
    Round(8)
    max, where = max_pool(2, indices=true)
    relu()
    max_unpool(where, 2)
    upsample(2)
    output y = reshape([8, H * W * 4])
}`],
];
