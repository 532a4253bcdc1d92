import { describe, expect, test } from "vitest";
import { refactored, titlesFor } from "../../support/refactored.ts";

const cases: readonly (readonly [what: string, before: string, after: string])[] = [
    ["lines that continue from the line above, with their comments", `# A network.
model M(classes = 10) {
    input x: [3, 8, 8]
    conv(4, 3)
«    # Twice as wide.
    conv(8, 3)  # wide
    relu()»
    global_avg_pool()
    flatten()
    output y = linear(classes)
}
`, `block NewBlock() {
    # Twice as wide.
    conv(8, 3)  # wide
    relu()
}

# A network.
model M(classes = 10) {
    input x: [3, 8, 8]
    conv(4, 3)
    NewBlock()
    global_avg_pool()
    flatten()
    output y = linear(classes)
}
`],
    ["numbers of the enclosing scope, as parameters", `model M(width = 4) {
    input x: [3, 8, 8]
    let k = 3
    «conv(width, k)
    relu()»
    output y = tanh()
}
`, `block NewBlock(width, k) {
    conv(width, k)
    relu()
}

model M(width = 4) {
    input x: [3, 8, 8]
    let k = 3
    NewBlock(width, k)
    output y = tanh()
}
`],
    ["the current value by its name, as the block's input", `model M {
    input x: [3, 8, 8]
    skip = conv(4, 3)
    «conv(4, 3, padding=1)
    add(skip, relu())»
    output y = tanh()
}
`, `block skip -> NewBlock() {
    conv(4, 3, padding=1)
    add(skip, relu())
}

model M {
    input x: [3, 8, 8]
    skip = conv(4, 3)
    NewBlock()
    output y = tanh()
}
`],
    ["another value, as a parameter", `model M {
    input x: [3, 8, 8]
    skip = conv(4, 3)
    tanh()
    «sum = add(skip, relu())
    relu()»
    output y = tanh()
}
`, `block NewBlock(skip) {
    sum = add(skip, relu())
    relu()
}

model M {
    input x: [3, 8, 8]
    skip = conv(4, 3)
    tanh()
    NewBlock(skip)
    output y = tanh()
}
`],
    ["a source", `model M {
    input x: [3, 8, 8]
    a = relu()
    b = tanh()
    «c = a -> conv(4, 1)
    d = relu()»
    output y = add(d, b -> conv(4, 1))
}
`, `block a -> NewBlock() {
    c = a -> conv(4, 1)
    relu()
}

model M {
    input x: [3, 8, 8]
    a = relu()
    b = tanh()
    d = a -> NewBlock()
    output y = add(d, b -> conv(4, 1))
}
`],
    ["\`in\` in a block, where it is another value than the current one", `block B() {
    conv(3, 3, padding=1)
    «relu()
    add(relu(), in)»
}
model M {
    input x: [3, 8, 8]
    output y = B()
}
`, `block NewBlock(source) {
    relu()
    add(relu(), source)
}

block B() {
    conv(3, 3, padding=1)
    NewBlock(in)
}
model M {
    input x: [3, 8, 8]
    output y = B()
}
`],
    ["several results, the current one first", `model M {
    input x: [3, 8, 8]
    «a = conv(4, 3)
    b = relu()»
    tanh()
    output y = add(a, b)
}
`, `block NewBlock() {
    a = conv(4, 3)
    b = relu()
    return b, a
}

model M {
    input x: [3, 8, 8]
    b, a = NewBlock()
    tanh()
    output y = add(a, b)
}
`],
    ["a result besides the unnamed current value", `model M {
    input x: [3, 8, 8]
    «a = conv(4, 3)
    relu()»
    b = tanh()
    output y = add(a, b)
}
`, `block NewBlock() {
    a = conv(4, 3)
    relu1 = relu()
    return relu1, a
}

model M {
    input x: [3, 8, 8]
    _, a = NewBlock()
    b = tanh()
    output y = add(a, b)
}
`],
    ["a number that later lines read", `model M {
    input x: [3, 8, 8]
    «let k = 3
    conv(4, k)»
    output y = conv(4, k)
}
`, "later lines read \`k\`, which is not a value"],
    ["a function of the body", `model M {
    input x: [3, 8, 8]
    let f(n) = n
    «conv(f(4), 1)»
    output y = relu()
}
`, "\`f\` is a function of the body"],
    ["an output", `model M {
    input x: [3, 8, 8]
    «relu()
    output y = tanh()»
}
`, "extract-block is not offered"],
    ["a line with trained weights, whose names would not match any more", `@weights("w.safetensors")
model M {
    input x: [3]
    «a = linear(2)»
    output y = relu()
}
`, "it would cause \`missing-weights\`: no tensor of \`M\` is in \"w.safetensors\""],
];

describe("extract to block", () => {
    test.each(cases)("%s", (_, before, after) => {
        expect(refactored(before, "extract-block", {
            "w.safetensors": "a.weight F32 [2, 3]\na.bias F32 [2]",
        })).toBe(after);
    });

    test("replaces equal places, whose differing numbers become parameters", () => {
        const before = `block Other(w) {
    c = conv(w, 3, padding=1)
    relu()
}
model M {
    input x: [3, 8, 8]
    «conv1 = conv(16, 3, padding=1)
    relu()»
    conv2 = conv(32, 3, padding=1)  # second
    relu()
    output y = conv(4, 5, padding=2)
}
`;
        expect(titlesFor(before)).toContain("Extract to block and replace 2 equal places (renames tensors)");
        expect(refactored(before, "extract-blocks")).toBe(`block Other(w) {
    c = conv(w, 3, padding=1)
    relu()
}

block NewBlock(channels) {
    conv1 = conv(channels, 3, padding=1)
    relu()
}

model M {
    input x: [3, 8, 8]
    NewBlock(16)
    # second
    NewBlock(32)
    output y = conv(4, 5, padding=2)
}
`);
    });

    test("keeps the line ends and indentation of a file", () => {
        const before = "model M {\r\n\tinput x: [3, 8, 8]\r\n\t«conv(4, 3)\r\n\trelu()»\r\n\toutput y = tanh()\r\n}\r\n";
        expect(refactored(before, "extract-block")).toBe(
            "block NewBlock() {\r\n\tconv(4, 3)\r\n\trelu()\r\n}\r\n\r\n" +
            "model M {\r\n\tinput x: [3, 8, 8]\r\n\tNewBlock()\r\n\toutput y = tanh()\r\n}\r\n",
        );
    });
});
