import { limits } from "../limits.ts";
import { fixedSize, type Size } from "./size.ts";
import { linearBounds, rangeFromOne, tiny } from "./function-bounds.ts";
import { evaluateFunction, type SizeFunction } from "./function-form.ts";
import {
    addNumber, commonFactor, constantFunction, floorDivideFunction, modulo, scaleFunction, subtractFunctions,
    substitute,
} from "./size-function.ts";

/** A condition on sizes: whether it is true at the default sizes, and for which dynamic sizes it is true. */
export interface SizeCondition {
    /** Undefined if a size is unknown at the default sizes. */
    readonly truth: boolean | undefined;
    /** Undefined if it does not depend on dynamic sizes. */
    readonly test: SizeTest | undefined;
}

/** A condition as a formula over functions of dynamic sizes. Equal keys are equal conditions. */
export type SizeTest = { readonly key: string } & (
    | { readonly kind: "constant"; readonly value: boolean }
    /** f = 0 */
    | { readonly kind: "zero"; readonly of: SizeFunction }
    /** f ≥ 0 */
    | { readonly kind: "nonnegative"; readonly of: SizeFunction }
    | { readonly kind: "all" | "any"; readonly parts: readonly SizeTest[] }
    | { readonly kind: "not"; readonly part: SizeTest }
    /** These dynamic sizes have their default values: all that is known about a function without a normal form. */
    | { readonly kind: "as-sampled"; readonly variables: readonly string[] }
);

const always: SizeCondition = { truth: true, test: undefined };
const never: SizeCondition = { truth: false, test: undefined };
const undecided: SizeCondition = { truth: undefined, test: undefined };

export const alwaysTrue: SizeTest = { key: "true", kind: "constant", value: true };
export const alwaysFalse: SizeTest = { key: "false", kind: "constant", value: false };

/** A condition that does not depend on sizes. */
export function settled(truth: boolean): SizeCondition {
    return truth ? always : never;
}

/** a = b */
export function sizesEqual(a: Size, b: Size): SizeCondition {
    return compare(a, b, (x, y) => x === y, isZero);
}

/** a ≥ b */
export function atLeast(a: Size, b: Size | number): SizeCondition {
    return compare(a, typeof b === "number" ? fixedSize(b) : b, (x, y) => x >= y, isNonnegative);
}

/** a is a multiple of `of`. */
export function isMultiple(a: Size, of: number): SizeCondition {
    const truth = a.sample === undefined ? undefined : modulo(a.sample, of) === 0;
    if (a.form === undefined) {
        return truth === undefined ? undecided : settled(truth);
    }
    return { truth, test: isZero(subtractFunctions(a.form, scaleFunction(floorDivideFunction(a.form, of), of))) };
}

/** The size has its value at the default sizes; undecided if that is unknown. */
export function isAsSampled(size: Size): SizeCondition {
    if (size.form?.lost === true) {
        return { truth: true, test: asSampled(size.form.variables) };
    }
    if (size.form === undefined || size.sample === undefined) {
        return size.sample === undefined ? undecided : always;
    }
    return { truth: true, test: isZero(addNumber(size.form, -size.sample)) };
}

export function bothHold(a: SizeCondition, b: SizeCondition): SizeCondition {
    return {
        truth: a.truth === false || b.truth === false ? false : a.truth === undefined ? undefined : b.truth,
        test: a.test === undefined && b.test === undefined ? undefined : allOf([testOf(a), testOf(b)]),
    };
}

/** All conditions hold. */
export function allHold(conditions: readonly SizeCondition[]): SizeCondition {
    const isSettled = conditions.every(({ test }) => test === undefined);
    return {
        truth: conditions.some(({ truth }) => truth === false)
            ? false
            : conditions.every(({ truth }) => truth === true) ? true : undefined,
        test: isSettled ? undefined : allOf(conditions.map(testOf)),
    };
}

export function eitherHolds(a: SizeCondition, b: SizeCondition): SizeCondition {
    return opposite(bothHold(opposite(a), opposite(b)));
}

