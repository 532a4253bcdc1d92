import type {
    AttributeExpression, BinaryExpression, CallExpression, ConditionalExpression, Expression, IndexExpression,
    NameExpression, Span,
} from "../../grammar/syntax-tree.ts";
import { layers } from "../layers/catalogue.ts";
import { axisName } from "../sizes/shape.ts";
import { fixedSize, productOfSizes, type Size } from "../sizes/size.ts";
import { applyBinary, negate, type Operated } from "./arithmetic.ts";
import { builtInFunctions } from "./built-in-functions.ts";
import {
    describeKind, isUnknown, isValue, listOf, numberOf, printDatum, sizeDatum, unknownDatum, type Datum,
} from "./data.ts";
import { locate, report, scopeOf, type Context, type Frame } from "./evaluation.ts";
import type { Value } from "./graph.ts";
import type { CalledDeclaration, ConstantDeclaration, FunctionDeclaration } from "./program.ts";
import { nearestName, suggestCallee } from "./suggestions.ts";

/** Works an expression out. What cannot be is reported once, and unknown. */
export function evaluateExpression(expression: Expression, context: Context): Datum {
    context.evaluation.step(locate(context, expression), scopeOf(context));
    switch (expression.kind) {
        case "number":
            if (Math.abs(expression.value) > Number.MAX_SAFE_INTEGER) {
                report(context, expression, { code: "number-too-large", value: String(expression.value) });
                return unknownDatum;
            }
            return expression.value;
        case "string":
        case "boolean":
            return expression.value;
        case "name":
            return evaluateName(expression, context);
        case "in":
            return evaluateIn(expression, context);
        case "list":
            return expression.elements.map((element) => plainValue(evaluateExpression(element, context), element, context));
        case "unary":
            return evaluateUnary(expression.operator, expression.operand, expression, context);
        case "binary":
            return evaluateBinary(expression, context);
        case "conditional":
            return evaluateConditional(expression, context);
        case "call-expression":
            return evaluateFunctionCall(expression, context);
        case "attribute":
            return evaluateAttribute(expression, context);
        case "index":
            return evaluateIndex(expression, context);
        case "error":
            return unknownDatum;
    }
}

/** The condition of an `if`, `require` or conditional: true, false, or unknown. */
export function evaluateCondition(expression: Expression, what: string, context: Context): boolean | "unknown" {
    const datum = evaluateExpression(expression, context);
    if (typeof datum === "boolean") {
        return datum;
    }
    if (!isUnknown(datum)) {
        report(context, expression, { code: "wrong-type", what, expected: "true or false", found: describe(datum) });
    }
    return "unknown";
}

/** The datum a name stands for; undefined where there is none. Reports nothing. */
export function lookUp(name: string, context: Context): Datum | undefined {
    const local = context.frame.names.get(name);
    if (local !== undefined) {
        return local;
    }
    const constant = context.frame.file.constants.get(name);
    return constant === undefined ? undefined : evaluateConstant(constant, context);
}

/** The datum a name stands for; where there is none, says so, with what may have been meant. */
export function resolveName(name: string, span: Span, context: Context): Datum {
    const datum = lookUp(name, context);
    if (datum !== undefined) {
        return datum;
    }
    const { frame } = context;
    if (frame.uncertain || frame.file.incomplete || frame.file.brokenNames.has(name)) {
        return unknownDatum;
    }
    if (findCalled(name, frame) !== undefined || layers.has(name) || builtInFunctions.has(name)) {
        report(context, span, { code: "unknown-name", name, reason: "is-called" });
        return unknownDatum;
    }
    const suggestion = nearestName(name, [...frame.names.keys(), ...frame.file.constants.keys()]);
    report(context, span, { code: "unknown-name", name, ...(suggestion === undefined ? {} : { suggestion }) });
    return unknownDatum;
}

/** The block or `let` function of this name. */
export function findCalled(name: string, frame: Frame): CalledDeclaration | undefined {
    return frame.functions.get(name) ?? frame.file.called.get(name);
}

/** Works out a file's `let` the first time it is asked for. */
export function evaluateConstant(constant: ConstantDeclaration, context: Context): Datum {
    if (constant.state === "evaluating") {
        if (context.frame.file === constant.file) {
            report(context, constant.declaration.name ?? constant.declaration, {
                code: "invalid-operation", operation: constant.name, reason: "it is defined by itself",
            });
        }
        return unknownDatum;
    }
    if (constant.state === "unevaluated") {
        constant.state = "evaluating";
        const frame = fileFrame(constant.file);
        const value = constant.declaration.value;
        const inner: Context = { evaluation: context.evaluation, frame, body: undefined };
        const datum = value === undefined ? unknownDatum : plainValue(evaluateExpression(value, inner), value, inner);
        constant.state = { datum };
    }
    return constant.state.datum;
}

/** The frame in which a file's own lets are worked out. */
export function fileFrame(file: Frame["file"]): Frame {
    return {
        file, names: new Map(), functions: new Map(), scope: undefined, kind: "file", uncertain: false,
        returned: undefined,
    };
}

