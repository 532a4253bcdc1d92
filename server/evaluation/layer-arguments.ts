import type { Call, Identifier, Span } from "../../grammar/syntax-tree.ts";
import type { Value } from "../graph/graph.ts";
import type { ArgumentDefinition, ArgumentValue } from "../layers/argument-types.ts";
import type { LayerDefinition } from "../layers/definition.ts";
import type { LayerProblem } from "../layers/problems.ts";
import { holdsAsSampled } from "../sizes/size-condition.ts";
import { demandSizes, report, reportArguments, type Context } from "./context.ts";
import { describeKind, isCondition, isUnknown, isValue, listOf, numberOf, printDatum, type Datum } from "./data.ts";
import { staysAsSampled } from "./size-demands.ts";
import { suggestArgument } from "./suggestions.ts";

/** An argument of a call, worked out. */
export interface GivenArgument {
    readonly name: Identifier | undefined;
    readonly span: Span;
    readonly datum: Datum;
}

/** What a layer is called with. */
export interface Binding {
    /** Typed values by name, defaults filled in. */
    readonly arguments: ReadonlyMap<string, unknown>;
    readonly inputs: readonly Value[];
    readonly numbers: ReadonlyMap<number, number>;
    /** What is written, by the argument it goes to. */
    readonly written: ReadonlyMap<string, GivenArgument>;
    /** What is wrong with the arguments by themselves. */
    readonly problems: readonly LayerProblem[];
    /** Whether every argument could be read, so that the rule can be run. */
    readonly complete: boolean;
}

/** Binds what is written to a layer's arguments; what is wrong with it is reported. */
export function bindArguments(
    definition: LayerDefinition, call: Call, given: readonly GivenArgument[], input: Value | undefined,
    context: Context,
): Binding {
    if (given.length === 0 && input !== undefined && definition.defaults !== undefined) {
        return {
            arguments: definition.defaults, inputs: [input], numbers: noNumbers, written: nothingWritten, problems: [],
            complete: true,
        };
    }
    const values = new Map<string, unknown>();
    const assigned = new Map<string, GivenArgument>();
    const operands: GivenArgument[] = [];
    const inputs: Value[] = [];
    const problems: LayerProblem[] = [];
    let complete = true;
    let positional = 0;
    let surplus: GivenArgument | undefined;

    const takesOperands = definition.operands.from === "arguments";
    for (const argument of given) {
        const name = argument.name?.text;
        if (name === undefined && takesOperands) {
            operands.push(argument);
            continue;
        }
        if (name === undefined) {
            const target = argumentAt(positional, definition);
            positional += 1;
            if (target === undefined || positional > definition.positional) {
                surplus ??= argument;
            } else {
                assigned.set(target, argument);
            }
            continue;
        }
        if (!definition.arguments.has(name) && takesOperands && isBranch(argument)) {
            operands.push(argument);
            continue;
        }
        const target = definition.arguments.has(name)
            ? name
            : reportUnknownArgument(definition, argument, assigned, context);
        if (target === undefined) {
            complete = false;
        } else if (assigned.has(target)) {
            if (target === name) {
                report(context, argument.name ?? argument.span, {
                    code: "duplicate-argument", callee: definition.name, name,
                });
            }
        } else {
            assigned.set(target, argument);
        }
    }
    if (surplus !== undefined) {
        reportSurplus(definition, call, surplus, positional, given, context);
        complete = complete && call.unclosed;
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
        const written = assigned.get(name);
        if (written === undefined) {
            if (argument.required) {
                // A surplus argument is the one thing to say: with conv(3, 64, 3) nothing is missing.
                if (surplus === undefined) {
                    reportArguments(context, call, call.callee, {
                        code: "missing-argument", callee: definition.name, name, expected: argument.type.label,
                    });
                }
                complete = false;
            } else {
                values.set(name, argument.default);
            }
            continue;
        }
        const value = readArgument(definition, name, argument, written, { inputs, problems }, context);
        if (value === undefined) {
            complete = false;
        } else {
            values.set(name, value);
        }
    }
    return { arguments: values, inputs, numbers, written: assigned, problems, complete };
}

const noNumbers = new Map<number, number>();
const nothingWritten = new Map<string, GivenArgument>();

function argumentAt(position: number, definition: LayerDefinition): string | undefined {
    let at = 0;
    for (const name of definition.arguments.keys()) {
        if (at === position) {
            return name;
        }
        at += 1;
    }
    return undefined;
}

