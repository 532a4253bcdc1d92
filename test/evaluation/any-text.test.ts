import { readdirSync, readFileSync } from "node:fs";
import { ruleText } from "../../server/diagnostics/size-rule-text.ts";
import { expect, test } from "vitest";
import { inputRule } from "../../server/graph/input-rule.ts";
import { casesOf, fc } from "../support/fast-check.ts";
import { analyzeText } from "../support/memory-host.ts";

const examples = readdirSync("examples").filter((name) => name.endsWith(".cnn"))
    .map((name) => readFileSync(`examples/${name}`, "utf8"));

/** Pieces that mean something to the language, so that random texts get past the parser. */
const pieces = fc.constantFrom(
    "model M() {\n", "block B(a, b = 2) {\n", "}\n", "input x: [3, H = 8, 8]\n", "conv(4, 3)\n", "add(in, x)\n", "relu()\n",
    "repeat 3 { B(1) }\n", "for i in 0..2 {\n", "if in.channels == 4 {\n", "else {\n", "let k = 2 ** 40\n", "let f(n) = f(n)\n",
    "x = B(k)\n", "a, b = split(2)\n", "return in, in\n", "output y = flatten()\n", "require k > 3\n", "require H % 3 == k // H\n", "flatten() -> linear(H)\n", "reshape([-1, 6])\n", "if H > 4 {\n",
    "max_pool(3, stride=2)\n", "upsample(to=x)\n", ": [4, H // 2, H / 4]\n", "concat(in, x, axis=-1)\n", "@path(\"a\", k)\n",
    "x -> concat(in, relu() -> conv(k, 1))\n", "\"", "(", "[", ": [_, 4]\n", "-> ", "# c\n", "import \"main.cnn\"\n", "1e999 ", "é😀",
);

function findings(text: string): readonly unknown[] {
    return analyzeText(text).problems.map(({ span, finding, related }) => ({ span, finding, related }));
}

/** Includes its rules for inputs, which are computed on demand. */
function analysed(text: string): void {
    const { problems, models } = analyzeText(text);
    for (const rule of models.flatMap((model) => inputRule(model).sizes)) {
        expect([ruleText(rule), rule.causes, rule.pattern]).toBeDefined();
    }
    for (const { span } of problems) {
        expect(span.start).toBeGreaterThanOrEqual(0);
        expect(span.end).toBeGreaterThanOrEqual(span.start);
        expect(span.end).toBeLessThanOrEqual(text.length);
    }
}

test("any text is analysed", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), analysed), { numRuns: casesOf(300) });
});

test("any sequence of the language's pieces is analysed", () => {
    fc.assert(fc.property(fc.array(pieces, { maxLength: 25 }).map((parts) => parts.join("")), analysed), { numRuns: casesOf(500) });
});

test("a truncated or edited network is analysed", () => {
    const edit = fc.record({
        example: fc.constantFrom(...examples), at: fc.double({ min: 0, max: 1, noNaN: true }),
        removed: fc.nat(40), inserted: fc.oneof(fc.constant(""), pieces, fc.string({ maxLength: 5 })), truncated: fc.boolean(),
    });
    fc.assert(fc.property(edit, ({ example, at, removed, inserted, truncated }) => {
        const start = Math.floor(at * example.length);
        analysed(example.slice(0, start) + inserted + (truncated ? "" : example.slice(start + removed)));
    }), { numRuns: casesOf(300) });
});

test("the same text has the same problems", () => {
    fc.assert(fc.property(fc.array(pieces, { maxLength: 15 }).map((parts) => parts.join("")), (text) => {
        expect(findings(text)).toEqual(findings(text));
    }), { numRuns: casesOf(100) });
});
