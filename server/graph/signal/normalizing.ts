import type { Arithmetic } from "../../arithmetic.ts";
import { correlationOf, momentsOf, standardized, totalMoments, type Activity, type Moments } from "./activity.ts";
import { distributionOf } from "./distribution.ts";
import { scaledGradient } from "./gradient.ts";
import { countOf, type LayerSignal, type SignalStep } from "./step.ts";

type Normalization = Extract<Arithmetic, { readonly kind: "normalization" }>;

/**
 * A norm divides by the deviation of what it subtracts the mean of, so a channel's variance over positions and images
 * decides, not its mean square: after a ReLU, a part of 1/π of that is the channel's mean, and gradients grow by
 * π/(π − 1) per convolution, batch norm and ReLU (Yang et al. 2019, "A mean field theory of batch normalization").
 */
export function normalizationStep(form: Normalization, signal: LayerSignal): SignalStep | undefined {
    const [input] = signal.inputs;
    if (input === undefined) {
        return undefined;
    }
    const gain = Math.abs(signal.tensors.get("weight")?.value ?? 1);
    const { parts, sizes } = input;
    const normal = parts.map((part) => {
        const removed = removedBy(form, part, parts, sizes, signal.training);
        const deviation = Math.sqrt(Math.max(removed.variance, 0) + form.eps);
        return {
            activity: divided(part, removed, gain / deviation),
            factor: (gain / deviation) ** 2 * fewNumbers(removed.numbers),
        };
    });
    return {
        result: normal.map(({ activity }) => activity),
        back: (gradients) => [gradients.map((one, index) => scaledGradient(one, normal[index]?.factor ?? 1))],
    };
}

/**
 * By how much gradients are larger behind a norm over few independent numbers, whose variance varies: with k normal
 * numbers, E[1/s²] is (k − 1)/(k − 3) times 1/E[s²], and the mean and the scale, which have no effect, take 2 of the
 * k dimensions of the gradient.
 */
function fewNumbers(count: number): number {
    const k = Math.max(count, 5);
    return k === Infinity ? 1 : ((k - 1) / (k - 3)) * ((k - 2) / k);
}

/** What a norm subtracts from a part's numbers, and by which variance it divides them. */
interface Removed {
    /** The mean square of the means; they are those of single channels, or the same for many. */
    readonly meanSquare: number;
    /** The mean that many channels share. */
    readonly common: number | undefined;
    readonly variance: number;
    /** The number of independent numbers that the variance is of. */
    readonly numbers: number;
}

function removedBy(
    { statistics }: Normalization, part: Activity, parts: readonly Activity[], sizes: readonly number[],
    training: boolean,
): Removed {
    const own = momentsOf(part);
    if (statistics.of === "training") {
        return training
            ? { meanSquare: own.product, common: undefined, variance: own.square - own.product, numbers: Infinity }
            // Before training, the running mean is 0 and the running variance 1.
            : { meanSquare: 0, common: 0, variance: 1, numbers: Infinity };
    }
    const channels = sizes[0] ?? 1;
    if (statistics.of === "axis" && statistics.axis > 0) {
        const all = totalMoments(parts);
        return removedFrom(all, meansOf(all, 1, sizes[statistics.axis] ?? 1), undefined);
    }
    const together = statistics.of === "axis" ? channels : channels / statistics.groups;
    const positions = statistics.of === "axis" ? 1 : countOf(sizes.slice(1));
    if (together === 1) {
        return removedFrom(own, meansOf(own, 1, positions), undefined);
    }
    const all = totalMoments(parts);
    return removedFrom(all, meansOf(all, together, positions), all.mean);
}

function removedFrom({ square, product }: Moments, meanSquare: number, common: number | undefined): Removed {
    const shared = common === undefined ? product : common ** 2;
    const numbers = meanSquare > shared ? (square - shared) / (meanSquare - shared) : Infinity;
    return { meanSquare, common, variance: square - meanSquare, numbers };
}

/** The mean square of means over this many channels and positions. */
function meansOf({ mean, square, product }: Moments, channels: number, positions: number): number {
    return (square + (positions - 1) * product + positions * (channels - 1) * mean ** 2) / (channels * positions);
}

function divided(part: Activity, { meanSquare, common }: Removed, factor: number): Activity {
    const { square, product } = momentsOf(part);
    const left = Math.max(square - meanSquare, 0);
    const distribution = common === undefined || common === 0
        ? part.distribution
        : distributionOf(part.distribution.points.map((value) => part.scale * value - common));
    const form = common === 0 ? distribution : standardized(distribution);
    return {
        ...part, distribution: form, scale: factor * Math.sqrt(left / form.meanSquare),
        correlation: left === 0 ? 0 : correlationOf(form, Math.max(product - meanSquare, 0) / left),
    };
}
