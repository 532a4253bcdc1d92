import { describe, expect, test } from "vitest";
import { diagnose } from "../../../server/diagnostics/diagnostics.ts";
import { applyChanges } from "../../../server/diagnostics/edits.ts";
import { inputRule } from "../../../server/graph/input-rule.ts";
import { isSubset } from "../../../server/sizes/size-set.ts";
import { expectMarked } from "../../support/marked-diagnostics.ts";
import { analyzed } from "../../support/marked-source.ts";
import { mended } from "../../support/mended.ts";
import { modelOf, sizedNetworks } from "../../support/size-networks.ts";

test("a rule that nothing says is told on the sizes that have it", () => {
    expectMarked(`
model Net() {
    input x: [3, H = 64, W = 64]
#                ^^^^^^^^^^^^^^ size-rule: H and W must be multiples of 4: \`concat\` needs H = 4·⌊H/4⌋; \`down\` rounds what one side then lacks
    down = max_pool(4)
    up = upsample(4)
    output y = concat(up, x)
}
model Required() {
    input x: [3, H = 64, W = 64]
#                        ^^^^^^ size-rule: W must be a multiple of 4:
    require H % 4 == 0
    down = max_pool(4)
    up = upsample(4)
    output y = concat(up, x)
}
model Fixed() {
    input x: [3, H = 64, W = 64]
#                ^^^^^^^^^^^^^^ size-rule: only H = 64 while W = 64 and only W = 64 while H = 64: the weights of \`y\` fix the size: [3, H, W] must keep its 12288 elements; a global or adaptive pooling before it frees the size
    flatten()
    output y = linear(10)
}
model LeNet() {
    input x: [1, H = 32, W = 32]
#                ^^^^^^^^^^^^^^ size-rule: H from 32 to 35 while W = 32 and W from 32 to 35 while H = 32: the weights of \`y\` fix the size: [16, ⌊(H − 12)/4⌋, ⌊(W − 12)/4⌋] must keep its 400 elements; a global or adaptive pooling before it frees the size; say so with a \`require\`
    conv(6, 5) -> max_pool(2)
    conv(16, 5) -> max_pool(2)
    flatten() -> dropout()
    output y = linear(10)
}
model Many() {
    input x: [3, H = 420, 420]
#                ^^^^^^^ size-rule: H mod 420 in 0…2 and H ≥ 420: \`add\` needs sizes that agree; \`d.0\` rounds what one side then lacks
    a = max_pool(3) -> upsample(3)
    b = x -> max_pool(4) -> upsample(4)
    c = x -> max_pool(5) -> upsample(5)
    d = x -> max_pool(7) -> upsample(7)
    output y = add(a, b, c, d)
}
model Permuted() {
    input x: [3, H = 32, W = 32]
#                ^^^^^^ size-rule: only H = 32: the weights of \`y\` fix the size: H = 32;
    permute([1, 0, 2])
    output y = conv(4, 1)
}
model Tied() {
    input x: [3, H = 64, 64]
#                ^^^^^^ size-rule: H must equal K: \`concat\` needs H = K
    input z: [3, K = 64, 64]
    output y = concat(x, z)
}`);
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
#                ^^^^^^ size-rule: H must be a multiple of 4:
    down = max_pool(4) -> upsample(4)
    output y = concat(down, x)
}`);
});

describe("nothing is said", () => {
    test.each<[when: string, body: string]>([
        ["of any size", "input x: [3, H = 64, W = 64]\nconv(4, 3, padding=1)"],
        ["where a require says the same", "input x: [3, H = 64, 64]\nrequire H % 4 == 0\ndown = max_pool(4) -> upsample(4)\nadd(down, x)"],
        ["where one says more, for a reason", "input x: [3, H = 64, 64]\nrequire H % 8 == 0, \"cells\"\ndown = max_pool(4) -> upsample(4)\nadd(down, x)"],
        ["where one ties the sizes", "input x: [3, H = 64, 64]\ninput z: [3, K = 64, 64]\nrequire K == H\nconcat(x, z)"],
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

    test("in the words of a person where these are plain", () => {
        const text = "model M() {\n    input x: [3, H = 64, W = 64]\n    down = max_pool(4) -> upsample(4)\n    output y = concat(down, x)\n}\n";
        expect(Object.values(mended(text, "size-rule"))).toEqual([text.replace("    down", "    require H % 4 == 0 and W % 4 == 0, \"H and W must be multiples of 4\"\n    down")]);
    });
});