/** Refuses a value (tensor) where only numbers, strings, booleans and lists may stand. */
export function plainValue(datum: Datum, span: Span, context: Context): Datum {
    if (!isValue(datum)) {
        return datum;
    }
    report(context, span, {
        code: "wrong-type", what: "this", expected: "a number, string, boolean or list",
        found: `a value of shape ${printDatum(datum)}`,
    });
    return unknownDatum;
}

function evaluateName(expression: NameExpression, context: Context): Datum {
    const datum = resolveName(expression.text, expression, context);
    recordDatum(expression, datum, context);
    return datum;
}

function evaluateIn(expression: Expression, context: Context): Datum {
    if (context.body === undefined) {
        report(context, expression, { code: "no-such-in", where: "outside a block or model" });
        return unknownDatum;
    }
    const { given } = context.body;
    if (given === undefined) {
        report(context, expression, { code: "no-such-in", where: "before the model's first input" });
        return unknownDatum;
    }
    const datum: Datum = { kind: "value", value: given };
    recordDatum(expression, datum, context);
    return datum;
}

/** Keeps what a name or `in` stood for, for hover. */
export function recordDatum(node: Expression, datum: Datum, context: Context): void {
    context.evaluation.recordThing(node, context.frame.file.uri, scopeOf(context), isValue(datum)
        ? datum.value
        : { printed: printDatum(datum) });
}

function evaluateUnary(operator: "-" | "+" | "not", operand: Expression, span: Span, context: Context): Datum {
    if (operator === "not") {
        const condition = evaluateCondition(operand, "what `not` turns round", context);
        return condition === "unknown" ? unknownDatum : !condition;
    }
    const datum = evaluateExpression(operand, context);
    if (isUnknown(datum)) {
        return datum;
    }
    if (numberOf(datum) === undefined) {
        report(context, operand, {
            code: "wrong-type", what: `what stands behind \`${operator}\``, expected: "a number", found: describe(datum),
        });
        return unknownDatum;
    }
    return operator === "+" ? datum : settle(negate(datum), `-${printDatum(datum)}`, span, context);
}

function evaluateBinary(expression: BinaryExpression, context: Context): Datum {
    const { operator } = expression;
    if (operator === "and" || operator === "or") {
        const decisive = operator === "or";
        const left = evaluateCondition(expression.left, `the left side of \`${operator}\``, context);
        if (left === decisive && !context.evaluation.hypothetical) {
            return decisive;
        }
        const right = evaluateCondition(expression.right, `the right side of \`${operator}\``, context);
        if (left === decisive || right === decisive) {
            return decisive;
        }
        return left === "unknown" || right === "unknown" ? unknownDatum : !decisive;
    }
    const left = plainValue(evaluateExpression(expression.left, context), expression.left, context);
    const right = plainValue(evaluateExpression(expression.right, context), expression.right, context);
    return settle(applyBinary(operator, left, right), operator, expression, context);
}

function evaluateConditional(expression: ConditionalExpression, context: Context): Datum {
    const condition = evaluateCondition(expression.condition, "the condition", context);
    if (condition === "unknown") {
        plainValue(evaluateExpression(expression.then, context), expression.then, context);
        plainValue(evaluateExpression(expression.otherwise, context), expression.otherwise, context);
        return unknownDatum;
    }
    const chosen = condition ? expression.then : expression.otherwise;
    return plainValue(evaluateExpression(chosen, context), chosen, context);
}

