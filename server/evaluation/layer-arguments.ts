import type { Argument, Call, Span } from "../../grammar/syntax-tree.ts";
import type { Value, WrittenArguments } from "../graph/graph.ts";
import type { ArgumentDefinition, ArgumentValue } from "../layers/argument-types.ts";
import type { LayerDefinition } from "../layers/definition.ts";
import type { LayerProblem } from "../layers/problems.ts";
import { holdsAsSampled } from "../sizes/size-condition.ts";
import { boundCall, isWellBound, reportBinding, reportUnknownArgument } from "./bound-calls.ts";
import type { BoundCall, Signature } from "./call-binding.ts";
import { demandSizes, report, reportArguments, type Context } from "./context.ts";
import {
    isCondition, isList, isUnknown, isValue, kindOf, listOf, numberOf, printDatum, unknownDatum, type Datum,
} from "./data.ts";
import { layerSignature } from "./signatures.ts";
import type { SurplusHint } from "./problems.ts";
import { staysAsSampled } from "./size-demands.ts";
import { isInputSize, suggestArgument } from "./suggestions.ts";
import type { FoundType } from "./type-problems.ts";

/** An argument of a call and its evaluated value. */
export interface EvaluatedArgument {
    readonly argument: Argument;
    /** The argument's value in the text. */
    readonly span: Span;
    readonly datum: Datum;
}

/** The arguments of a layer call. */
export interface Binding {
    /** Typed values by name, with defaults. */
    readonly arguments: ReadonlyMap<string, unknown>;
    readonly inputs: readonly Value[];
    readonly numbers: ReadonlyMap<number, number>;
    readonly written: WrittenArguments;
    /** The problems of the arguments on their own. */
    readonly problems: readonly LayerProblem[];
    /** Whether every argument could be read, so that the rule can run. */
    readonly complete: boolean;
}

/**
 * Binds a call's arguments to a layer's parameters and reads them; reports their problems. `data` has each argument's
 * value.
 */
export function bindArguments(
    definition: LayerDefinition, call: Call, data: readonly Datum[], input: Value | undefined, context: Context,
): Binding {
    const { from } = definition.operands;
    if (from === "line" && call.arguments.length === 0 && input !== undefined && definition.defaults !== undefined) {
        return wellBound(definition.defaults, [input], nothingWritten);
    }
    const signature = (): Signature => layerSignature(definition);
    const bound = boundCall(call, definition, signature, context);
    const known = plainBindings.get(call);
    if (known !== undefined && input !== undefined && known.written === bound && areSamePlain(known.data, data)) {
        return wellBound(known.arguments, [input], bound);
    }
    const merged = from === "arguments" ? mergedValues(definition, bound, data) : undefined;
    if (merged !== undefined && definition.defaults !== undefined) {
        return wellBound(definition.defaults, merged, bound);
    }
    const evaluated = (argument: Argument): EvaluatedArgument => (
        { argument, span: argument.value, datum: data[call.arguments.indexOf(argument)] ?? unknownDatum });
    reportBinding(bound, signature, call, {
        callee: definition.name,
        expected: (name) => {
            const argument = definition.arguments.get(name);
            return argument === undefined ? undefined : { documented: argument.type.label };
        },
        hint: surplusHint(definition, call, bound, data),
    }, context);
    // More arguments may follow in a call that is not closed; of two values for one argument, the first counts.
    let complete = bound.missing.length === 0 && (bound.surplus.length === 0 || call.unclosed) &&
        bound.unknown.every(({ name, suggestion }) => suggestion !== undefined || isInputSize(name));
    const values = new Map<string, unknown>();
    const inputs: Value[] = [];
    const problems: LayerProblem[] = [];

    const operands = bound.operands.map(evaluated).filter(isOperand);
    complete &&= operands.length === bound.operands.length;
    // Too few values are one mistake: `in -> mean(axis=0)` needs a different layer.
    if (!isTooFew(operands.length, definition)) {
        reportMisnamed(bound.operands.map(evaluated), definition, context);
    }
    const numbers = operands.length === 0 ? noNumbers : new Map<number, number>();
    if (definition.operands.from === "line") {
        if (input === undefined) {
            complete = false;
        } else {
            inputs.push(input);
        }
    } else if (!bindOperands(definition, call, operands, inputs, numbers, context)) {
        complete = false;
    }

    for (const [name, argument] of definition.arguments) {
        const passed = bound.byParameter.get(name);
        if (passed === undefined) {
            values.set(name, argument.default);
            continue;
        }
        // With surplus arguments it is unclear which positional argument belongs to which parameter.
        const isCertain = passed.name !== undefined || bound.surplus.length === 0;
        const one = evaluated(passed);
        const value = readArgument(definition, name, argument, one, { inputs, problems, isCertain }, context);
        if (value === undefined) {
            complete = false;
        } else {
            values.set(name, value);
        }
    }
    if (definition.operands.from === "line" && complete && isWellBound(bound) && data.every(isPlain)) {
        plainBindings.set(call, { written: bound, data, arguments: values });
    }
    return { arguments: values, inputs, numbers, written: bound, problems, complete };
}

