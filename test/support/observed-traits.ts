import type { LayerTraits, ValueRange } from "../../server/layers/traits.ts";
import { sampleShape } from "../../server/sizes/shape.ts";
import { influencesOf, type Influence, type LayerProbe } from "./layer-probe.ts";
import { element, indicesOf, map, type Index, type Numbers } from "./tensors.ts";

/** The traits that one call of a layer shows in ONNX Runtime. */
export interface ObservedTraits {
    readonly elementwise: boolean;
    readonly keepsShape: boolean;
    /** f(2x) = 2·f(x) and f(−x) = −f(x). */
    readonly proportional: boolean;
    /** |f(4x)| grows less than fourfold. */
    readonly dampsScale: boolean;
    readonly cancelsBias: boolean;
    /** The axes that the bias may lie along; undefined for a call without one. */
    readonly biasAxes: readonly NonNullable<LayerTraits["biasAxis"]>[] | undefined;
    readonly keepsChannels: boolean;
    readonly setsChannels: boolean;
    readonly mixesChannels: boolean;
    readonly resamples: boolean;
    /** The least and largest result of values far from 0 and near it. */
    readonly range: ValueRange;
    /** Which of some values, far from 0 and near it, stay unchanged. */
    readonly kept: readonly number[];
    /** No result exceeds the largest value of its channel, or falls below the smallest, zeros of a padding included. */
    readonly staysInRange: boolean;
    /** Undefined for a call on one value. */
    readonly merges: LayerTraits["merges"];
}

export async function observeTraits(probe: LayerProbe): Promise<ObservedTraits> {
    const { operands: [first = nothing], result } = probe;
    const influences = await influencesOf(probe);
    const scaled = (factor: number): Promise<Numbers> =>
        probe.resultOf(probe.operands.with(0, map(first, (value) => value * factor)));
    const [negative, doubled, fourfold] = [await scaled(-1), await scaled(2), await scaled(4)];
    return {
        elementwise: influences.every((influence) => isOwnPlace(influence, probe)),
        keepsShape: result.dims.join() === first.dims.join(),
        proportional: areClose(negative, map(result, (value) => -value)) &&
            areClose(doubled, map(result, (value) => 2 * value)),
        dampsScale: largest(fourfold) < 4 * largest(result) * (1 - 1e-5),
        cancelsBias: areClose(await shiftedByChannel(probe), result),
        biasAxes: await biasAxes(probe),
        keepsChannels: result.dims[0] === first.dims[0],
        setsChannels: setsChannels(probe),
        mixesChannels: mixesChannels(influences),
        resamples: resamples(probe),
        ...await valuesOf(probe),
        staysInRange: staysInRange(first, result),
        merges: await joinOf(probe),
    };
}

const nothing: Numbers = { dims: [], data: [] };

function isOwnPlace({ operand, at, reached }: Influence, { operands, result }: LayerProbe): boolean {
    const dims = operands[operand]?.dims ?? [];
    return dims.length === result.dims.length && reached.every((index) =>
        dims.every((size, axis) => size === 1 || (size === result.dims[axis] && at[axis] === index[axis])));
}

/** Whether some channel of the result changes with several channels of one operand. */
function mixesChannels(influences: readonly Influence[]): boolean {
    const sources = new Map<string, number>();
    for (const { operand, at: [from = 0], reached } of influences) {
        for (const [to = 0] of reached) {
            const key = `${operand} ${to}`;
            if ((sources.get(key) ?? from) !== from) {
                return true;
            }
            sources.set(key, from);
        }
    }
    return false;
}

/** The result with another number added to each channel, and to the running mean, which follows in training. */
async function shiftedByChannel(probe: LayerProbe): Promise<Numbers> {
    const { operands: [first = nothing], parameters } = probe;
    const shift = (numbers: Numbers): Numbers => map(numbers, (value, [channel = 0]) => value + 0.5 + channel);
    const mean = parameters.get("y.running_mean");
    return probe.resultOf(
        probe.operands.with(0, shift(first)), mean === undefined ? undefined : new Map([["y.running_mean", shift(mean)]]));
}

/** The axes along which changing one element of the bias only changes the entries with its index. */
async function biasAxes({ operands, parameters, result, resultOf }: LayerProbe): Promise<ObservedTraits["biasAxes"]> {
    const bias = parameters.get("y.bias");
    if (bias === undefined) {
        return undefined;
    }
    const axes = new Set(result.dims.keys());
    for (let entry = 0; entry < bias.data.length; entry += 1) {
        const changed = await resultOf(
            operands, new Map([["y.bias", map(bias, (value, [index = 0]) => (index === entry ? value + 1 : value))]]));
        for (const index of indicesOf(result.dims)) {
            const differs = Math.abs(element(changed, index) - element(result, index)) > 0.5;
            [...axes].filter((axis) => (index[axis] === entry) !== differs).forEach((axis) => axes.delete(axis));
        }
    }
    return [...axes.has(0) ? ["channels"] as const : [], ...axes.has(result.dims.length - 1) ? ["last"] as const : []];
}

