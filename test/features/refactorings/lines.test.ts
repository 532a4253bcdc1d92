import { describe, expect, test } from "vitest";
import { refactored, titlesFor } from "../../support/refactored.ts";

/** What is refactored, the text with its selection, and the text afterwards or why it is refused. */
type Table = readonly (readonly [what: string, before: string, after: string])[];

const named: Table = [
    ["a layer", `model M {
    input x: [3, 8, 8]
    |conv(4, 3)  # first
    output y = relu()
}
`, `model M {
    input x: [3, 8, 8]
    conv1 = conv(4, 3)  # first
    output y = relu()
}
`],
    ["a chain, by its last step, with a name that is free in the model", `model M {
    input x: [3, 8, 8]
    relu1 = relu()
    x -> conv(4, 3) -> re|lu()
    output y = add(relu1, in)
}
`, "relu2"],
    ["a value with a name", `model M {
    input x: [3, 8, 8]
    y = re|lu()
    output z = tanh()
}
`, "name-value is not offered"],
];

describe("name the value", () => {
    test.each(named)("%s", (_, before, after) => {
        const result = refactored(before, "name-value");
        if (after.includes("\n") || after.includes("offered")) {
            expect(result).toBe(after);
        } else {
            expect(result).toContain(`${after} = `);
        }
    });

    test("says that tensors are renamed, if the value has any", () => {
        const of = (call: string): string => `model M {\n    input x: [3, 8, 8]\n    ${call}|\n    output y = relu()\n}\n`;
        expect(titlesFor(of("conv(4, 3)"))).toContain("Name the value (renames tensors)");
        expect(titlesFor(of("tanh()"))).toContain("Name the value");
    });
});

const sources: readonly (readonly [what: string, id: string, before: string, after: string])[] = [
    ["writes a name", "write-source", `model M {
    input x: [3, 8, 8]
    skip = conv(4, 3)
    re|lu()
    output y = add(skip, skip)
}
`, `model M {
    input x: [3, 8, 8]
    skip = conv(4, 3)
    skip -> relu()
    output y = add(skip, skip)
}
`],
    ["writes the name of a block's input", "write-source", `block b -> B() {
    re|lu()
}
model M {
    input x: [3, 8, 8]
    output y = B()
}
`, `block b -> B() {
    b -> relu()
}
model M {
    input x: [3, 8, 8]
    output y = B()
}
`],
    ["is not offered after an unnamed value", "write-source", `model M {
    input x: [3, 8, 8]
    conv(4, 3)
    re|lu()
    output y = tanh()
}
`, "write-source is not offered"],
    ["omits a name", "omit-source", `model M {
    input x: [3, 8, 8]
    first = conv(4, 3)  # kept
    output y = |first -> relu()  # too
}
`, `model M {
    input x: [3, 8, 8]
    first = conv(4, 3)  # kept
    output y = relu()   # too
}
`],
    ["omits \`in\` at the start of a block", "omit-source", `block B() {
    y = in -> |relu()
    add(y, in)
}
model M {
    input x: [3, 8, 8]
    output z = B()
}
`, `block B() {
    y = relu()
    add(y, in)
}
model M {
    input x: [3, 8, 8]
    output z = B()
}
`],
    ["keeps the source of a line that would start elsewhere", "omit-source", `model M {
    input x: [3, 8, 8]
    first = conv(4, 3)
    relu()
    output y = first| -> tanh()
}
`, "omit-source is not offered"],
    ["keeps a name that has another value since", "omit-source", `model M {
    input x: [3, 8, 8]
    v = tanh()
    w = relu()
    w = in
    output y = w| -> sigmoid()
}
`, "\`y\` in \`M\` would change"],
];

describe("the source of a line", () => {
    test.each(sources)("%s", (_, id, before, after) => {
        expect(refactored(before, id)).toBe(after);
    });
});

const claims: readonly (readonly [what: string, id: string, before: string, after: string])[] = [
    ["in dynamic sizes, as a fraction if the network only accepts multiples", "claim-shape", `model M {
    input x: [3, H = 8, 8]
    half = |max_pool(2)
    up = resize(scale=2)
    output y = add(up, x)
}
`, "[3, H / 2, 4]"],
    ["in dynamic sizes, rounded down if it accepts others", "claim-shape", `model M {
    input x: [3, H = 8, 8]
    output y = |max_pool(2)
}
`, "[3, H // 2, 4]"],
    ["in numbers where no short formula exists", "claim-shape", `model M {
    input x: [3, H = 8, 8]
    output y = |conv(4, 3, stride=2, padding=1)
}
`, "[4, 4, 4]"],
    ["in a block, what is the same in all uses", "claim-shape", `block B(n) {
    con|v(n, 3, padding=1)
}
model M {
    input x: [3, 8, 8]
    B(4)
    output y = B(5)
}
`, "[_, 8, 8]"],
    ["on all lines, aligned", "claim-shapes", `model M|() {
    input x: [3, H = 8, 8]
    conv(16, 3, padding=1)  # wide
    if true {
        relu()
    }
    output y = conv(4, 1)
}
`, `model M() {
    input x: [3, H = 8, 8]
    conv(16, 3, padding=1)      : [16, H, 8]  # wide
    if true {
        relu()      : [16, H, 8]
    }
    output y = conv(4, 1)       : [4, H, 8]
}
`],
];

describe("the shape of a line", () => {
    test.each(claims)("%s", (_, id, before, after) => {
        const result = refactored(before, id);
        if (after.includes("\n")) {
            expect(result).toBe(after);
        } else {
            expect(/\|?(?:half|y|conv).*: (\[.*\])/u.exec(result)?.[1] ?? result).toBe(after);
        }
    });
});

test("states the rule for the sizes of an input", () => {
    const before = `model M {
    input x:| [3, H = 64, W = 64]
    output y = max_pool(3)
}
`;
    expect(titlesFor(before)).toContain("Insert `require H >= 3 and W >= 3`");
    expect(refactored(before, "state-rule-0")).toBe(`model M {
    input x: [3, H = 64, W = 64]
    require H >= 3 and W >= 3
    output y = max_pool(3)
}
`);
});
