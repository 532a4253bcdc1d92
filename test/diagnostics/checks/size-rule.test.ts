import { describe, expect, test } from "vitest";
import { diagnose } from "../../../server/diagnostics/diagnostics.ts";
import { applyChanges } from "../../../server/diagnostics/edits.ts";
import { inputRule } from "../../../server/graph/input-rule.ts";
import { isSubset } from "../../../server/sizes/size-set.ts";
import { expectMarked } from "../../support/marked-diagnostics.ts";
import { analyzed } from "../../support/marked-source.ts";
import { fixedTexts } from "../../support/fixed-texts.ts";
import { modelOf, sizedNetworks } from "../../support/size-networks.ts";

test("a rule without a `require` is reported on its sizes", () => {
    expectMarked(`
model Net() {
    input x: [3, H = 64, W = 64]
#                ^^^^^^^^^^^^^^ size-rule: no \`require\` states the size rule: H and W must be multiples of 4
    down = max_pool(4)
    up = upsample(4)
    output y = concat(up, x)
}
model Required() {
    input x: [3, H = 64, W = 64]
#                        ^^^^^^ size-rule: no \`require\` states the size rule: W must be a multiple of 4
    require H % 4 == 0
    down = max_pool(4)
    up = upsample(4)
    output y = concat(up, x)
}
model Fixed() {
    input x: [3, H = 64, W = 64]
#                ^^^^^^^^^^^^^^ size-rule: no \`require\` states the size rule: only H = 64 while W = 64 and only W = 64 while H = 64
    flatten()
    output y = linear(10)
}
model LeNet() {
    input x: [1, H = 32, W = 32]
#                ^^^^^^^^^^^^^^ size-rule: no \`require\` states the size rule: H from 32 to 35 while W = 32 and W from 32 to 35 while H = 32
    conv(6, 5) -> max_pool(2)
    conv(16, 5) -> max_pool(2)
    flatten() -> dropout()
    output y = linear(10)
}
model Many() {
    input x: [3, H = 420, 420]
#                ^^^^^^^ size-rule: no \`require\` states the size rule: H mod 420 in 0…2 and H ≥ 420
    a = max_pool(3) -> upsample(3)
    b = x -> max_pool(4) -> upsample(4)
    c = x -> max_pool(5) -> upsample(5)
    d = x -> max_pool(7) -> upsample(7)
    output y = add(a, b, c, d)
}
model Permuted() {
    input x: [3, H = 32, W = 32]
#                ^^^^^^ size-rule: no \`require\` states the size rule: only H = 32
    permute([1, 0, 2])
    output y = conv(4, 1)
}
model Tied() {
    input x: [3, H = 64, 64]
#                ^^^^^^ size-rule: no \`require\` states the size rule: H must equal K
    input z: [3, K = 64, 64]
    output y = concat(x, z)
}`);
});

test("a lower bound is reported if it is above a quarter of the default size, or only a part of the rule", () => {
    expectMarked(`
model Near() {
    input x: [3, H = 63, W = 64]
#                ^^^^^^ size-rule: no \`require\` states the size rule: H ≥ 16
    output y = max_pool(16, stride=1)
}
model Tied() {
    input x: [3, H = 64, 64]
#                ^^^^^^ size-rule: no \`require\` states the size rule: H ≥ 4 and H must equal K
    input z: [3, K = 64, 64]
    concat(x, z)
    output y = max_pool(4)
}
model Multiples() {
    input x: [3, H = 64, 64]
#                ^^^^^^ size-rule: no \`require\` states the size rule: H must be a multiple of 4
    down = max_pool(4) -> upsample(4)
    output y = concat(down, x)
}`);
});

