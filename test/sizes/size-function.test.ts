import { describe, expect, test } from "vitest";
import { anyOf, allOf, holds, isNonnegative, isZero, notTest, type SizeTest } from "../../server/sizes/size-condition.ts";
import { evaluateFunction, type SizeFunction } from "../../server/sizes/function-form.ts";
import {
    addFunctions, constantFunction, floorDivideFunction, modulo, multiplyFunctions, positivePart, sameForm,
    scaleFunction, subtractFunctions, substitute, variableFunction,
} from "../../server/sizes/size-function.ts";
import { setText } from "../../server/diagnostics/size-rule-text.ts";
import { firstSizes, hasSize, nextSize, periodicPart, previousSize } from "../../server/sizes/size-set.ts";
import { sameFunction, solveTest } from "../../server/sizes/size-solutions.ts";
import { fc } from "../support/fast-check.ts";

/** An expression that is evaluated twice: as a function in normal form, and directly with numbers. */
interface Expression {
    readonly form: SizeFunction;
    readonly at: (h: number, w: number) => number;
    readonly [fc.toStringMethod]: () => string;
}

function expression(text: string, form: SizeFunction, at: Expression["at"]): Expression {
    return { form, at, [fc.toStringMethod]: () => text };
}

const number = (value: number): Expression => expression(String(value), constantFunction(value), () => value);

const variables: readonly Expression[] = [
    expression("H", variableFunction("H"), (h) => h),
    expression("W", variableFunction("W"), (_, w) => w),
];

const floorOf = (x: Expression, m: number): Expression =>
    expression(`⌊${textOf(x)}/${m}⌋`, floorDivideFunction(x.form, m), (h, w) => Math.floor(x.at(h, w) / m));

const sum = (x: Expression, y: Expression): Expression => expression(
    `(${textOf(x)} + ${textOf(y)})`, addFunctions(x.form, y.form), (h, w) => x.at(h, w) + y.at(h, w));

const times = (x: Expression, factor: number): Expression =>
    expression(`${factor}·${textOf(x)}`, scaleFunction(x.form, factor), (h, w) => factor * x.at(h, w));

const larger = (x: Expression, y: Expression): Expression => expression(
    `max(${textOf(x)}, ${textOf(y)})`, addFunctions(x.form, positivePart(subtractFunctions(y.form, x.form))),
    (h, w) => Math.max(x.at(h, w), y.at(h, w)));

const product = (x: Expression, y: Expression): Expression => expression(
    `${textOf(x)}·${textOf(y)}`, multiplyFunctions(x.form, y.form), (h, w) => x.at(h, w) * y.at(h, w));

function textOf(one: Expression): string {
    return one[fc.toStringMethod]();
}

function expressions(leaves: readonly Expression[], kinds: "linear" | "all"): fc.Arbitrary<Expression> {
    const { tree } = fc.letrec<{ tree: Expression }>((tie) => ({
        tree: fc.oneof(
            { depthSize: "small", withCrossShrink: true },
            fc.constantFrom(...leaves),
            fc.tuple(tie("tree"), fc.constantFrom(2, 3, 4, -2, 7)).map(([x, m]) => floorOf(x, m)),
            fc.tuple(tie("tree"), fc.integer({ min: -6, max: 6 })).map(([x, n]) => sum(x, number(n))),
            fc.tuple(tie("tree"), fc.constantFrom(-1, 2, 3, 4)).map(([x, n]) => times(x, n)),
            fc.tuple(tie("tree"), tie("tree")).map(([x, y]) => sum(x, y)),
            ...(kinds === "linear" ? [] : [
                fc.tuple(tie("tree"), tie("tree")).map(([x, y]) => larger(x, y)),
                fc.tuple(tie("tree"), tie("tree")).map(([x, y]) => product(x, y)),
            ]),
        ),
    }));
    return tree;
}

const points = Array.from({ length: 60 }, (_, index) => [index + 1, ((index * 37) % 53) + 1] as const);
const places = (f: SizeFunction, h: number, w: number): number => evaluateFunction(f, (name) => (name === "H" ? h : w));

