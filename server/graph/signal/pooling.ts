import type { Arithmetic, AxisTaps } from "../../arithmetic.ts";
import { momentsOf, type Activity } from "./activity.ts";
import {
    correlationFor, deposit, distributionOf, interpolated, largestOf, nodes, weights,
} from "./distribution.ts";
import { evenGradient, formOf, meanSquare, type Gradient } from "./gradient.ts";
import { sweep, sweepBack, type Profile } from "./profile.ts";
import { countOf, type LayerSignal, type SignalInput, type SignalStep } from "./step.ts";

type Mean = Extract<Arithmetic, { readonly kind: "mean" }>;
type Maximum = Extract<Arithmetic, { readonly kind: "maximum" }>;

/** An average pooling: of n numbers with the mean product p, the mean square is (q + (n − 1)·p)/n. */
export function meanStep(
    { axes, countsPadding }: Mean, { inputs: [input], sizes }: LayerSignal,
): SignalStep | undefined {
    if (input === undefined) {
        return undefined;
    }
    const taps = windowOf(axes, input, sizes);
    const divisor = countsPadding ? axes.reduce((size, axis) => size * tapsOf(axis, 1), 1) : taps.count;
    const result = input.parts.map((part): Activity => {
        const { mean, square, product } = momentsOf(part);
        const inside = taps.count / divisor;
        const pooled = inside * ((square + (taps.count - 1) * product) / divisor);
        const distribution = aroundMean(inside * mean, pooled);
        return {
            ...part, scale: 1, distribution,
            correlation: correlationFor(distribution, inside ** 2 * product),
            profiles: taps.profilesOf(part),
        };
    });
    return {
        result,
        back: (gradients) => [gradients.map((one) => {
            const back = backThrough(axes, input, sizes, one.profiles);
            return evenGradient(meanSquare(one) * back.sum / divisor ** 2, back.profiles);
        })],
    };
}

/** A max pooling: the gradient reaches the largest number of each window, which is rarely negative. */
export function maximumStep({ axes }: Maximum, { inputs: [input], sizes }: LayerSignal): SignalStep | undefined {
    if (input === undefined) {
        return undefined;
    }
    const taps = windowOf(axes, input, sizes);
    const ratio = countOf(sizes) / countOf(input.sizes);
    const count = Math.max(Math.round(taps.count), 1);
    const found = input.parts.map((part) => ({ part, ...largestOf(count, part.correlation) }));
    return {
        result: found.map(({ part, chosen, correlation }): Activity => ({
            ...part,
            distribution: distributionOf(chosen.map((z) => interpolated(part.distribution.points, z))),
            correlation,
            profiles: taps.profilesOf(part),
        })),
        back: (gradients) => [found.map(({ chosen }, index) => {
            const gradient = gradients[index] ?? evenGradient(0, []);
            const { profiles } = backThrough(axes, input, sizes, gradient.profiles);
            return passedToChosen(gradient, chosen, ratio, profiles);
        })],
    };
}

/** The gradient of each result, passed to the number at `chosen`; there are `ratio` results per number. */
export function passedToChosen(
    { scale, form }: Gradient, chosen: Float64Array, ratio: number, profiles: readonly Profile[],
): Gradient {
    const passed = new Float64Array(nodes.length);
    chosen.forEach((z, node) => deposit(passed, z, (weights[node] ?? 0) * (form.squares[node] ?? 0)));
    const squares = passed.map((quantity, node) => quantity / (weights[node] ?? 1));
    return { scale: ratio * scale, form: formOf(squares), profiles };
}

/** Normal numbers with this mean and mean square. */
export function aroundMean(mean: number, square: number): ReturnType<typeof distributionOf> {
    const deviation = Math.sqrt(Math.max(square - mean ** 2, 0));
    return distributionOf(nodes.map((z) => mean + deviation * z));
}

interface Window {
    /** The mean number of elements of the input in it. */
    readonly count: number;
    profilesOf(part: Activity): readonly Profile[];
}

function windowOf(axes: readonly AxisTaps[], input: SignalInput, sizes: readonly number[]): Window {
    const swept = (profiles: readonly Profile[]) => axes.map((axis, index) =>
        sweep(axis, input.sizes[index + 1] ?? 1, sizes[index + 1] ?? 1, "zeros", profiles[index]));
    return {
        count: swept([]).reduce((product, { sum }) => product * sum, 1),
        // A mean has the same profile as the sum, apart from the windows at borders.
        profilesOf: ({ profiles }) => (profiles.some((profile) => profile !== undefined)
            ? swept(profiles).map(({ profile }) => profile)
            : axes.map(() => undefined)),
    };
}

function backThrough(
    axes: readonly AxisTaps[], input: SignalInput, sizes: readonly number[], profiles: readonly Profile[],
): { readonly sum: number; readonly profiles: readonly Profile[] } {
    const swept = axes.map((axis, index) =>
        sweepBack(axis, input.sizes[index + 1] ?? 1, sizes[index + 1] ?? 1, "zeros", profiles[index]));
    return { sum: swept.reduce((product, { sum }) => product * sum, 1), profiles: swept.map(({ profile }) => profile) };
}

function tapsOf(axis: AxisTaps, otherwise: number): number {
    return axis.kind === "divided" ? otherwise : axis.kernel;
}
