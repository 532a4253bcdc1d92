import { computeStep, type Arithmetic, type Step, type StepOperand } from "../../../server/arithmetic.ts";
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
        const write = notations[step.op];
        const operands = step.operands.map(read);
        const numbers = operands.map(({ value }) => value);
        const value = computeStep(step, numbers);
        if (write === undefined || value === undefined) {
            return undefined;
        }
        magnitude = Math.max(magnitude, Math.abs(value), ...numbers.map(Math.abs));
        done.push({ notation: write(operands.map(({ notation }) => enclosed(notation)), step), value });
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

type Write = (operands: readonly string[], step: Step) => string;

function infix(sign: string): Write {
    return ([left = "", right = ""]) => `${left} ${sign} ${right}`;
}

function named(name: string): Write {
    return (operands) => `${name}(${operands.map(bare).join(", ")})`;
}

/** How the ONNX operators of elementwise layers are written. */
const notations: Readonly<Partial<Record<string, Write>>> = {
    Add: infix("+"),
    Sub: infix("−"),
    Mul: infix("·"),
    Div: infix("/"),
    Greater: infix(">"),
    Where: ([condition = "", left = "", right = ""]) => `${bare(condition)} ? ${left} : ${right}`,
    Identity: ([x = ""]) => bare(x),
    Relu: ([x = ""]) => `max(${bare(x)}, 0)`,
    Clip: ([x = "", low = "", high]) => (high === undefined
        ? `max(${bare(x)}, ${low})`
        : `min(max(${bare(x)}, ${low}), ${high})`),
    LeakyRelu: ([x = ""], { alpha = 0.01 }) => `${bare(x)} < 0 ? ${shortNumber(alpha)} · ${x} : ${x}`,
    Elu: ([x = ""], { alpha = 1 }) => `${bare(x)} < 0 ? ${shortNumber(alpha)} · (exp(${bare(x)}) − 1) : ${x}`,
    Sigmoid: named("sigmoid"),
    Tanh: named("tanh"),
    Exp: named("exp"),
    Log: named("ln"),
    Abs: named("abs"),
    Neg: ([x = ""]) => `−${x}`,
    Erf: named("erf"),
};

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
