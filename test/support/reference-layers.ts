import { element, fill, indicesOf, sum, type Index, type Numbers } from "./tensors.ts";

/**
 * The spatial layers computed from their definitions in PyTorch's documentation, element by element: slow, plain, and
 * with nothing of the project's own in them.
 */

export interface Window {
    readonly kernel: readonly number[];
    readonly stride?: readonly number[];
    /** A pair per axis. */
    readonly padding?: readonly (readonly [number, number])[];
    readonly dilation?: readonly number[];
}

interface FullWindow extends Required<Window> {
    /** The value's sizes, which the last window of ceil_mode is measured by. */
    readonly sizes: readonly number[];
}

function full(window: Window, input: Numbers): FullWindow {
    const ones = window.kernel.map(() => 1);
    return {
        kernel: window.kernel,
        stride: window.stride ?? ones,
        padding: window.padding ?? ones.map(() => [0, 0] as const),
        dilation: window.dilation ?? ones,
        sizes: input.dims.slice(1),
    };
}

const at = (numbers: readonly number[], axis: number): number => numbers[axis] ?? 0;

/** Where a window's tap lies in the input. */
function tapOf(window: FullWindow, output: Index, tap: Index): Index {
    return tap.map((offset, axis) =>
        at(output, axis) * at(window.stride, axis) - (window.padding[axis]?.[0] ?? 0)
            + offset * at(window.dilation, axis));
}

export function convolution(
    input: Numbers, weight: Numbers, bias: Numbers | undefined, args: Window & { readonly groups?: number },
): Numbers {
    const window = full(args, input);
    const groups = args.groups ?? 1;
    const [outputs = 0, inputsEach = 0] = weight.dims;
    const sizes = window.sizes.map((size, axis) => {
        const [before, after] = window.padding[axis] ?? [0, 0];
        const reach = at(window.dilation, axis) * (at(window.kernel, axis) - 1) + 1;
        return Math.floor((size + before + after - reach) / at(window.stride, axis)) + 1;
    });
    return fill([outputs, ...sizes], ([channel = 0, ...position]) => {
        const group = Math.floor(channel / (outputs / groups));
        let total = bias === undefined ? 0 : element(bias, [channel]);
        for (const [inner = 0, ...tap] of indicesOf([inputsEach, ...window.kernel])) {
            const place = tapOf(window, position, tap);
            total += element(weight, [channel, inner, ...tap]) * element(input, [group * inputsEach + inner, ...place]);
        }
        return total;
    });
}

export function transposedConvolution(
    input: Numbers, weight: Numbers, bias: Numbers | undefined,
    args: Window & { readonly groups?: number; readonly outputPadding?: readonly number[] },
): Numbers {
    const window = full(args, input);
    const groups = args.groups ?? 1;
    const [inputs = 0, outputsEach = 0] = weight.dims;
    const sizes = window.sizes.map((size, axis) => {
        const [before, after] = window.padding[axis] ?? [0, 0];
        const reach = at(window.dilation, axis) * (at(window.kernel, axis) - 1);
        const extra = at(args.outputPadding ?? [], axis);
        return (size - 1) * at(window.stride, axis) - before - after + reach + extra + 1;
    });
    const dims = [outputsEach * groups, ...sizes];
    const totals = new Map<string, number>();
    for (const [channel = 0, ...position] of indicesOf(input.dims)) {
        const group = Math.floor(channel / (inputs / groups));
        for (const [inner = 0, ...tap] of indicesOf([outputsEach, ...window.kernel])) {
            const place = [group * outputsEach + inner, ...tapOf(window, position, tap)].join();
            const product = element(input, [channel, ...position]) * element(weight, [channel, inner, ...tap]);
            totals.set(place, (totals.get(place) ?? 0) + product);
        }
    }
    return fill(dims, (index) =>
        (totals.get(index.join()) ?? 0) + (bias === undefined ? 0 : element(bias, [index[0] ?? 0])));
}

/** The sizes of PyTorch's pooling_output_shape. */
function pooledSizes(window: FullWindow, ceilMode: boolean): readonly number[] {
    return window.sizes.map((size, axis) => {
        const [before, after] = window.padding[axis] ?? [0, 0];
        const stride = at(window.stride, axis);
        const span = size + before + after - at(window.dilation, axis) * (at(window.kernel, axis) - 1) - 1;
        const outputs = Math.floor((span + (ceilMode ? stride - 1 : 0)) / stride) + 1;
        return ceilMode && (outputs - 1) * stride >= size + before ? outputs - 1 : outputs;
    });
}

export type Pooling = Window & { readonly ceilMode?: boolean; readonly countIncludePad?: boolean };

/** The maximum of each window, and its position in its channel. */
export function maximumPooling(input: Numbers, args: Pooling): readonly [pooled: Numbers, indices: Numbers] {
    const window = full(args, input);
    const dims = [input.dims[0] ?? 0, ...pooledSizes(window, args.ceilMode ?? false)];
    const found = new Map<string, readonly [value: number, place: number]>();
    for (const [channel = 0, ...position] of indicesOf(dims)) {
        let best: readonly [number, number] = [-Infinity, -1];
        for (const tap of indicesOf(window.kernel)) {
            const place = tapOf(window, position, tap);
            const value = element(input, [channel, ...place], -Infinity);
            if (value > best[0]) {
                best = [value, place.reduce((flat, index, axis) => flat * at(window.sizes, axis) + index, 0)];
            }
        }
        found.set([channel, ...position].join(), best);
    }
    return [
        fill(dims, (index) => found.get(index.join())?.[0] ?? NaN),
        fill(dims, (index) => found.get(index.join())?.[1] ?? NaN),
    ];
}

