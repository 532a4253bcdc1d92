import type { Scope } from "../../graph/graph.ts";
import { bound, literalText, precedence, type PythonText } from "./python.ts";
import { at } from "./state.ts";

/** A number that has a name, and what it is in each use. */
export interface KnownNumber {
    readonly text: PythonText;
    readonly values: ReadonlyMap<Scope, number>;
    readonly isLoop?: boolean;
}

/**
 * A number in terms of known ones: one of them, a multiple or part of it, a sum of two, or what grows by one with each
 * round. It gives what is wanted in every use; undefined where nothing so simple does, or where all uses want the
 * same, which shows nothing.
 */
export function synthesize(
    wanted: ReadonlyMap<Scope, number>, instances: readonly Scope[], known: readonly KnownNumber[],
): PythonText | undefined {
    const goal = instances.map((scope) => at(wanted, scope) ?? NaN);
    if (new Set(goal).size < 2 || goal.some((value) => Number.isNaN(value))) {
        return undefined;
    }
    const numbers = known
        .map(({ text, values, isLoop }) => ({
            text, values: instances.map((scope) => at(values, scope) ?? NaN), isLoop: isLoop === true,
        }))
        .filter(({ values }) => values.every((value) => !Number.isNaN(value)));
    const meets = (value: (index: number) => number): boolean => goal.every((one, index) => one === value(index));
    for (const { text, values } of numbers) {
        if (meets((index) => values[index] ?? NaN)) {
            return text;
        }
    }
    const single = numbers.filter(({ isLoop }) => !isLoop);
    for (const { text, values } of single) {
        const [factor, divisor] = [(goal[0] ?? 0) / (values[0] ?? 1), (values[0] ?? 1) / (goal[0] ?? 1)];
        if (Number.isInteger(factor) && meets((index) => factor * (values[index] ?? NaN))) {
            return product(literalText(factor), text);
        }
        if (Number.isInteger(divisor) && meets((index) => Math.floor((values[index] ?? NaN) / divisor))) {
            return { text: `${bound(text, precedence.product)} // ${divisor}`, binds: precedence.product, isLiteral: false };
        }
    }
    for (const loop of numbers.filter(({ isLoop }) => isLoop)) {
        const fixed = single.map(({ text, values }) => ({ text, values }));
        for (const step of [...fixed, ...steps(goal, loop.values)]) {
            const rest = goal.map((value, index) => value - (loop.values[index] ?? 0) * (step.values[index] ?? NaN));
            const [first] = rest;
            const base = first !== undefined && rest.every((value) => value === first)
                ? literalText(first)
                : fixed.find(({ values }) => rest.every((value, index) => value === values[index]))?.text;
            if (base !== undefined) {
                return sum(base, product(loop.text, step.text));
            }
        }
    }
    for (const [index, left] of single.entries()) {
        for (const right of single.slice(index + 1)) {
            if (meets((at_) => (left.values[at_] ?? NaN) + (right.values[at_] ?? NaN))) {
                return sum(left.text, right.text);
            }
        }
    }
    return firstApart(goal, numbers);
}

interface Numbers {
    readonly text: PythonText;
    readonly values: readonly number[];
    readonly isLoop: boolean;
}

/** `a if i == 0 else b`: a first round that differs from the others. */
function firstApart(goal: readonly number[], numbers: readonly Numbers[]): PythonText | undefined {
    for (const loop of numbers.filter(({ isLoop }) => isLoop)) {
        const find = (isFirst: boolean): PythonText | undefined => {
            const wanted = goal.flatMap((value, index) =>
                ((loop.values[index] === 0) === isFirst ? [{ value, index }] : []));
            const [one] = wanted;
            if (one === undefined) {
                return undefined;
            }
            const known = numbers.find(({ isLoop, values }) =>
                !isLoop && wanted.every(({ value, index }) => values[index] === value));
            return known?.text;
        };
        const [first, others] = [find(true), find(false)];
        if (first !== undefined && others !== undefined) {
            return {
                text: `${bound(first, precedence.or)} if ${loop.text.text} == 0 else ${bound(others, precedence.or)}`,
                binds: precedence.conditional, isLiteral: false,
            };
        }
    }
    return undefined;
}

/** The number by which the goal grows with a loop's own, where it is one. */
function steps(
    goal: readonly number[], loop: readonly number[],
): readonly { readonly text: PythonText; readonly values: readonly number[] }[] {
    const from = loop.findIndex((value) => value !== loop[0]);
    const step = ((goal[from] ?? NaN) - (goal[0] ?? NaN)) / ((loop[from] ?? NaN) - (loop[0] ?? NaN));
    return Number.isInteger(step) ? [{ text: literalText(step), values: goal.map(() => step) }] : [];
}

function product(left: PythonText, right: PythonText): PythonText {
    return {
        text: `${bound(left, precedence.product)} * ${bound(right, precedence.unary)}`, binds: precedence.product,
        isLiteral: false,
    };
}

function sum(left: PythonText, right: PythonText): PythonText {
    return {
        text: `${bound(left, precedence.sum)} + ${bound(right, precedence.product)}`, binds: precedence.sum,
        isLiteral: false,
    };
}