test("the help is the condition, and the causes are places", () => {
    const { analysis } = analyzed("model M() {\n    input x: [3, H = 64, 64]\n    down = max_pool(4)\n    up = upsample(4)\n" +
        "    output y = concat(up, x)\n}\n");
    const [found] = diagnose(analysis).filter(({ code }) => code === "size-rule");
    expect(found?.help).toBe("add `require H % 4 == 0`");
    expect(found?.related.map(({ message }) => message)).toEqual([
        "`concat` needs H = 4·⌊H/4⌋", "[3, 64, 64] comes from `up`", "[3, 64, 64] comes from `x`", "`down` rounds here",
    ]);
});

test("another model's mistake does not silence a rule", () => {
    expectMarked(`
model Broken() {
    input x: [3, H = 64, W = 64]
    output y = conv(4, 0)
#                      ^ invalid-argument:
}
model Net() {
    input x: [3, H = 64, 64]
#                ^^^^^^ size-rule: no \`require\` states the size rule: H must be a multiple of 4
    down = max_pool(4) -> upsample(4)
    output y = concat(down, x)
}`);
});

describe("reports nothing", () => {
    test.each<[when: string, body: string]>([
        ["of a lower bound at a quarter of the default size", "input x: [3, H = 64, W = 200]\nmax_pool(16)"],
        ["of any size", "input x: [3, H = 64, W = 64]\nconv(4, 3, padding=1)"],
        ["with an equivalent require", "input x: [3, H = 64, 64]\nrequire H % 4 == 0\ndown = max_pool(4) -> upsample(4)\nadd(down, x)"],
        ["with a stricter require", "input x: [3, H = 64, 64]\nrequire H % 8 == 0, \"cells\"\ndown = max_pool(4) -> upsample(4)\nadd(down, x)"],
        ["with a require that relates the sizes", "input x: [3, H = 64, 64]\ninput z: [3, K = 64, 64]\nrequire K == H\nconcat(x, z)"],
        ["while something is wrong elsewhere", "input x: [3, H = 64, 64]\ndown = max_pool(4) -> upsample(4)\nconcat(down, x)\nconv(4, 0)"],
        ["while a line is unfinished", "input x: [3, H = 64, 64]\ndown = max_pool(4) -> upsample(4)\nconcat(down, x)\nconv(4,"],
    ])("%s", (_, body) => {
        const text = `model M() {\n${body}\noutput y = relu()\n}\n`;
        const codes = diagnose(analyzed(text).analysis).map(({ code }) => code);
        expect(codes.filter((code) => code === "size-rule" || code.endsWith("-require"))).toEqual([]);
    });
});

describe("the require that the fix writes is the rule", () => {
    test.each(sizedNetworks.filter(({ words }) => words !== "any size").map(({ name, text }) => [name, text] as const))("%s", (_, text) => {
        const found = diagnose(analyzed(text).analysis).filter(({ code }) => code === "size-rule");
        const [fix] = found[0]?.fixes() ?? [];
        for (const changed of fix === undefined ? [] : [applyChanges(text, fix.edits)]) {
            const written = /require (.*)/.exec(changed)?.[1] ?? "";
            const before = new Map(inputRule(modelOf(text)).sizes.map((size) => [size.name, size]));
            for (const { name, required } of inputRule(modelOf(changed)).sizes) {
                const rule = before.get(name)?.fits;
                if (rule !== undefined && new RegExp(`\\b${name}\\b`).test(written)) {
                    expect(isSubset(required, rule), name).toBe(true);
                    expect(isSubset(rule, required), name).toBe(true);
                }
            }
        }
        expect(found.length).toBeGreaterThan(0);
    });

    test("plain rules in plain words", () => {
        const text = "model M() {\n    input x: [3, H = 64, W = 64]\n    down = max_pool(4) -> upsample(4)\n    output y = concat(down, x)\n}\n";
        expect(Object.values(fixedTexts(text, "size-rule"))).toEqual([text.replace("    down", "    require H % 4 == 0 and W % 4 == 0, \"H and W must be multiples of 4\"\n    down")]);
    });
});
