import type {
    AttributeExpression, BinaryExpression, CallExpression, ConditionalExpression, Expression,
} from "../../../grammar/syntax-tree.ts";
import type { PytorchLiteral } from "../../layers/pytorch-form.ts";
import type { Scope } from "../../graph/graph.ts";
import type { Trace } from "../../evaluation/trace.ts";
import { axisName } from "../../sizes/shape.ts";
import { atom, bound, literalText, precedence, sameLiteral, type PythonText } from "./python.ts";
import { at, literalOf, Untranslatable, type Ref, type State } from "./state.ts";

/** Where an expression stands: sizes are known in `forward` alone, numbers of the class are attributes there. */
export type Place = "init" | "forward";

/** What the translation of expressions asks of the class that is written. */
export interface ExpressionContext {
    readonly trace: Trace;
    /** The variable that holds a value in `forward`. */
    read(ref: Ref, name: string | undefined, state: State): string;
    /** A file's `let`, written above the classes. */
    constant(name: string, state: State): PythonText | undefined;
}

const binaryPrecedence: Readonly<Record<string, number>> = {
    or: precedence.or, and: precedence.and, "==": precedence.comparison, "!=": precedence.comparison,
    "<": precedence.comparison, "<=": precedence.comparison, ">": precedence.comparison, ">=": precedence.comparison,
    "+": precedence.sum, "-": precedence.sum, "*": precedence.product, "/": precedence.product, "//": precedence.product,
    "%": precedence.product, "**": precedence.power,
};

const functions: Readonly<Record<string, string>> = {
    min: "min", max: "max", abs: "abs", round: "round", len: "len", sum: "sum", floor: "math.floor", ceil: "math.ceil",
    sqrt: "math.sqrt",
};

/** An expression of the source in Python, with the same meaning in all uses that are written at once. */
export function translate(expression: Expression, place: Place, state: State, context: ExpressionContext): PythonText {
    const text = translateParts(expression, place, state, context);
    if (!text.isLiteral) {
        return text;
    }
    const [first, ...others] = state.instances.map((scope) => tracedLiteral(expression, scope, context));
    if (first === undefined) {
        return text;
    }
    if (!others.every((other) => other !== undefined && sameLiteral(first, other))) {
        throw new Untranslatable("a constant that is not the same in all uses");
    }
    return literalText(first);
}

/** What an expression came to in one use. */
export function tracedLiteral(
    expression: Expression, scope: Scope, context: Pick<ExpressionContext, "trace">,
): PytorchLiteral | undefined {
    return literalOf(context.trace.datum(expression, scope));
}

function translateParts(
    expression: Expression, place: Place, state: State, context: ExpressionContext,
): PythonText {
    switch (expression.kind) {
        case "number":
        case "string":
        case "boolean":
            return literalText(expression.value);
        case "name":
            return nameText(expression.text, place, state, context);
        case "list": {
            const items = expression.elements.map((element) => translate(element, place, state, context));
            const inside = items.map((item) => item.text).join(", ");
            return {
                text: items.length === 1 ? `(${inside},)` : `(${inside})`, binds: precedence.atom,
                isLiteral: items.every((item) => item.isLiteral),
            };
        }
        case "unary": {
            const operand = translate(expression.operand, place, state, context);
            const isNot = expression.operator === "not";
            const binds = isNot ? precedence.not : precedence.unary;
            const sign = isNot ? "not " : expression.operator;
            return { text: `${sign}${bound(operand, binds)}`, binds, isLiteral: operand.isLiteral };
        }
        case "binary":
            return binaryText(expression, place, state, context);
        case "conditional":
            return conditionalText(expression, place, state, context);
        case "call-expression":
            return functionText(expression, place, state, context);
        case "attribute":
            return attributeText(expression, place, state, context);
        case "index": {
            const object = translate(expression.object, place, state, context);
            const index = translate(expression.index, place, state, context);
            return {
                text: `${bound(object, precedence.atom)}[${index.text}]`, binds: precedence.atom,
                isLiteral: object.isLiteral && index.isLiteral,
            };
        }
        case "in":
        case "error":
            throw new Untranslatable("a value among numbers");
    }
}

function nameText(name: string, place: Place, state: State, context: ExpressionContext): PythonText {
    const binding = state.numbers.get(name);
    const text = binding === undefined
        ? context.constant(name, state)
        : place === "init" ? binding.init : binding.forward?.();
    if (text === undefined) {
        throw new Untranslatable(`nothing is known of ${name}`);
    }
    return text;
}

