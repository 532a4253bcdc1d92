import { element, map, sum, type Numbers } from "../../support/tensors.ts";
import { simpleRows, type Expected, type NumericRow, type SimpleRow } from "./row.ts";

const each = (change: (x: number) => number): Expected => (a) => map(a, change);
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const softplus = (x: number): number => Math.log1p(Math.exp(x));
const elu = (x: number, alpha: number): number => (x > 0 ? x : alpha * Math.expm1(x));
const hardSigmoid = (x: number): number => Math.min(Math.max(x + 3, 0), 6) / 6;
const softmax = (a: Numbers, axis: number): Numbers => map(a, (value, index) => {
    const others = Array.from({ length: a.dims[axis] ?? 0 }, (_, position) =>
        element(a, index.map((old, other) => (other === axis ? position : old))));
    return Math.exp(value) / sum(others.map(Math.exp));
});
const activations: readonly (readonly [call: string, expected: Expected])[] = [
    ["relu()", each((x) => Math.max(x, 0))],
    ["relu6()", each((x) => Math.min(Math.max(x, 0), 6))],
    ["leaky_relu(negative_slope=0.2)", each((x) => (x > 0 ? x : 0.2 * x))],
    ["elu(alpha=0.5)", each((x) => elu(x, 0.5))],
    ["selu()", each((x) => 1.0507009873554805 * elu(x, 1.6732632423543772))],
    ["gelu()", each((x) => 0.5 * x * (1 + erf(x / Math.SQRT2)))],
    ["gelu(approximate=\"tanh\")", each((x) =>
        0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))))],
    ["silu()", each((x) => x * sigmoid(x))],
    ["mish()", each((x) => x * Math.tanh(softplus(x)))],
    ["sigmoid()", each(sigmoid)],
    ["hard_sigmoid()", each(hardSigmoid)],
    ["hard_swish()", each((x) => x * hardSigmoid(x))],
    ["tanh()", each(Math.tanh)],
    ["softplus()", each(softplus)],
    ["softmax()", (a) => softmax(a, 0)],
    ["softmax(axis=-1)", (a) => softmax(a, a.dims.length - 1)],
    ["log_softmax()", (a) => map(softmax(a, 0), Math.log)],
    ["prelu()", (a, run) => map(a, (x) => (x > 0 ? x : x * element(run.parameter("weight"), [0])))],
    ["prelu(num_parameters=5)", (a, run) => map(a, (x, [channel = 0]) =>
        (x > 0 ? x : x * element(run.parameter("weight"), [channel])))],
    ["dropout(p=0.9)", (a) => a],
    ["drop_path(0.9)", (a) => a],
    ["identity()", (a) => a],
];

export const activationRows: readonly NumericRow[] = simpleRows(["[5, 3, 4]", "[5]"].flatMap((shape) =>
    activations.map(([call, expected]): SimpleRow => [shape, call, expected])));

/** Abramowitz and Stegun 7.1.5, the series of the error function. */
function erf(x: number): number {
    let term = x;
    let total = x;
    for (let n = 1; n < 80; n += 1) {
        term *= -x * x / n;
        total += term / (2 * n + 1);
    }
    return (2 / Math.sqrt(Math.PI)) * total;
}
