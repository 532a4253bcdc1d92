import type { Expression, PythonLiteral } from "./syntax.ts";

/** The Python values that numbers of a network use; integers and floats are distinct. */
export type PythonValue =
    | { readonly kind: "number"; readonly value: number; readonly isFloat: boolean }
    | { readonly kind: "plain"; readonly value: string | boolean | undefined }
    | { readonly kind: "sequence"; readonly elements: readonly PythonValue[] };

/** The values of an expression's names, references and called functions; undefined if unknown. */
export interface Surroundings<R> {
    name(name: string): PythonValue | undefined;
    reference(expression: Expression<R>): PythonValue | undefined;
    function(name: string): { readonly parameters: readonly string[]; readonly body: Expression } | undefined;
}

/** Evaluates an expression as Python would; undefined if the value is unknown or evaluation would fail. */
export function evaluate<R>(expression: Expression<R>, around: Surroundings<R>): PythonValue | undefined {
    const known = around.reference(expression);
    if (known !== undefined) {
        return known;
    }
    const inside = (one: Expression<R>): PythonValue | undefined => evaluate(one, around);
    switch (expression.kind) {
        case "name":
            return around.name(expression.name);
        case "literal":
            return fromLiteral(expression.value);
        case "tuple":
        case "list": {
            const elements = expression.elements.map(inside);
            return elements.every((one) => one !== undefined) ? { kind: "sequence", elements } : undefined;
        }
        case "unary": {
            const operand = inside(expression.operand);
            if (expression.operator === "not") {
                return operand === undefined ? undefined : truth(!isTrue(operand));
            }
            return operand?.kind === "number"
                ? { ...operand, value: expression.operator === "-" ? -operand.value : operand.value }
                : undefined;
        }
        case "binary":
            return evaluateBinary(expression, inside);
        case "conditional": {
            const test = inside(expression.test);
            return test === undefined ? undefined : inside(isTrue(test) ? expression.then : expression.otherwise);
        }
        case "subscript": {
            const [object, index] = [inside(expression.object), expression.index[0]];
            const at = index === undefined ? undefined : inside(index);
            return object?.kind === "sequence" && at?.kind === "number" ? object.elements.at(at.value) : undefined;
        }
        case "call": {
            const args = expression.arguments.map(({ value }) => inside(value));
            return args.every((one) => one !== undefined) ? evaluateCall(expression.callee, args, around) : undefined;
        }
        default:
            return undefined;
    }
}

function evaluateBinary<R>(
    { operator, left, right, exact }: Extract<Expression<R>, { readonly kind: "binary" }>,
    inside: (one: Expression<R>) => PythonValue | undefined,
): PythonValue | undefined {
    const a = inside(left);
    if (a === undefined) {
        return undefined;
    }
    if (operator === "and" || operator === "or") {
        return isTrue(a) === (operator === "or") ? a : inside(right);
    }
    const b = inside(right);
    if (b === undefined) {
        return undefined;
    }
    if (operator === "==" || operator === "!=") {
        return truth(sameValue(a, b) === (operator === "=="));
    }
    if (a.kind === "sequence" && b.kind === "sequence" && operator === "+") {
        return { kind: "sequence", elements: [...a.elements, ...b.elements] };
    }
    if (a.kind !== "number" || b.kind !== "number") {
        return undefined;
    }
    const isFloat = a.isFloat || b.isFloat;
    const number = (value: number, float = isFloat): PythonValue | undefined =>
        (Number.isFinite(value) ? { kind: "number", value, isFloat: float } : undefined);
    switch (operator) {
        case "<": return truth(a.value < b.value);
        case "<=": return truth(a.value <= b.value);
        case ">": return truth(a.value > b.value);
        case ">=": return truth(a.value >= b.value);
        case "+": return number(a.value + b.value);
        case "-": return number(a.value - b.value);
        case "*": return number(a.value * b.value);
        case "/": return number(a.value / b.value, true);
        case "//": return exact === true && a.value % b.value !== 0 ? undefined : number(Math.floor(a.value / b.value));
        case "%": return number(a.value - b.value * Math.floor(a.value / b.value));
        case "**": return number(a.value ** b.value, isFloat || b.value < 0);
        default: return undefined;
    }
}