function binaryText(
    expression: BinaryExpression, place: Place, state: State, context: ExpressionContext,
): PythonText {
    const left = translate(expression.left, place, state, context);
    const right = translate(expression.right, place, state, context);
    const isLiteral = left.isLiteral && right.isLiteral;
    if (expression.operator === "..") {
        const text = left.text === "0" ? `range(${right.text})` : `range(${left.text}, ${right.text})`;
        return { text, binds: precedence.atom, isLiteral: false };
    }
    const operator = expression.operator === "/" ? division(expression, state, context) : expression.operator;
    const binds = binaryPrecedence[operator] ?? precedence.conditional;
    // A power binds what is on its left more tightly, everything else what is on its right.
    const [leftBinds, rightBinds] = operator === "**"
        ? [precedence.atom, precedence.unary]
        : [binds === precedence.comparison ? binds + 1 : binds, binds + 1];
    return { text: `${bound(left, leftBinds)} ${operator} ${bound(right, rightBinds)}`, binds, isLiteral };
}

/** `/` is exact here, where Python makes a float of every result. */
function division(expression: BinaryExpression, state: State, context: ExpressionContext): string {
    const results = state.instances.map((scope) => Number.isInteger(tracedLiteral(expression, scope, context)));
    if (results.every((isWhole) => isWhole)) {
        return "//";
    }
    if (results.some((isWhole) => isWhole)) {
        throw new Untranslatable("a division that is sometimes exact");
    }
    return "/";
}

function conditionalText(
    expression: ConditionalExpression, place: Place, state: State, context: ExpressionContext,
): PythonText {
    const condition = translate(expression.condition, place, state, context);
    if (condition.isLiteral) {
        const chosen = condition.text === "True" ? expression.then : expression.otherwise;
        return translate(chosen, place, state, context);
    }
    const decided = state.instances.map((scope) => context.trace.datum(expression.condition, scope) === true);
    const side = (one: Expression, when: boolean): PythonText => {
        const instances = state.instances.filter((_, index) => decided[index] === when);
        // A side that no use takes is written all the same, so that both stand as in the source.
        return translate(one, place, { ...state, instances }, context);
    };
    const then = side(expression.then, true);
    const otherwise = side(expression.otherwise, false);
    return {
        text: `${bound(then, precedence.or)} if ${bound(condition, precedence.or)} else ${otherwise.text}`,
        binds: precedence.conditional, isLiteral: false,
    };
}

function functionText(
    expression: CallExpression, place: Place, state: State, context: ExpressionContext,
): PythonText {
    const { call } = expression;
    const callee = functions[call.callee.text];
    const args = call.arguments.map(({ value }) => {
        if (value.kind === "flow") {
            throw new Untranslatable("layers among numbers");
        }
        return translate(value, place, state, context);
    });
    if (callee === undefined) {
        // A function that `let` defines has no name in Python; of numbers alone it is a number.
        const results = state.instances.map((scope) => tracedLiteral(expression, scope, context));
        const [first] = results;
        if (first === undefined || !args.every((arg) => arg.isLiteral)) {
            throw new Untranslatable(`a call of ${call.callee.text}`);
        }
        return literalText(first);
    }
    const whole = state.instances.every((scope) => Number.isInteger(tracedLiteral(expression, scope, context)));
    const text = `${callee}(${args.map((arg) => arg.text).join(", ")})`;
    return {
        text: callee === "math.sqrt" && whole ? `int(${text})` : text, binds: precedence.atom,
        isLiteral: args.every((arg) => arg.isLiteral),
    };
}

/** `in.channels` and the like: in `forward` they are read from the value's shape. */
function attributeText(
    expression: AttributeExpression, place: Place, state: State, context: ExpressionContext,
): PythonText {
    const { object, attribute } = expression;
    const ref = object.kind === "in"
        ? state.given
        : object.kind === "name" ? state.refs.get(object.text) : undefined;
    if (ref === undefined || attribute === undefined) {
        throw new Untranslatable("an attribute of no value");
    }
    const ranks = new Set(state.instances.map((scope) => at(ref.values, scope)?.shape?.length));
    const [rank] = ranks;
    if (rank === undefined || ranks.size !== 1) {
        throw new Untranslatable("values of several ranks");
    }
    if (attribute.text === "rank") {
        return literalText(rank);
    }
    if (place === "init") {
        if (attribute.text === "channels" && ref.channels !== undefined) {
            return ref.channels;
        }
        throw new Untranslatable(`__init__ does not know the ${attribute.text}`);
    }
    const variable = context.read(ref, object.kind === "in" ? state.givenName : object.kind === "name" ? object.text : undefined, state);
    switch (attribute.text) {
        case "channels": return atom(`${variable}.shape[1]`);
        case "shape": return atom(`tuple(${variable}.shape[1:])`);
        case "size": return atom(`${variable}[0].numel()`);
        default: {
            const axis = Array.from({ length: rank }, (_, index) => index)
                .find((index) => index > 0 && axisName(index, rank) === attribute.text);
            return atom(`${variable}.shape[${(axis ?? 0) + 1}]`);
        }
    }
}
