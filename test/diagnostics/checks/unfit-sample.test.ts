import { describe, expect, test } from "vitest";
import { diagnose, type Diagnostic } from "../../../server/diagnostics/diagnostics.ts";
import { applyChanges } from "../../../server/diagnostics/edits.ts";
import { helpfulFixes } from "../../support/helpful-fixes.ts";
import { expectMarked } from "../../support/marked-diagnostics.ts";
import { analyzed } from "../../support/marked-source.ts";

const unet = (size: string): string => `
block Double(channels) { conv(channels, 3, padding=1) -> relu() }
block Up(skip, channels) {
    up = conv_transpose(channels, 2, stride=2)
    concat(skip, up)
    Double(channels)
}
model UNet() {
    input image: [1, ${size}]
    d1 = Double(4)
    d2 = max_pool(2) -> Double(4)
    d3 = max_pool(2) -> Double(4)
    d4 = max_pool(2) -> Double(4)
    max_pool(2) -> Double(4)
    Up(d4, 4)
    Up(d3, 4)
    Up(d2, 4)
    Up(d1, 4)
    output mask = conv(1, 1)
}
`;

/** The errors of a text as \`code «text»\`. */
function errorsOf(text: string): readonly string[] {
    return diagnose(analyzed(text).analysis).filter(({ severity }) => severity === "error")
        .map(({ code, span }) => `${code} «${text.slice(span.start, span.end)}»`);
}

function theOne(text: string): Diagnostic {
    const [found, ...others] = diagnose(analyzed(text).analysis).filter(({ severity }) => severity === "error");
    if (found === undefined || others.length > 0) {
        throw new Error(`There is not one error in:\n${text}`);
    }
    return found;
}

describe("a U-Net at 300", () => {
    const text = unet("H = 300, W = 300");

    test("is one error on the sample, with the sizes below and above", () => {
        const { code, message, help, span } = theOne(text);
        expect([code, text.slice(span.start, span.end)]).toEqual(["unfit-sample", "H = 300, W = 300"]);
        expect(message).toBe("`H = 300` and `W = 300` do not fit: H and W must be multiples of 16");
        expect(help).toBe("use 288 or 304, the nearest sizes that fit");
    });

    test("is the only diagnostic about the lost row", () => {
        expect(diagnose(analyzed(text).analysis).map(({ code }) => code)).toEqual(["unfit-sample"]);
        const codes = new Set(diagnose(analyzed(unet("300, 300")).analysis).map(({ code }) => code));
        expect([...codes]).toEqual(expect.arrayContaining(["dropped-border", "size-mismatch"]));
    });

    test("names the two sides that disagree, and the layers whose rounding lost the row", () => {
        const places = theOne(text).related.map(({ message, span }) => `${message} «${text.slice(span.start, span.end)}»`);
        expect(places[0]).toMatch(/^`concat` expects values of equal height, got 37 and 36 «concat\(skip, up\)»$/);
        expect(places).toEqual(expect.arrayContaining([
            expect.stringMatching(/^\[4, 37, 37\] comes from/), expect.stringMatching(/^\[4, 36, 36\] comes from/),
            "in Up([4, 37, 37], channels=4); 1 of 4 uses fails «Up(d4, 4)»", "`max_pool_1` rounds here «max_pool(2)»",
        ]));
    });

    test("is fixed by either size", () => {
        const required = unet("H = 300, W = 300]\n    require H % 16 == 0 and W % 16 == 0").replace("== 0]", "== 0");
        const source = analyzed(required);
        const fixes = helpfulFixes(theOne(required), { ...source, found: diagnose(source.analysis) });
        expect(fixes.map(({ title, edits }) => [title, applyChanges(required, edits)])).toEqual([
            ["Set `H` and `W` to 304", required.replaceAll("= 300", "= 304")],
            ["Set `H` and `W` to 288", required.replaceAll("= 300", "= 288")],
        ]);
        expect(fixes.flatMap(({ edits }) => errorsOf(applyChanges(required, edits)))).toEqual([]);
    });
});

describe("the layer that is named is the one whose rounding loses something at the sample", () => {
    const chain = (size: number, pool: string): string => `
model Net() {
    input image: [1, H = ${size}, 64]
    half = ${pool}
    quarter = ${pool}
    eighth = ${pool}
    u4 = upsample(2)
    add(u4, quarter)
    u2 = upsample(2)
    add(u2, half)
    u1 = upsample(2)
    output y = add(u1, image)
}
`;
    test.each([
        [250, "max_pool(2)", "quarter"],
        [249, "max_pool(2)", "half"],
        [252, "max_pool(2)", "eighth"],
        [244, "max_pool(2, ceil_mode=true)", "eighth"],
        [250, "conv(1, 3, stride=2, padding=\"same\")", "quarter"],
    ])("at %i, of %s", (size, pool, layer) => {
        const related = theOne(chain(size, pool)).related.map(({ message }) => message);
        expect(related.filter((message) => message.endsWith("rounds here"))).toEqual([`\`${layer}\` rounds here`]);
    });
});

test.each<[what: string, sizes: string, errors: readonly string[]]>([
    ["one of two sizes", "H = 300, W = 304", ["unfit-sample «H = 300»"]],
    ["two samples", "H = 300, W = 310", ["unfit-sample «H = 300»", "unfit-sample «W = 310»"]],
    ["one size on two axes", "S = 300, S", ["unfit-sample «S = 300»"]],
    ["sizes that are not free", "300, 300", ["size-mismatch «concat(skip, up)»"]],
    ["sizes that fit", "H = 304, W = 288", []],
])("in a U-Net, %s", (_, sizes, errors) => {
    expect(errorsOf(unet(sizes))).toEqual(errors);
});

