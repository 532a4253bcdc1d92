import { sizeOf, type MapTensor } from "./tensor.ts";

/** Figures of a channel's numbers; infinities and NaN are only counted. */
export interface ChannelFigures {
    readonly channel: number;
    readonly least: number;
    readonly greatest: number;
    readonly mean: number;
    readonly deviation: number;
    /** The mean square. */
    readonly energy: number;
    /** The share of exact zeros, 0…1. */
    readonly zeros: number;
    readonly notFinite: number;
    /** All numbers are 0. */
    readonly dead: boolean;
    /** Nearly all numbers are at a bound of the layer's range. */
    readonly saturated: boolean;
}

/** The range of a layer's results, such as 0…6; a bound is null if there is none. */
export type ValueRange = readonly [low: number | null, high: number | null];

/** Numbers closer than this share of the range to a bound are at the bound. */
const atBound = 0.01;
/** The share of a channel's numbers at a bound with which it is saturated. */
const nearlyAll = 0.9;

/** The figures of each channel: the entries of the first axis, or the whole of a vector. */
export function channelFigures(tensor: MapTensor, range: ValueRange = [null, null]): readonly ChannelFigures[] {
    return Array.from({ length: channelsOf(tensor) }, (_, channel) =>
        figuresOf(channelValues(tensor, channel), channel, range));
}

/** A vector has no channels: it is one picture. */
export function channelsOf({ dims }: MapTensor): number {
    return dims.length > 1 ? dims[0] ?? 0 : 1;
}

export function channelValues({ dims, values }: MapTensor, channel: number): Float32Array {
    const length = dims.length > 1 ? sizeOf(dims.slice(1)) : values.length;
    return values.subarray(channel * length, (channel + 1) * length);
}

export function figuresOf(values: Float32Array, channel = 0, [low, high]: ValueRange = [null, null]): ChannelFigures {
    let least = Infinity;
    let greatest = -Infinity;
    let sum = 0;
    let squares = 0;
    let zeros = 0;
    let finite = 0;
    let bounded = 0;
    const near = low === null || high === null ? 0 : (high - low) * atBound;
    for (const value of values) {
        if (!Number.isFinite(value)) {
            continue;
        }
        finite += 1;
        sum += value;
        squares += value * value;
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
        if (value === 0) {
            zeros += 1;
        } else if (near > 0 && low !== null && high !== null && (value <= low + near || value >= high - near)) {
            bounded += 1;
        }
    }
    const mean = sum / finite;
    const energy = squares / finite;
    return {
        channel,
        least: finite === 0 ? NaN : least,
        greatest: finite === 0 ? NaN : greatest,
        mean,
        deviation: Math.sqrt(squaredDistances(values, mean) / finite),
        energy,
        zeros: zeros / finite,
        notFinite: values.length - finite,
        dead: finite > 0 && zeros === values.length,
        saturated: bounded > nearlyAll * finite,
    };
}

/** A second pass, because a difference of large sums is imprecise. */
function squaredDistances(values: Float32Array, mean: number): number {
    let sum = 0;
    for (const value of values) {
        sum += Number.isFinite(value) ? (value - mean) ** 2 : 0;
    }
    return sum;
}

export type ChannelOrder = "energy" | "index";

/** Channels by decreasing energy, or by their index. */
export function sortChannels(figures: readonly ChannelFigures[], order: ChannelOrder): readonly ChannelFigures[] {
    const key = (energy: number): number => (Number.isNaN(energy) ? Infinity : energy);
    return order === "index" ? figures : figures.toSorted((a, b) => key(b.energy) - key(a.energy));
}

/** How many numbers are in each of `bins` equal intervals of a range. */
export function histogram(values: Float32Array, least: number, greatest: number, bins: number): readonly number[] {
    const counts = Array.from({ length: bins }, () => 0);
    const width = (greatest - least) / bins;
    for (const value of values) {
        if (Number.isFinite(value)) {
            const bin = width > 0 ? Math.min(Math.floor((value - least) / width), bins - 1) : 0;
            counts[bin] = (counts[bin] ?? 0) + 1;
        }
    }
    return counts;
}
