import { adaptivePooling, averagePooling, maximumPooling, unpooling } from "../../support/reference-layers.ts";
import { meanOf } from "../../support/tensors.ts";
import { both, input, simpleRows, type NumericRow, type SimpleRow } from "./row.ts";

export const poolingRows: readonly NumericRow[] = [
    ...simpleRows([
        ["[3, 9, 8]", "max_pool(3, stride=2, padding=1)", (a) =>
            maximumPooling(a, { kernel: [3, 3], stride: [2, 2], padding: both(1, 1) })[0]],
        ["[3, 10, 7]", "max_pool(3, stride=2, ceil_mode=true)", (a) =>
            maximumPooling(a, { kernel: [3, 3], stride: [2, 2], ceilMode: true })[0]],
        ["[3, 7, 7]", "max_pool(2, stride=3, padding=1, ceil_mode=true)", (a) =>
            maximumPooling(a, { kernel: [2, 2], stride: [3, 3], padding: both(1, 1), ceilMode: true })[0]],
        // The last window needs more padding than ONNX Runtime's pools take.
        ["[3, 5]", "max_pool(2, stride=3, dilation=3, ceil_mode=true)", (a) =>
            maximumPooling(a, { kernel: [2], stride: [3], dilation: [3], ceilMode: true })[0]],
        ["[3, 6, 6]", "max_pool(2, stride=1, dilation=4, padding=\"same\")", (a) =>
            maximumPooling(a, { kernel: [2, 2], stride: [1, 1], padding: both(2, 2), dilation: [4, 4] })[0]],
        ["[2, 4, 5, 6]", "max_pool([1, 2, 3], stride=[1, 2, 2])", (a) =>
            maximumPooling(a, { kernel: [1, 2, 3], stride: [1, 2, 2] })[0]],
        ["[3, 9, 8]", "avg_pool(3, stride=2, padding=1)", (a) =>
            averagePooling(a, { kernel: [3, 3], stride: [2, 2], padding: both(1, 1) })],
        ["[3, 9, 8]", "avg_pool(3, stride=2, padding=1, count_include_pad=false)", (a) =>
            averagePooling(a, { kernel: [3, 3], stride: [2, 2], padding: both(1, 1), countIncludePad: false })],
        ["[3, 10, 8]", "avg_pool(3, stride=2, ceil_mode=true)", (a) =>
            averagePooling(a, { kernel: [3, 3], stride: [2, 2], ceilMode: true })],
        ["[3, 10, 9]", "avg_pool(3, stride=2, padding=1, ceil_mode=true)", (a) =>
            averagePooling(a, { kernel: [3, 3], stride: [2, 2], padding: both(1, 1), ceilMode: true })],
        ["[3, 10, 9]", "avg_pool(3, stride=2, padding=[[0, 1], [1, 0]], ceil_mode=true, count_include_pad=false)", (a) =>
            averagePooling(a, {
                kernel: [3, 3], stride: [2, 2], padding: [[0, 1], [1, 0]], ceilMode: true, countIncludePad: false,
            })],
        ["[3, 10, 9]", "avg_pool(4, stride=3, padding=[[2, 1], [0, 2]], ceil_mode=true)", (a) =>
            averagePooling(a, { kernel: [4, 4], stride: [3, 3], padding: [[2, 1], [0, 2]], ceilMode: true })],
        ["[3, 10]", "avg_pool(3, stride=2, ceil_mode=true)", (a) => averagePooling(a, { kernel: [3], stride: [2], ceilMode: true })],
        ["[2, 4, 5, 6]", "avg_pool(2, ceil_mode=true)", (a) =>
            averagePooling(a, { kernel: [2, 2, 2], stride: [2, 2, 2], ceilMode: true })],
        ["[3, 5, 4]", "global_avg_pool()", (a) => adaptivePooling(a, [1, 1], meanOf)],
        ["[3, 5, 4]", "global_max_pool()", (a) => adaptivePooling(a, [1, 1], (values) => Math.max(...values))],
        ...["[3, 13, 12]", "[3, 4, 30]"].flatMap((shape): readonly SimpleRow[] => [
            [shape, "adaptive_avg_pool([5, 6])", (a) => adaptivePooling(a, [5, 6], meanOf)],
            [shape, "adaptive_max_pool([5, 6])", (a) => adaptivePooling(a, [5, 6], (values) => Math.max(...values))],
        ]),
        ["[3, 12, 12]", "adaptive_avg_pool(6)", (a) => adaptivePooling(a, [6, 6], meanOf)],
        ["[3, 7]", "adaptive_avg_pool(3)", (a) => adaptivePooling(a, [3], meanOf)],
        ["[2, 4, 5, 7]", "adaptive_avg_pool([2, 3, 3])", (a) => adaptivePooling(a, [2, 3, 3], meanOf)],
        ["[2, 4, 5, 7]", "adaptive_max_pool([2, 3, 3])", (a) =>
            adaptivePooling(a, [2, 3, 3], (values) => Math.max(...values))],
    ]),
    // Few different numbers, so that many windows have several that are largest: the first is the one that is kept.
    ...([
        ["[3, 8, 6]", "2", { kernel: [2, 2], stride: [2, 2] }],
        ["[3, 9, 7]", "2", { kernel: [2, 2], stride: [2, 2] }],
        ["[3, 9, 7]", "2, ceil_mode=true", { kernel: [2, 2], stride: [2, 2], ceilMode: true }],
        ["[3, 9, 8]", "3, stride=2, padding=1", { kernel: [3, 3], stride: [2, 2], padding: both(1, 1) }],
        ["[3, 9, 8]", "[3, 2], stride=1, padding=[[1, 0], [0, 1]], dilation=[2, 3]", {
            kernel: [3, 2], stride: [1, 1], padding: [[1, 0], [0, 1]], dilation: [2, 3],
        }],
        ["[3, 9]", "1", { kernel: [1], stride: [1] }],
        ["[2, 4, 5, 6]", "2", { kernel: [2, 2, 2], stride: [2, 2, 2] }],
    ] as const).map(([shape, args, window]): NumericRow => ({
        layer: "max_pool", inputs: [shape], operands: undefined,
        lines: [
            "coarse = a -> hard_sigmoid() -> relu6()", "steps = add(a, a) -> hard_sigmoid()",
            `pooled, where = steps -> max_pool(${args}, indices=true)`,
        ],
        expected: (run) => {
            const [pooled, indices] = maximumPooling(run.result("steps"), window);
            return { pooled, "pooled:1": indices };
        },
    })),
    ...([
        ["[3, 8, 6]", "2", "", [8, 6]],
        ["[3, 9, 7]", "2", ", to=a", [9, 7]],
        ["[3, 9, 8]", "3, stride=2, padding=1", ", to=a", [9, 8]],
        ["[3, 9, 9]", "3, stride=1", "", [9, 9]],
        ["[3, 9]", "3", "", [9]],
        ["[2, 4, 5, 6]", "2", ", to=a", [4, 5, 6]],
    ] as const).map(([shape, window, to, sizes]): NumericRow => ({
        layer: "max_unpool", inputs: [shape], operands: undefined,
        lines: [
            `pooled, where = max_pool(${window}, indices=true)`, "changed = pooled -> mul(pooled, 3)",
            `y = changed -> max_unpool(where, ${window}${to})`,
        ],
        expected: (run) => ({ y: unpooling(run.result("changed"), run.result("pooled:1"), sizes) }),
    })),
    {
        layer: "max_unpool", inputs: ["[2, 3, 4]", "[2, 6, 8]"], operands: 1,
        lines: ["pooled, where = b -> max_pool(2, indices=true)", "y = a -> max_unpool(where, 2)"],
        expected: (run) => ({ y: unpooling(input(run), run.result("pooled:1"), [6, 8]) }),
    },
];