function setsChannels({ layer: { call }, result }: LayerProbe): boolean {
    const [channels, features] = [call?.arguments.get("channels"), call?.arguments.get("features")];
    return (channels !== undefined && channels === result.dims[0]) ||
        (features !== undefined && features === result.dims.at(-1));
}

/** Whether positions have a different distance, or are merged into one. */
function resamples({ layer: { inference, inputs, outputs } }: LayerProbe): boolean {
    const [input, output] = [sampleShape(inputs[0]?.shape) ?? [], sampleShape(outputs[0]?.shape) ?? []];
    return (inference?.reach?.[0]?.[0] ?? []).some((reach, axis) => axis > 0 && (typeof reach === "object"
        ? reach.stride !== reach.over
        : reach === "whole" && output.length === input.length && output[axis] === 1 && input[axis] !== 1));
}

/**
 * The results for single values: the first element of the operand is each of them in turn, the others are unchanged.
 */
async function valuesOf({ operands, resultOf }: LayerProbe): Promise<Pick<ObservedTraits, "range" | "kept">> {
    const kept: number[] = [];
    let range: ValueRange = [Infinity, -Infinity];
    for (const value of probedValues) {
        const { data } = await resultOf(operands.map((numbers, operand) => map(numbers, (other, index) =>
            (operand === 0 && index.every((position) => position === 0) ? value : other))));
        range = [Math.min(range[0], ...data), Math.max(range[1], ...data)];
        if (data[0] === value) {
            kept.push(value);
        }
    }
    return { range, kept };
}

/** Both sides of every bound that an activation has. */
export const probedValues = [-50, -6, -1, -0.25, 0, 0.25, 1, 6, 50];

function staysInRange(operand: Numbers, result: Numbers): boolean {
    const ofChannel = (numbers: Numbers, channel: number): readonly number[] =>
        [...indicesOf(numbers.dims)].filter(([one]) => one === channel).map((index) => element(numbers, index));
    return operand.dims[0] === result.dims[0] && Array.from({ length: result.dims[0] ?? 0 }, (_, channel) => channel)
        .every((channel) => {
            const values = [0, ...ofChannel(operand, channel)];
            const [least, most] = [Math.min(...values) - tolerance, Math.max(...values) + tolerance];
            return ofChannel(result, channel).every((value) => value >= least && value <= most);
        });
}

/** How the result follows from two values or more; undefined for one value, or if it does so in no known way. */
async function joinOf({ layer, operands, result, resultOf }: LayerProbe): Promise<LayerTraits["merges"]> {
    const values = operands.slice(0, layer.inputs.length);
    const [first, ...others] = values;
    if (first === undefined || others.length === 0) {
        return undefined;
    }
    if (result.data.length === values.reduce((count, { data }) => count + data.length, 0)) {
        return "concatenation";
    }
    const changed = (change: (value: number, operand: number) => number): Promise<Numbers> =>
        resultOf(operands.map((numbers, operand) => map(numbers, (value) => change(value, operand))));
    const difference = (a: Numbers, b: Numbers): Numbers => map(a, (value, index) => value - element(b, index));
    const raised = await changed((value, operand) => value + (operand === 0 ? 1 : 0));
    const other = await changed((value, operand) => (operand === 0 ? value : 2 * value + 1));
    const otherRaised = await changed((value, operand) => (operand === 0 ? value + 1 : 2 * value + 1));
    if (areClose(difference(raised, result), difference(otherRaised, other))) {
        return "sum";
    }
    const doubled = await changed((value, operand) => value * (operand < values.length ? 2 : 1));
    if (areClose(doubled, map(result, (value) => value * 2 ** values.length))) {
        return "product";
    }
    const numbers = [...layer.call?.numbers.values() ?? []];
    const at = (numbersOf: Numbers, index: Index): number =>
        element(numbersOf, index.map((position, axis) => (numbersOf.dims[axis] === 1 ? 0 : position)));
    const expected = map(result, (_, index) => Math.max(...numbers, ...values.map((one) => at(one, index))));
    return areClose(result, expected) ? "maximum" : undefined;
}

const tolerance = 1e-4;

function largest({ data }: Numbers): number {
    return Math.max(...data.map(Math.abs));
}

function areClose(a: Numbers, b: Numbers): boolean {
    const bound = tolerance * Math.max(1, largest(b));
    return a.dims.join() === b.dims.join() &&
        a.data.every((value, index) => Math.abs(value - (b.data[index] ?? NaN)) < bound);
}