export function opposite({ truth, test }: SizeCondition): SizeCondition {
    return { truth: truth === undefined ? undefined : !truth, test: test === undefined ? undefined : notTest(test) };
}

/** The condition has the same truth as at the default sizes. */
export function holdsAsSampled(condition: SizeCondition): SizeCondition {
    return condition.truth === false ? opposite(condition) : condition;
}

/** The test of a condition; a constant if no dynamic size decides it, true if its truth is unknown. */
export function testOf({ truth, test }: SizeCondition): SizeTest {
    return test ?? (truth === false ? alwaysFalse : alwaysTrue);
}

export function allOf(tests: readonly SizeTest[]): SizeTest {
    return gathered("all", tests);
}

export function anyOf(tests: readonly SizeTest[]): SizeTest {
    return gathered("any", tests);
}

export function notTest(test: SizeTest): SizeTest {
    switch (test.kind) {
        case "constant": return test.value ? alwaysFalse : alwaysTrue;
        case "not": return test.part;
        case "all":
        case "any": return gathered(test.kind === "all" ? "any" : "all", test.parts.map(notTest));
        // f < 0 is −f − 1 ≥ 0, because f is an integer.
        case "nonnegative": return isNonnegative(addNumber(scaleFunction(test.of, -1), -1));
        // The other values of a lost function are unknown: the test stays as it is.
        case "as-sampled": return test;
        case "zero": return { key: `not(${test.key})`, kind: "not", part: test };
    }
}

/** f = 0 */
export function isZero(f: SizeFunction): SizeTest {
    return remembered(zeroTests, f, makeZero);
}

/** f ≥ 0 */
export function isNonnegative(f: SizeFunction): SizeTest {
    return remembered(nonnegativeTests, f, makeNonnegative);
}

const zeroTests = new WeakMap<SizeFunction, SizeTest>();
const nonnegativeTests = new WeakMap<SizeFunction, SizeTest>();

function remembered(
    tests: WeakMap<SizeFunction, SizeTest>, f: SizeFunction, make: (f: SizeFunction) => SizeTest,
): SizeTest {
    const known = tests.get(f) ?? make(f);
    tests.set(f, known);
    return known;
}

function makeZero(f: SizeFunction): SizeTest {
    if (f.lost) {
        return asSampled(f.variables);
    }
    const common = commonFactor(f);
    if (common === 0) {
        return f.constant === 0 ? alwaysTrue : alwaysFalse;
    }
    if (f.constant % common !== 0) {
        return alwaysFalse;
    }
    const sign = (f.terms[0]?.coefficient ?? 0) < 0 ? -1 : 1;
    const of = divided(f, sign * common);
    const range = rangeOf(of);
    return range.least > tiny || range.most < -tiny ? alwaysFalse : { key: `${of.key}=0`, kind: "zero", of };
}

function makeNonnegative(f: SizeFunction): SizeTest {
    if (f.lost) {
        return asSampled(f.variables);
    }
    const common = commonFactor(f);
    if (common === 0) {
        return f.constant >= 0 ? alwaysTrue : alwaysFalse;
    }
    const of = divided(f, common);
    const range = rangeOf(of);
    // f is an integer, so a value above −1 is at least 0.
    if (range.least > -1 + tiny) {
        return alwaysTrue;
    }
    return range.most < -tiny ? alwaysFalse : { key: `${of.key}>=0`, kind: "nonnegative", of };
}

/** The parts of a conjunction; any other test is its own only part. */
export function partsOfTest(test: SizeTest): readonly SizeTest[] {
    return test.kind === "all" ? test.parts.flatMap(partsOfTest) : [test];
}

/** The dynamic sizes that a test depends on, in alphabetical order. */
export function variablesOf(test: SizeTest): readonly string[] {
    switch (test.kind) {
        case "constant": return [];
        case "zero":
        case "nonnegative": return test.of.variables;
        case "as-sampled": return test.variables;
        case "not": return variablesOf(test.part);
        case "all":
        case "any": return [...new Set(test.parts.flatMap(variablesOf))].sort();
    }
}

