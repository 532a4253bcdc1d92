import type { Scope } from "../../graph/graph.ts";
import { product, sum } from "../../python/arithmetic.ts";
import { binary, literal, type Expression } from "../../python/syntax.ts";
import { at } from "./plan.ts";

/** A number that has a name, and its value in each use. */
export interface KnownNumber {
    readonly expression: Expression;
    readonly values: ReadonlyMap<Scope, number>;
    readonly isLoop: boolean;
}

/** A known number, its values in the order of the instances. */
interface Numbers {
    readonly expression: Expression;
    readonly values: readonly number[];
    readonly isLoop: boolean;
}

/**
 * Expresses a number in terms of known ones: one of them, a multiple or part of it, a sum of two, or a number that
 * grows by a constant with each round. The result is correct in every use; undefined if no simple expression is, or if
 * all uses have the same number, which is no evidence.
 */
export function synthesize(
    expected: ReadonlyMap<Scope, number>, instances: readonly Scope[], known: readonly KnownNumber[],
): Expression | undefined {
    const goal = instances.map((scope) => at(expected, scope) ?? NaN);
    if (new Set(goal).size < 2 || goal.some((value) => Number.isNaN(value))) {
        return undefined;
    }
    const numbers = known
        .map(({ expression, values, isLoop }): Numbers =>
            ({ expression, values: instances.map((scope) => at(values, scope) ?? NaN), isLoop }))
        .filter(({ values }) => values.every((value) => !Number.isNaN(value)));
    const single = numbers.filter(({ isLoop }) => !isLoop);
    return oneOf(goal, numbers) ?? multiple(goal, single) ?? grown(goal, numbers) ?? sumOfTwo(goal, single) ??
        firstApart(goal, numbers);
}

function meets(goal: readonly number[], value: (index: number) => number): boolean {
    return goal.every((one, index) => one === value(index));
}

function oneOf(goal: readonly number[], numbers: readonly Numbers[]): Expression | undefined {
    return numbers.find(({ values }) => meets(goal, (index) => values[index] ?? NaN))?.expression;
}

function multiple(goal: readonly number[], numbers: readonly Numbers[]): Expression | undefined {
    for (const { expression, values } of numbers) {
        const [factor, divisor] = [(goal[0] ?? 0) / (values[0] ?? 1), (values[0] ?? 1) / (goal[0] ?? 1)];
        if (Number.isInteger(factor) && meets(goal, (index) => factor * (values[index] ?? NaN))) {
            return product(literal(factor), expression);
        }
        if (Number.isInteger(divisor) && meets(goal, (index) => Math.floor((values[index] ?? NaN) / divisor))) {
            return binary("//", expression, literal(divisor));
        }
    }
    return undefined;
}

/** A number that grows by a constant with each round. */
function grown(goal: readonly number[], numbers: readonly Numbers[]): Expression | undefined {
    const single = numbers.filter(({ isLoop }) => !isLoop);
    for (const loop of numbers.filter(({ isLoop }) => isLoop)) {
        for (const step of [...single, ...steps(goal, loop.values)]) {
            const rest = goal.map((value, index) => value - (loop.values[index] ?? 0) * (step.values[index] ?? NaN));
            const [first] = rest;
            const base = first !== undefined && rest.every((value) => value === first)
                ? literal(first)
                : single.find(({ values }) => rest.every((value, index) => value === values[index]))?.expression;
            if (base !== undefined) {
                return sum([base, product(loop.expression, step.expression)]);
            }
        }
    }
    return undefined;
}

function sumOfTwo(goal: readonly number[], numbers: readonly Numbers[]): Expression | undefined {
    for (const [index, left] of numbers.entries()) {
        for (const right of numbers.slice(index + 1)) {
            if (meets(goal, (one) => (left.values[one] ?? NaN) + (right.values[one] ?? NaN))) {
                return sum([left.expression, right.expression]);
            }
        }
    }
    return undefined;
}

/** `a if i == 0 else b`: a first round that differs from the others. */
function firstApart(goal: readonly number[], numbers: readonly Numbers[]): Expression | undefined {
    for (const loop of numbers.filter(({ isLoop }) => isLoop)) {
        const find = (isFirst: boolean): Expression | undefined => {
            const expected = goal.flatMap((value, index) =>
                ((loop.values[index] === 0) === isFirst ? [{ value, index }] : []));
            const known = expected.length === 0 ? undefined : numbers.find(({ isLoop, values }) =>
                !isLoop && expected.every(({ value, index }) => values[index] === value));
            return known?.expression;
        };
        const [then, otherwise] = [find(true), find(false)];
        if (then !== undefined && otherwise !== undefined) {
            return { kind: "conditional", test: binary("==", loop.expression, literal(0)), then, otherwise };
        }
    }
    return undefined;
}

/** The constant by which the goal grows with a loop's number, if there is one. */
function steps(goal: readonly number[], loop: readonly number[]): readonly Numbers[] {
    const from = loop.findIndex((value) => value !== loop[0]);
    const step = ((goal[from] ?? NaN) - (goal[0] ?? NaN)) / ((loop[from] ?? NaN) - (loop[0] ?? NaN));
    return Number.isInteger(step) ? [{ expression: literal(step), values: goal.map(() => step), isLoop: false }] : [];
}
