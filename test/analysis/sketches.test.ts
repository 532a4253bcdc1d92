import { expect, test } from "vitest";
import { inlayHints } from "../../server/features/inlay-hints.ts";
import { diagnose } from "../../server/diagnostics/diagnostics.ts";
import { analyzed } from "../support/marked-source.ts";

/** The text with the shapes of its lines appended to them. */
function withShapes(text: string): string {
    const source = analyzed(text);
    const hints = inlayHints(source, { start: { line: 0, character: 0 }, end: source.document.positionAt(text.length) })
        .flatMap(({ position, label }) => (typeof label === "string" && label.startsWith("[")
            ? [{ at: source.document.offsetAt(position), label }] : []));
    return hints.toSorted((a, b) => b.at - a.at).reduce(
        (marked, { at, label }) => `${marked.slice(0, at)}⟦${label}⟧${marked.slice(at)}`, text);
}

test.each([
    ["a feature map", `
block Stem(channels = 64) {
    conv(channels, 7, stride=2, padding=3)⟦[64, ⌈H/2⌉, ⌈W/2⌉]⟧
    x = max_pool(2)⟦[64, ⌊(H + 1)/4⌋, ⌊(W + 1)/4⌋]⟧
    concat(x, in -> avg_pool(4, ceil_mode=true))⟦[C + 64, ⌊(H + 1)/4⌋, ⌊(W + 1)/4⌋]⟧
}`],
    ["its input by name, and other blocks", `
block x -> Gate(r = 16) {
    gate = global_avg_pool() -> conv(2 * r, 1) -> Scale()⟦[32, 1, 1]⟧
    mul(x, x)⟦[C, H, W]⟧
}
block Scale() {
    relu()⟦[C, H, W]⟧
}`],
    ["a sequence, if its layers take one", `
block Wave(n = 4) {
    for i in 0..n { conv(16, [3]) -> relu() }⟦[16, L − 8]⟧
}`],
    ["a condition that depends on the input: only what starts from the input again is known", `
block Down(c = 64) {
    if in.channels != c {
        conv(c, 1)
    }
    relu()
    in -> max_pool(2)⟦[C, ⌊H/2⌋, ⌊W/2⌋]⟧
}`],
])("a block without a use is shown for %s", (_, marked) => {
    const text = marked.replaceAll(/⟦.*?⟧/gu, "");
    expect(withShapes(text)).toBe(marked);
    expect(diagnose(analyzed(text).analysis).map(({ code }) => code).filter((code) => code !== "unused-block")).toEqual([]);
});

test("a block with a use is only shown for its uses", () => {
    const text = "block B() {\n    relu()⟦[3, 8, 8]⟧\n}\nmodel M() {\n    input x: [3, 8, 8]\n    output y = B()⟦[3, 8, 8]⟧\n}\n";
    expect(withShapes(text.replaceAll(/⟦.*?⟧/gu, ""))).toBe(text);
});
