import type { Call, CallExpression, Span } from "../../grammar/syntax-tree.ts";
import { layers } from "../layers/catalogue.ts";
import { builtInFunctions } from "./built-in-functions.ts";
import { locate, report, reportArguments, scopeOf, type Context, type Frame } from "./context.ts";
import { unknownDatum, type Datum } from "./data.ts";
import { fileFrame, findCalled } from "./names.ts";
import type { FunctionDeclaration } from "./program.ts";
import { plainValue, settle } from "./results.ts";
import { suggestCallee } from "./suggestions.ts";

/** A call inside an expression: of a built-in function or one that `let` defines. */
export function evaluateFunctionCall(expression: CallExpression, context: Context): Datum {
    const { call } = expression;
    const name = call.callee.text;
    const builtIn = builtInFunctions.get(name);
    const declared = findCalled(name, context.frame);
    if (builtIn === undefined && declared?.kind !== "function") {
        for (const argument of call.arguments) {
            if (argument.value.kind !== "flow") {
                context.interpreter.evaluateExpression(argument.value, context);
            }
        }
        if (declared !== undefined || layers.has(name)) {
            report(context, call.callee, {
                code: "wrong-type", what: "an expression", expected: "numbers; put the layer on a line of its own",
                found: `the ${declared === undefined ? "layer" : "block"} \`${name}\``,
            });
        } else if (!context.frame.file.incomplete) {
            const suggestion = suggestCallee(name, [...builtInFunctions.keys(), ...calledFunctions(context.frame)]);
            report(context, call.callee, {
                code: "unknown-name", name: `${name}()`,
                ...(suggestion === undefined ? {} : { suggestion: `${suggestion}()` }),
            });
        }
        return unknownDatum;
    }
    const given: { readonly name: string | undefined; readonly span: Span; readonly datum: Datum }[] = [];
    for (const argument of call.arguments) {
        if (argument.value.kind === "flow") {
            report(context, argument.value, {
                code: "wrong-type", what: `what ${name} takes`, expected: "a number or list", found: "layers",
            });
            return unknownDatum;
        }
        const { value } = argument;
        const datum = plainValue(context.interpreter.evaluateExpression(value, context), value, context);
        given.push({ name: argument.name?.text, span: argument.name ?? argument.value, datum });
    }
    if (declared?.kind === "function") {
        return callFunction(declared, given, call, context);
    }
    if (builtIn === undefined) {
        return unknownDatum;
    }
    const named = given.find((argument) => argument.name !== undefined);
    if (named?.name !== undefined) {
        report(context, named.span, { code: "unknown-argument", callee: name, name: named.name, known: [] });
        return unknownDatum;
    }
    if (given.length > builtIn.maximum) {
        reportArguments(context, call, call.callee, {
            code: "too-many-arguments", callee: name, given: given.length, most: builtIn.maximum,
        });
        return unknownDatum;
    }
    if (given.length < builtIn.minimum) {
        reportArguments(context, call, call.callee, {
            code: "missing-argument", callee: name, name: "x", expected: builtIn.signature,
        });
        return unknownDatum;
    }
    return settle(builtIn.apply(given.map((argument) => argument.datum)), name, expression, context);
}

function callFunction(
    declaration: FunctionDeclaration,
    given: readonly { readonly name: string | undefined; readonly span: Span; readonly datum: Datum }[],
    call: Call, context: Context,
): Datum {
    const names = new Map<string, Datum>(declaration.names);
    const parameters = declaration.parameters;
    const bound = new Map<string, Datum>();
    for (const [index, argument] of given.entries()) {
        const parameter = argument.name === undefined
            ? parameters[index]
            : parameters.find((candidate) => candidate.name.text === argument.name);
        if (parameter === undefined) {
            report(context, argument.span, argument.name === undefined
                ? { code: "too-many-arguments", callee: declaration.name, given: given.length, most: parameters.length }
                : {
                    code: "unknown-argument", callee: declaration.name, name: argument.name,
                    known: parameters.map((candidate) => candidate.name.text),
                });
            return unknownDatum;
        }
        if (bound.has(parameter.name.text)) {
            report(context, argument.span, {
                code: "duplicate-argument", callee: declaration.name, name: parameter.name.text,
            });
        }
        bound.set(parameter.name.text, argument.datum);
    }
    const frame: Frame = { ...fileFrame(declaration.file), names };
    const inner: Context = { ...context, frame, body: undefined };
    for (const parameter of parameters) {
        const datum = bound.get(parameter.name.text)
            ?? (parameter.default && context.interpreter.evaluateExpression(parameter.default, inner));
        if (datum === undefined) {
            reportArguments(context, call, call.callee, {
                code: "missing-argument", callee: declaration.name, name: parameter.name.text, expected: "a value for it",
            });
        }
        names.set(parameter.name.text, datum ?? unknownDatum);
    }
    const value = declaration.declaration.value;
    if (value === undefined) {
        return unknownDatum;
    }
    return context.evaluation.nested(declaration.name, locate(context, call.callee), scopeOf(context),
        () => plainValue(context.interpreter.evaluateExpression(value, inner), value, inner));
}

function calledFunctions(frame: Frame): string[] {
    return [...frame.functions.keys(), ...frame.file.called.keys()]
        .filter((name) => findCalled(name, frame)?.kind === "function");
}