/** A binding without problems, whose operands are all values. */
function wellBound(args: ReadonlyMap<string, unknown>, inputs: readonly Value[], written: WrittenArguments): Binding {
    return { arguments: args, inputs, numbers: noNumbers, written, problems: noProblems, complete: true };
}

/** The operands of `concat(a, b)`: of a call with values only, as many as the layer takes; undefined for others. */
function mergedValues(
    { operands }: LayerDefinition, bound: BoundCall, data: readonly Datum[],
): readonly Value[] | undefined {
    if (operands.from !== "arguments" || data.length < Math.max(operands.minimum, 1) ||
        data.length > operands.maximum || bound.operands.length !== data.length || !isWellBound(bound)) {
        return undefined;
    }
    const values: Value[] = [];
    for (const datum of data) {
        if (!isValue(datum)) {
            return undefined;
        }
        values.push(datum.value);
    }
    return values;
}

/** A call that was bound without problems, to numbers, strings and booleans only. */
interface PlainBinding extends Pick<Binding, "arguments" | "written"> {
    readonly data: readonly Datum[];
}

/**
 * The last such binding of each call: the same arguments have the same binding in other uses and at the next keystroke.
 */
const plainBindings = new WeakMap<Call, PlainBinding>();

function isPlain(datum: Datum): boolean {
    return typeof datum !== "object" || (isList(datum) && datum.every(isPlain));
}

function areSamePlain(a: readonly Datum[], b: readonly Datum[]): boolean {
    return a.length === b.length && a.every((one, index) => {
        const other = b[index];
        return Object.is(one, other) ||
            (other !== undefined && isList(one) && isList(other) && areSamePlain(one, other));
    });
}

const noNumbers = new Map<number, number>();
const noProblems: readonly LayerProblem[] = [];
const nothingWritten: WrittenArguments = { byParameter: new Map(), operands: [] };

/** Whether it is a valid operand: under an unknown name, only a value is. */
function isOperand({ argument, datum }: EvaluatedArgument): boolean {
    return argument.name === undefined || isValue(datum);
}

function isTooFew(count: number, { operands }: LayerDefinition): boolean {
    return operands.from === "arguments" && count < operands.minimum;
}

/** Reports operands that are not values under an unknown name. */
function reportMisnamed(written: readonly EvaluatedArgument[], definition: LayerDefinition, context: Context): void {
    for (const one of written) {
        if (!isOperand(one) && one.argument.name !== undefined) {
            const { text } = one.argument.name;
            const suggestion = suggestArgument(text, layerSignature(definition).parameters);
            reportUnknownArgument(one.argument, definition.name, text, layerSignature(definition), suggestion, context);
        }
    }
}

function bindOperands(
    definition: LayerDefinition, call: Call, operands: readonly EvaluatedArgument[], inputs: Value[],
    numbers: Map<number, number>, context: Context,
): boolean {
    if (definition.operands.from !== "arguments") {
        return true;
    }
    const { minimum, maximum, numbers: numbersAllowed } = definition.operands;
    let complete = true;
    for (const [position, operand] of operands.entries()) {
        if (isValue(operand.datum)) {
            inputs.push(operand.datum.value);
            continue;
        }
        const number = numberOf(operand.datum);
        if (numbersAllowed && number !== undefined) {
            numbers.set(position, number);
            if (typeof operand.datum === "object") {
                demandArgument(definition, "value", operand, context);
            }
            continue;
        }
        if (!isUnknown(operand.datum)) {
            report(context, operand.span, {
                code: "wrong-type", part: { kind: "operand", callee: definition.name },
                expected: numbersAllowed ? "value-or-number" : "value", found: describe(operand.datum),
            });
        }
        complete = false;
    }
    if (operands.length > maximum) {
        reportArguments(context, call, operands[maximum]?.span ?? call.callee, {
            code: "too-many-arguments", callee: definition.name, actual: operands.length, most: maximum,
        });
        return false;
    }
    const operand = operands[0]?.argument.value;
    if (isTooFew(operands.length, definition) || (complete && inputs.length === 0)) {
        reportArguments(context, call, call.callee, {
            code: "missing-argument", callee: definition.name, name: "value",
            expected: isTooFew(operands.length, definition)
                ? { minimum, actual: operands.length, ...(operand?.kind === "name" ? { operand: operand.text } : {}) }
                : { someValue: true },
        });
        return false;
    }
    return complete;
}

