/**
 * Solves conditions on one dynamic size exactly. Functions of one size in normal form are eventually quasi-polynomial:
 * from some size on they are a polynomial in each residue class modulo a period (R. Stanley, Enumerative Combinatorics
 * I, section 4.4). The sizes below are tested one by one, the others by residue class.
 */
import { greatestCommonDivisor, leastCommonMultiple } from "./divisors.ts";
import { Budget, limits } from "../limits.ts";
import {
    complementOf, everySize, intersectSets, noSize, periodicPart, sizesFrom, sizesOf, uniteSets,
    type SizeSet,
} from "./size-set.ts";
import type { SizeTest } from "./size-condition.ts";
import { evaluateFunction, type SizeFunction } from "./function-form.ts";
import { addNumber, partIn, scaleFunction, subtractFunctions } from "./size-function.ts";

/**
 * The sizes that satisfy a test on one dynamic size, whose default is `sample`; undefined if their period is too long
 * or the budget is exceeded.
 */
export function solveTest(
    test: SizeTest, sample: number, budget = new Budget(limits.setSteps),
): SizeSet | undefined {
    switch (test.kind) {
        case "constant": return test.value ? everySize : noSize;
        case "as-sampled": return sizesOf([sample], sample + 1, Uint8Array.of(0));
        case "zero":
        case "nonnegative": return solveOnce(test, budget);
        case "not": {
            const part = solveTest(test.part, sample, budget);
            return part === undefined ? undefined : complementOf(part);
        }
        case "all":
        case "any": {
            const combine = test.kind === "all" ? intersectSets : uniteSets;
            return test.parts.map((part) => solveTest(part, sample, budget)).reduce<SizeSet | undefined>(
                (sets, set) => (sets === undefined || set === undefined ? undefined : combine(sets, set, budget)),
                test.kind === "all" ? everySize : noSize);
        }
    }
}

type SignTest = Extract<SizeTest, { kind: "zero" | "nonnegative" }>;

/** The same tests are solved at every keystroke; they count as when they were solved first. */
const solved = new WeakMap<SizeTest, { readonly set: SizeSet | undefined; readonly work: number }>();

function solveOnce(test: SignTest, budget: Budget): SizeSet | undefined {
    const known = solved.get(test);
    if (known !== undefined) {
        return budget.spend(known.work) ? known.set : undefined;
    }
    const before = budget.spent;
    const set = budget.spend(1) ? solveSign(test.of, test.kind, budget) : undefined;
    if (!budget.isExceeded) {
        solved.set(test, { set, work: budget.spent - before });
    }
    return set;
}

/** Whether two functions are equal for all sizes, whatever their form; undefined if unknown. */
export function sameFunction(a: SizeFunction, b: SizeFunction): boolean | undefined {
    const budget = new Budget(limits.setSteps);
    const difference = subtractFunctions(a, b);
    if (difference.lost) {
        return undefined;
    }
    if (difference.terms.length === 0) {
        return difference.constant === 0;
    }
    if (difference.variables.length > 1) {
        return separately(difference, budget);
    }
    const zeros = solveSign(difference, "zero", budget);
    return zeros === undefined ? undefined : isEvery(zeros);
}

type Sign = "zero" | "nonnegative";

/** A sum of functions of one size each is 0 everywhere if each is constant and the constants add up to 0. */
function separately(f: SizeFunction, budget: Budget): boolean | undefined {
    const parts = f.variables.map((name) => partIn(f, name));
    const rest = parts.reduce(subtractFunctions, f);
    if (rest.terms.length > 0) {
        return undefined;
    }
    let total = rest.constant;
    for (const part of parts) {
        const atOne = valueOf(part, 1);
        const same = solveSign(addNumber(part, -atOne), "zero", budget);
        if (same === undefined || !isEvery(same)) {
            return same === undefined ? undefined : false;
        }
        total += atOne;
    }
    return total === 0;
}

function isEvery(set: SizeSet): boolean {
    const [only, ...others] = set.stretches;
    return others.length === 0 && only?.residues.length === 1 && only.residues[0] === 1;
}

function valueOf(f: SizeFunction, size: number): number {
    return evaluateFunction(f, () => size);
}

/** The work of evaluating a function so many times. */
function evaluations(f: SizeFunction, count: number): number {
    return count * (1 + Math.ceil(f.key.length / keyPerStep));
}

