import { layers } from "../layers/catalogue.ts";
import type { LayerProblem } from "../layers/problems.ts";
import { axisName, elementCount, formatShape } from "../sizes/shape.ts";
import { formatSize } from "../sizes/size.ts";
import { definedBy, type Entries } from "./entry.ts";
import { layerArgumentFixes } from "./fixes/layer-arguments.ts";
import { mergingFixes } from "./fixes/merging.ts";
import { shapeFixes } from "./fixes/shapes.ts";
import { count, listOf, quote, quotedList, shapesOf } from "./wording.ts";

type KernelExceedsInput = Extract<LayerProblem, { readonly code: "kernel-exceeds-input" }>;
type InvalidPadding = Extract<LayerProblem, { readonly code: "invalid-padding" }>;
type InvalidGroups = Extract<LayerProblem, { readonly code: "invalid-groups" }>;
type RankMismatch = Extract<LayerProblem, { readonly code: "rank-mismatch" }>;
type UnevenSplit = Extract<LayerProblem, { readonly code: "uneven-split" }>;
type ReshapeMismatch = Extract<LayerProblem, { readonly code: "reshape-mismatch" }>;

/** What a layer's rule finds wrong. */
const layerEntries: Entries<LayerProblem> = {
    "kernel-exceeds-input": { severity: "error", message: kernelExceedsInput },
    "empty-output": {
        severity: "error",
        message: ({ axis, rank, output, formula }) =>
            `the output would be empty: ${axisName(axis, rank)} ${formula} = ${formatSize(output)}; ` +
            "it has to be at least 1",
    },
    "invalid-stride": {
        severity: "error",
        message: ({ value }) => `the stride must be a whole number of at least 1, not ${value}`,
    },
    "invalid-dilation": {
        severity: "error",
        message: ({ value }) =>
            `the dilation must be a whole number of at least 1, not ${value}; 1 leaves no gaps in the kernel`,
    },
    "invalid-padding": { severity: "error", message: invalidPadding },
    "invalid-groups": { severity: "error", message: invalidGroups },
    "invalid-output-padding": {
        severity: "error",
        message: ({ value, stride, dilation }) => value < 0
            ? `the output padding cannot be negative, and it is ${value}`
            : `the output padding must be smaller than the stride or the dilation: ` +
                `${value} is not below ${stride} or ${dilation}`,
    },
    "invalid-argument": {
        severity: "error",
        message: ({ name, value, requirement }) => `${quote(name)} must be ${requirement}, not ${value}`,
    },
    "wrong-axis-count": {
        severity: "error",
        message: ({ name, given, axes }) =>
            `${quote(name)} has ${count(given, "entry", "entries")} for ${spatialAxes(axes)}; ` +
            (axes === 1 ? "give one number" : `give one number for all, or a list of ${axes}`),
    },
    "rank-mismatch": { severity: "error", message: rankMismatch },
    "channel-mismatch": {
        severity: "error",
        message: ({ layer, shapes, left, right }) =>
            `${quote(layer)} needs values with the same channels: ${formatSize(left)} and ${formatSize(right)} ` +
            `differ, in ${shapesOf(shapes)}; ` + (layers.get(layer)?.traits.merges === "concatenation"
                ? "without `axis` they would be joined along channels"
                : "a 1×1 convolution can bring one to the other"),
    },
    "size-mismatch": {
        severity: "error",
        message: ({ layer, shapes, axis, rank, left, right }) =>
            `${quote(layer)} needs values with the same ${axisName(axis, rank)}: ${formatSize(left)} and ` +
            `${formatSize(right)} differ, in ${shapesOf(shapes)}; check the strides and paddings that lead to them`,
    },
    "uneven-split": { severity: "error", message: unevenSplit },
    "reshape-mismatch": { severity: "error", message: reshapeMismatch },
    "unpool-mismatch": {
        severity: "error",
        message: (problem) => "pooled" in problem
            ? `the result would be ${formatShape(problem.shape)}, and its indices count in ` +
                `${formatShape(problem.pooled)}, which was pooled; ` + (problem.reachable
                    ? "give that value as `to=`"
                    : "give the kernel, stride and padding of that pooling, or the indices of another")
            : `the indices belong to another value: they have shape ${formatShape(problem.indices)}, the value ` +
                `${formatShape(problem.shape)}; give the indices of the pooling that this layer undoes`,
    },
    "unsolvable-size": {
        severity: "error",
        message: ({ layer, axis, rank, wanted, least, most }) => {
            const range = formatSize(least) === formatSize(most)
                ? `only ${formatSize(least)}`
                : `${formatSize(least)} to ${formatSize(most)}`;
            return `${quote(layer)} cannot reach ${axisName(axis, rank)} ${formatSize(wanted)}: with this kernel, ` +
                `stride and padding it makes ${range}`;
        },
    },
    "conflicting-arguments": {
        severity: "error",
        message: ({ names, given }) => given.length === 0
            ? `give one of ${quotedList(names, "or")}`
            : `give only one of ${quotedList(names, "or")}: ${quotedList(given)} exclude each other`,
    },
};

export const layerDefinitions = definedBy(layerEntries, (problem, context) => {
    const mistake = { problem, ...context };
    return [...layerArgumentFixes(mistake), ...shapeFixes(mistake), ...mergingFixes(mistake)];
});

