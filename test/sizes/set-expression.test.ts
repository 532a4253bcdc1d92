import { describe, expect, test } from "vitest";
import { inputRule } from "../../server/graph/input-rule.ts";
import { testExpression } from "../../server/sizes/function-expression.ts";
import { setExpression } from "../../server/sizes/set-expression.ts";
import { hasSize, isSubset, sizesOf, type SizeSet } from "../../server/sizes/size-set.ts";
import { fc } from "../support/fast-check.ts";
import { modelOf } from "../support/size-networks.ts";

/** The sizes of H that a model's `require` allows. */
function requiredBy(condition: string): SizeSet {
    const [rule] = inputRule(modelOf(`model M() {\n    input x: [3, H = 32, W = 32]\n    require ${condition}\n    output y = relu()\n}\n`)).sizes;
    if (rule === undefined) {
        throw new Error("There is no free size.");
    }
    return rule.required;
}

function isSame(a: SizeSet, b: SizeSet): boolean {
    return isSubset(a, b) === true && isSubset(b, a) === true;
}

describe("a set as a condition", () => {
    test.each<[condition: string, written?: string]>([
        ["H % 32 == 0"], ["H >= 63"], ["H == 224"], ["H % 16 == 12 and H >= 188"], ["H % 16 <= 7"], ["H % 4 != 1"],
        ["H % 32 == 0 or H % 32 >= 25"], ["(H % 32 == 0 or H % 32 >= 25) and H >= 90"], ["H >= 63 and H <= 94"],
        ["H == 4 or H == 9"], ["H == 2 or H % 4 == 0"], ["H % 6 == 4 or H == 1", "H == 1 or H % 6 == 4"], ["H != 5"],
        ["H >= 4 and H != 9"], ["H % 2 == 0 and H >= 6 and H <= 40"], ["H % 3 == 1 and H <= 40"],
        ["H % 32 == 0 and H >= 64"], ["H >= 10 and H % 2 == 1", "H % 2 == 1 and H >= 11"],
        ["H // 16 == 2", "H >= 32 and H <= 47"], ["(H + 5) // 32 >= 2", "H >= 59"], ["H % 4 >= 1 and H % 4 <= 2"],
        ["H <= 100"], ["H % 8 == 0 or H % 12 == 0", "H % 24 == 0 or H % 24 == 8 or H % 24 == 12 or H % 24 == 16"],
    ])("%s", (condition, written = condition) => {
        const set = requiredBy(condition);
        const expression = setExpression("H", set)?.text;
        expect(expression).toBe(written);
        expect(isSame(requiredBy(expression ?? "true"), set)).toBe(true);
    });

    test("any set that is written is itself", () => {
        const sets = fc.tuple(
            fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 6 }), fc.integer({ min: 1, max: 32 }),
            fc.array(fc.constantFrom(0, 1), { minLength: 1, maxLength: 9 }),
        ).map(([listed, from, residues]) => sizesOf(listed.toSorted((a, b) => a - b), from, Uint8Array.from(residues)));
        fc.assert(fc.property(sets, (set) => {
            const expression = setExpression("H", set)?.text;
            if (expression !== undefined) {
                const again = requiredBy(expression);
                const sizes = Array.from({ length: 200 }, (_, index) => index + 1);
                expect(sizes.filter((size) => hasSize(again, size) !== hasSize(set, size)), expression).toEqual([]);
            }
        }), { numRuns: 300 });
    });

    test("nothing is written of all sizes, of none, and of a set past reading", () => {
        expect(setExpression("H", requiredBy("true"))).toBeUndefined();
        expect(setExpression("H", requiredBy("H % 2 == 0 and H % 2 == 1"))).toBeUndefined();
        expect(setExpression("H", sizesOf(Array.from({ length: 20 }, (_, index) => 3 * index * index + 1), 2000, Uint8Array.of(0))))
            .toBeUndefined();
    });
});

describe("a condition that ties sizes, as an expression", () => {
    test.each([
        "H == W", "H == 2 * (W // 2)", "2 * H + 1 == 3 * W", "H >= W", "H == ceil(W / 2)", "H + W >= 12", "max(H, W) == 40",
        "H == W or H == 1 or W == 1", "H * W == 64", "not (H == W)", "(H + 1) // 2 == (W - 3) // 5",
    ])("%s", (condition) => {
        const tests = (text: string): readonly string[] => modelOf(
            `model M() {\n    input x: [3, H = 32, W = 32]\n    require ${text}\n    output y = relu()\n}\n`,
        ).requirements.map(({ test: one }) => one.key);
        const [requirement] = modelOf(
            `model M() {\n    input x: [3, H = 32, W = 32]\n    require ${condition}\n    output y = relu()\n}\n`).requirements;
        const written = requirement === undefined ? undefined : testExpression(requirement.test)?.text;
        expect(tests(written ?? "true"), written).toEqual(tests(condition));
    });
});
