import * as v from "valibot";
import { expect, test } from "vitest";
import { hintReferenceSchema, hintTooltip, inlayHints } from "../../server/features/inlay-hints.ts";
import type { SizeStyle } from "../../server/sizes/function-text.ts";
import { analyzed } from "../support/marked-source.ts";

/** The text with each shape or total after its line as ` ⟦…⟧`. */
function withHints(text: string, style?: SizeStyle): string {
    const source = analyzed(text);
    const end = source.document.positionAt(text.length);
    const hints = inlayHints(source, { start: { line: 0, character: 0 }, end }, style && { sizes: style });
    return text.split("\n").map((line, index) => {
        const hint = hints.find(({ position, kind }) => position.line === index && kind !== undefined);
        return hint === undefined ? line : `${line} ⟦${typeof hint.label === "string" ? hint.label : ""}⟧`;
    }).join("\n");
}

test.each([
    ["each line that makes a value", `
model M() { ⟦54 parameters, 1.94 k MACs⟧
    input image: [3, 8, 8]
    conv(2, 3, bias=false) -> max_pool(2) ⟦[2, 3, 3]⟧
    let k = 3
    output y = relu() ⟦[2, 3, 3]⟧
}`],
    ["a block's line sums up its uses", `
block B(c) {
    conv(c, 1) ⟦[4, 8, 8] | [6, 8, 8]⟧
    relu() ⟦[4, 8, 8] | [6, 8, 8]⟧
}
model M() { ⟦46 parameters, 2.3 k MACs⟧
    input image: [3, 8, 8]
    B(4) ⟦[4, 8, 8]⟧
    output y = B(6) ⟦[6, 8, 8]⟧
}`],
    ["many uses as a range of each axis", `
model M() { ⟦0 parameters, 0 MACs⟧
    input image: [3, 64, 64]
    repeat 5 {
        max_pool(2) ⟦[3, 2…32, 2…32] ×5⟧
    } ⟦[3, 2, 2]⟧
    output y = relu() ⟦[3, 2, 2]⟧
}`],
    ["branches on separate lines", `
model M() { ⟦31 parameters, 1.92 k MACs⟧
    input image: [3, 8, 8]
    output y = concat(
        conv(1, 1, bias=false), ⟦[1, 8, 8]⟧
        conv(1, 3, padding=1) -> relu(), ⟦[1, 8, 8]⟧
    ) ⟦[2, 8, 8]⟧
}`],
    ["a branch in a block sums up its uses", `
block One(c) {
    conv(c, 1, bias=false) ⟦[4, 8, 8] | [6, 8, 8]⟧
}
block B(c) {
    concat(
        One(c), ⟦[4, 8, 8] | [6, 8, 8]⟧
        in,
    ) ⟦[7, 8, 8] | [9, 8, 8]⟧
}
model M() { ⟦30 parameters, 1.92 k MACs⟧
    input image: [3, 8, 8]
    a = B(4) ⟦[7, 8, 8]⟧
    output y = image -> B(6) ⟦[9, 8, 8]⟧
}`],
    ["known shapes after an error", `
model M() { ⟦976 parameters⟧
    input image: [3, 8, 8]
    conv(4, 9) ⟦[4, ?, ?]⟧
    output y = relu() ⟦[4, ?, ?]⟧
}`],
])("%s", (_, expected) => {
    expect(withHints(expected.replace(/ ⟦[^⟧]*⟧/gu, ""))).toBe(expected);
});

test("no totals while nothing of them is known", () => {
    expect(withHints("model M() {\n    input x: [3, 8, 8]\n    conv()\n}")).not.toContain("parameters");
});

test("an unknown total is left out", () => {
    const hinted = withHints("model M() {\n    input x: [n, 8, 8]\n    output y = conv(4, 3)\n}");
    expect(hinted).toContain("model M() { ⟦≥ 4 parameters⟧");
});

test("no hint if the claim has the same numbers", () => {
    expect(withHints("model M() {\n    input x: [3, 8, 8]\n    output y = conv(4, 3) : [4, 6, 6]\n}")).not.toContain("⟦[4, 6, 6]⟧");
});

test.each<[SizeStyle, string | undefined]>([
    ["numbers", undefined],
    ["formulas", "⟦[4, ⌊H/2⌋, 8]⟧"],
    ["both", "⟦[4, ⌊H/2⌋, 8]⟧"],
])("next to a claim of the same numbers, as %s", (style, hint) => {
    const text = "model M() {\n    input x: [3, H = 16, 16]\n    max_pool(2)\n    output y = conv(4, 1) : [4, 8, 8]\n}";
    expect(withHints(text, style).split("\n").at(-2)?.match(/⟦.*⟧/u)?.[0]).toBe(hint);
});

test("a model's totals are after its name", () => {
    expect(withHints("model M() {\n    input x: [3, 8, 8]\n    output y = conv(4, 3)\n}")).toMatch(/model M\(\) \{ ⟦112 parameters, .*MACs⟧/u);
});

test.each<[SizeStyle, string]>([
    ["numbers", "⟦[8, 16, 20]⟧"],
    ["formulas", "⟦[8, ⌊H/2⌋, ⌊W/2⌋]⟧"],
    ["both", "⟦[8, 16, 20] = [8, ⌊H/2⌋, ⌊W/2⌋]⟧"],
])("sizes that depend on the input's as %s", (style, hint) => {
    const text = "model M() {\n    input image: [3, H = 32, W = 40]\n    conv(8, 3, padding=1) -> max_pool(2)\n}";
    expect(withHints(text, style)).toContain(hint);
});

test.each<[SizeStyle, string]>([
    ["formulas", "⟦[3, ⌊H/32⌋…⌊H/2⌋, 2…32] ×5⟧"],
    ["both", "⟦[3, 2…32, 2…32] ×5⟧"],
])("sizes over many uses as a range: %s", (style, hint) => {
    const text = "model M() {\n    input image: [3, H = 64, 64]\n    repeat 5 {\n        max_pool(2)\n    }\n}";
    expect(withHints(text, style)).toContain(hint);
});

test("a range of formulas of several terms keeps them apart", () => {
    const text = "block B() { conv(4, 3) }\nmodel M() {\n    input x: [4, H = 32, 32]\n    B()\n    B()\n    B()\n    output y = B()\n}";
    expect(withHints(text, "formulas").split("\n")[0]).toContain("⟦[4, H − 8 … H − 2, 24…30] ×4⟧");
});

test("a tooltip lists the shapes of all uses, if they differ", () => {
    const source = analyzed(
        "block B(n) {\n    conv(n, 1)\n    relu()\n}\nmodel M {\n    input x: [3, 4, 4]\n    B(8)\n    b = B(16)\n}\n");
    const whole = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
    const tooltips = inlayHints(source, whole).flatMap(({ data, position }) => {
        const tooltip = data === undefined ? undefined : hintTooltip(source, v.parse(hintReferenceSchema, data));
        return tooltip === undefined ? [] : [[position.line, typeof tooltip === "string" ? tooltip : tooltip.value]];
    });
    expect(tooltips).toEqual([
        [1, "- `B_1` `[8, 4, 4]`\n- `b` `[16, 4, 4]`"], [2, "- `B_1` `[8, 4, 4]`\n- `b` `[16, 4, 4]`"],
    ]);
});
