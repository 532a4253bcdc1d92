import type { Arithmetic, Step, StepOperand } from "../../../server/arithmetic.ts";
import { elementAt, sizeOf, type MapTensor } from "../tensor.ts";
import { float32Rounding, type LayerTensors, type NamedNumber, type StepsExplanation } from "./explanation.ts";

/** The steps of an elementwise layer with their numbers; undefined if a step is an unknown operator. */
export function explainElementwise(
    { steps }: Extract<Arithmetic, { readonly kind: "elementwise" }>, { inputs, parameters }: LayerTensors,
    cell: readonly number[],
): StepsExplanation | undefined {
    const names = inputs.length === 1 ? ["x"] : inputs.map((_, index) => `x${subscript(index + 1)}`);
    const done: NamedNumber[] = [];
    const learned = new Map<string, number>();
    let magnitude = 0;
    const read = (operand: StepOperand): NamedNumber => {
        if ("input" in operand) {
            const input = inputs[operand.input];
            return {
                notation: names[operand.input] ?? "x",
                value: input === undefined ? NaN : elementAt(input, broadcast(input, cell)),
            };
        }
        if ("constant" in operand) {
            return { notation: shortNumber(operand.constant), value: operand.constant };
        }
        if ("parameter" in operand) {
            const tensor = parameters.get(operand.parameter);
            const value = tensor?.values[sizeOf(tensor.dims) === 1 ? 0 : cell[0] ?? 0] ?? NaN;
            learned.set("w", value);
            return { notation: "w", value };
        }
        return done[operand.step] ?? { notation: "?", value: NaN };
    };
    for (const step of steps) {
        const operator = operators[step.op];
        if (operator === undefined) {
            return undefined;
        }
        const operands = step.operands.map(read);
        const numbers = operands.map(({ value }) => value);
        const value = operator.compute(numbers, step);
        magnitude = Math.max(magnitude, Math.abs(value), ...numbers.map(Math.abs));
        done.push({ notation: operator.write(operands.map(({ notation }) => enclosed(notation)), step), value });
    }
    const knowns = inputs.map((input, index) =>
        ({ notation: names[index] ?? "x", value: elementAt(input, broadcast(input, cell)) }));
    return {
        kind: "steps",
        knowns: [...knowns, ...[...learned].map(([notation, value]) => ({ notation, value }))],
        steps: done,
        value: done.at(-1)?.value ?? NaN,
        // Runtimes approximate exponentials and error functions to a few units in the last place.
        rounding: 32 * float32Rounding * magnitude,
    };
}

interface Operator {
    compute(numbers: readonly number[], step: Step): number;
    write(operands: readonly string[], step: Step): string;
}

function infix(sign: string, compute: (left: number, right: number) => number): Operator {
    return {
        compute: ([left = NaN, right = NaN]) => compute(left, right),
        write: ([left = "", right = ""]) => `${left} ${sign} ${right}`,
    };
}

function named(name: string, compute: (x: number, step: Step) => number): Operator {
    return { compute: ([x = NaN], step) => compute(x, step), write: (operands) => `${name}(${operands.map(bare).join(", ")})` };
}

/** The ONNX operators of elementwise layers. */
const operators: Readonly<Partial<Record<string, Operator>>> = {
    Add: infix("+", (left, right) => left + right),
    Sub: infix("−", (left, right) => left - right),
    Mul: infix("·", (left, right) => left * right),
    Div: infix("/", (left, right) => left / right),
    Greater: infix(">", (left, right) => Number(left > right)),
    Where: {
        compute: ([condition = 0, left = NaN, right = NaN]) => (condition === 0 ? right : left),
        write: ([condition = "", left = "", right = ""]) => `${bare(condition)} ? ${left} : ${right}`,
    },
    Identity: { compute: ([x = NaN]) => x, write: ([x = ""]) => bare(x) },
    Relu: {
        compute: ([x = NaN]) => Math.max(x, 0),
        write: ([x = ""]) => `max(${bare(x)}, 0)`,
    },
    Clip: {
        compute: ([x = NaN, low = -Infinity, high = Infinity]) => Math.min(Math.max(x, low), high),
        write: ([x = "", low = "", high]) => (high === undefined
            ? `max(${bare(x)}, ${low})`
            : `min(max(${bare(x)}, ${low}), ${high})`),
    },
    LeakyRelu: {
        compute: ([x = NaN], { alpha = 0.01 }) => (x < 0 ? alpha * x : x),
        write: ([x = ""], { alpha = 0.01 }) => `${bare(x)} < 0 ? ${shortNumber(alpha)} · ${x} : ${x}`,
    },
    Elu: {
        compute: ([x = NaN], { alpha = 1 }) => (x < 0 ? alpha * Math.expm1(x) : x),
        write: ([x = ""], { alpha = 1 }) => `${bare(x)} < 0 ? ${shortNumber(alpha)} · (exp(${bare(x)}) − 1) : ${x}`,
    },
    Sigmoid: named("sigmoid", (x) => 1 / (1 + Math.exp(-x))),
    Tanh: named("tanh", Math.tanh),
    Exp: named("exp", Math.exp),
    Log: named("ln", Math.log),
    Abs: named("abs", Math.abs),
    Neg: { compute: ([x = NaN]) => -x, write: ([x = ""]) => `−${x}` },
    Erf: named("erf", errorFunction),
};

/** The Maclaurin series of erf where it converges quickly, otherwise its continued fraction. */
function errorFunction(x: number): number {
    const size = Math.abs(x);
    if (size > 6) {
        return Math.sign(x);
    }
    if (size < 3) {
        let term = size;
        let sum = size;
        for (let n = 1; Math.abs(term) > 1e-17 && n < 200; n++) {
            term *= -(size * size) / n;
            sum += term / (2 * n + 1);
        }
        return Math.sign(x) * sum * (2 / Math.sqrt(Math.PI));
    }
    let fraction = size;
    for (let n = 60; n > 0; n--) {
        fraction = size + n / 2 / fraction;
    }
    return Math.sign(x) * (1 - Math.exp(-size * size) / (fraction * Math.sqrt(Math.PI)));
}

/** The index in an input whose axes of size 1 are repeated, and whose rank may be smaller. */
function broadcast({ dims }: MapTensor, cell: readonly number[]): readonly number[] {
    const missing = cell.length - dims.length;
    return dims.map((size, axis) => (size === 1 ? 0 : cell[axis + missing] ?? 0));
}

/** A notation as an operand: in parentheses if it has operators. */
function enclosed(notation: string): string {
    return /[ −]/.test(notation.slice(1)) && !/^\w+\([^()]*\)$/.test(notation) ? `(${notation})` : notation;
}

/** A notation without its own parentheses, inside those of a function. */
function bare(notation: string): string {
    return notation.startsWith("(") && notation.endsWith(")") && closes(notation) ? notation.slice(1, -1) : notation;
}

/** Whether the first parenthesis is closed by the last. */
function closes(notation: string): boolean {
    let depth = 0;
    for (let index = 0; index < notation.length; index++) {
        const character = notation[index];
        depth += character === "(" ? 1 : character === ")" ? -1 : 0;
        if (depth === 0) {
            return index === notation.length - 1;
        }
    }
    return false;
}

function shortNumber(value: number): string {
    return String(Number(value.toPrecision(5))).replace("-", "−");
}

function subscript(number: number): string {
    return String(number).replace(/\d/g, (digit) => String.fromCodePoint(0x2080 + Number(digit)));
}
