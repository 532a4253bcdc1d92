import { bordered, convolution, transposedConvolution } from "../../support/reference-layers.ts";
import { element, fill, sum, type Numbers } from "../../support/tensors.ts";
import { both, input, simpleRows, type NumericRow, type SimpleRow } from "./row.ts";

export const convolutionRows: readonly NumericRow[] = [
    ...simpleRows([
        ["[4, 9, 7]", "conv(6, 3)", (a, { parameter }) => convolution(a, parameter("weight"), parameter("bias"), { kernel: [3, 3] })],
        ["[4, 9, 7]", "conv(6, [3, 2], stride=[2, 1], padding=[[0, 1], [2, 0]], dilation=[1, 2], groups=2, bias=false)",
            (a, { parameter }) => convolution(a, parameter("weight"), undefined, {
                kernel: [3, 2], stride: [2, 1], padding: [[0, 1], [2, 0]], dilation: [1, 2], groups: 2,
            })],
        ["[3, 13]", "conv(5, 4, stride=2, padding=\"same\")", (a, { parameter }) =>
            convolution(a, parameter("weight"), parameter("bias"), { kernel: [4], stride: [2], padding: [[1, 2]] })],
        ["[2, 4, 5, 6]", "conv(3, [1, 2, 3], padding=[0, 1, 1])", (a, { parameter }) =>
            convolution(a, parameter("weight"), parameter("bias"), { kernel: [1, 2, 3], padding: both(0, 1, 1) })],
        ...(["reflect", "replicate", "circular"] as const).flatMap((mode): readonly SimpleRow[] => [
            ["[3, 5, 6]", `conv(4, 3, padding=[[2, 1], [0, 3]], padding_mode="${mode}")`, (a, { parameter }) =>
                convolution(bordered(a, [[2, 1], [0, 3]], mode), parameter("weight"), parameter("bias"), { kernel: [3, 3] })],
        ]),
        ["[4, 7, 6]", "depthwise_conv(3, multiplier=2, stride=2, padding=1)", (a, { parameter }) =>
            convolution(a, parameter("weight"), parameter("bias"), { kernel: [3, 3], stride: [2, 2], padding: both(1, 1), groups: 4 })],
        ["[4, 5, 4]", "conv_transpose(6, 3, stride=2, padding=1, output_padding=1)", (a, { parameter }) =>
            transposedConvolution(a, parameter("weight"), parameter("bias"), {
                kernel: [3, 3], stride: [2, 2], padding: both(1, 1), outputPadding: [1, 1],
            })],
        ["[4, 5, 4]", "conv_transpose(6, [4, 2], stride=[3, 1], padding=[[0, 2], [1, 0]], dilation=[1, 2], groups=2, bias=false)",
            (a, { parameter }) => transposedConvolution(a, parameter("weight"), undefined, {
                kernel: [4, 2], stride: [3, 1], padding: [[0, 2], [1, 0]], dilation: [1, 2], groups: 2,
            })],
        ["[4, 5, 4]", "conv_transpose(6, 3, dilation=3, padding=[[0, 1], [1, 0]], output_padding=2)", (a, { parameter }) =>
            transposedConvolution(a, parameter("weight"), parameter("bias"), {
                kernel: [3, 3], stride: [1, 1], padding: [[0, 1], [1, 0]], dilation: [3, 3], outputPadding: [2, 2],
            })],
        ["[2, 3, 2, 3]", "conv_transpose(2, 2, stride=2)", (a, { parameter }) =>
            transposedConvolution(a, parameter("weight"), parameter("bias"), { kernel: [2, 2, 2], stride: [2, 2, 2] })],
        ["[7]", "linear(5)", (a, { parameter }) => linear(a, parameter("weight"), parameter("bias"))],
        ["[3, 7]", "linear(5)", (a, { parameter }) => linear(a, parameter("weight"), parameter("bias"))],
        ["[3, 7]", "linear(5, bias=false)", (a, { parameter }) => linear(a, parameter("weight"), undefined)],
    ]),
    {
        layer: "conv_transpose", inputs: ["[4, 5, 4]", "[1, 10, 7]"], operands: 1,
        lines: ["y = a -> conv_transpose(6, 3, stride=2, padding=1, to=b)"],
        expected: (run) => ({
            y: transposedConvolution(input(run), run.parameter("weight"), run.parameter("bias"), {
                kernel: [3, 3], stride: [2, 2], padding: both(1, 1), outputPadding: [1, 0],
            }),
        }),
    },
];

function linear(a: Numbers, weight: Numbers, bias: Numbers | undefined): Numbers {
    const [outputs = 0, inputs = 0] = weight.dims;
    return fill([...a.dims.slice(0, -1), outputs], (index) => {
        const output = index.at(-1) ?? 0;
        const row = index.slice(0, -1);
        const products = Array.from({ length: inputs }, (_, k) =>
            element(a, [...row, k]) * element(weight, [output, k]));
        return sum(products) + (bias === undefined ? 0 : element(bias, [output]));
    });
}
