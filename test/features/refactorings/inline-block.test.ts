import { describe, expect, test } from "vitest";
import { refactored, titlesFor } from "../../support/refactored.ts";

const residual = `# Adds what it computes to its input.
block Residual(channels, kernel = 3) {
    # The way past.
    conv1 = conv(channels, kernel, padding=kernel // 2)  # first
    relu()
    add(conv1, in)
}
`;

const one: readonly (readonly [what: string, before: string, after: string])[] = [
    ["arguments, defaults, comments and the name of the input", `${residual}
model M {
    input x: [8, 8, 8]
    conv1 = conv(8, 1)
    Resid|ual(8)  # here
    output y = relu()
}
`, `${residual}
model M {
    input x: [8, 8, 8]
    conv1 = conv(8, 1)
    # The way past.
    conv1_2 = conv(8, 3, padding=3 // 2)  # first
    relu()
    add(conv1_2, conv1)  # here
    output y = relu()
}
`],
    ["a name, a source and a claim", `block B() {
    conv(8, 1)
    relu()
}
model M {
    input x: [8, 8, 8]
    a = tanh()
    b = x -> B|()  : [8, 8, 8]
    output y = add(a, b)
}
`, `block B() {
    conv(8, 1)
    relu()
}
model M {
    input x: [8, 8, 8]
    a = tanh()
    x -> conv(8, 1)
    b = relu()      : [8, 8, 8]
    output y = add(a, b)
}
`],
    ["an unnamed value above, which gets a name", `block x -> B() { add(x, relu()) }
model M {
    input x: [8, 8, 8]
    conv(8, 1)
    output y = B|()
}
`, `block x -> B() { add(x, relu()) }
model M {
    input x: [8, 8, 8]
    conv1 = conv(8, 1)
    output y = add(conv1, relu())
}
`],
    ["several results", `block B() {
    a = conv(4, 1)
    b = in -> conv(4, 1)
    return a, b
}
model M {
    input x: [8, 8, 8]
    c, d = B|()
    output y = add(c, d)
}
`, `block B() {
    a = conv(4, 1)
    b = in -> conv(4, 1)
    return a, b
}
model M {
    input x: [8, 8, 8]
    a = conv(4, 1)
    b = x -> conv(4, 1)
    c = a
    d = b
    output y = add(c, d)
}
`],
    ["an expression, in parentheses", `block B(n) { conv(2 * n, 1) }
model M(w = 2) {
    input x: [8, 8, 8]
    B|(w + 1)
    output y = relu()
}
`, `block B(n) { conv(2 * n, 1) }
model M(w = 2) {
    input x: [8, 8, 8]
    conv(2 * (w + 1), 1)
    output y = relu()
}
`],
    ["a use in an argument", `block B() { relu() }
model M {
    input x: [8, 8, 8]
    output y = add(x, B|())
}
`, "\`B\` is used in an argument or a \`return\`"],
    ["a block that returns early", `block B() {
    if true {
        return in
    }
    relu()
}
model M {
    input x: [8, 8, 8]
    output y = B|()
}
`, "\`B\` returns from inside an \`if\`"],
    ["an argument that computes a value", `block B(v) { add(v, in) }
model M {
    input x: [8, 8, 8]
    output y = B|(relu())
}
`, "the argument \`v\` computes a value"],
];

describe("inline a use of a block", () => {
    test.each(one)("%s", (_, before, after) => {
        expect(refactored(before, "inline-block")).toBe(after);
    });

    test("refuses a block of another file", () => {
        expect(refactored("import \"a.cnn\"\nmodel M {\n    input x: [3]\n    output y = A|()\n}\n", "inline-block", {
            "a.cnn": "block A() { relu() }\n",
        })).toBe("\`A\` is defined in another file");
    });
});

test("inlines all uses and deletes the block, whose documentation stays with the first", () => {
    const before = `${residual}
model M {
    input x: [8, 8, 8]
    Residu|al(8)
    output y = Residual(8, 1)
}
`;
    expect(titlesFor(before)).toContain("Inline 2 uses of \`Residual\` and delete it (renames tensors)");
    expect(refactored(before, "inline-blocks")).toBe(`model M {
    input x: [8, 8, 8]
    # Adds what it computes to its input.
    # The way past.
    conv1 = conv(8, 3, padding=3 // 2)  # first
    relu()
    add1 = add(conv1, x)
    # The way past.
    conv1_2 = conv(8, 1, padding=1 // 2)  # first
    relu()
    output y = add(conv1_2, add1)
}
`);
});

test("a comment behind the deleted block stays with its first use", () => {
    expect(refactored("block B() {\n    relu()\n}  # last\n\nmodel M {\n    input x: [3]\n    output y = B|()  # here\n}\n", "inline-blocks"))
        .toBe("model M {\n    input x: [3]\n    # last\n    output y = relu()  # here\n}\n");
});