/** So many characters of a function's key are about as much work as combining two residues. */
const keyPerStep = 4;

function solveSign(f: SizeFunction, sign: Sign, budget: Budget): SizeSet | undefined {
    if (f.lost) {
        return undefined;
    }
    if (f.terms.length === 0) {
        return (sign === "zero" ? f.constant === 0 : f.constant >= 0) ? everySize : noSize;
    }
    if (isNondecreasing(f)) {
        if (!budget.spend(evaluations(f, bisections))) {
            return undefined;
        }
        const from = sizesFrom(firstNonnegative(f));
        return sign === "nonnegative" ? from : without(from, sizesFrom(firstNonnegative(addNumber(f, -1))), budget);
    }
    const course = courseOf(f, budget);
    if (course === undefined) {
        return undefined;
    }
    if (!course.isLinear) {
        return solveByClasses(f, course, sign, budget);
    }
    const slope = valueOf(f, 1 + course.period) - valueOf(f, 1);
    if (slope < 0) {
        const negated = scaleFunction(f, -1);
        const set = sign === "zero"
            ? solveSign(negated, "zero", budget)
            : solveSign(addNumber(negated, -1), "nonnegative", budget);
        return set === undefined || sign === "zero" ? set : complementOf(set);
    }
    return solveLinear(f, course.period, slope, sign, budget);
}

/** About how often `firstNonnegative` evaluates a function. */
const bisections = 32;

function without(set: SizeSet, taken: SizeSet, budget: Budget): SizeSet | undefined {
    return intersectSets(set, complementOf(taken), budget);
}

/** How a function continues: from a size on, it is a polynomial of this degree in each residue class. */
interface Course {
    readonly from: number;
    readonly period: number;
    readonly degree: number;
    /** Whether it grows by the same amount with each period, from 1 on and in every class. */
    readonly isLinear: boolean;
}

function courseOf(f: SizeFunction, budget: Budget): Course | undefined {
    let course: Course = { from: 1, period: 1, degree: 0, isLinear: true };
    for (const { product } of f.terms) {
        const atoms = product.atoms.map((atom): Course | undefined => {
            switch (atom.kind) {
                case "variable": return { from: 1, period: 1, degree: 1, isLinear: true };
                case "floor": return courseOfFloor(atom.of, atom.by, budget);
                case "positive": return courseOfPositive(atom.of, budget);
            }
        });
        let degree = 0;
        for (const atom of atoms) {
            const period = atom === undefined ? Infinity : leastCommonMultiple(course.period, atom.period);
            if (atom === undefined || period > limits.sizePeriod) {
                return undefined;
            }
            degree += atom.degree;
            const isLinear = course.isLinear && atom.isLinear && atoms.length === 1;
            course = { from: Math.max(course.from, atom.from), period, degree: course.degree, isLinear };
        }
        course = { ...course, degree: Math.max(course.degree, degree) };
    }
    return course;
}

/** ⌊f/m⌋ of a class's polynomial is again a polynomial if the class is also taken modulo m; a linear one needs less. */
function courseOfFloor(f: SizeFunction, m: number, budget: Budget): Course | undefined {
    const inner = courseOf(f, budget);
    if (inner === undefined) {
        return undefined;
    }
    const slope = inner.isLinear ? valueOf(f, 1 + inner.period) - valueOf(f, 1) : 1;
    const period = inner.period * (m / greatestCommonDivisor(m, Math.abs(slope)));
    return period > limits.sizePeriod ? undefined : { ...inner, period };
}

function courseOfPositive(f: SizeFunction, budget: Budget): Course | undefined {
    const inner = courseOf(f, budget);
    const set = solveSign(f, "nonnegative", budget);
    if (inner === undefined || set === undefined) {
        return undefined;
    }
    const { from, residues } = periodicPart(set);
    const period = leastCommonMultiple(inner.period, residues.length);
    return period > limits.sizePeriod
        ? undefined
        : { from: Math.max(inner.from, from), period, degree: inner.degree, isLinear: false };
}

/** Whether the form shows that the function never decreases and grows without bound. */
function isNondecreasing(f: SizeFunction): boolean {
    return f.terms.every(({ coefficient, product: { atoms: [atom, ...others] } }) =>
        coefficient > 0 && others.length === 0
        && (atom?.kind === "variable" || (atom?.kind === "floor" && isNondecreasing(atom.of))));
}

