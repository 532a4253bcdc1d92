import type { NamedValue, Written } from "./written-call.ts";

/** Draws of one run of a property, repeated by its seed. */
export interface Draw {
    /** From `least` to `most`, both included. */
    integer(least: number, most: number): number;
    pick<T>(items: readonly [T, ...(readonly T[])]): T;
    shuffled<T>(items: readonly T[]): readonly T[];
    /** Whether something happens that does so in `percent` of all draws. */
    happens(percent: number): boolean;
}

/** What an argument is drawn for. */
export interface Place {
    readonly draw: Draw;
    /** The shape of the value the layer works on. */
    readonly shape: readonly number[];
    /** All values there are so far; a pool's indices are not among them. */
    readonly values: readonly [NamedValue, ...NamedValue[]];
    /** Results of poolings with indices, and the shape of what was pooled. */
    readonly indices: readonly NamedValue[];
}

/** The values of an argument: `valid` ones mostly fit, `wild` ones mostly do not. */
export interface Range {
    valid(place: Place): Written;
    wild(place: Place): Written;
}

const noNumber: readonly [Written, ...Written[]] = ["3", [1, "a"]];

function numbers(valid: (place: Place) => number, ...wild: readonly Written[]): Range {
    return { valid, wild: ({ draw }) => draw.pick([...noNumber, ...wild]) };
}

function words(...known: readonly [string, ...string[]]): Range {
    return { valid: ({ draw }) => draw.pick<string>(known), wild: ({ draw }) => draw.pick<Written>(["mirror", 3]) };
}

const boolean: Range = { valid: ({ draw }) => draw.happens(50), wild: ({ draw }) => draw.pick<Written>(["yes", [true]]) };

/** One number for all axes, or a list with one for each. */
function perAxis(one: (place: Place) => number, ...wild: readonly [number, ...number[]]): Range {
    return {
        valid: (place) => (place.draw.happens(60) ? one(place) : axesOf(place).map(() => one(place))),
        wild: (place) => {
            const { draw } = place;
            const list = axesOf(place).map(() => one(place));
            return draw.pick<Written>([
                draw.pick(wild), [draw.pick(wild), ...list.slice(1)], [...list, one(place)], list.slice(1), "3", 1.5,
            ]);
        },
    };
}

function axesOf({ shape }: Place): readonly number[] {
    return shape.length < 2 ? [0] : shape.slice(1);
}

/** One number, one per axis or a pair per axis. */
function paddings(least: number, most: number, validWords: readonly string[], wild: readonly Written[]): Range {
    const side = ({ draw }: Place): number => draw.integer(least, most);
    return {
        valid: (place) => place.draw.pick<Written>([
            side(place), side(place), axesOf(place).map(() => side(place)),
            axesOf(place).map(() => [side(place), side(place)]), ...validWords,
        ]),
        wild: (place) => place.draw.pick<Written>([
            [...axesOf(place).map(() => side(place)), 0], axesOf(place).map(() => [1, 1, 1]), 1.5, ...wild,
        ]),
    };
}

const axis: Range = {
    valid: ({ draw, shape }) => draw.integer(-shape.length, Math.max(shape.length - 1, 0)),
    wild: ({ draw, shape }) => draw.pick<Written>([shape.length, -shape.length - 1, "1", 0.5]),
};

/** A value of the same rank, mostly. */
const value: Range = {
    valid: ({ draw, values, shape }) => {
        const alike = values.filter((one) => one.shape.length === shape.length);
        const [first = values[0], ...others] = draw.happens(90) ? alike : values;
        return draw.pick([first, ...others]);
    },
    wild: ({ draw, values }) => draw.pick<Written>([3, "x", ...values]),
};

const divisors = (size: number): readonly number[] =>
    Array.from({ length: size }, (_, index) => index + 1).filter((divisor) => size % divisor === 0);

const groups = numbers(
    ({ draw, shape: [channels = 1] }) => draw.pick([1, ...divisors(channels)]), 0, -2, 7, 1.5);

const channels = numbers(({ draw }) => draw.pick([1, 2, 3, 4, 6]), 0, -1, 2.5);
const stride = perAxis(({ draw }) => draw.integer(1, 3), 0, -2);
const epsilon = numbers(({ draw }) => draw.pick([0, 1e-5, 0.1, 1]), -1);
const plain = numbers(({ draw }) => draw.pick([0, 0.25, 1, 2, 1e-3]));
const probability = numbers(({ draw }) => draw.pick([0, 0.25, 0.5]), 1.5, -0.25);
const windowPadding = paddings(0, 2, ["same", "valid"], ["SAME", -1, [[-1, 0]], 9]);

