import { describe, expect, test } from "vitest";
import { refactored, titlesFor } from "../../support/refactored.ts";

/** What is refactored, by which action, the text with its selection, and the text afterwards or why it is refused. */
type Table = readonly (readonly [what: string, id: string, before: string, after: string])[];

const extracted: Table = [
    ["the number at the cursor, named after its argument", "extract-let", `model M {
    input x: [3, 8, 8]
    # Wide.
    conv(1|6, 3)
    output y = relu()
}
`, `model M {
    input x: [3, 8, 8]
    let channels = 16
    # Wide.
    conv(channels, 3)
    output y = relu()
}
`],
    ["a selected expression, with the names it reads", "extract-let", `model M {
    input x: [3, 8, 8]
    let width = 4
    repeat 2 {
        conv(«2 * width», 3)
    }
    output y = relu()
}
`, `model M {
    input x: [3, 8, 8]
    let width = 4
    repeat 2 {
        let channels = 2 * width
        conv(channels, 3)
    }
    output y = relu()
}
`],
    ["an expression in parentheses", "extract-let", `model M {
    input x: [3, 8, 8]
    let width = 4
    output y = conv(3 *« (width + 1) », 3)
}
`, `model M {
    input x: [3, 8, 8]
    let width = 4
    let channels = width + 1
    output y = conv(3 * channels, 3)
}
`],
    ["a size of a value", "extract-let", `model M {
    input x: [3, 8, 8]
    output y = conv(«x.channels * 2», 3)
}
`, `model M {
    input x: [3, 8, 8]
    let channels2 = x.channels * 2
    output y = conv(channels2, 3)
}
`],
    ["a list to iterate over", "extract-let", `model M {
    input x: [3, 8, 8]
    for n in «[4, 8]» { conv(n, 3) -> relu() }
    output y = relu()
}
`, `model M {
    input x: [3, 8, 8]
    let n2 = [4, 8]
    for n in n2 { conv(n, 3) -> relu() }
    output y = relu()
}
`],
    ["into the file", "extract-file-let", `import "b.cnn"

# Net.
model M {
    input x: [3, 8, 8]
    output y = conv(«16», 3)
}
`, `import "b.cnn"

let channels2 = 16

# Net.
model M {
    input x: [3, 8, 8]
    output y = conv(channels2, 3)
}
`],
    ["a parameter's default, which only a \`let\` of the file can name", "extract-let", `block B(channels = |8) {
    conv(channels, 3)
}
model M {
    input x: [3, 8, 8]
    output y = B()
}
`, "extract-let is not offered"],
    ["a parameter's default", "extract-file-let", `block B(channels = |8) {
    conv(channels, 3)
}
model M {
    input x: [3, 8, 8]
    output y = B()
}
`, `let n = 8

block B(channels = n) {
    conv(channels, 3)
}
model M {
    input x: [3, 8, 8]
    output y = B()
}
`],
    ["part of a sum that is no operand", "extract-let", `model M {
    input x: [3, 8, 8]
    output y = conv(1 + «2 + 3», 3)
}
`, "extract-let is not offered"],
    ["the whole value of a \`let\`", "extract-let", `model M {
    input x: [3, 8, 8]
    let width = «8»
    output y = conv(width, 3)
}
`, "extract-let is not offered"],
    ["what reads the parameter of a function", "extract-file-let", `let twice(n) = «n * 2» + 1
model M {
    input x: [3, 8, 8]
    output y = conv(twice(3), 3)
}
`, "it would cause `unknown-name`: unknown name `n`; did you mean `n2`?"],
];

const inlined: Table = [
    ["all uses from the declaration, with parentheses where they are needed", "inline-lets", `model M {
    input x: [3, 8, 8]
    # Gone.
    let wid|th = 2 + 2
    conv(width, 3)
    output y = conv(3 * width, 3)
}
`, `model M {
    input x: [3, 8, 8]
    # Gone.
    conv(2 + 2, 3)
    output y = conv(3 * (2 + 2), 3)
}
`],
    ["one use", "inline-let", `model M {
    input x: [3, 8, 8]
    let width = 4
    conv(wid|th, 3)
    output y = conv(width, 3)
}
`, `model M {
    input x: [3, 8, 8]
    let width = 4
    conv(4, 3)
    output y = conv(width, 3)
}
`],
    ["a \`let\` of the file, in other items and functions", "inline-lets", `let width = 4
let twice(n) = n * wid|th

block B() {
    conv(width, 3)
}

model M {
    input x: [3, 8, 8]
    B()
    output y = conv(twice(2), 3)
}
`, `let twice(n) = n * 4

block B() {
    conv(4, 3)
}

model M {
    input x: [3, 8, 8]
    B()
    output y = conv(twice(2), 3)
}
`],
    ["a name that is bound twice", "inline-lets", `model M {
    input x: [3, 16, 16]
    let width = 4
    repeat 2 {
        conv(wid|th, 3)
        let width = width * 2
    }
    output y = relu()
}
`, "`width` has several values"],
    ["a value that means something else at a use", "inline-lets", `model M {
    input x: [3, 16, 16]
    y = conv(4, 3)
    let width = y.channels
    y = conv(8, 3)
    output z = conv(wid|th, 3)
}
`, "`z` in `M` would change"],
    ["a function", "inline-lets", `let twi|ce(n) = n * 2
model M {
    input x: [3, 16, 16]
    output z = conv(twice(2), 3)
}
`, "inline-lets is not offered"],
];

describe("let", () => {
    test.each(extracted)("extracts %s", (_, id, before, after) => {
        expect(refactored(before, id, { "b.cnn": "let channels = 3\n" })).toBe(after);
    });

    test.each(inlined)("inlines %s", (_, id, before, after) => {
        expect(refactored(before, id)).toBe(after);
    });

    test("each title says what happens", () => {
        const text = (marked: string): string =>
            `let width = 8\n\nmodel M {\n    input x: [3, 8, 8]\n    conv(${marked})\n    output y = conv(width, 3)\n}\n`;
        expect(titlesFor(text("«4», 3"))).toEqual(expect.arrayContaining(["Extract to `let`", "Extract to `let` of the file"]));
        expect(titlesFor(text("wi|dth, 3"))).toEqual(expect.arrayContaining([
            "Inline this use of `width`", "Inline 2 uses of `width` and delete it",
        ]));
    });
});
