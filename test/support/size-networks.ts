import { definitionOf } from "../../server/diagnostics/definitions.ts";
import type { Analysis } from "../../server/analysis/analysis.ts";
import type { ModelGraph } from "../../server/graph/graph.ts";
import { namedParameters } from "../../server/graph/parameters.ts";
import { analyzeText } from "./memory-host.ts";

/** A network whose valid heights are tested. It has few channels, because the rule does not depend on them. */
export interface SizedNetwork {
    readonly name: string;
    readonly text: string;
    /** The rule for H as text. */
    readonly words: string;
}

/** Heights that show the bounds and periods of rules. `npm run test:deep` judges all up to 200. */
export const judgedHeights = Array.from({ length: 200 }, (_, index) => index + 1)
    .filter((height) => process.env["CNN_NETWORKS"] !== undefined || height <= 40 || height % 7 === 0);

const unetBlocks = `
block Double(channels, padding) {
    conv(channels, 3, padding=padding) -> relu()
    conv(channels, 3, padding=padding) -> relu()
}
block Up(skip, channels) {
    up = conv_transpose(channels, 2, stride=2)
    concat(skip, up)
    Double(channels, 1)
}
block UpCropped(skip, channels) {
    up = conv_transpose(channels, 2, stride=2)
    concat(skip -> crop(to=up), up)
    Double(channels, 0)
}
`;

/** A model on \`[1, H, W]\`, or another shape. */
function model(body: string, blocks = "", input = "input x: [1, H = 64, W = 64]"): string {
    return `${blocks}\nmodel M() {\n    ${input}\n${body}\n    output y = identity()\n}\n`;
}

const residual = `
block Basic(channels, stride = 1) {
    conv1 = in -> conv(channels, 3, stride=stride, padding=1) -> relu()
    conv2 = conv(channels, 3, padding=1)
    if stride != 1 or in.channels != channels {
        add(conv2, in -> conv(channels, 1, stride=stride))
    } else {
        add(conv2, in)
    }
    relu()
}
`;