/** By argument, or by layer and argument if one layer's differs. */
const ranges: Readonly<Record<string, Range>> = {
    channels,
    features: channels,
    kernel: perAxis(({ draw }) => draw.integer(1, 4), 0, -1, 30),
    stride,
    padding: windowPadding,
    "conv_transpose.padding": paddings(0, 1, [], ["same", "valid", -1]),
    "max_unpool.padding": paddings(0, 1, [], ["same", "valid", -1, 30]),
    "pad.padding": paddings(-1, 2, [], ["same", "valid", -30]),
    dilation: perAxis(({ draw }) => draw.integer(1, 2), 0, -1, 30),
    groups,
    bias: boolean,
    padding_mode: words("zeros", "reflect", "replicate", "circular"),
    multiplier: numbers(({ draw }) => draw.integer(1, 3), 0, -1, 1.5),
    output_padding: perAxis(({ draw }) => draw.integer(0, 2), -1, 4),
    to: value,
    indices: boolean,
    "max_unpool.indices": {
        valid: ({ draw, indices, values }) => {
            const [first = values[0], ...others] = indices;
            return draw.pick([first, ...others]);
        },
        wild: value.wild,
    },
    ceil_mode: boolean,
    count_include_pad: boolean,
    size: perAxis(({ draw }) => draw.integer(1, 7), 0, -1),
    "crop.size": perAxis(({ draw, shape }) => draw.integer(1, Math.max(...shape.slice(1), 1)), 0, -1, 30),
    "lrn.size": numbers(({ draw }) => draw.integer(1, 5), 0, -1, 2.5),
    eps: epsilon,
    momentum: plain,
    affine: boolean,
    track_running_stats: boolean,
    elementwise_affine: boolean,
    axis,
    alpha: plain,
    beta: plain,
    k: numbers(({ draw }) => draw.pick([1, 2, 0.5])),
    init: plain,
    negative_slope: plain,
    num_parameters: numbers(({ draw, shape: [size = 1] }) => draw.pick([1, size]), 0, -1, 7, 1.5),
    approximate: words("none", "tanh"),
    p: probability,
    scale: perAxis(({ draw }) => draw.pick([1, 1.5, 2, 3, 0.5]), 0, -1),
    mode: {
        valid: ({ draw, shape }) => draw.pick([
            "nearest", ...[[], [], ["linear"], ["bilinear", "bicubic"], ["trilinear"]][shape.length] ?? [],
        ]),
        wild: ({ draw }) => draw.pick(["linear", "bilinear", "trilinear", "bicubic", "area", 2]),
    },
    "pad.mode": words("constant", "reflect", "replicate", "circular"),
    align_corners: boolean,
    factor: numbers(({ draw }) => draw.integer(1, 3), 0, -1, 1.5, 7),
    value: plain,
    shape: {
        valid: ({ draw, shape }) => {
            const elements = shape.reduce((product, size) => product * size, 1);
            const size = draw.pick([1, ...divisors(elements)]);
            return draw.pick<Written>([
                [-1], [size, elements / size], [size, -1], [-1, size], [1, size, -1], [elements],
            ]);
        },
        wild: ({ draw, shape }) => {
            const elements = shape.reduce((product, size) => product * size, 1);
            return draw.pick<Written>([[-1, -1], [elements + 1], [elements + 1, -1], [0, -1], [-2], [1.5], 3]);
        },
    },
    order: {
        valid: ({ draw, shape }) => draw.shuffled(shape.map((_, index) => index))
            .map((one) => (draw.happens(20) ? one - shape.length : one)),
        wild: ({ draw, shape }) => {
            const order = draw.shuffled(shape.map((_, index) => index));
            return draw.pick<Written>([
                [...order.slice(1), shape.length], order.slice(1), [...order, 0], order.map(() => 0), 1,
            ]);
        },
    },
    start: numbers(({ draw, shape: [size = 1] }) => draw.integer(-size, Math.max(size - 1, 0)), 30, 0.5),
    end: numbers(({ draw, shape: [size = 1] }) => draw.integer(-1, size + 1), -30, 0, 0.5),
    step: numbers(({ draw }) => draw.integer(1, 3), 0, -1, 1.5),
    parts: {
        valid: ({ draw, shape: [size = 1] }) => {
            const first = draw.integer(1, Math.max(size - 1, 1));
            return draw.pick<Written>([size === 1 ? [1] : [first, size - first], ...divisors(size)]);
        },
        wild: ({ draw, shape: [size = 1] }) =>
            draw.pick<Written>([0, -1, 1.5, [], [size + 1], [size, 0], [size, 1], [-1, size + 1], size + 1, "2"]),
    },
};

/** Whether there is a range for an argument of a layer. */
export function hasRange(layer: string, argument: string): boolean {
    return `${layer}.${argument}` in ranges || argument in ranges;
}

/** The range of one argument of one layer; every argument must have one. */
export function rangeOf(layer: string, argument: string): Range {
    const range = ranges[`${layer}.${argument}`] ?? ranges[argument];
    if (range === undefined) {
        throw new Error(`Nothing says what ${argument} of ${layer} can be.`);
    }
    return range;
}
