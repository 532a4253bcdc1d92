import type {
    AttributeExpression, BinaryExpression, CallExpression, Expression as SourceExpression, Let,
} from "../../../grammar/syntax-tree.ts";
import type { Scope } from "../../graph/graph.ts";
import { isCondition, isList, isRange, isSize, type Datum } from "../../evaluation/data.ts";
import {
    attribute, binary, call, literal, name, reference, slice, subscript, tuple, type Expression, type PythonLiteral,
} from "../../python/syntax.ts";
import { namesIn, referencesIn, replaced } from "../../python/traversal.ts";
import { axisName } from "../../sizes/shape.ts";
import { pythonName } from "../../python/names.ts";
import type { Draft, Environment } from "./draft.ts";
import {
    at, mapScopes, type PlannedExpression, type PlannedFunction, type PlannedValue, type Reference,
} from "./plan.ts";

/** Where an expression is written: sizes are only known in `forward`. */
export type Place = "init" | "forward";

const functions: Readonly<Record<string, string>> = {
    min: "min", max: "max", abs: "abs", round: "round", len: "len", sum: "sum", floor: "math.floor", ceil: "math.ceil",
    sqrt: "math.sqrt",
};

/** A datum as a number, string or list; undefined for a value. */
export function literalOf(datum: Datum | undefined): PythonLiteral | undefined {
    if (datum === undefined || typeof datum !== "object") {
        return datum;
    }
    if (isList(datum)) {
        const items = datum.map(literalOf);
        return items.every((item) => item !== undefined) ? items : undefined;
    }
    if (isSize(datum)) {
        return datum.number;
    }
    if (isCondition(datum)) {
        return datum.truth;
    }
    return isRange(datum)
        ? Array.from({ length: Math.max(0, datum.to - datum.from) }, (_, index) => datum.from + index)
        : undefined;
}

/** The value of a source expression in each use. */
export function tracedLiterals(
    draft: Draft, expression: SourceExpression, instances: readonly Scope[],
): ReadonlyMap<Scope, PythonLiteral> {
    return mapScopes(instances, (scope) => literalOf(draft.context.trace.datum(expression, scope)));
}

/** The common literal of all scopes; undefined if they differ, or one has none. */
export function uniform(
    values: ReadonlyMap<Scope, PythonLiteral>, instances: readonly Scope[],
): PythonLiteral | undefined {
    const [first, ...others] = instances.map((scope) => at(values, scope));
    const isOne = first !== undefined && others.every((one) => one !== undefined && sameLiteral(one, first));
    return isOne ? first : undefined;
}

export function sameLiteral(a: PythonLiteral, b: PythonLiteral): boolean {
    return typeof a === "object" && typeof b === "object"
        ? a.length === b.length && a.every((one, index) => {
            const other = b[index];
            return other !== undefined && sameLiteral(one, other);
        })
        : a === b;
}

/**
 * Translates an expression of the source to Python, if the result means the same in all uses that are planned together.
 * `expected` are the values it must have; by default those in the trace.
 */
export function translate(
    draft: Draft, source: SourceExpression, place: Place, environment: Environment,
    expected?: ReadonlyMap<Scope, PythonLiteral>,
): PlannedExpression | undefined {
    const { instances } = environment;
    const traced = expected ?? tracedLiterals(draft, source, instances);
    const one = draft.context.isLiteral && place === "init" ? uniform(traced, instances) : undefined;
    if (one !== undefined) {
        return literal(one);
    }
    // A quotient is an integer if there is no remainder, and a fraction otherwise.
    for (const isExact of [true, false]) {
        const written = new Translation(draft, place, environment, isExact).expression(source);
        if (written !== undefined && draft.hasValues(written, traced, instances)) {
            return folded(draft, written, environment);
        }
    }
    return undefined;
}

/** The same for `__init__`. */
export function translateInit(
    draft: Draft, source: SourceExpression, environment: Environment, expected?: ReadonlyMap<Scope, PythonLiteral>,
): Expression | undefined {
    const written = translate(draft, source, "init", environment, expected);
    return written === undefined ? undefined : withoutReferences(written);
}

/** An expression without references; undefined if it has any. */
export function withoutReferences(expression: PlannedExpression): Expression | undefined {
    return referencesIn(expression).length > 0 ? undefined : replaced<Reference, never>(expression, () => undefined);
}

