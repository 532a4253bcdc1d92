import {
    correlationFor, covariance, distributionOf, mixture, standardNormal, type Distribution,
} from "./distribution.ts";
import { meanProfile, type Profile } from "./profile.ts";

/** The numbers of some channels of a value: `scale` times a distribution. */
export interface Activity {
    /** The part of the value's channels. */
    readonly share: number;
    readonly scale: number;
    readonly distribution: Distribution;
    /** Of z, between two elements of a channel, at different positions or in different images. */
    readonly correlation: number;
    /** One per spatial axis. */
    readonly profiles: readonly Profile[];
}

export interface Moments {
    readonly mean: number;
    readonly square: number;
    /** The mean product of two elements of a channel. */
    readonly product: number;
}

export function momentsOf({ scale, distribution, correlation }: Activity): Moments {
    return {
        mean: scale * distribution.mean,
        square: scale ** 2 * distribution.meanSquare,
        product: scale ** 2 * covariance(distribution, correlation),
    };
}

/** The moments of a whole value. */
export function totalMoments(parts: readonly Activity[]): Moments {
    let [mean, square, product] = [0, 0, 0];
    for (const part of parts) {
        const moments = momentsOf(part);
        mean += part.share * moments.mean;
        square += part.share * moments.square;
        product += part.share * moments.product;
    }
    return { mean, square, product };
}

/** Normal numbers with mean 0. */
export function normalActivity(square: number, product: number, profiles: readonly Profile[], share = 1): Activity {
    return {
        share, scale: Math.sqrt(square), distribution: standardNormal,
        correlation: square > 0 ? Math.min(Math.max(product / square, 0), 1) : 0, profiles,
    };
}

/** All channels as one activity. */
export function joined(parts: readonly Activity[]): Activity {
    const [first] = parts;
    if (first === undefined) {
        return normalActivity(0, 0, []);
    }
    if (parts.length === 1) {
        return first;
    }
    const { square, product } = totalMoments(parts);
    const scale = Math.sqrt(square);
    const isNormal = parts.every(({ distribution }) => distribution === standardNormal) &&
        parts.every((part) => Math.abs(part.scale - first.scale) <= 1e-6 * scale);
    const distribution = isNormal || scale === 0
        ? standardNormal
        : mixture(parts.map((part) => ({ ...part, scale: part.scale / scale })));
    return {
        share: 1, scale: scale === 0 ? 0 : scale / Math.sqrt(distribution.meanSquare), distribution,
        correlation: correlationOf(distribution, square === 0 ? 0 : product / square),
        profiles: first.profiles.map((_, axis) => meanProfile(parts.map((part) =>
            ({ weight: part.share * momentsOf(part).square, profile: part.profiles[axis] })))),
    };
}

/** The correlation of z with which the mean product is this part of the mean square. */
export function correlationOf(distribution: Distribution, fraction: number): number {
    return correlationFor(distribution, fraction * distribution.meanSquare);
}

/** A distribution around a mean with the other's form: its deviation is 1 and its mean 0. */
export function standardized(distribution: Distribution): Distribution {
    const known = standardForms.get(distribution);
    if (known !== undefined) {
        return known;
    }
    const deviation = Math.sqrt(Math.max(distribution.meanSquare - distribution.mean ** 2, 0));
    const found = distribution === standardNormal || deviation === 0
        ? standardNormal
        : distributionOf(distribution.points.map((value) => (value - distribution.mean) / deviation));
    standardForms.set(distribution, found);
    return found;
}

const standardForms = new WeakMap<Distribution, Distribution>();
