import type { Argument, Decorator, Span } from "../../grammar/syntax-tree.ts";
import type { DecoratorValue, EvaluatedDecorator } from "../graph/graph.ts";
import { boundCall, reportBinding } from "./bound-calls.ts";
import type { Signature } from "./call-binding.ts";
import { locate, report, type Context } from "./context.ts";
import { isUnknown, kindOf, plainDatum, unknownDatum, type Datum } from "./data.ts";
import {
    decorators, type DecoratorArgument, type DecoratorDefinition, type DecoratorPlace,
} from "./decorator-definitions.ts";
import { evaluateExpression } from "./expressions.ts";
import { plainValue } from "./results.ts";
import { decoratorSignature } from "./signatures.ts";
import { nearestName } from "./suggestions.ts";

/** Evaluates the decorators of a statement or item, and reports their problems. */
export function evaluateDecorators(
    written: readonly Decorator[], place: DecoratorPlace, context: Context,
): readonly EvaluatedDecorator[] {
    if (written.length === 0) {
        return noDecorators;
    }
    const evaluated: EvaluatedDecorator[] = [];
    for (const decorator of written) {
        const one = evaluateDecorator(decorator, place, context);
        if (one === undefined) {
            continue;
        }
        if (evaluated.some((other) => other.name === one.name) && decorators.get(one.name)?.repeatable === false) {
            report(context, decorator.name ?? decorator, {
                code: "duplicate-decorator", name: one.name, place,
            });
            continue;
        }
        evaluated.push(one);
    }
    return evaluated;
}

const noDecorators: readonly EvaluatedDecorator[] = [];

function evaluateDecorator(
    decorator: Decorator, place: DecoratorPlace, context: Context,
): EvaluatedDecorator | undefined {
    if (decorator.name === undefined) {
        return undefined;
    }
    const definition = decorators.get(decorator.name.text);
    if (definition === undefined || !definition.places.includes(place)) {
        const candidates = [...decorators.values()].filter((one) => one.places.includes(place));
        const suggestion = nearestName(decorator.name.text, candidates.map((one) => one.name));
        report(context, decorator.name, {
            code: "unknown-decorator", name: decorator.name.text, place,
            ...(suggestion === undefined ? {} : { suggestion }),
        });
        return undefined;
    }
    const signature = (): Signature => decoratorSignature(definition);
    const bound = boundCall(decorator, definition, signature, context);
    reportBinding(bound, signature, decorator, { callee: `@${definition.name}` }, context);
    const data = new Map(decorator.arguments.map((argument) =>
        [argument, argumentDatum(definition, argument, context)] as const));
    const positional: DecoratorValue[] = [];
    const named = new Map<string, DecoratorValue>();
    const spans = new Map<string | number, Span>();
    for (const operand of bound.operands) {
        const plain = plainDatum(data.get(operand) ?? unknownDatum);
        if (plain !== undefined) {
            spans.set(positional.length, operand.value);
            positional.push(plain);
        }
    }
    for (const known of definition.arguments) {
        const argument = bound.byParameter.get(known.name);
        const datum = argument === undefined ? undefined : data.get(argument);
        const plain = datum === undefined ? undefined : plainDatum(datum);
        if (argument === undefined || datum === undefined || isUnknown(datum)) {
            continue;
        }
        if (plain === undefined || !accepts(known, datum)) {
            report(context, argument.value, {
                code: "wrong-type", part: { kind: "argument", callee: `@${definition.name}`, name: known.name },
                expected: known.choices === undefined ? known.expected : { choices: known.choices },
                found: typeof datum === "string" || typeof datum === "number"
                    ? { printed: JSON.stringify(datum) }
                    : { kind: kindOf(datum) },
            });
            continue;
        }
        named.set(known.name, plain);
        spans.set(known.name, argument.value);
        checkFile(known, plain, argument.value, context);
    }
    return { name: definition.name, positional, named, location: locate(context, decorator), spans };
}

function argumentDatum(definition: DecoratorDefinition, { value }: Argument, context: Context): Datum {
    if (value.kind === "flow") {
        report(context, value, {
            code: "wrong-type", part: { kind: "operand", callee: `@${definition.name}` }, expected: "plain",
            found: { kind: "flow" },
        });
        return unknownDatum;
    }
    return plainValue(evaluateExpression(value, context), value, context);
}

/** Reports a missing file; a file that the host has not checked yet is pending. */
function checkFile(argument: DecoratorArgument, value: DecoratorValue, span: Span, context: Context): void {
    if (argument.file === undefined || typeof value !== "string") {
        return;
    }
    const { host } = context.evaluation;
    const uri = host.resolve(context.frame.file.uri, value);
    const exists = host.exists(uri);
    if (exists === "pending") {
        context.evaluation.pending.add(uri);
    } else if (!exists) {
        const refusal = host.refusal(uri);
        report(context, span, { code: "missing-file", path: value, ...(refusal === undefined ? {} : { refusal }) });
    }
    context.evaluation.dependencies.add(uri);
}

function accepts(argument: DecoratorArgument, datum: Datum): boolean {
    const plain = plainDatum(datum);
    switch (argument.expected) {
        case "string": return typeof plain === "string" && (argument.choices?.includes(plain) ?? true);
        case "number": return typeof plain === "number";
        case "positive-number": return typeof plain === "number" && plain > 0;
        case "number-list": return isNumberList(plain);
        case "number-or-number-list": return typeof plain === "number" || isNumberList(plain);
        case "any": return true;
    }
}

function isNumberList(plain: DecoratorValue | undefined): boolean {
    return Array.isArray(plain) && plain.every((element) => typeof element === "number");
}