/** Folds an expression of numbers only. */
function folded(draft: Draft, expression: PlannedExpression, { instances }: Environment): PlannedExpression {
    const [first] = instances;
    const isPlain = expression.kind === "literal" || expression.kind === "tuple" || expression.kind === "list";
    if (isPlain || first === undefined || referencesIn(expression).length > 0) {
        return expression;
    }
    const { constants } = draft.context.classes;
    const reads = [...namesIn(expression)].some((one) => draft.symbols.has(one) || constants.has(one));
    const value = reads ? undefined : draft.evaluate(expression, first);
    return value?.kind === "number" || value?.kind === "plain" ? literal(value.value) : expression;
}

class Translation {
    readonly #draft: Draft;
    readonly #place: Place;
    readonly #environment: Environment;
    readonly #isExact: boolean;
    /** The arguments for the parameters of a function in the source. */
    readonly #bound: ReadonlyMap<string, PlannedExpression>;

    constructor(
        draft: Draft, place: Place, environment: Environment, isExact: boolean,
        bound: ReadonlyMap<string, PlannedExpression> = new Map(),
    ) {
        this.#draft = draft;
        this.#place = place;
        this.#environment = environment;
        this.#isExact = isExact;
        this.#bound = bound;
    }

    expression(source: SourceExpression): PlannedExpression | undefined {
        switch (source.kind) {
            case "number":
            case "string":
            case "boolean":
                return literal(source.value);
            case "name":
                return this.#name(source.text);
            case "list": {
                const elements = source.elements.map((one) => this.expression(one));
                return elements.every((one) => one !== undefined) ? tuple(elements) : undefined;
            }
            case "unary": {
                const operand = this.expression(source.operand);
                return operand === undefined ? undefined : { kind: "unary", operator: source.operator, operand };
            }
            case "binary":
                return this.#binary(source);
            case "conditional": {
                const [test, then, otherwise] = [source.condition, source.then, source.otherwise]
                    .map((one) => this.expression(one));
                return test === undefined || then === undefined || otherwise === undefined
                    ? undefined
                    : { kind: "conditional", test, then, otherwise };
            }
            case "call-expression":
                return this.#call(source);
            case "attribute":
                return this.#attribute(source);
            case "index": {
                const [object, index] = [this.expression(source.object), this.expression(source.index)];
                return object === undefined || index === undefined ? undefined : subscript(object, index);
            }
            case "in":
            case "error":
                return undefined;
        }
    }

    #name(text: string): PlannedExpression | undefined {
        const bound = this.#bound.get(text);
        if (bound !== undefined) {
            return bound;
        }
        const binding = this.#environment.names.get(text);
        if (binding === undefined) {
            return constantOf(this.#draft, text, this.#environment);
        }
        return binding.kind === "number"
            ? this.#place === "init" ? binding.init : binding.forward
            : undefined;
    }

