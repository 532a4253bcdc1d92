import type { Expression as SourceExpression } from "../../../grammar/syntax-tree.ts";
import type { Scope, Value } from "../../graph/graph.ts";
import { product } from "../../python/arithmetic.ts";
import { literal, name, reference, subscript, type Expression, type PythonLiteral } from "../../python/syntax.ts";
import { namesIn, replaced } from "../../python/traversal.ts";
import type { Draft, Environment } from "./draft.ts";
import { at, channelsOf, mapScopes, type PlannedExpression, type Reference } from "./plan.ts";
import { synthesize, type KnownNumber } from "./synthesis.ts";
import { translate, translateInit, uniform } from "./translation.ts";

/** A number to write, and what is known about its source. */
export interface TargetNumber {
    readonly values: ReadonlyMap<Scope, PythonLiteral>;
    /** Its expression in the source, or the element of that at these indices. */
    readonly source?: SourceExpression | undefined;
    readonly at?: readonly number[];
    /** The expression of `__init__` for the channels that it equals. */
    readonly channels?: Expression | undefined;
    /** Whether it is derived from other numbers: as a literal, it would be wrong for other values of them. */
    readonly isDerived?: boolean;
    /** The name of the class parameter that is added if nothing else expresses it. */
    readonly role: string;
}

/** A number in `__init__`: as in the source, in terms of known numbers, or as a parameter of the class. */
export function initNumber(draft: Draft, environment: Environment, target: TargetNumber): Expression {
    const { instances } = environment;
    const one = uniform(target.values, instances);
    if (one !== undefined && draft.context.isLiteral) {
        return literal(one);
    }
    const written = writtenNumber(draft, environment, target);
    if (written !== undefined) {
        return written;
    }
    if (one !== undefined) {
        if (target.isDerived === true && draft.context.uses.length === 1) {
            draft.fail(`nothing gives ${target.role}`);
        }
        return literal(one);
    }
    // The rounds of one use are not enough evidence: an expression that fits them may be wrong for other numbers.
    const isShown = target.isDerived !== true || draft.context.uses.length > 1;
    const found = isShown
        ? synthesize(numbersIn(target.values), instances, knownNumbers(draft, environment))
        : undefined;
    return found ?? invented(draft, environment, target);
}

/** A number as in the source, or as the name of the channels that it equals. */
export function writtenNumber(draft: Draft, environment: Environment, target: TargetNumber): Expression | undefined {
    const written = target.source === undefined ? undefined : sourceNumber(draft, environment, target.source, target);
    const { channels, values } = target;
    return written ??
        (channels !== undefined && draft.hasValues(channels, values, environment.instances) ? channels : undefined);
}

/** A number in `forward`. */
export function forwardNumber(draft: Draft, environment: Environment, target: TargetNumber): PlannedExpression {
    const { instances } = environment;
    const one = uniform(target.values, instances);
    const element = target.source === undefined ? undefined : elementOf(target.source, target.at ?? []);
    const written = element === undefined
        ? undefined
        : translate(draft, element, "forward", environment, target.values);
    if (written !== undefined) {
        return written;
    }
    return one === undefined ? storedExpression(draft, initNumber(draft, environment, target)) : literal(one);
}

/** An expression of `__init__` in terms of attributes. A loop's own names are also variables of `forward`. */
export function storedExpression(draft: Draft, expression: Expression): PlannedExpression {
    return replaced<never, Reference>(expression, (one) => {
        const symbol = one.kind === "name" ? draft.symbols.get(one.name) : undefined;
        if (symbol?.kind === "running") {
            draft.fail(`forward does not know ${symbol.name}`);
        }
        return symbol === undefined || symbol.kind === "loop" || one.kind !== "name"
            ? undefined
            : reference<Reference>({ kind: "stored", name: one.name });
    });
}

function sourceNumber(
    draft: Draft, environment: Environment, source: SourceExpression, target: TargetNumber,
): Expression | undefined {
    const indices = target.at ?? [];
    const element = elementOf(source, indices);
    if (element !== undefined) {
        return translateInit(draft, element, environment, target.values);
    }
    const whole = translateInit(draft, source, environment);
    const part = whole === undefined
        ? undefined
        : indices.reduce((one, index) => subscript(one, literal(index)), whole);
    return part !== undefined && draft.hasValues(part, target.values, environment.instances) ? part : undefined;
}