/** "2 axes (height and width)": the axes that kernels and strides go along. */
function spatialAxes(axes: number): string {
    const names = Array.from({ length: axes }, (_, axis) => axisName(axis + 1, axes + 1));
    return `${count(axes, "axis", "axes")} (${listOf(names)})`;
}

function kernelExceedsInput({ axis, rank, input, padding, kernel, dilation, extent }: KernelExceedsInput): string {
    const padded = (input.sample ?? 0) + padding;
    const both = padding % 2 === 0 ? `2·${padding / 2}` : String(padding);
    const available = padding === 0 ? formatSize(input) : `${formatSize(input)} + ${both} = ${padded}`;
    const needed = dilation === 1 ? String(extent) : `${dilation}·(${kernel} − 1) + 1 = ${extent}`;
    const advice = [
        ...(padded < 1 ? [] : [`a kernel of at most ${Math.floor((padded - 1) / dilation) + 1}`]),
        ...(dilation === 1 || padded < kernel
            ? []
            : [`a dilation of at most ${Math.floor((padded - 1) / (kernel - 1))}`]),
        `a padding of at least ${Math.ceil((extent - (input.sample ?? 0)) / 2)}`,
    ];
    return `the ${dilation === 1 ? "" : "dilated "}kernel is larger than the ${padding === 0 ? "" : "padded "}input: ` +
        `${axisName(axis, rank)} ${available} < ${needed}; use ${listOf(advice, "or")}`;
}

function invalidPadding(problem: InvalidPadding): string {
    switch (problem.reason) {
        case "negative":
            return `the padding cannot be negative, and it is ${problem.value}; crop() takes borders away`;
        case "over-half-kernel":
            return `a padding of ${problem.value} is more than half the kernel of ${problem.kernel}, so that a ` +
                `window could see padding alone; use at most ${Math.floor(problem.kernel / 2)}`;
        case "not-here":
            return `${quote(problem.layer)} does not know the padding "${problem.word}"; give it as a number`;
    }
}

function invalidGroups({ groups, channels, of }: InvalidGroups): string {
    if (groups < 1) {
        return `the groups must be a whole number of at least 1, not ${groups}`;
    }
    const below = nearestDivisor(channels, groups, -1);
    const above = nearestDivisor(channels, groups, 1);
    const near = [below, above].filter((divisor) => divisor !== undefined).map(String);
    const verb = near.length === 1 ? "does is" : "do are";
    const advice = near.length === 0 ? "" : `; the nearest that ${verb} ${listOf(near)}`;
    return `${groups} groups do not divide the ${channels} channels of the ${of}${advice}`;
}

/** How far the nearest divisor is looked for: channels can be as large as numbers go. */
const furthestDivisor = 10_000;

/** The divisor of `whole` that is nearest to `from` in one direction. */
function nearestDivisor(whole: number, from: number, direction: 1 | -1): number | undefined {
    const start = Math.min(from, whole + 1);
    for (let distance = 1; distance <= furthestDivisor; distance += 1) {
        const candidate = start + direction * distance;
        if (candidate < 1 || candidate > whole) {
            return undefined;
        }
        if (whole % candidate === 0) {
            return candidate;
        }
    }
    return undefined;
}

const shapesByRank: readonly string[] = [
    "a single number",
    "[features]",
    "[channels, length]",
    "[channels, height, width]",
    "[channels, depth, height, width]",
];

function rankMismatch({ layer, shape, ranks, beside }: RankMismatch): string {
    if (beside !== undefined) {
        return `${quote(layer)} needs values with as many axes: ${formatShape(beside)} has ${beside.length} and ` +
            `${formatShape(shape)} has ${shape.length}`;
    }
    const taken = ranks.map((rank) => shapesByRank[rank] ?? count(rank, "axis", "axes"));
    const most = Math.max(...ranks);
    const flat = Math.min(...ranks) === 1 && shape.length > most;
    const advice = flat ? "; put `flatten()` before it" : shape.length === 1 ? "; it has been flattened before" : "";
    return `${quote(layer)} takes ${listOf(taken, "or")}, not ${formatShape(shape)}${advice}`;
}

function unevenSplit({ axis, rank, size, parts }: UnevenSplit): string {
    const whole = `the ${formatSize(size)} of axis ${axis} (${axisName(axis, rank)})`;
    if (typeof parts === "number") {
        return `${whole} cannot be split into ${parts} equal parts; give the sizes as a list, or a number that ` +
            `divides ${formatSize(size)}`;
    }
    const sum = parts.reduce((total, part) => total + part, 0);
    return `the parts do not make up ${whole}: ${parts.join(" + ")} = ${sum}`;
}

function reshapeMismatch({ shape, requested }: ReshapeMismatch): string {
    const elements = elementCount(shape) ?? 0;
    const known = requested.filter((size) => size !== -1);
    const product = known.reduce((total, size) => total * size, 1);
    const has = `${formatShape(shape)} has ${elements} elements`;
    if (known.length === requested.length) {
        return `${has}, [${requested.join(", ")}] would have ${product}; reshape keeps every element`;
    }
    return `${has}, which ${product} does not divide, so that no size fits the -1 in [${requested.join(", ")}]`;
}