/** The hint for too many positional arguments. */
function surplusHint(
    definition: LayerDefinition, call: Call, { surplus, byParameter }: BoundCall, data: readonly Datum[],
): SurplusHint | undefined {
    const [first] = surplus;
    if (first === undefined) {
        return undefined;
    }
    const isValueAt = (index: number): boolean => {
        const datum = data[index];
        return datum !== undefined && isValue(datum);
    };
    if (isValueAt(call.arguments.indexOf(first)) || isValueAt(0)) {
        const value = call.arguments[0]?.value;
        return { habit: "value-first", value: value?.kind === "name" ? value.text : value?.kind === "in" ? "in" : "x" };
    }
    const positional = call.arguments.flatMap(({ name }, index) => (name === undefined ? [data[index]] : []));
    const numbers = positional.map((datum) => (datum === undefined ? undefined : numberOf(datum)));
    if (numbers.includes(undefined)) {
        return undefined;
    }
    const value = numbers[call.arguments.filter(({ name }) => name === undefined).indexOf(first)] ?? 0;
    const isNormalized = definition.traits.normalization && Number.isInteger(value) && value > 0;
    if (isNormalized || (definition.arguments.has("channels") && numbers.length === 3)) {
        return { habit: "input-channels" };
    }
    const parameters = [...definition.arguments];
    const [only] = parameters;
    const list = numbers.flatMap((number) => number ?? []);
    if (definition.positional === 1 && only?.[1].type.read(list) !== undefined) {
        return { habit: "list" };
    }
    const next = parameters.find(([name]) => !byParameter.has(name));
    return next !== undefined && next[1].type.read(value) !== undefined
        ? { habit: "unnamed", parameter: next[0] }
        : undefined;
}

/** Reads one argument; undefined, and reported, if its type or value is invalid. */
function readArgument(
    definition: LayerDefinition, name: string, argument: ArgumentDefinition<unknown>, written: EvaluatedArgument,
    { inputs, problems, isCertain }: {
        readonly inputs: Value[]; readonly problems: LayerProblem[]; readonly isCertain: boolean;
    },
    context: Context,
): unknown {
    if (hasUnknown(written.datum)) {
        return undefined;
    }
    const converted = argumentValue(written.datum, inputs.length);
    const value = converted === undefined ? undefined : argument.type.read(converted);
    if (value === undefined) {
        if (isCertain) {
            report(context, written.span, {
                code: "wrong-type", part: { kind: "argument", callee: definition.name, name },
                expected: { documented: argument.type.label }, found: describe(written.datum),
            });
        }
        return undefined;
    }
    if (isValue(written.datum)) {
        inputs.push(written.datum.value);
    } else if (typeof written.datum === "object") {
        demandArgument(definition, name, written, context);
    }
    const problem = argument.type.check?.(value, name);
    if (problem !== undefined) {
        problems.push(problem);
        return undefined;
    }
    return value;
}

/** Demands that an argument that depends on a dynamic size is fixed. Plain numbers and strings are. */
function demandArgument(
    definition: LayerDefinition, argument: string, { datum, span }: EvaluatedArgument, context: Context,
): void {
    const condition = isCondition(datum) ? holdsAsSampled(datum.condition) : staysAsSampled(datum);
    demandSizes(context, span, condition, () => ({
        kind: "argument", callee: definition.name, argument, number: printDatum(datum),
    }));
}

/** Whether an error left a part of it unknown, at any depth of a list. */
function hasUnknown(datum: Datum): boolean {
    return isUnknown(datum) || (!isValue(datum) && (listOf(datum) ?? []).some(hasUnknown));
}

/** A datum as layers read it, its numbers fixed at the default sizes. */
function argumentValue(datum: Datum, nextInput: number): ArgumentValue | undefined {
    if (typeof datum === "string" || typeof datum === "boolean") {
        return datum;
    }
    if (isValue(datum)) {
        const { producer } = datum.value;
        const from = producer?.kind === "layer" ? producer.inputs[0]?.shape : undefined;
        return producer?.kind !== "layer" || from === undefined
            ? { kind: "value", input: nextInput }
            : { kind: "value", input: nextInput, origin: { layer: producer.definition.name, input: from } };
    }
    const elements = listOf(datum);
    if (elements === undefined) {
        return isCondition(datum) ? datum.truth : numberOf(datum);
    }
    const values: ArgumentValue[] = [];
    for (const element of elements) {
        const value = isValue(element) ? undefined : argumentValue(element, nextInput);
        if (value === undefined) {
            return undefined;
        }
        values.push(value);
    }
    return values;
}

/** A datum for problems; a long list only by its kind. */
function describe(datum: Datum): FoundType {
    const printed = printDatum(datum);
    if (isValue(datum)) {
        return { shape: printed };
    }
    const isLong = listOf(datum) !== undefined && !isUnknown(datum) && printed.length > longestPrinted;
    return isLong ? { kind: kindOf(datum) } : { printed };
}

/** The maximum length of a printed list. */
const longestPrinted = 40;
