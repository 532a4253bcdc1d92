import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { hintReferenceSchema, hintTooltip, inlayHints, type HintOptions } from "../../server/features/inlay-hints.ts";
import { analyzed } from "../support/marked-source.ts";

const nothing = { shapes: false, sources: false, parameterNames: false, totals: false, costs: false };

/** The text with each hint where it is shown, as `⟦label⟧`. */
function shown(text: string, options: Partial<HintOptions>): string {
    const source = analyzed(text);
    const range = { start: { line: 0, character: 0 }, end: source.document.positionAt(text.length) };
    return inlayHints(source, range, options)
        .map(({ position, label }) =>
            ({ at: source.document.offsetAt(position), label: typeof label === "string" ? label : "" }))
        .toSorted((a, b) => b.at - a.at)
        .reduce((before, { at, label }) => `${before.slice(0, at)}⟦${label}⟧${before.slice(at)}`, text);
}

function hintsOf(options: Partial<HintOptions>) {
    return (expected: string): void => {
        expect(shown(expected.replace(/⟦[^⟧]*⟧/gu, ""), { ...nothing, ...options })).toBe(expected);
    };
}

const uses = "block Four(a, b, c = 1, d = 2) {\n    conv(a, b, stride=c, dilation=d)\n}\n";

describe("each kind is switched separately", () => {
    test.each<[string, Partial<HintOptions>, string]>([
        ["nothing", {}, "model M {\n    input x: [3, 8, 8]\n    y = conv(4, 3)\n    output z = relu()\n}\n"],
        ["shapes", { shapes: true }, "model M {\n    input x: [3, 8, 8]\n    y = conv(4, 3)⟦[4, 6, 6]⟧\n    output z = relu()⟦[4, 6, 6]⟧\n}\n"],
        ["totals", { totals: true }, "model M {⟦112 parameters, 3.89 k MACs⟧\n    input x: [3, 8, 8]\n    output y = conv(4, 3)\n}\n"],
        ["costs", { costs: true }, "block B() {\n    conv(4, 3, padding=1)⟦224 parameters · 13.8 k MACs⟧\n}\n" +
            "model M {\n    input x: [3, 8, 8]\n    B() -> relu()⟦112 parameters · 6.91 k MACs⟧\n    image = x -> identity()\n    output y = B()⟦112 parameters · 6.91 k MACs⟧\n}\n".replace("    image = x -> identity()\n", "    conv(3, 1)⟦15 parameters · 768 MACs⟧\n")],
        ["shapes and costs", { shapes: true, costs: true }, "model M {\n    input x: [3, 8, 8]\n    output y = conv(4, 3)⟦[4, 6, 6] · 112 parameters · 3.89 k MACs⟧\n}\n"],
        ["sources", { sources: true }, "model M {\n    input x: [3, 8, 8]\n    skip = conv(3, 1)\n    ⟦skip →⟧relu()\n    output y = add(conv(3, 1), skip)\n}\n"],
        ["parameter names", { parameterNames: true },
            `${uses}model M {\n    input x: [3, 8, 8]\n    output y = Four(⟦a=⟧4, ⟦b=⟧3, ⟦c=⟧1)\n}\n`],
    ])("%s", (_, options, expected) => {
        hintsOf(options)(expected);
    });
});

describe("names of positional arguments", () => {
    test.each([
        ["not of two", `${uses}model M {\n    input x: [3, 8, 8]\n    output y = Four(4, 3)\n}\n`],
        ["not of named ones", `${uses}model M {\n    input x: [3, 8, 8]\n    output y = Four(⟦a=⟧4, ⟦b=⟧3, ⟦c=⟧1, d=2)\n}\n`],
        ["not where the value has the name", `${uses}block B(c) {\n    Four(⟦a=⟧4, ⟦b=⟧3, c)\n}\nmodel M {\n    input x: [3, 8, 8]\n    output y = B(1)\n}\n`],
        ["not of operands", "model M {\n    input x: [3, 8, 8]\n    output y = concat(x, x, x)\n}\n"],
        ["not of an unknown callee", "model M {\n    input x: [3, 8, 8]\n    output y = Unknown(1, 2, 3)\n}\n"],
        ["of nested calls", `${uses}model M {\n    input x: [3, 8, 8]\n    output y = add(Four(⟦a=⟧4, ⟦b=⟧3, ⟦c=⟧1), Four(⟦a=⟧4, ⟦b=⟧3, ⟦c=⟧1))\n}\n`],
    ])("%s", (_, expected) => {
        hintsOf({ parameterNames: true })(expected);
    });
});

describe("a line with its hints takes the maximum width", () => {
    const differing = "block B(n) {\n    conv(n, 1)\n}\nmodel M {\n    input x: [3, 4, 4]\n    B(800)\n    b = B(1600)\n}\n";
    test.each([
        [0, "⟦[800, 4, 4] | [1600, 4, 4]⟧"], [120, "⟦[800, 4, 4] | [1600, 4, 4]⟧"], [41, "⟦[800, 4, 4] | [1600, 4, 4]⟧"],
        [40, "⟦[800…1600, 4, 4] ×2⟧"], [34, "⟦[800…1600, 4, 4] ×2⟧"], [33, "⟦[800, 4, 4] | …⟧"], [20, "⟦[800, 4, 4] | …⟧"],
    ])("%i", (maximumWidth, hint) => {
        expect(shown(differing, { ...nothing, shapes: true, maximumWidth }).split("\n")[1]).toBe(`    conv(n, 1)${hint}`);
    });

    test("but a single shape is whole, and a formula is cut", () => {
        const text = "model M {\n    input x: [3, H = 1024, W = 1024]\n    output y = conv(256, 3) -> max_pool(2)\n}\n";
        expect(shown(text, { ...nothing, shapes: true, maximumWidth: 10 })).toContain("⟦[256, 511, 511]⟧");
        expect(shown(text, { ...nothing, shapes: true, sizes: "both", maximumWidth: 62 })).toContain("⟦[256, 511, 511] =…⟧");
    });

    test("and its tooltip has all", () => {
        const tooltips = (text: string, options: Partial<HintOptions>): readonly unknown[] => {
            const source = analyzed(text);
            const range = { start: { line: 0, character: 0 }, end: source.document.positionAt(text.length) };
            return inlayHints(source, range, { ...nothing, shapes: true, ...options }).flatMap(({ data }) => {
                const tooltip = hintTooltip(source, v.parse(hintReferenceSchema, data));
                return typeof tooltip === "object" ? tooltip.value : [];
            });
        };
        expect(tooltips(differing, { maximumWidth: 20 })[0]).toBe("- `B_1` `[800, 4, 4]`\n- `b` `[1600, 4, 4]`");
        const text = "model M {\n    input x: [3, H = 1024, 1024]\n    output y = conv(256, 3) -> max_pool(2)\n}\n";
        expect(tooltips(text, { sizes: "both", maximumWidth: 60 })).toContainEqual(expect.stringMatching(/^`\[256, 511, 511\] = \[256, .*, 511\]`$/u));
    });
});