/** The least size from which a nondecreasing, unbounded function is not negative. */
function firstNonnegative(f: SizeFunction): number {
    let above = 1;
    while (valueOf(f, above) < 0) {
        above *= 2;
    }
    let below = Math.floor(above / 2);
    while (above - below > 1) {
        const middle = Math.floor((above + below) / 2);
        if (valueOf(f, middle) < 0) {
            below = middle;
        } else {
            above = middle;
        }
    }
    return above;
}

/** f(H + period) = f(H) + slope for all H, slope ≥ 0: one period determines the solutions. */
function solveLinear(
    f: SizeFunction, period: number, slope: number, sign: Sign, budget: Budget,
): SizeSet | undefined {
    if (!budget.spend(evaluations(f, period))) {
        return undefined;
    }
    const holds = (value: number): boolean => (sign === "zero" ? value === 0 : value >= 0);
    if (slope === 0) {
        const residues = new Uint8Array(period);
        for (let size = 1; size <= period; size += 1) {
            residues[size % period] = holds(valueOf(f, size)) ? 1 : 0;
        }
        return sizesOf([], 1, residues);
    }
    if (sign === "zero") {
        const solutions: number[] = [];
        for (let size = 1; size <= period; size += 1) {
            const periods = -valueOf(f, size) / slope;
            if (Number.isInteger(periods) && periods >= 0) {
                solutions.push(size + periods * period);
            }
        }
        solutions.sort((a, b) => a - b);
        return sizesOf(solutions, (solutions.at(-1) ?? 0) + 1, Uint8Array.of(0));
    }
    const firsts = range(1, period + 1).map((size) =>
        size + period * Math.max(0, Math.ceil(-valueOf(f, size) / slope)));
    const [least, most] = firsts.reduce(([low, high], first) => [Math.min(low, first), Math.max(high, first)],
        [Infinity, 0]);
    if (most - least > limits.testedSizes || !budget.spend(most - least)) {
        return undefined;
    }
    const listed = range(least, most).filter((size) => size >= (firsts[(size - 1) % period] ?? 0));
    return sizesOf(listed, most, Uint8Array.of(1));
}

function solveByClasses(
    f: SizeFunction, { from, period, degree }: Course, sign: Sign, budget: Budget,
): SizeSet | undefined {
    if (from > limits.testedSizes || !budget.spend(evaluations(f, period * (degree + 1)))) {
        return undefined;
    }
    const holds = (value: number): boolean => (sign === "zero" ? value === 0 : value >= 0);
    const residues = new Uint8Array(period);
    let lasting = from;
    for (let offset = 0; offset < period; offset += 1) {
        // The polynomial is the sum of its forward differences with binomials: once all have one sign, it keeps that
        // sign.
        const differences = range(0, degree + 1).map((step) => valueOf(f, from + offset + step * period));
        for (let order = 1; order <= degree; order += 1) {
            for (let index = degree; index >= order; index -= 1) {
                differences[index] = (differences[index] ?? 0) - (differences[index - 1] ?? 0);
            }
        }
        if (!differences.every(Number.isSafeInteger)) {
            return undefined;
        }
        let size = from + offset;
        while (!isSettled(differences)) {
            for (let order = 0; order < degree; order += 1) {
                differences[order] = (differences[order] ?? 0) + (differences[order + 1] ?? 0);
            }
            size += period;
            if (size > limits.testedSizes || !budget.spend(1 + degree)) {
                return undefined;
            }
        }
        residues[size % period] = holds(differences[0] ?? 0) ? 1 : 0;
        lasting = Math.max(lasting, size);
    }
    if (!budget.spend(evaluations(f, lasting))) {
        return undefined;
    }
    return sizesOf(range(1, lasting).filter((size) => holds(valueOf(f, size))), lasting, residues);
}

/** Whether the polynomial keeps its sign: it is 0 everywhere, or it and all its differences have the same sign. */
function isSettled(differences: readonly number[]): boolean {
    const [value = 0] = differences;
    return value === 0
        ? differences.every((difference) => difference === 0)
        : differences.every((difference) => difference * value >= 0);
}

function range(from: number, end: number): readonly number[] {
    return Array.from({ length: Math.max(0, end - from) }, (_, index) => from + index);
}