/** The networks of the exact rule, with its text. */
export const sizedNetworks: readonly SizedNetwork[] = [
    {
        name: "U-Net with padding, five steps down",
        words: "H must be a multiple of 32",
        text: model(`
            d1 = Double(1, 1)
            d2 = max_pool(2) -> Double(1, 1)
            d3 = max_pool(2) -> Double(1, 1)
            d4 = max_pool(2) -> Double(1, 1)
            d5 = max_pool(2) -> Double(1, 1)
            max_pool(2) -> Double(1, 1)
            Up(d5, 1)
            Up(d4, 1)
            Up(d3, 1)
            Up(d2, 1)
            Up(d1, 1)`, unetBlocks),
    },
    {
        name: "U-Net with crops, four steps down, without a require",
        words: "H ≥ 188",
        text: model(`
            d1 = Double(1, 0)
            d2 = max_pool(2) -> Double(1, 0)
            d3 = max_pool(2) -> Double(1, 0)
            d4 = max_pool(2) -> Double(1, 0)
            max_pool(2) -> Double(1, 0)
            UpCropped(d4, 1)
            UpCropped(d3, 1)
            UpCropped(d2, 1)
            UpCropped(d1, 1)`, unetBlocks, "input x: [1, H = 188, W = 188]"),
    },
    {
        name: "FCN-8s",
        words: "any size",
        text: model(`
            conv(1, 3, padding=100) -> relu() -> conv(1, 3, padding=1) -> max_pool(2, ceil_mode=true)
            conv(1, 3, padding=1) -> max_pool(2, ceil_mode=true)
            stage3 = conv(1, 3, padding=1) -> max_pool(2, ceil_mode=true)
            stage4 = conv(1, 3, padding=1) -> max_pool(2, ceil_mode=true)
            conv(1, 3, padding=1) -> max_pool(2, ceil_mode=true)
            conv(1, 7) -> relu() -> conv(1, 1)
            up2 = conv_transpose(1, 4, stride=2)
            add(up2, stage4 -> conv(1, 1) -> crop(to=up2))
            up4 = conv_transpose(1, 4, stride=2)
            add(up4, stage3 -> conv(1, 1) -> crop(to=up4))
            conv_transpose(1, 16, stride=8) -> crop(to=x)`),
    },
    {
        name: "FCN on a dilated ResNet",
        words: "any size",
        text: model(`
            conv(1, 7, stride=2, padding=3) -> relu() -> max_pool(3, stride=2, padding=1)
            Basic(1)
            Basic(2, stride=2)
            conv(2, 3, padding=2, dilation=2)
            conv(2, 3, padding=4, dilation=4)
            upsample(to=x, mode="bilinear")`, residual),
    },
    {
        name: "an encoder and decoder with odd kernels and output_padding",
        // One row is repeated by `add`.
        words: "H mod 6 = 4, also 1",
        text: model(`
            c1 = conv(1, 5, stride=3, padding=2) -> relu()
            c2 = conv(1, 3, stride=2, padding=1) -> relu()
            up1 = conv_transpose(1, 3, stride=2, padding=1, output_padding=1)
            add(up1, c1)
            up2 = conv_transpose(1, 5, stride=3, padding=2)
            add(up2, x)`),
    },
    {
        name: "AlexNet, whose linear layer fixes the size",
        words: "H from 63 to 94 while W = 63",
        text: model(`
            conv(2, 11, stride=4, padding=2) -> relu() -> max_pool(3, stride=2)
            conv(2, 5, padding=2) -> relu() -> max_pool(3, stride=2)
            conv(2, 3, padding=1) -> relu() -> max_pool(3, stride=2)
            flatten() -> linear(10)`, "", "input x: [1, H = 70, W = 63]"),
    },
    {
        name: "ResNet-18",
        words: "any size",
        text: model(`
            conv(1, 7, stride=2, padding=3) -> relu() -> max_pool(3, stride=2, padding=1)
            repeat 2 { Basic(1) }
            Basic(2, stride=2) -> Basic(2)
            Basic(3, stride=2) -> Basic(3)
            Basic(4, stride=2) -> Basic(4)
            global_avg_pool() -> flatten() -> linear(10)`, residual),
    },
    {
        name: "two inputs of free sizes",
        words: "H mod 4 in 0, 3 and K = ⌈H/2⌉",
        text: model(`
            a = x -> conv(1, 3, stride=2, padding=1)
            b = z -> conv(1, 3, padding=1)
            c = concat(a, b)
            d = conv(1, 3, stride=2, padding=1) -> upsample(2)
            concat(d, c)`, "", "input z: [1, K = 32, 32]\n    input x: [1, H = 64, 64]"),
    },
    {
        name: "poolings that round up, before ones that round down",
        words: "H must be a multiple of 4, also 2",
        text: model(`
            p = max_pool(2, ceil_mode=true)
            max_pool(2, ceil_mode=true)
            up = upsample(2)
            add(up, p)
            r = x -> max_pool(3, stride=2, padding=1, ceil_mode=true) -> conv(1, 2)
            concat(r, p)`),
    },
    {
        name: "dilated convolutions beside a cropped image",
        words: "H ≥ 29",
        text: model(`
            d = conv(1, 3, dilation=2) -> conv(1, 3, dilation=4) -> conv(1, 3, dilation=8)
            concat(d, x -> crop(to=d))`),
    },
    {
        name: "one axis",
        words: "H must be a multiple of 9",
        text: model(`
            a = conv(1, 3, stride=3)
            b = max_pool(3)
            u = upsample(3)
            concat(u, a)
            v = conv_transpose(1, 3, stride=3)
            add(v, x)`, "", "input x: [1, H = 63]"),
    },
];

/** The model of a text, which has one. */
export function modelOf(text: string, samples?: ReadonlyMap<string, number>): ModelGraph {
    const [graph] = analyzeText(text, {}, samples === undefined ? {} : { samples }).models;
    if (graph === undefined) {
        throw new Error(`There is no model in:\n${text}`);
    }
    return graph;
}

/** The codes of an analysis's errors. */
export function errorsOf({ problems }: Analysis): readonly string[] {
    return problems.filter((problem) => definitionOf(problem.finding).severity === "error").map(({ finding }) => finding.code);
}

/** The layers and the tensors of a network, which no size of the input changes. */
export function makeUp(graph: ModelGraph): string {
    return [
        ...graph.layers.map(({ path }) => path),
        ...namedParameters(graph).map(({ name, tensor }) => `${name} ${tensor.shape?.join() ?? "?"}`),
    ].join("\n");
}