describe("the normal form", () => {
    test("a function in normal form equals the expression", () => {
        fc.assert(fc.property(expressions(variables, "all"), ({ form, at }) => {
            fc.pre(!form.lost);
            for (const [h, w] of points) {
                if (Number.isSafeInteger(at(h, w))) {
                    expect(places(form, h, w)).toEqual(at(h, w) + 0);
                }
            }
        }), { numRuns: 600 });
    });

    test("a number in place of a size", () => {
        fc.assert(fc.property(expressions(variables, "all"), fc.integer({ min: 1, max: 40 }), ({ form, at }, w) => {
            const fixed = substitute(form, (name) => (name === "W" ? w : undefined));
            fc.pre(!fixed.lost);
            for (const [h] of points) {
                if (Number.isSafeInteger(at(h, w))) {
                    expect(places(fixed, h, 0)).toEqual(at(h, w) + 0);
                }
            }
        }), { numRuns: 300 });
    });

    const [H, W] = [variableFunction("H"), variableFunction("W")];
    const plus = (f: SizeFunction, n: number): SizeFunction => addFunctions(f, constantFunction(n));
    const half = (f: SizeFunction): SizeFunction => floorDivideFunction(f, 2);
    const ceil = (f: SizeFunction, m: number): SizeFunction => floorDivideFunction(plus(f, m - 1), m);
    test.each<[string, SizeFunction, SizeFunction]>([
        ["⌊⌊H/2⌋/2⌋ = ⌊H/4⌋", half(half(H)), floorDivideFunction(H, 4)],
        ["⌊(H − 1)/2⌋ + 1 = ⌈H/2⌉", plus(half(plus(H, -1)), 1), ceil(H, 2)],
        ["⌊(⌊H/2⌋ + 3)/4⌋ = ⌊(H + 6)/8⌋", floorDivideFunction(plus(half(H), 3), 4), floorDivideFunction(plus(H, 6), 8)],
        ["⌈⌈H/2⌉/2⌉ = ⌈H/4⌉", ceil(ceil(H, 2), 2), ceil(H, 4)],
        ["⌊(2H + 1)/2⌋ = H", half(plus(scaleFunction(H, 2), 1)), H],
        ["⌊6H/4⌋ = H + ⌊H/2⌋", floorDivideFunction(scaleFunction(H, 6), 4), addFunctions(H, half(H))],
        ["−⌊−H/3⌋ = ⌈H/3⌉", scaleFunction(floorDivideFunction(scaleFunction(H, -1), 3), -1), ceil(H, 3)],
        ["⌊H/−3⌋ = −⌈H/3⌉", floorDivideFunction(H, -3), scaleFunction(ceil(H, 3), -1)],
        ["max(H, 2⌊H/2⌋) = H", addFunctions(scaleFunction(half(H), 2),
            positivePart(subtractFunctions(H, scaleFunction(half(H), 2)))), H],
        ["(H + 1)(W − 1) = HW − H + W − 1", multiplyFunctions(plus(H, 1), plus(W, -1)),
            plus(addFunctions(subtractFunctions(multiplyFunctions(H, W), H), W), -1)],
        ["a pad of 1, a kernel of 3 and a stride of 2, five times: ⌈H/32⌉", [1, 2, 3, 4, 5].reduce(
            (size) => plus(floorDivideFunction(plus(size, -1), 2), 1), H), ceil(H, 32)],
    ])("%s", (_, left, right) => {
        expect(left.key).toBe(right.key);
        expect(sameForm(left, right)).toBe(true);
    });

    test("Hermite: ⌊H/2⌋ + ⌊(H + 1)/2⌋ = H, and so for 3; but not with another offset", () => {
        const parts = (m: number, offset: number): SizeFunction => Array.from({ length: m }, (_, index) =>
            floorDivideFunction(plus(H, index + offset), m)).reduce(addFunctions);
        expect(sameFunction(parts(2, 0), H)).toBe(true);
        expect(sameFunction(parts(3, 0), H)).toBe(true);
        expect(sameFunction(parts(3, 1), H)).toBe(false);
        expect(sameFunction(addFunctions(parts(3, 0), half(W)), addFunctions(H, half(W)))).toBe(true);
    });

    test("equal functions compare equal, and no others", () => {
        fc.assert(fc.property(expressions(variables, "linear"), expressions(variables, "linear"), (x, y) => {
            const again = addFunctions(subtractFunctions(x.form, y.form), y.form);
            fc.pre(!again.lost);
            expect(sameFunction(again, x.form)).not.toBe(false);
            const same = points.every(([h, w]) => x.at(h, w) === y.at(h, w));
            if (!same) {
                expect(sameFunction(x.form, y.form)).not.toBe(true);
            }
        }), { numRuns: 400 });
    });

    test("exceeding the limits loses a function, but not its variables", () => {
        const large = Array.from({ length: 60 }).reduce<SizeFunction>((f) => scaleFunction(f, 2), plus(half(H), 1));
        expect([large.lost, large.variables]).toEqual([true, ["H"]]);
        const long = Array.from({ length: 200 }, (_, index) => half(plus(scaleFunction(H, 2 * index + 1), index)))
            .reduce((f, g) => multiplyFunctions(f, g));
        expect(long.lost).toBe(true);
    });
});