    #binary({ operator, left, right }: BinaryExpression): PlannedExpression | undefined {
        const [a, b] = [this.expression(left), this.expression(right)];
        if (a === undefined || b === undefined) {
            return undefined;
        }
        if (operator === "..") {
            return call("range", a.kind === "literal" && a.value === 0 ? [b] : [a, b]);
        }
        return operator === "/" && this.#isExact
            ? { kind: "binary", operator: "//", left: a, right: b, exact: true }
            : binary(operator, a, b);
    }

    #call({ call: { callee, arguments: written } }: CallExpression): PlannedExpression | undefined {
        const args = written.map(({ value }) => (value.kind === "flow" ? undefined : this.expression(value)));
        if (!args.every((one) => one !== undefined)) {
            return undefined;
        }
        const own = this.#environment.names.get(callee.text);
        if (own?.kind === "function") {
            return this.#inlined(own.declaration, args);
        }
        const builtIn = functions[callee.text];
        if (builtIn !== undefined) {
            const made = call(builtIn, args);
            return builtIn === "math.sqrt" && this.#isExact ? call("int", [made]) : made;
        }
        const isPlain = written.every((one) => one.name === undefined);
        const defined = isPlain ? this.#function(callee.text) : undefined;
        return defined?.parameters.length === args.length ? call(name(defined.name), args) : undefined;
    }

    /** A file's function, which is written above the classes; undefined for recursion, which becomes its numbers. */
    #function(called: string): PlannedFunction | undefined {
        const [scope] = this.#environment.instances;
        const { classes } = this.#draft.context;
        const declared = scope === undefined ? undefined : classes.fileOf(scope)?.called.get(called);
        if (declared?.kind !== "function" || declared.declaration.value === undefined) {
            return undefined;
        }
        const known = classes.functions.get(pythonName(called));
        if (known !== undefined) {
            return known.declaration === declared.declaration ? known : undefined;
        }
        if (classes.begunFunctions.has(declared.declaration)) {
            return undefined;
        }
        classes.begunFunctions.add(declared.declaration);
        const parameters = declared.parameters.map((parameter) => pythonName(parameter.name.text));
        const bound = new Map(declared.parameters.map((parameter) =>
            [parameter.name.text, name(pythonName(parameter.name.text))] as const));
        const translation = new Translation(
            this.#draft, "init", { ...this.#environment, names: new Map() }, this.#isExact, bound);
        const written = translation.expression(declared.declaration.value);
        classes.begunFunctions.delete(declared.declaration);
        const body = written === undefined ? undefined : withoutReferences(written);
        if (body === undefined) {
            return undefined;
        }
        const made = { name: pythonName(called), parameters, body, declaration: declared.declaration };
        classes.functions.set(made.name, made);
        return made;
    }

    /** A function that a body defines: its expression replaces the call. */
    #inlined(declaration: Let, args: readonly PlannedExpression[]): PlannedExpression | undefined {
        const parameters = declaration.parameters ?? [];
        if (declaration.value === undefined || parameters.length !== args.length) {
            return undefined;
        }
        const bound = new Map(parameters.flatMap((parameter, index) => {
            const arg = args[index];
            return arg === undefined ? [] : [[parameter.name.text, arg] as const];
        }));
        // It sees the functions of its file, and not those of the body, such as itself.
        const names = new Map([...this.#environment.names].filter(([, { kind }]) => kind !== "function"));
        return new Translation(this.#draft, this.#place, { ...this.#environment, names }, this.#isExact, bound)
            .expression(declaration.value);
    }

    /** `in.channels` and the like: `forward` reads them from the value's shape. */
    #attribute({ object, attribute: member }: AttributeExpression): PlannedExpression | undefined {
        const value = valueOf(object, this.#environment);
        const ranks = new Set(this.#environment.instances.map((scope) =>
            (value === undefined ? undefined : at(value.values, scope)?.shape?.length)));
        const [rank] = ranks;
        if (value === undefined || member === undefined || rank === undefined || ranks.size !== 1) {
            return undefined;
        }
        if (member.text === "rank") {
            return literal(rank);
        }
        if (this.#place === "init") {
            return member.text === "channels" ? value.channels : undefined;
        }
        if (object.kind === "name") {
            value.readAs.add(object.text);
        }
        const shape = attribute(reference<Reference>(value), "shape");
        switch (member.text) {
            case "channels":
                return subscript(shape, literal(1));
            case "shape":
                return subscript(shape, slice(literal(1)));
            case "size":
                return undefined;
            default: {
                const axis = Array.from({ length: rank }, (_, index) => index)
                    .find((index) => index > 0 && axisName(index, rank) === member.text);
                return subscript(shape, literal((axis ?? 0) + 1));
            }
        }
    }
}

/** The value of `in` or a name. */
function valueOf(object: SourceExpression, environment: Environment): PlannedValue | undefined {
    if (object.kind === "in") {
        return environment.input;
    }
    const binding = object.kind === "name" ? environment.names.get(object.text) : undefined;
    return binding?.kind === "value" ? binding.value : undefined;
}

/** A file's `let`, which is written above the classes in upper case, as is usual for constants in Python. */
function constantOf(draft: Draft, text: string, { instances }: Environment): Expression | undefined {
    const [scope] = instances;
    const declared = scope === undefined ? undefined : draft.context.classes.fileOf(scope)?.constants.get(text);
    const value = declared === undefined ? undefined : literalOf(draft.context.trace.constant(declared));
    const constant = text.toUpperCase();
    const { constants } = draft.context.classes;
    const known = constants.get(constant);
    if (value === undefined || (known !== undefined && !sameLiteral(known, value))) {
        return undefined;
    }
    constants.set(constant, value);
    return name(constant);
}