function evaluateFunctionCall(expression: CallExpression, context: Context): Datum {
    const { call } = expression;
    const name = call.callee.text;
    const builtIn = builtInFunctions.get(name);
    const declared = findCalled(name, context.frame);
    if (builtIn === undefined && declared?.kind !== "function") {
        for (const argument of call.arguments) {
            if (argument.value.kind !== "flow") {
                evaluateExpression(argument.value, context);
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
        const datum = plainValue(evaluateExpression(argument.value, context), argument.value, context);
        given.push({ name: argument.name?.text, span: argument.name ?? argument.value, datum });
    }
    if (declared?.kind === "function") {
        return callFunction(declared, given, call.callee, context);
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
        report(context, call.callee, {
            code: "too-many-arguments", callee: name, given: given.length, most: builtIn.maximum,
        });
        return unknownDatum;
    }
    if (given.length < builtIn.minimum) {
        report(context, call.callee, { code: "missing-argument", callee: name, name: "x", expected: builtIn.signature });
        return unknownDatum;
    }
    return settle(builtIn.apply(given.map((argument) => argument.datum)), name, expression, context);
}

function callFunction(
    declaration: FunctionDeclaration,
    given: readonly { readonly name: string | undefined; readonly span: Span; readonly datum: Datum }[],
    callee: Span, context: Context,
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
    const inner: Context = { evaluation: context.evaluation, frame, body: undefined };
    for (const parameter of parameters) {
        const datum = bound.get(parameter.name.text)
            ?? (parameter.default === undefined ? undefined : evaluateExpression(parameter.default, inner));
        if (datum === undefined) {
            report(context, callee, {
                code: "missing-argument", callee: declaration.name, name: parameter.name.text, expected: "a value for it",
            });
        }
        names.set(parameter.name.text, datum ?? unknownDatum);
    }
    const value = declaration.declaration.value;
    if (value === undefined) {
        return unknownDatum;
    }
    return context.evaluation.nested(declaration.name, locate(context, callee), scopeOf(context),
        () => plainValue(evaluateExpression(value, inner), value, inner));
}

/** What a value can be asked for, and how it is read from its shape. */
export const valueAttributes: ReadonlyMap<string, string> = new Map([
    ["channels", "its channels, or the features of a rank-1 value"],
    ["height", "its height"],
    ["width", "its width"],
    ["depth", "its depth, of a 3-D feature map"],
    ["length", "its length, of a 1-D feature map"],
    ["size", "its number of elements"],
    ["shape", "its shape as a list, the batch left out"],
    ["rank", "how many axes it has, the batch left out"],
]);

function evaluateAttribute(expression: AttributeExpression, context: Context): Datum {
    const object = evaluateExpression(expression.object, context);
    const name = expression.attribute;
    if (isUnknown(object) || name === undefined) {
        return unknownDatum;
    }
    if (!isValue(object)) {
        report(context, name, { code: "unknown-attribute", name: name.text, of: describe(object) });
        return unknownDatum;
    }
    if (!valueAttributes.has(name.text)) {
        const suggestion = nearestName(name.text, valueAttributes.keys());
        report(context, name, {
            code: "unknown-attribute", name: name.text, of: "a value", ...(suggestion === undefined ? {} : { suggestion }),
        });
        return unknownDatum;
    }
    if (object.value.shape === undefined) {
        return unknownDatum;
    }
    const datum = attributeOf(object.value, name.text);
    if (datum === undefined) {
        report(context, name, {
            code: "unknown-attribute", name: name.text, of: `a value of shape ${printDatum(object)}`,
        });
    }
    return datum ?? unknownDatum;
}

function attributeOf(value: Value, name: string): Datum | undefined {
    const shape = value.shape ?? [];
    switch (name) {
        case "shape": return shape.map(sizeDatum);
        case "rank": return shape.length;
        case "size": return sizeDatum(productOfSizes(shape));
        case "channels": return axisOf(shape, 0);
        default: {
            const axis = shape.findIndex((_, index) => index > 0 && axisName(index, shape.length) === name);
            return axis < 0 ? undefined : axisOf(shape, axis);
        }
    }
}

function axisOf(shape: readonly Size[], axis: number): Datum {
    return sizeDatum(shape[axis] ?? fixedSize(1));
}

function evaluateIndex(expression: IndexExpression, context: Context): Datum {
    const object = plainValue(evaluateExpression(expression.object, context), expression.object, context);
    const index = plainValue(evaluateExpression(expression.index, context), expression.index, context);
    if (isUnknown(object) || isUnknown(index)) {
        return unknownDatum;
    }
    const elements: readonly Datum[] | undefined = typeof object === "string" ? Array.from(object) : listOf(object);
    const position = numberOf(index);
    if (elements === undefined) {
        report(context, expression.object, {
            code: "wrong-type", what: "what is indexed", expected: "a list", found: describe(object),
        });
        return unknownDatum;
    }
    if (position === undefined || !Number.isInteger(position)) {
        report(context, expression.index, {
            code: "wrong-type", what: "an index", expected: "a whole number", found: describe(index),
        });
        return unknownDatum;
    }
    const element = elements[position < 0 ? elements.length + position : position];
    if (element === undefined) {
        report(context, expression.index, {
            code: "invalid-operation", operation: `[${position}]`,
            reason: elements.length === 0
                ? "the list is empty"
                : `the list has ${elements.length} elements, 0 to ${elements.length - 1}`,
        });
    }
    return element ?? unknownDatum;
}

/** The datum an operation gave, or its failure reported. */
function settle(operated: Operated, operation: string, span: Span, context: Context): Datum {
    if (operated.datum !== undefined) {
        return operated.datum;
    }
    if (operated.problem !== undefined) {
        report(context, span, { code: "wrong-type", ...operated.problem });
    } else if (operated.overflow !== undefined) {
        report(context, span, { code: "number-too-large", value: operated.overflow });
    } else {
        report(context, span, { code: "invalid-operation", operation, reason: operated.reason });
    }
    return unknownDatum;
}

function describe(datum: Datum): string {
    return isValue(datum) || listOf(datum) !== undefined ? describeKind(datum) : printDatum(datum);
}

function calledFunctions(frame: Frame): string[] {
    return [...frame.functions.keys(), ...frame.file.called.keys()]
        .filter((name) => findCalled(name, frame)?.kind === "function");
}