function evaluateCall<R>(
    callee: Expression<R>, args: readonly PythonValue[], around: Surroundings<R>,
): PythonValue | undefined {
    const name = callee.kind === "name"
        ? callee.name
        : callee.kind === "attribute" && callee.object.kind === "name" ? `${callee.object.name}.${callee.attribute}` : "";
    const defined = around.function(name);
    if (defined !== undefined) {
        const bound = new Map(defined.parameters.map((parameter, index) => [parameter, args[index]]));
        return evaluate(defined.body, {
            name: (one) => bound.get(one) ?? around.name(one),
            reference: () => undefined,
            function: (one) => around.function(one),
        });
    }
    const [first] = args;
    const whole = (value: number): PythonValue => ({ kind: "number", value, isFloat: false });
    if (name === "range") {
        const [from, to] = args.length === 1 ? [whole(0), ...args] : args;
        if (from?.kind !== "number" || to?.kind !== "number" || from.isFloat || to.isFloat) {
            return undefined;
        }
        const length = Math.max(0, to.value - from.value);
        return { kind: "sequence", elements: Array.from({ length }, (_, index) => whole(from.value + index)) };
    }
    const numbers = (first?.kind === "sequence" && args.length === 1 ? first.elements : args)
        .filter((one) => one.kind === "number");
    const [number] = numbers;
    if (name === "len") {
        return first?.kind === "sequence" ? whole(first.elements.length) : undefined;
    }
    if (number === undefined) {
        return name === "sum" && first?.kind === "sequence" ? whole(0) : undefined;
    }
    const extreme = (better: (a: number, b: number) => boolean): PythonValue =>
        numbers.reduce((best, one) => (better(one.value, best.value) ? one : best), number);
    switch (name) {
        case "min": return extreme((a, b) => a < b);
        case "max": return extreme((a, b) => a > b);
        case "abs": return { ...number, value: Math.abs(number.value) };
        case "sum": return numbers.length === 0 ? undefined : {
            kind: "number", value: numbers.reduce((total, { value }) => total + value, 0),
            isFloat: numbers.some(({ isFloat }) => isFloat),
        };
        case "round": return whole(roundHalfToEven(number.value));
        case "int": return whole(Math.trunc(number.value));
        case "math.floor": return whole(Math.floor(number.value));
        case "math.ceil": return whole(Math.ceil(number.value));
        case "math.sqrt": return { kind: "number", value: Math.sqrt(number.value), isFloat: true };
        default: return undefined;
    }
}

function roundHalfToEven(value: number): number {
    const below = Math.floor(value);
    return value - below === 0.5 ? below + (below % 2 === 0 ? 0 : 1) : Math.round(value);
}

function truth(value: boolean): PythonValue {
    return { kind: "plain", value };
}

function isTrue(value: PythonValue): boolean {
    switch (value.kind) {
        case "number": return value.value !== 0;
        case "sequence": return value.elements.length > 0;
        case "plain": return value.value !== undefined && value.value !== "" && value.value !== false;
    }
}

function sameValue(a: PythonValue, b: PythonValue): boolean {
    if (a.kind === "sequence" && b.kind === "sequence") {
        return a.elements.length === b.elements.length && a.elements.every((one, index) => {
            const other = b.elements[index];
            return other !== undefined && sameValue(one, other);
        });
    }
    return a.kind !== "sequence" && b.kind !== "sequence" && a.value === b.value;
}

/** A literal as a value. A JavaScript integer is a Python int. */
export function fromLiteral(value: PythonLiteral | undefined): PythonValue {
    switch (typeof value) {
        case "number":
            return { kind: "number", value, isFloat: !Number.isInteger(value) };
        case "object":
            return { kind: "sequence", elements: value.map(fromLiteral) };
        default:
            return { kind: "plain", value };
    }
}

/** Whether a value equals a literal; an integer must be an int in Python too, because a size must not be a float. */
export function isLiteral(value: PythonValue | undefined, literal: PythonLiteral): boolean {
    if (value === undefined) {
        return false;
    }
    if (typeof literal === "object") {
        return value.kind === "sequence" && value.elements.length === literal.length &&
            value.elements.every((one, index) => {
                const other = literal[index];
                return other !== undefined && isLiteral(one, other);
            });
    }
    if (typeof literal === "number") {
        return value.kind === "number" && value.value === literal && !(value.isFloat && Number.isInteger(literal));
    }
    return value.kind === "plain" && value.value === literal;
}