/** Whether an argument under another name than the layer's own is a branch: `concat(left = conv(64, 1), …)`. */
function isBranch(argument: GivenArgument): boolean {
    return isValue(argument.datum);
}

function bindOperands(
    definition: LayerDefinition, call: Call, operands: readonly GivenArgument[], inputs: Value[],
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
                code: "wrong-type", what: `what \`${definition.name}\` takes`,
                expected: numbersAllowed ? "a value or a number" : "a value", found: describe(operand.datum),
            });
        }
        complete = false;
    }
    if (operands.length > maximum) {
        reportArguments(context, call, operands[maximum]?.span ?? call.callee, {
            code: "too-many-arguments", callee: definition.name, given: operands.length, most: maximum,
        });
        return false;
    }
    if (operands.length < minimum || (complete && inputs.length === 0)) {
        const short = operands.length === 1 ? "one" : "none";
        reportArguments(context, call, call.callee, {
            code: "missing-argument", callee: definition.name, name: "value",
            expected: operands.length < minimum
                ? `it joins at least ${minimum} values and is given ${short}; the line above is not taken by itself`
                : "at least one of what it joins must be a value",
        });
        return false;
    }
    return complete;
}

/** Says that there is no such argument; gives the one that was probably meant, if it is free. */
function reportUnknownArgument(
    definition: LayerDefinition, argument: GivenArgument, assigned: ReadonlyMap<string, GivenArgument>,
    context: Context,
): string | undefined {
    const name = argument.name?.text ?? "";
    const known = [...definition.arguments.keys()];
    const suggestion = suggestArgument(name, definition);
    report(context, argument.name ?? argument.span, {
        code: "unknown-argument", callee: definition.name, name, known,
        ...(suggestion === undefined ? {} : { suggestion }),
    });
    return suggestion === undefined || assigned.has(suggestion) ? undefined : suggestion;
}

function reportSurplus(
    definition: LayerDefinition, call: Call, surplus: GivenArgument, positional: number,
    given: readonly GivenArgument[], context: Context,
): void {
    const numbers = given.every((argument) => argument.name !== undefined || numberOf(argument.datum) !== undefined);
    const first = call.arguments[0];
    const source = first?.value.kind === "name" ? first.value.text : "x";
    const hint = isValue(surplus.datum) || (given[0] !== undefined && isValue(given[0].datum))
        ? `the value it works on stands before the arrow: \`${source} -> ${definition.name}(…)\``
        : numbers && definition.arguments.has("channels") && positional === 3
            ? "the input's channels are known here and are not written"
            : undefined;
    reportArguments(context, call, surplus.span, {
        code: "too-many-arguments", callee: definition.name, given: positional, most: definition.positional,
        ...(hint === undefined ? {} : { hint }),
    });
}

/** Reads one argument; undefined, and told, if it has the wrong type or a value it cannot have. */
function readArgument(
    definition: LayerDefinition, name: string, argument: ArgumentDefinition<unknown>, written: GivenArgument,
    { inputs, problems }: { readonly inputs: Value[]; readonly problems: LayerProblem[] }, context: Context,
): unknown {
    if (hasUnknown(written.datum)) {
        return undefined;
    }
    const converted = argumentValue(written.datum, inputs.length);
    const value = converted === undefined ? undefined : argument.type.read(converted);
    if (value === undefined) {
        report(context, written.span, {
            code: "wrong-type", what: `\`${name}\` of \`${definition.name}\``, expected: argument.type.label,
            found: describe(written.datum),
        });
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

/** Says that an argument that depends on a free size stays what it is at the sample. No plain number or word does. */
function demandArgument(
    definition: LayerDefinition, argument: string, { datum, span }: GivenArgument, context: Context,
): void {
    const condition = isCondition(datum) ? holdsAsSampled(datum.condition) : staysAsSampled(datum);
    demandSizes(context, span, condition, () => ({
        kind: "argument", callee: definition.name, argument, number: printDatum(datum),
    }));
}

/** Whether an error left something of it open, at any depth of a list. */
function hasUnknown(datum: Datum): boolean {
    return isUnknown(datum) || (!isValue(datum) && (listOf(datum) ?? []).some(hasUnknown));
}

/** A datum as layers read it, its numbers fixed at the sample. */
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

function describe(datum: Datum): string {
    return isValue(datum) ? `a value of shape ${printDatum(datum)}` : listOf(datum) === undefined || isUnknown(datum)
        ? printDatum(datum)
        : describeList(datum);
}

function describeList(datum: Datum): string {
    const printed = printDatum(datum);
    return printed.length <= 40 ? printed : describeKind(datum);
}