/** A model of lines whose output is its last line. */
function model(lines: string, input = "input x: [4, H = 32, W = 32]", blocks = ""): string {
    return `${blocks}model M() {\n    ${input}\n    ${lines.split("\n").join("\n    ")}\n    output y = identity()\n}\n`;
}

describe("whose fault it is", () => {
    test.each<[what: string, text: string, errors: readonly string[]]>([
        ["a stride in one branch only", model("a = conv(4, 3, stride=2, padding=1)\nadd(a, x)"), ["size-mismatch «add(a, x)»"]],
        ["the same at a small sample",
            model("a = conv(4, 3, stride=2, padding=1)\nadd(a, x)", "input x: [4, H = 4, W = 4]"), ["size-mismatch «add(a, x)»"]],
        ["a padding that is missing", model("a = conv(4, 3)\nadd(a, x)"), ["size-mismatch «add(a, x)»"]],
        ["a kernel larger than the image", model("conv(4, 99)"), ["kernel-exceeds-input «99»"]],
        ["a kernel a little larger than its map", model("max_pool(4) -> conv(4, 9)"), ["kernel-exceeds-input «9»"]],
        ["poolings of too small an image", model("repeat 6 { max_pool(2) }"), ["unfit-sample «H = 32, W = 32»"]],
        ["poolings of an image that is far too small", model("repeat 9 { max_pool(2) }"), ["kernel-exceeds-input «2»"]],
        ["a claim for all sizes", model("max_pool(2) : [4, H/2, W/2]", "input x: [4, H = 33, W = 32]"), ["unfit-sample «H = 33»"]],
        ["a claim that no size satisfies", model("max_pool(2) : [4, H/4, W/2]"), ["failed-claim «[4, H/4, W/2]»"]],
        ["a claim of numbers", model("max_pool(2) : [4, 15, 16]"), ["failed-claim «[4, 15, 16]»"]],
        ["a block's require",
            model("Down()\nDown()", "input x: [4, H = 34, W = 32]", "block Down() {\n    require in.height % 2 == 0\n    max_pool(2)\n}\n"),
            ["unfit-sample «H = 34»"]],
        ["a value whose size is a number", model("concat(x, z)", "input z: [4, 24, 32]\n    input x: [4, H = 32, W = 32]"),
            ["unfit-sample «H = 32»"]],
        ["two inputs that have to agree", model("concat(x, z)", "input z: [4, K = 24, 32]\n    input x: [4, H = 32, 32]"),
            ["unfit-sample «H = 32»"]],
        ["sizes tied to each other that both have to be even",
            model("p = x -> max_pool([2, 1]) -> upsample([2, 1])\nconcat(p, z)", "input z: [4, K = 31, 32]\n    input x: [4, H = 31, 32]"),
            ["unfit-sample «K = 31»"]],
        ["a dimension worked out from another", model("conv(4, 1)", "input x: [4, S = 30, S / 4]"), ["unfit-sample «S = 30»"]],
        ["another mistake of the layer",
            model("p = max_pool(2) -> upsample(2)\nconcat(p, x)\nconv(4, 1, stride=0)", "input x: [4, H = 33, W = 32]"),
            ["unfit-sample «H = 33»", "invalid-stride «0»"]],
        ["a loop that repeats the reduction",
            model("for i in 0..3 {\n    p = in -> max_pool(2) -> upsample(2)\n    add(p, in)\n}", "input x: [4, H = 33, W = 33]"),
            ["unfit-sample «H = 33, W = 33»"]],
    ])("%s", (_, text, errors) => {
        expect(errorsOf(text)).toEqual(errors);
    });

    test("of a block in an imported file", () => {
        const source = analyzed(`import "b.cnn"\n${model("Joined()", "input x: [4, H = 33, W = 32]")}`, {
            "b.cnn": "block Joined() {\n    p = max_pool(2) -> upsample(2)\n    concat(p, in)\n}\n",
        });
        expect(diagnose(source.analysis).filter(({ severity }) => severity === "error").map(({ code }) => code)).toEqual(["unfit-sample"]);
    });

    test("a size that cannot be reached is reported as such", () => {
        const { code, notes } = theOne(model("a = conv(4, 3)\na -> crop(to=x)"));
        expect([code, notes]).toEqual(["unsolvable-size", ["changing `H` would not fix this"]]);
    });

    test("a mismatch that no other size would fix is reported as such", () => {
        expect(theOne(model("a = conv(4, 3)\nconcat(a, x)")).notes).toEqual(["changing `H` would not fix this"]);
    });

    test("demands that no size satisfies together belong to the layers", () => {
        const text = model("p = x -> max_pool([2, 1]) -> upsample([2, 1])\na = add(p, x)\n" +
            "q = x -> slice(1, axis=1) -> max_pool([2, 1]) -> upsample([2, 1])\nconcat(q, x -> slice(1, axis=1))", "input x: [4, H = 32, 32]");
        const { code, notes } = theOne(text);
        expect([code, notes]).toEqual(["size-mismatch", ["changing `H` would not fix this"]]);
    });
});

test("the default size must satisfy a model's require", () => {
    expectMarked(`
model Net() {
    input x: [3, H = 33, W = 40]
#                ^^^^^^ unfit-sample: \`H = 33\` does not meet \`require H % 8 == 0\`
    require H % 8 == 0, "cells of 8 pixels"
    output y = relu()
}`);
});

test("a note contains the message of a failed require", () => {
    const { help, notes } = theOne(model("relu()", "input x: [4, H = 33, 40]\n    require H % 8 == 0, \"cells of 8 pixels\""));
    expect([help, notes]).toEqual(["use 32 or 40, the nearest sizes that fit", ["the model's reason: cells of 8 pixels"]]);
});