/** The functions that a test compares with 0. */
export function functionsOf(test: SizeTest): readonly SizeFunction[] {
    switch (test.kind) {
        case "zero":
        case "nonnegative": return [test.of];
        case "not": return functionsOf(test.part);
        case "all":
        case "any": return test.parts.flatMap(functionsOf);
        default: return [];
    }
}

/** Whether the test is true when each dynamic size has the value of `at`. `sample` returns their default values. */
export function holds(test: SizeTest, at: (name: string) => number, sample: (name: string) => number): boolean {
    switch (test.kind) {
        case "constant": return test.value;
        case "zero": return evaluateFunction(test.of, at) === 0;
        case "nonnegative": return evaluateFunction(test.of, at) >= 0;
        case "as-sampled": return test.variables.every((name) => at(name) === sample(name));
        case "not": return !holds(test.part, at, sample);
        case "all": return test.parts.every((part) => holds(part, at, sample));
        case "any": return test.parts.some((part) => holds(part, at, sample));
    }
}

/** The test with the default values of all its dynamic sizes but one; `sample` returns them. */
export function aloneIn(test: SizeTest, name: string, sample: (name: string) => number): SizeTest {
    const valueOf = (other: string): number | undefined => (other === name ? undefined : sample(other));
    const alone = (part: SizeTest): SizeTest => {
        switch (part.kind) {
            case "constant": return part;
            case "zero": return isZero(substitute(part.of, valueOf));
            case "nonnegative": return isNonnegative(substitute(part.of, valueOf));
            case "not": return notTest(alone(part.part));
            case "all":
            case "any": return gathered(part.kind, part.parts.map(alone));
            case "as-sampled": return asSampled(part.variables.filter((one) => one === name));
        }
    };
    return alone(test);
}

function asSampled(variables: readonly string[]): SizeTest {
    return variables.length === 0
        ? alwaysTrue
        : { key: `as-sampled(${variables.join()})`, kind: "as-sampled", variables };
}

function compare(
    a: Size, b: Size, decide: (x: number, y: number) => boolean, test: (difference: SizeFunction) => SizeTest,
): SizeCondition {
    const truth = a.sample === undefined || b.sample === undefined ? undefined : decide(a.sample, b.sample);
    if (a.form === undefined && b.form === undefined) {
        return truth === undefined ? undecided : settled(truth);
    }
    if ((a.form ?? a.sample) === undefined || (b.form ?? b.sample) === undefined) {
        return undecided;
    }
    if (a.form === b.form && a.form?.lost === false) {
        return settled(decide(0, 0));
    }
    const left = a.form ?? constantFunction(a.sample ?? 0);
    const difference = b.form === undefined ? addNumber(left, -(b.sample ?? 0)) : subtractFunctions(left, b.form);
    return { truth, test: test(difference) };
}

function gathered(kind: "all" | "any", tests: readonly SizeTest[]): SizeTest {
    const decisive = kind === "any";
    const parts = new Map<string, SizeTest>();
    for (const test of tests) {
        if (test.kind === "constant") {
            if (test.value === decisive) {
                return test;
            }
            continue;
        }
        for (const part of test.kind === kind ? test.parts : [test]) {
            parts.set(part.key, part);
        }
    }
    const [first, ...others] = parts.values();
    if (first === undefined) {
        return decisive ? alwaysFalse : alwaysTrue;
    }
    if (others.length >= limits.joinedConditions) {
        return asSampled([...new Set([...parts.values()].flatMap(variablesOf))].sort());
    }
    return others.length === 0
        ? first
        : { key: `${kind}(${[...parts.keys()].sort().join("; ")})`, kind, parts: [first, ...others] };
}

/** f divided by a divisor of its coefficients; rounding its constant down keeps f ≥ 0 the same. */
function divided(f: SizeFunction, by: number): SizeFunction {
    if (by === 1) {
        return f;
    }
    return by < 0 ? divided(scaleFunction(f, -1), -by) : floorDivideFunction(f, by);
}

function rangeOf(f: SizeFunction): { readonly least: number; readonly most: number } {
    const bounds = linearBounds(f);
    return bounds === undefined ? { least: -Infinity, most: Infinity } : rangeFromOne(bounds);
}
