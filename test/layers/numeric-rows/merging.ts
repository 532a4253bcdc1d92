import { element, fill, map } from "../../support/tensors.ts";
import { input, layerOf, type NumericRow } from "./row.ts";

type Merged = (a: number, b: number, c: number) => number;

/** Element by element; sizes of 1 are repeated. */
const elementwise: readonly (readonly [call: string, expected: Merged])[] = [
    ["add(a, b, c)", (a, b, c) => a + b + c],
    ["add(a, 2, b)", (a, b) => a + 2 + b],
    ["sub(a, b)", (a, b) => a - b],
    ["sub(1, a)", (a) => 1 - a],
    ["sub(a, 1)", (a) => a - 1],
    ["mul(a, 0.5, b)", (a, b) => a * 0.5 * b],
    ["maximum(a, b, c)", (a, b, c) => Math.max(a, b, c)],
    ["maximum(0.25, a)", (a) => Math.max(0.25, a)],
    ["mean(a, b, c)", (a, b, c) => (a + b + c) / 3],
];

export const mergingRows: readonly NumericRow[] = [
    ...elementwise.map(([call, expected]): NumericRow => ({
        layer: layerOf(call), inputs: ["[3, 4, 5]", "[3, 1, 5]", "[1, 4, 1]"], lines: [`y = ${call}`], operands: 3,
        expected: (run) => {
            const [a, b, c] = [input(run), input(run, 1), input(run, 2)];
            return {
                y: map(a, (value, [channel = 0, y = 0, x = 0]) =>
                    expected(value, element(b, [channel, 0, x]), element(c, [0, y, 0]))),
            };
        },
    })),
    ...([[0, ""], [1, ", axis=1"], [2, ", axis=-1"]] as const).map(([axis, written]): NumericRow => ({
        layer: "concat", inputs: ["[3, 4, 5]", "[3, 4, 5]"], lines: [`y = concat(a, b${written})`], operands: 2,
        expected: (run) => {
            const size = input(run).dims[axis] ?? 0;
            const dims = [3, 4, 5].map((old, other) => (other === axis ? 2 * old : old));
            return {
                y: fill(dims, (index) => {
                    const position = index[axis] ?? 0;
                    const inner = index.map((old, other) => (other === axis ? position % size : old));
                    return element(input(run, position < size ? 0 : 1), inner);
                }),
            };
        },
    })),
];