/** The element of a list in the source. */
function elementOf(source: SourceExpression, indices: readonly number[]): SourceExpression | undefined {
    return indices.reduce<SourceExpression | undefined>(
        (one, index) => (one?.kind === "list" ? one.elements[index] : undefined), source);
}

/** The numbers that have names in `__init__`. */
export function knownNumbers(draft: Draft, { instances }: Environment): readonly KnownNumber[] {
    return [...draft.symbols.values()].map((symbol) => ({
        expression: name(symbol.name), isLoop: symbol.kind === "loop",
        values: mapScopes(instances, (scope) => {
            const value = at(symbol.values, scope);
            return typeof value === "number" ? value : undefined;
        }),
    }));
}

/** Adds a parameter to the class, for which each call passes the number. */
function invented(draft: Draft, { instances }: Environment, target: TargetNumber): Expression {
    const { node, uses } = draft.context;
    const values = new Map<Scope, PythonLiteral>();
    for (const scope of instances) {
        const use = useOf(scope, uses);
        const value = at(target.values, scope);
        if (use === undefined || value === undefined || !draftAgrees(values.get(use), value)) {
            draft.fail(`${target.role} differs`);
            return literal(value ?? 0);
        }
        values.set(use, value);
    }
    if (node.kind === "model") {
        draft.fail(`${target.role} differs`);
        return literal(0);
    }
    const known = [...draft.symbols.values()].find((one) =>
        one.kind === "invented" && [...values].every(([use, value]) => draftAgrees(one.values.get(use), value)));
    return known === undefined
        ? draft.addSymbol({ name: target.role, kind: "invented", of: undefined, default: undefined, values })
        : name(known.name);
}

function draftAgrees(known: PythonLiteral | undefined, value: PythonLiteral): boolean {
    return known === undefined || JSON.stringify(known) === JSON.stringify(value);
}

/** The use of the class's block that contains a scope. */
export function useOf(scope: Scope, uses: readonly Scope[]): Scope | undefined {
    for (let one: Scope | undefined = scope; one !== undefined; one = one.parent) {
        if (uses.includes(one)) {
            return one;
        }
    }
    return undefined;
}

/** The channels of values in terms of known numbers; undefined if no expression fits. */
export function channelsInWords(
    draft: Draft, environment: Environment, values: ReadonlyMap<Scope, Value>,
    candidates: readonly (Expression | undefined)[] = [],
): Expression | undefined {
    const { instances } = environment;
    const expected = mapScopes(instances, (scope) => channelsOf(at(values, scope)));
    if (expected.size < instances.length) {
        return undefined;
    }
    const one = uniform(expected, instances);
    if (draft.context.isLiteral) {
        return one === undefined ? undefined : literal(one);
    }
    const available = candidates.filter((candidate) => candidate !== undefined);
    const known = available.find((candidate) => draft.hasValues(candidate, expected, instances));
    if (known !== undefined || draft.context.uses.length === 1) {
        return known;
    }
    return multipleOf(draft, instances, expected, available) ??
        synthesize(expected, instances, knownNumbers(draft, environment));
}

/** A candidate multiplied by an integer. */
function multipleOf(
    draft: Draft, instances: readonly Scope[], expected: ReadonlyMap<Scope, number>, candidates: readonly Expression[],
): Expression | undefined {
    const [first] = instances;
    return candidates.filter((candidate) => namesIn(candidate).size > 0).flatMap((candidate) => {
        const value = first === undefined ? undefined : draft.evaluate(candidate, first);
        const factor = first === undefined || value?.kind !== "number" ? NaN : (expected.get(first) ?? NaN) / value.value;
        const scaled = product(literal(factor), candidate);
        return Number.isInteger(factor) && draft.hasValues(scaled, expected, instances) ? [scaled] : [];
    }).at(-1);
}

function numbersIn(values: ReadonlyMap<Scope, PythonLiteral>): ReadonlyMap<Scope, number> {
    return mapScopes([...values.keys()], (scope) => {
        const value = values.get(scope);
        return typeof value === "number" ? value : undefined;
    });
}