export function averagePooling(input: Numbers, args: Pooling): Numbers {
    const window = full(args, input);
    return fill([input.dims[0] ?? 0, ...pooledSizes(window, args.ceilMode ?? false)], ([channel = 0, ...position]) => {
        let total = 0;
        let real = 0;
        let padded = 0;
        for (const tap of indicesOf(window.kernel)) {
            const place = tapOf(window, position, tap);
            const isReal = place.every((index, axis) => index >= 0 && index < at(window.sizes, axis));
            const isPadded = place.every((index, axis) =>
                index < at(window.sizes, axis) + (window.padding[axis]?.[1] ?? 0));
            total += element(input, [channel, ...place]);
            real += isReal ? 1 : 0;
            padded += isPadded ? 1 : 0;
        }
        return total / ((args.countIncludePad ?? true) ? padded : real);
    });
}

/** Zeros but for each value at its place; of two at one place the later. */
export function unpooling(input: Numbers, indices: Numbers, sizes: readonly number[]): Numbers {
    const [channels = 0] = input.dims;
    const places = sizes.reduce((product, size) => product * size, 1);
    const data = Array.from({ length: channels * places }, () => 0);
    for (const index of indicesOf(input.dims)) {
        data[(index[0] ?? 0) * places + element(indices, index)] = element(input, index);
    }
    return { dims: [channels, ...sizes], data };
}

/** Windows from ⌊i·n/o⌋ to ⌈(i + 1)·n/o⌉. */
export function adaptivePooling(
    input: Numbers, sizes: readonly number[], pool: (values: readonly number[]) => number,
): Numbers {
    const from = input.dims.slice(1);
    return fill([input.dims[0] ?? 0, ...sizes], ([channel = 0, ...position]) => {
        const starts = position.map((index, axis) => Math.floor((index * at(from, axis)) / at(sizes, axis)));
        const ends = position.map((index, axis) => Math.ceil(((index + 1) * at(from, axis)) / at(sizes, axis)));
        const window = ends.map((end, axis) => end - at(starts, axis));
        return pool([...indicesOf(window)].map((tap) =>
            element(input, [channel, ...tap.map((offset, axis) => at(starts, axis) + offset)])));
    });
}

export type Border = "constant" | "reflect" | "replicate" | "circular";

export function bordered(
    input: Numbers, sides: readonly (readonly [number, number])[], mode: Border, value = 0,
): Numbers {
    const sizes = input.dims.slice(1);
    const dims = [input.dims[0] ?? 0, ...sizes.map((size, axis) => size + sum(sides[axis] ?? []))];
    const inside = (position: number, size: number): number => {
        switch (mode) {
            case "constant": return position;
            case "reflect": return position < 0 ? -position : position >= size ? 2 * (size - 1) - position : position;
            case "replicate": return Math.min(Math.max(position, 0), size - 1);
            case "circular": return (position + size) % size;
        }
    };
    return fill(dims, ([channel = 0, ...position]) => element(input, [
        channel, ...position.map((index, axis) => inside(index - (sides[axis]?.[0] ?? 0), at(sizes, axis))),
    ], value));
}

export interface Resampling {
    readonly mode: "nearest" | "linear" | "cubic";
    readonly alignCorners?: boolean;
    /** The factors; by default the sizes' ratio. */
    readonly scale?: readonly number[];
}

/** torch.nn.functional.interpolate, one axis after the other. */
export function resampled(
    input: Numbers, sizes: readonly number[], { mode, alignCorners = false, scale }: Resampling,
): Numbers {
    return sizes.reduce((current, size, index) => {
        const axis = index + 1;
        const from = current.dims[axis] ?? 0;
        const ratio = scale === undefined ? from / size : 1 / at(scale, index);
        const taps = Array.from({ length: size }, (_, position) => {
            if (mode === "nearest") {
                return [[Math.min(Math.floor(position * ratio), from - 1), 1] as const];
            }
            const corner = size > 1 ? (position * (from - 1)) / (size - 1) : 0;
            const source = alignCorners ? corner : (position + 0.5) * ratio - 0.5;
            return mode === "linear" ? linearTaps(Math.max(source, 0), from) : cubicTaps(source, from);
        });
        const dims = current.dims.map((old, other) => (other === axis ? size : old));
        return fill(dims, (at) => sum((taps[at[axis] ?? 0] ?? []).map(([place, weight]) =>
            weight * element(current, at.map((old, other) => (other === axis ? place : old))))));
    }, input);
}

type Tap = readonly [place: number, weight: number];

function linearTaps(source: number, size: number): readonly Tap[] {
    const low = Math.min(Math.floor(source), size - 1);
    const share = Math.min(source - low, 1);
    return [[low, 1 - share], [Math.min(low + 1, size - 1), share]];
}

/** Keys' cubic with a = −0.75, the border repeated. */
function cubicTaps(source: number, size: number): readonly Tap[] {
    const a = -0.75;
    const low = Math.floor(source);
    return [-1, 0, 1, 2].map((offset) => {
        const d = Math.abs(source - low - offset);
        const weight = d <= 1
            ? (a + 2) * d ** 3 - (a + 3) * d ** 2 + 1
            : a * d ** 3 - 5 * a * d ** 2 + 8 * a * d - 4 * a;
        return [Math.min(Math.max(low + offset, 0), size - 1), weight];
    });
}
