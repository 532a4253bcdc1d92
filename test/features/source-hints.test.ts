import { expect, test } from "vitest";
import { inlayHints } from "../../server/features/inlay-hints.ts";
import { analyzed } from "../support/marked-source.ts";

/** The text with each source hint inserted as `⟦skip →⟧`. */
function withSources(text: string): string {
    const source = analyzed(text);
    const end = source.document.positionAt(text.length);
    const hints = inlayHints(source, { start: { line: 0, character: 0 }, end })
        .flatMap(({ position, label }) =>
            (typeof label === "string" && label.endsWith("→") ? [{ at: source.document.offsetAt(position), label }] : []));
    return hints.toReversed().reduce(
        (marked, { at, label }) => `${marked.slice(0, at)}⟦${label}⟧ ${marked.slice(at)}`, text);
}

test.each([
    ["nothing before a model's first input", `
model M() {
    relu()
    y = in -> tanh()
    input x: [3, 8, 8]
    output z = ⟦x →⟧ relu()
}`],
    ["a name that is read elsewhere", `
model M() {
    input image: [3, 8, 8]
    skip = conv(8, 3, padding=1)
    ⟦skip →⟧ conv(8, 3, padding=1)
    y = conv(8, 3, padding=1)
    output z = add(y, skip)
}`],
    ["the input of a block that is read again", `
block Residual(c) {
    ⟦in →⟧ conv(c, 3, padding=1)
    relu()
    y = conv(c, 3, padding=1)
    add(y, in)
}
model M() {
    input image: [8, 8, 8]
    output y = Residual(8)
}`],
    ["the name of a block's input in its head", `
block x -> Residual(c) {
    ⟦x →⟧ conv(c, 3, padding=1)
    y = relu()
    add(y, x)
}
model M() {
    input image: [8, 8, 8]
    output y = Residual(8)
}`],
    ["an input of a model that is read again", `
model M() {
    input image: [3, 8, 8]
    y = ⟦image →⟧ conv(3, 3, padding=1)
    output z = add(y, image)
}`],
    ["a shortcut instead of the block's input", `
block Residual(c) {
    shortcut = in -> conv(c, 1)
    ⟦shortcut →⟧ conv(c, 3, padding=1)
    y = conv(c, 3, padding=1)
    add(y, shortcut)
}
model M() {
    input image: [3, 8, 8]
    output y = Residual(8)
}`],
    ["both values after an \`if\`", `
block Residual(c) {
    shortcut = in
    if in.channels != c {
        shortcut = in -> conv(c, 1)
    }
    ⟦shortcut or in →⟧ conv(c, 3, padding=1)
    y = relu()
    add(y, shortcut)
}
model M() {
    input image: [3, 8, 8]
    Residual(8)
    output y = Residual(8)
}`],
    ["an output that a head continues from", `
model M() {
    input image: [3, 8, 8]
    output mask = conv(1, 1)
    ⟦mask →⟧ global_avg_pool()
    output score = flatten()
}`],
    ["the round's input in a loop", `
model M() {
    input image: [8, 8, 8]
    repeat 3 {
        y = ⟦in →⟧ conv(8, 3, padding=1)
        add(y, in)
    }
    output z = relu()
}`],
    ["nothing if a name is not read elsewhere, or only for sizes", `
block B() {
    conv1 = conv(in.channels, 3, padding=1)
    relu()
}
model M() {
    input image: [3, 8, 8]
    B()
    output y = flatten()
}`],
    ["nothing before a layer that only takes arguments", `
model M() {
    input image: [3, 8, 8]
    a = ⟦image →⟧ conv(8, 1)
    b = image -> conv(8, 1)
    add(a, b)
    output y = concat(a, b)
}`],
])("shows %s", (_, marked) => {
    expect(withSources(marked.replaceAll(/⟦.*?⟧ /gu, ""))).toBe(marked);
});

test.each([
    ["`in` next to the name that a loop accumulates into", "all = concat(all, in^ -> conv(8, 3, padding=1), in^)", 2],
    ["no `in` of a loop that only continues", "y = conv(8, 3, padding=1)\n        add(y, in)", 0],
])("shows which value %s is", (_, line, count) => {
    const text = `block B() {\n    all = conv(8, 1)\n    in -> conv(8, 1)\n    repeat 2 {\n        ${line}\n    }\n    concat(all, in)\n}\n`;
    const source = analyzed(text.replaceAll("^", ""));
    const marked = text.split("^").slice(0, -1).reduce<readonly number[]>(
        (places, part) => [...places, (places.at(-1) ?? 0) + part.length], []);
    const found = inlayHints(source, { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } })
        .filter(({ label }) => label === "of this iteration");
    expect(found.map(({ position }) => source.document.offsetAt(position))).toEqual(marked);
    expect(found).toHaveLength(count);
});

test("inserts the source when it is accepted", () => {
    const text = "block B() {\n    y = relu()\n    add(y, in)\n}\n";
    const source = analyzed(text);
    const hints = inlayHints(source, { start: { line: 0, character: 0 }, end: { line: 4, character: 0 } });
    const at = { line: 1, character: 8 };
    expect(hints.map(({ textEdits }) => textEdits)).toContainEqual([{ range: { start: at, end: at }, newText: "in -> " }]);
});