describe("the sizes that satisfy a condition are those found by trying", () => {
    const tests = (kinds: "linear" | "all"): fc.Arbitrary<{ test: SizeTest; at: (h: number) => boolean }> => {
        // Lost functions, and inexact numbers, have no set to compare.
        const kept = expressions(variables.slice(0, 1), kinds).filter(({ form, at }) =>
            !form.lost && Number.isSafeInteger(at(2000, 0) * 1000));
        const one = fc.tuple(kept, fc.constantFrom("=", ">=", "%", "!=", "<"),
            fc.constantFrom(2, 3, 4, 6)).map(([x, how, m]) => {
            const remainder = subtractFunctions(x.form, scaleFunction(floorDivideFunction(x.form, m), m));
            const value = (h: number): number => x.at(h, 0);
            switch (how) {
                case "=": return { test: isZero(x.form), at: (h: number) => value(h) === 0 };
                case "!=": return { test: notTest(isZero(x.form)), at: (h: number) => value(h) !== 0 };
                case ">=": return { test: isNonnegative(x.form), at: (h: number) => value(h) >= 0 };
                case "<": return { test: notTest(isNonnegative(x.form)), at: (h: number) => value(h) < 0 };
                default: return { test: isZero(remainder), at: (h: number) => modulo(value(h), m) === 0 };
            }
        });
        return fc.array(one, { minLength: 1, maxLength: 3 }).chain((parts) => fc.boolean().map((every) => ({
            test: (every ? allOf : anyOf)(parts.map((part) => part.test)),
            at: (h: number) => (every ? parts.every((part) => part.at(h)) : parts.some((part) => part.at(h))),
        })));
    };

    test.each(["linear", "all"] as const)("%s", (kinds) => {
        fc.assert(fc.property(tests(kinds), ({ test: condition, at }) => {
            const set = solveTest(condition, 1);
            fc.pre(set !== undefined);
            for (let h = 1; h <= 2000; h += 1) {
                const expected = at(h);
                if (hasSize(set, h) !== expected || holds(condition, () => h, () => 1) !== expected) {
                    expect.fail(`${condition.key} at ${h} should be ${expected}`);
                }
            }
        }), { numRuns: 400 });
    });

    test.each<[string, SizeTest, string]>([
        ["far away", isNonnegative(addFunctions(scaleFunction(variableFunction("H"), -1), constantFunction(1e12))), "H from 1 to 1000000000000"],
        ["a hole", notTest(isZero(addFunctions(variableFunction("H"), constantFunction(-1e12)))), "any H, but not 1000000000000"],
        ["a long step", isZero(addFunctions(floorDivideFunction(variableFunction("H"), 2 ** 40), constantFunction(-1))),
            "H from 1099511627776 to 2199023255551"],
        ["few", anyOf([3, 8, 20, 50].map((size) => isZero(addFunctions(variableFunction("H"), constantFunction(-size))))), "only H = 3, 8, 20, or 50"],
        ["few, but many together", allOf([
            isNonnegative(addFunctions(scaleFunction(variableFunction("H"), -1), constantFunction(900))),
            notTest(isZero(addFunctions(variableFunction("H"), constantFunction(-7)))),
        ]), "H from 1 to 900, but not 7"],
    ])("sizes %s are in words at once", (_, condition, words) => {
        const set = solveTest(condition, 1);
        expect(set === undefined ? undefined : setText("H", set)).toBe(words);
    });

    test("the next, the previous and the first sizes, and the part that repeats", () => {
        const [H] = [variableFunction("H")];
        const over = addFunctions(H, constantFunction(-63));
        const set = solveTest(allOf([
            isZero(subtractFunctions(H, scaleFunction(floorDivideFunction(H, 32), 32))), isNonnegative(over),
        ]), 1);
        expect(set).toBeDefined();
        if (set !== undefined) {
            expect([nextSize(set, 1), nextSize(set, 97), previousSize(set, 95), previousSize(set, 63)])
                .toEqual([64, 128, 64, undefined]);
            expect(firstSizes(set, 3)).toEqual([64, 96, 128]);
            const { from, residues } = periodicPart(set);
            expect([from, residues.length, residues[0], residues.reduce((left, right) => left + right)])
                .toEqual([33, 32, 1, 1]);
        }
    });
});
