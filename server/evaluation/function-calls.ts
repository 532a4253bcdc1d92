import type { Call, CallExpression } from "../../grammar/syntax-tree.ts";
import { layers } from "../layers/catalogue.ts";
import type { FunctionDeclaration } from "../names/program.ts";
import { boundCall, isWellBound, reportBinding } from "./bound-calls.ts";
import { builtInFunctions } from "./built-in-functions.ts";
import type { Signature } from "./call-binding.ts";
import {
    locate, report, reportArguments, scopeOf, step, type BodyFunction, type Context, type Frame,
} from "./context.ts";
import { unknownDatum, type Datum } from "./data.ts";
import { frames, work } from "./evaluation.ts";
import { fileFrame, findCalled } from "./names.ts";
import { chargeFor, plainValue, settle } from "./results.ts";
import { builtInSignature, declaredSignature } from "./signatures.ts";
import { suggestCallee } from "./suggestions.ts";

/** Evaluates a call inside an expression: of a built-in function or of one that `let` defines. */
export function evaluateFunctionCall(expression: CallExpression, context: Context): Datum {
    const { call } = expression;
    const name = call.callee.text;
    const builtIn = builtInFunctions.get(name);
    const declared = findCalled(name, context);
    if (builtIn === undefined && declared?.kind !== "function") {
        for (const argument of call.arguments) {
            if (argument.value.kind !== "flow") {
                context.interpreter.evaluateExpression(argument.value, context);
            }
        }
        if (declared !== undefined || layers.has(name)) {
            report(context, call.callee, {
                code: "wrong-type", part: { kind: "expression" }, expected: "plain",
                found: declared === undefined ? { layer: name } : { block: name },
            });
        } else if (!context.frame.file.incomplete) {
            const functions = [...builtInFunctions.keys(), ...calledFunctions(context)];
            const suggestion = context.evaluation.mayCompare(name, functions.length)
                ? suggestCallee(name, functions) : undefined;
            report(context, call.callee, {
                code: "unknown-name", name, reason: "no-function", ...(suggestion === undefined ? {} : { suggestion }),
            });
        }
        return unknownDatum;
    }
    const data: Datum[] = [];
    for (const { value } of call.arguments) {
        if (value.kind === "flow") {
            report(context, value, {
                code: "wrong-type", part: { kind: "operand", callee: name }, expected: "plain", found: { kind: "flow" },
            });
            return unknownDatum;
        }
        data.push(plainValue(context.interpreter.evaluateExpression(value, context), value, context));
    }
    if (declared?.kind === "function") {
        return callFunction(declared, data, call, context);
    }
    if (builtIn === undefined) {
        return unknownDatum;
    }
    const signature = (): Signature => builtInSignature;
    const bound = boundCall(call, builtIn, signature, context);
    reportBinding(bound, signature, call, { callee: name }, context);
    if (!isWellBound(bound)) {
        return unknownDatum;
    }
    if (data.length > builtIn.maximum) {
        reportArguments(context, call, call.callee, {
            code: "too-many-arguments", callee: name, actual: data.length, most: builtIn.maximum,
        });
        return unknownDatum;
    }
    if (data.length < builtIn.minimum) {
        reportArguments(context, call, call.callee, {
            code: "missing-argument", callee: name, name: "x", expected: { signature: builtIn.signature },
        });
        return unknownDatum;
    }
    chargeFor(data, call, context);
    return settle(builtIn.apply(data), expression, context);
}

function callFunction(
    declaration: FunctionDeclaration | BodyFunction, data: readonly Datum[], call: Call, context: Context,
): Datum {
    const { parameters } = declaration;
    const signature = (): Signature => declaredSignature(parameters);
    const bound = boundCall(call, declaration.declaration, signature, context);
    reportBinding(bound, signature, call, { callee: declaration.name }, context);
    if (!isWellBound(bound) || context.evaluation.mayEnd(declaration.name)) {
        return unknownDatum;
    }
    const around = "names" in declaration ? declaration.names : undefined;
    step(call, context, 1 + Math.floor((around?.size ?? 0) / work.elementsPerStep));
    const names = new Map<string, Datum>(around);
    const frame: Frame = { ...fileFrame(declaration.file), names };
    const inner: Context = { ...context, frame, body: undefined };
    for (const { name, default: value } of parameters) {
        const argument = bound.byParameter.get(name.text);
        const datum = argument === undefined
            ? value && context.interpreter.evaluateExpression(value, inner)
            : data[call.arguments.indexOf(argument)];
        names.set(name.text, datum ?? unknownDatum);
    }
    const value = declaration.declaration.value;
    if (value === undefined) {
        return unknownDatum;
    }
    return context.evaluation.nested(declaration.name, locate(context, call.callee), scopeOf(context), () => {
        context.evaluation.enter(frames.call);
        const result = plainValue(context.interpreter.evaluateExpression(value, inner), value, inner);
        context.evaluation.leave(frames.call);
        return result;
    });
}

function calledFunctions(context: Context): string[] {
    const { frame } = context;
    return [...frame.functions.keys(), ...frame.file.called.keys()]
        .filter((name) => findCalled(name, context)?.kind === "function");
}
