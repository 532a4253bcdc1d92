import type { AxisReach, InputReach, ResultReach } from "../layers/reach.ts";
import {
    formatFraction, inputWindow, readThrough, sizeOf, startAt, strideOf, unite, type FieldWindow, type Fraction,
} from "./field-window.ts";
import { limits } from "../limits.ts";
import { foundOnce } from "./found-once.ts";
import type { GraphInput, Layer, ModelGraph, Value } from "./graph.ts";

/**
 * What the positions of a value read along one spatial axis of an input, over all paths between the two. The statistics
 * of normalizations do not count as reads.
 */
export interface AxisField {
    /** Whether a path reads the whole axis, as a global pooling does. */
    readonly whole: boolean;
    /**
     * What the other paths read; undefined if there are none, "scattered" if no window describes it, because of a
     * reshape or an error.
     */
    readonly local: FieldWindow | "scattered" | undefined;
}

/** A receptive field along one axis as the three numbers that papers publish. */
export interface FieldMeasures {
    /** In input positions, including those outside the input's border. */
    readonly size: number;
    /** By how many input positions it moves from one output to the next; 0 if all outputs have the same field. */
    readonly stride: Fraction;
    /** Where the first output's field starts: negative in the padding before the input. */
    readonly start: number;
}

/** For each value that depends on an input, what it reads along each of the input's spatial axes. */
export interface ReceptiveFields {
    get(value: Value): readonly AxisField[] | undefined;
}

const fieldsByInput = foundOnce((graph: ModelGraph) => {
    const known = new Map<GraphInput, ReceptiveFields>();
    return (input: GraphInput): ReceptiveFields => {
        const isFollowed = followedInputs(graph).has(input);
        const fields = known.get(input) ?? (isFollowed ? fieldsIn(graph, input) : noFields);
        known.set(input, fields);
        return fields;
    };
});

/** The fields in an input in which none are computed. */
export const noFields: ReceptiveFields = { get: () => undefined };

/** The inputs in which receptive fields are computed: the first ones, as far as the limit of work allows. */
const followedInputs = foundOnce(({ layers, inputs }: ModelGraph): ReadonlySet<GraphInput> => {
    const work = layers.reduce((sum, layer) => sum + layer.inputs.length, 1);
    return new Set(inputs.slice(0, Math.max(1, Math.floor(limits.fieldSteps / work))));
});

/** The first input in which no receptive fields are computed, because that would exceed the limit of work. */
export function unfollowedInput(graph: ModelGraph): GraphInput | undefined {
    return graph.inputs.find((input) => !followedInputs(graph).has(input));
}

/** The input whose receptive fields are shown if only one is: the first with spatial axes. */
export function pictureInput({ inputs }: ModelGraph): GraphInput | undefined {
    return inputs.find(({ value }) => (value.shape?.length ?? 0) > 1);
}

/**
 * The receptive fields of a model's values in one of its inputs, computed on first use in execution order, by the
 * recurrence of Araujo, Norris and Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill 2019.
 * Instead of sizes, strides and offsets of windows, this composes the positions themselves and derives the three
 * numbers from them, so fractional resampling is exact.
 */
export function receptiveFields(graph: ModelGraph, input: GraphInput): ReceptiveFields {
    return fieldsByInput(graph)(input);
}

/** A value's receptive field in numbers, one entry per spatial axis of the input; undefined if unknown. */
export function measureFields(
    fields: readonly AxisField[] | undefined, input: GraphInput,
): readonly FieldMeasures[] | undefined {
    const measured = fields?.map((field, index) => measureField(field, input.value.shape?.[index + 1]?.sample));
    const complete = measured?.filter((one) => one !== undefined);
    return complete?.length === measured?.length && complete?.length !== 0 ? complete : undefined;
}

/** `43 × 43`, or `43` if all axes are equal and `alike` is true. */
function perAxis(entries: readonly string[], alike: boolean): string {
    return alike && new Set(entries).size === 1 ? entries[0] ?? "" : entries.join(" × ");
}

/** The numbers of a receptive field: `43 × 43`, and if its position moves, the stride `4` and the start `−19`. */
export function formatFields(fields: readonly FieldMeasures[]): {
    readonly size: string; readonly moves?: { readonly stride: string; readonly start: string };
} {
    const strides = fields.map(({ stride }) => formatFraction(stride));
    const starts = fields.map(({ start }) => String(start).replace("-", "−"));
    const moves = fields.some(({ stride }) => stride.numerator !== 0);
    return {
        size: perAxis(fields.map(({ size }) => String(size)), false),
        ...(moves ? { moves: { stride: perAxis(strides, true), start: perAxis(starts, true) } } : {}),
    };
}

function measureField({ whole, local }: AxisField, inputSize: number | undefined): FieldMeasures | undefined {
    const window = typeof local === "object" ? local : undefined;
    const stride = window === undefined ? { numerator: 0, denominator: 1 } : strideOf(window);
    if (whole) {
        return inputSize === undefined ? undefined : { size: inputSize, stride, start: 0 };
    }
    if (window === undefined) {
        return undefined;
    }
    const first = window.starts.findIndex((start) => start !== Infinity);
    return first < 0 ? undefined : { size: sizeOf(window), stride, start: startAt(window, first) };
}

