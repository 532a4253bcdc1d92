import { describe, expect, test } from "vitest";
import { diagnose } from "../../../server/diagnostics/diagnostics.ts";
import { analyzed } from "../../support/marked-source.ts";
import { expectMarked } from "../../support/marked-diagnostics.ts";
import { fixedTexts } from "../../support/fixed-texts.ts";
import { denseNetworks, transitions } from "./dense-network.ts";

describe("DenseNets without their transitions", () => {
    const text = denseNetworks([transitions, ""]);

    test("are reported once, on the block that continues from the previous one", () => {
        const [unused, diagnostic, ...others] = diagnose(analyzed(text).analysis);
        expect(others).toEqual([]);
        expect(unused).toMatchObject({ code: "unused-block", message: expect.stringContaining("`Transition`") as string });
        expect(diagnostic).toMatchObject({ code: "channel-growth", severity: "warning" });
        expect(text.slice(diagnostic?.span.start, diagnostic?.span.end)).toBe("DenseBlock(layers[i], growth)");
        // 58 rounds at 56 × 56, each 3136·((64 + 32·i)·128 + 128·32·9): 29,428,023,296 multiply-adds.
        expect(diagnostic?.message).toBe("dense blocks grow 64 channels to 1,920 (30×) without a transition between them");
        expect(diagnostic?.help).toBe("halve the channels with a 1×1 `conv` between the blocks, followed by `avg_pool(2)`");
        expect(diagnostic?.notes).toEqual([
            "58 rounds add 32 channels each",
            "29.428 G of 29.548 G multiply-adds are spent in these rounds",
            "2.46 GB of 2.51 GB activation memory is used by these rounds",
            "another round would add 886.309 M multiply-adds",
        ]);
    });

    test("get them back", () => {
        const call = '        @path("denseblock", i + 1)\n        DenseBlock';
        expect(Object.values(fixedTexts(text, "channel-growth"))[0])
            .toBe(text.replace(call, `        if i > 0 { Transition() }\n${call}`));
    });

    test.each([
        ["no convolution but the pool", /    conv = conv\(in.channels \/\/ 2, 1, bias=false\)\n/, ""],
        ["a convolution that keeps the channels", "in.channels // 2, 1", "in.channels, 1"],
    ])("and those whose transitions have %s", (_, part, by) => {
        const changed = denseNetworks([part, by]);
        const found = diagnose(analyzed(changed).analysis);
        expect(found.map(({ code, span }) => [code, changed.slice(span.start, span.end)])).toEqual([["channel-growth", "DenseBlock(layers[i], growth)"]]);
        fixedTexts(changed, "channel-growth");
    });
});

const unit = `block Unit(growth) {
    new = conv(4 * growth, 1) -> relu() -> conv(growth, 3, padding=1)
    concat(in, new)
}
`;

test("costs that an error hides are left out of the notes", () => {
    const open = `model M() {
    input image: [16, 32, 32]
    repeat 7 { Unit(8) }
    conv(8, kernel=0) -> global_avg_pool() -> flatten()
    output y = linear(10)
}`;
    const growth = diagnose(analyzed(unit + open).analysis).find(({ code }) => code === "channel-growth");
    expect(growth?.message).toBe("dense block grows 16 channels to 72 (4.5×) without compression");
    expect(growth?.notes).toEqual([
        "7 rounds add 8 channels each", expect.stringMatching(/^another round would add [\d.]+ M multiply-adds$/) as string,
    ]);
});

describe("the channels of a dense block", () => {
    test.each([
        ["enter another one", `
model M() {
    input image: [16, 32, 32]
    repeat 4 { Unit(8) }
    relu()
    repeat 4 { Unit(8) }
#   ^^^^^^^^ channel-growth: dense blocks grow 16 channels to 80 (5×) without a transition between them
    conv(8, 1)
    output y = relu()
}`],
        ["enter each of the next ones", `
model M() {
    input image: [16, 32, 32]
    repeat 2 { Unit(8) }
    avg_pool(2)
    repeat 2 { Unit(8) }
#   ^^^^^^^^ channel-growth: dense blocks grow 16 channels to 48 (3×) without a transition
    avg_pool(2)
    repeat 2 { Unit(4) }
#   ^^^^^^^^ channel-growth: dense blocks grow 16 channels to 56 (3.5×) without a transition
    conv(8, 1)
    output y = relu()
}`],
        ["is compressed between", `
model M() {
    input image: [16, 32, 32]
    repeat 4 { Unit(8) }
    conv(24, 1)
    repeat 4 { Unit(8) }
    conv(8, 1)
    output y = relu()
}`],
        ["end up more than four times as many", `
model M() {
    input image: [16, 32, 32]
    repeat 7 { Unit(8) }
#   ^^^^^^^^ channel-growth: dense block grows 16 channels to 72 (4.5×) without compression
    global_avg_pool() -> flatten()
    output y = linear(10)
}`],
        ["is four times that", `
model M() {
    input image: [16, 32, 32]
    repeat 6 { Unit(8) }
    global_avg_pool() -> flatten()
    output y = linear(10)
}`],
        ["is more, but compressed then", `
model M() {
    input image: [16, 32, 32]
    repeat 12 { Unit(8) }
    relu()
    output y = conv(16, 1)
}`],
        ["is more, and a larger kernel reads it", `
model M() {
    input image: [16, 32, 32]
    repeat 12 { Unit(8) }
#   ^^^^^^^^^ channel-growth:
    output y = conv(16, 3)
}`],
        ["is the result itself", `
model M() {
    input image: [16, 32, 32]
    output y = repeat 12 { Unit(8) }
#              ^^^^^^^^^ channel-growth:
}`],
    ])("%s", (_, marked) => {
        expectMarked(unit + marked);
    });
});

test("the limit is a setting", () => {
    const model = "model M() {\n    input image: [16, 32, 32]\n    repeat 6 { Unit(8) }\n    output y = relu()\n}";
    const { analysis } = analyzed(unit + model);
    const codes = (channelGrowth: number): readonly string[] =>
        diagnose(analysis, { channelGrowth }).map(({ code }) => code);
    expect([codes(4), codes(3.9)]).toEqual([[], ["channel-growth"]]);
});

test.each([
    ["after a block on its line", "repeat 12 { Unit(8) }\n    output y = relu()", "repeat 12 { Unit(8) }\n    Compression()\n    output y = relu()"],
    ["after a named block", "x = repeat 12 { Unit(8) }\n    output y = x -> relu()", "x = repeat 12 { Unit(8) } -> Compression()\n    output y = x -> relu()"],
])("a compression is inserted %s", (_, lines, expected) => {
    const model = (body: string): string => `model M() {\n    input image: [16, 32, 32]\n    ${body}\n}`;
    const block = "block Compression() {\n    batch_norm()\n    relu()\n    conv(in.channels // 2, 1, bias=false)\n}\n\n";
    expect(Object.values(fixedTexts(unit + model(lines), "channel-growth"))).toEqual([unit + block + model(expected)]);
});
