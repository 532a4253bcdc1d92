import { element, fill, type Numbers } from "../../support/tensors.ts";
import { input, simpleRows, type NumericRow } from "./row.ts";

export const reshapingRows: readonly NumericRow[] = [
    ...simpleRows([
        ["[3, 4, 5]", "flatten()", (a) => ({ dims: [60], data: a.data })],
        ["[3, 4, 5]", "reshape([2, -1])", (a) => ({ dims: [2, 30], data: a.data })],
        ["[3, 4, 5]", "permute([2, 0, 1])", (a) => fill([5, 3, 4], ([x = 0, c = 0, y = 0]) => element(a, [c, y, x]))],
        ["[3, 4, 5]", "slice(1, -1, axis=2)", (a) => fill([3, 4, 3], ([c = 0, y = 0, x = 0]) => element(a, [c, y, x + 1]))],
        ["[3, 4, 5]", "slice(-4, axis=-1, step=3)", (a) => fill([3, 4, 2], ([c = 0, y = 0, x = 0]) => element(a, [c, y, 1 + 3 * x]))],
        ["[3, 4, 5]", "slice(2)", (a) => fill([1, 4, 5], ([, y = 0, x = 0]) => element(a, [2, y, x]))],
    ]),
    {
        layer: "split", inputs: ["[6, 4]"], lines: ["y, q, r = split([1, 2, 3])"], operands: 1,
        expected: (run) => ({ y: part(input(run), 0, 1), "y:1": part(input(run), 1, 2), "y:2": part(input(run), 3, 3) }),
    },
];

/** Channels in a row. */
function part(a: Numbers, from: number, channels: number): Numbers {
    return fill([channels, ...a.dims.slice(1)], ([c = 0, ...position]) => element(a, [from + c, ...position]));
}