function fieldsIn(graph: ModelGraph, input: GraphInput): ReceptiveFields {
    const axes = Math.max((input.value.shape?.length ?? 0) - 1, 0);
    /** Indexed by value id. */
    const seen: (readonly AxisField[] | undefined)[] = [];
    const fields: ReceptiveFields = { get: ({ id }) => seen[id] };
    seen[input.value.id] = Array.from({ length: axes }, (_, index) =>
        ({ whole: false, local: inputWindow(index + 1) }));
    for (const layer of graph.layers) {
        for (const output of layer.outputs) {
            seen[output.id] = layer.inference === undefined || layer.faulty
                ? unknownFields(layer, fields)
                : seenThrough(layer, output, fields);
        }
    }
    return fields;
}

/** What a result reads of each input; undefined if each position reads the same position of all of them. */
function reachOf({ inference }: Layer, result: number): ResultReach | undefined {
    return inference?.reach?.[result] ?? inference?.reach?.at(-1);
}

/** An input whose elements a layer reads, rather than only its size. */
export interface ReadInput {
    readonly value: Value;
    /** What the result reads of it; undefined if each position reads the same position. */
    readonly reach: InputReach | undefined;
}

/** The inputs whose elements a layer reads. */
export function readInputs(layer: Layer, result = 0): readonly ReadInput[] {
    const reach = reachOf(layer, result);
    const read = reach === undefined ? layer.inputs : layer.inputs.slice(0, reach.length);
    return read.map((value, index) => ({ value, reach: reach?.[index] }));
}

/** The number of inputs whose elements a layer reads. */
export function readCount(layer: Layer, result = 0): number {
    const reach = reachOf(layer, result);
    return reach === undefined ? layer.inputs.length : Math.min(reach.length, layer.inputs.length);
}

/** The union over the inputs that a layer reads. */
function seenThrough(
    layer: Layer, output: Value, fields: ReceptiveFields,
): readonly AxisField[] | undefined {
    const { inputs } = layer;
    const reach = reachOf(layer, output.result);
    const count = readCount(layer, output.result);
    let seen: readonly AxisField[] | undefined;
    for (let index = 0; index < count; index += 1) {
        const value = inputs[index];
        const before = value === undefined ? undefined : fields.get(value);
        if (value === undefined || before === undefined) {
            continue;
        }
        const read = reach?.[index];
        // Most layers have one input and read the same positions.
        const isKept = read === undefined && inputs.length === 1;
        const through = isKept ? before : seenThroughAll(before, value, output, read);
        seen = seen === undefined ? through : uniteAll(seen, through, output);
    }
    return seen;
}

function seenThroughAll(
    fields: readonly AxisField[], value: Value, output: Value, reach: InputReach | undefined,
): readonly AxisField[] {
    const through: AxisField[] = [];
    let isSame = true;
    for (const field of fields) {
        const one = seenThroughInput(field, value, output, reach);
        isSame &&= one === field;
        through.push(one);
    }
    // Layers that change nothing share one list, whose comparison is fast.
    return isSame ? fields : through;
}

function seenThroughInput(
    field: AxisField, value: Value, output: Value, reach: InputReach | undefined,
): AxisField {
    const { whole, local } = field;
    if (local === undefined) {
        return field;
    }
    if (local === "scattered") {
        // Only a layer that reads everything is certain to have read every position.
        const all = reach?.every((axis) => axis === "whole") ?? false;
        return { whole: whole || all, local: all ? undefined : local };
    }
    const read = reach?.[local.along] ?? "same";
    if (read === "whole") {
        return { whole: true, local: undefined };
    }
    const seen = readAlong(local, read, value, output) ?? "scattered";
    return seen === local ? field : { whole, local: seen };
}

function readAlong(
    local: FieldWindow, reach: Exclude<AxisReach, "whole">, value: Value, output: Value,
): FieldWindow | undefined {
    const { along } = local;
    if (reach === "scattered") {
        return undefined;
    }
    if (reach !== "same") {
        return readThrough(local, reach);
    }
    const repeated = value.shape?.[along]?.sample === 1 && output.shape?.[along]?.sample !== 1;
    return repeated ? readThrough(local, { axis: along, stride: 0, over: 1, first: 0, last: 0 }) : local;
}

function uniteAll(a: readonly AxisField[], b: readonly AxisField[], output: Value): readonly AxisField[] {
    if (a === b) {
        return a;
    }
    const united: AxisField[] = [];
    let isA = true;
    let isB = true;
    let index = 0;
    for (const field of a) {
        const other = b[index];
        index += 1;
        const one = other === undefined || other === field ? field : uniteFields(field, other, output);
        isA &&= one === field;
        isB &&= one === other;
        united.push(one);
    }
    if (isA) {
        return a;
    }
    return isB ? b : united;
}

/** One of the two if it contains the other. */
function uniteFields(a: AxisField, b: AxisField, output: Value): AxisField {
    const local = uniteLocal(a.local, b.local, output);
    const whole = a.whole || b.whole;
    if (whole === a.whole && local === a.local) {
        return a;
    }
    return whole === b.whole && local === b.local ? b : { whole, local };
}

function uniteLocal(a: AxisField["local"], b: AxisField["local"], output: Value): AxisField["local"] {
    if (a === undefined || b === undefined || a === b) {
        return a ?? b;
    }
    if (a === "scattered" || b === "scattered") {
        return "scattered";
    }
    return unite(a, b, output.shape?.[a.along]?.sample) ?? "scattered";
}

/** The fields of a layer with an error are unknown in the inputs it depends on. */
function unknownFields(layer: Layer, fields: ReceptiveFields): readonly AxisField[] | undefined {
    const seen = layer.inputs.map((value) => fields.get(value)).find((field) => field !== undefined);
    return seen?.map(() => ({ whole: false, local: "scattered" }));
}
