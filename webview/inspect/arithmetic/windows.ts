import type { Arithmetic } from "../../../server/arithmetic.ts";
import { sizeOf, type MapTensor } from "../tensor.ts";
import { float32Rounding, type LayerTensors, type WindowExplanation, type WindowPart } from "./explanation.ts";
import { gridAt, type Grid } from "./taps.ts";

type ArithmeticOf<Kind extends Arithmetic["kind"]> = Extract<Arithmetic, { readonly kind: Kind }>;

/** The weighted sum of a convolution, with the cells of the `shown` channels that contribute most. */
export function explainConvolution(
    { axes, groups, border, inputFirst }: ArithmeticOf<"convolution">, tensors: LayerTensors,
    [output = 0, ...position]: readonly number[], shown: number,
): WindowExplanation {
    const { input, weight, bias } = operands(tensors);
    const [channels = 1, ...sizes] = input.dims;
    const grid = gridAt(axes, sizes, position, border);
    const perGroup = channels / groups;
    const outputs = inputFirst ? weight.dims[1] ?? 1 : (weight.dims[0] ?? 1) / groups;
    const first = Math.floor(output / outputs) * perGroup;
    const taps = sizeOf(weight.dims.slice(2));
    const spatial = sizeOf(sizes);
    return weightedSum({
        channels: Array.from({ length: perGroup }, (_, index) => first + index),
        grid,
        shown,
        bias: bias?.values[output],
        value: (channel, place) => input.values[channel * spatial + place] ?? NaN,
        weight: (channel, tap) => weight.values[(inputFirst
            ? channel * outputs + (output % outputs)
            : output * perGroup + channel - first) * taps + tap] ?? NaN,
    });
}

/** The weighted sum of a linear layer: each feature is a channel. */
export function explainLinear(tensors: LayerTensors, cell: readonly number[], shown: number): WindowExplanation {
    const { input, weight, bias } = operands(tensors);
    const features = input.dims.at(-1) ?? 1;
    const output = cell.at(-1) ?? 0;
    const start = cell.length > 1 ? (cell[0] ?? 0) * features : 0;
    return weightedSum({
        channels: Array.from({ length: features }, (_, index) => index),
        grid: { extent: [], taps: [{ at: [], place: 0, tap: 0, counts: true }] },
        shown,
        bias: bias?.values[output],
        value: (feature) => input.values[start + feature] ?? NaN,
        weight: (feature) => weight.values[output * features + feature] ?? NaN,
    });
}

interface Weighted {
    readonly channels: readonly number[];
    readonly grid: Grid;
    readonly shown: number;
    readonly bias: number | undefined;
    /** The input's number in a channel at a place. */
    readonly value: (channel: number, place: number) => number;
    readonly weight: (channel: number, tap: number) => number;
}

function weightedSum({ channels, grid, shown, bias, value, weight }: Weighted): WindowExplanation {
    let magnitude = Math.abs(bias ?? 0);
    const sums = channels.map((channel) => {
        let sum = 0;
        for (const { at, place, tap } of grid.taps) {
            if (at !== undefined) {
                const product = value(channel, place) * weight(channel, tap);
                sum += product;
                magnitude += Math.abs(product);
            }
        }
        return { channel, sum };
    });
    const sorted = sums.toSorted((a, b) => Math.abs(b.sum) - Math.abs(a.sum));
    const rest = sorted.slice(shown);
    const total = sums.reduce((sum, one) => sum + one.sum, bias ?? 0);
    return {
        kind: "window",
        combine: "sum",
        extent: grid.extent,
        parts: sorted.slice(0, shown).map(({ channel, sum }): WindowPart => ({
            channel,
            sum,
            cells: grid.taps.map(({ at, place, tap }) => {
                const number = at === undefined ? 0 : value(channel, place);
                const factor = weight(channel, tap);
                return { at, value: number, weight: factor, product: number * factor };
            }),
        })),
        rest: { channels: rest.length, sum: rest.reduce((sum, one) => sum + one.sum, 0) },
        ...(bias === undefined ? {} : { bias }),
        value: total,
        rounding: 2 * (channels.length * grid.taps.length + 1) * float32Rounding * magnitude,
    };
}

/** The mean of a pooling's window in one channel. */
export function explainMean(
    { axes, countsPadding }: ArithmeticOf<"mean">, { inputs: [input = none] }: LayerTensors,
    [channel = 0, ...position]: readonly number[],
): WindowExplanation {
    const { extent, part } = pooled(axes, input, channel, position);
    const counted = part.cells.filter(({ at, counts }) => (countsPadding ? counts : at !== undefined));
    const divisor = counted.length;
    const magnitude = part.cells.reduce((sum, { value }) => sum + Math.abs(value), 0);
    return {
        kind: "window", combine: "mean", extent, parts: [part], rest: { channels: 0, sum: 0 }, divisor,
        value: part.sum / divisor,
        rounding: 2 * (part.cells.length + 1) * float32Rounding * (magnitude / divisor),
    };
}

/** The largest number of a pooling's window in one channel. */
export function explainMaximum(
    { axes }: ArithmeticOf<"maximum">, { inputs: [input = none] }: LayerTensors,
    [channel = 0, ...position]: readonly number[],
): WindowExplanation {
    const { extent, part } = pooled(axes, input, channel, position);
    const inside = part.cells.filter(({ at }) => at !== undefined);
    const largest = inside.reduce((most, { value }) => Math.max(most, value), -Infinity);
    const first = inside.find(({ value }) => value === largest);
    return {
        kind: "window", combine: "maximum", extent, rest: { channels: 0, sum: 0 },
        parts: [{ ...part, cells: part.cells.map((cell) => ({ ...cell, isLargest: cell === first })) }],
        value: largest,
        rounding: 0,
    };
}

function pooled(
    axes: ArithmeticOf<"mean">["axes"], input: MapTensor, channel: number, position: readonly number[],
) {
    const [, ...sizes] = input.dims;
    const { extent, taps } = gridAt(axes, sizes, position);
    const start = channel * sizeOf(sizes);
    const cells = taps.map(({ at, place, counts }) =>
        ({ at, counts, value: at === undefined ? 0 : input.values[start + place] ?? NaN }));
    return { extent, part: { channel, sum: cells.reduce((sum, { value }) => sum + value, 0), cells } };
}

const none: MapTensor = { dims: [], values: new Float32Array() };

function operands({ inputs: [input = none], parameters }: LayerTensors) {
    return { input, weight: parameters.get("weight") ?? none, bias: parameters.get("bias") };
}
