/**
 * How the numbers of a value are distributed at initialization: as a function F of a standard normal variable z, by
 * its values at fixed nodes. A weighted sum of many independent numbers is normal itself, F(z) = z; an activation is
 * applied to F. Two elements of a channel, at other positions or in other images, have z with a correlation ρ, from
 * which their covariance follows by F's Hermite coefficients (Mehler's formula). Mean field theory of networks: Poole
 * et al. 2016, "Exponential expressivity in deep neural networks through transient chaos", and Schoenholz et al. 2017,
 * "Deep information propagation".
 */
export interface Distribution {
    /** F at `nodes`. */
    readonly points: Float64Array;
    readonly mean: number;
    readonly meanSquare: number;
    /** E[F·heₖ] for k = 0 … `degree`, with normalized Hermite polynomials heₖ. */
    readonly hermite: Float64Array;
}

/** Nodes of the trapezoidal rule, whose error for smooth functions times the normal density is negligible. */
const span = 6;
const step = 0.2;
const nodeCount = 2 * Math.round(span / step) + 1;
export const nodes = Float64Array.from({ length: nodeCount }, (_, index) => -span + index * step);
/** The normal density at the nodes, normalized to the sum 1. */
export const weights = normalDensities();

function normalDensities(): Float64Array {
    const densities = nodes.map((z) => Math.exp(-z * z / 2));
    const sum = densities.reduce((total, density) => total + density, 0);
    return densities.map((density) => density / sum);
}

/** Higher Hermite coefficients count as one of degree + 1. */
const degree = 12;
const hermitePolynomials: readonly Float64Array[] = Array.from({ length: degree + 1 }).reduce<Float64Array[]>(
    (found, _, k) => {
        const previous = found[k - 1];
        const earlier = found[k - 2];
        // √(k)·heₖ = z·heₖ₋₁ − √(k − 1)·heₖ₋₂
        found.push(nodes.map((z, node) => (previous === undefined
            ? 1
            : (z * (previous[node] ?? 0) - Math.sqrt(k - 1) * (earlier?.[node] ?? 0)) / Math.sqrt(k))));
        return found;
    }, []);

/** Φ at the nodes. */
const nodeCumulatives = nodes.map((z) => normalCumulative(z));

/** The expectation of a function of z that has these values at the nodes. */
export function expectation(values: Float64Array): number {
    let sum = 0;
    for (let node = 0; node < nodeCount; node++) {
        sum += (weights[node] ?? 0) * (values[node] ?? 0);
    }
    return sum;
}

export function distributionOf(points: Float64Array): Distribution {
    let square = 0;
    const hermite = new Float64Array(degree + 1);
    for (let node = 0; node < nodeCount; node++) {
        const value = points[node] ?? 0;
        const weighted = (weights[node] ?? 0) * value;
        square += weighted * value;
        for (let k = 0; k <= degree; k++) {
            hermite[k] = (hermite[k] ?? 0) + weighted * (hermitePolynomials[k]?.[node] ?? 0);
        }
    }
    return { points, mean: hermite[0] ?? 0, meanSquare: square, hermite };
}

/** Mean 0 and variance 1. */
export const standardNormal: Distribution = distributionOf(nodes);

/** E[F(z)·F(z′)] for z and z′ with this correlation. */
export function covariance({ hermite, meanSquare }: Distribution, correlation: number): number {
    let sum = 0;
    let power = 1;
    let rest = meanSquare;
    for (const coefficient of hermite) {
        sum += coefficient * coefficient * power;
        rest -= coefficient * coefficient;
        power *= correlation;
    }
    return sum + Math.max(rest, 0) * power;
}

/** The correlation of z that gives this covariance; 0 or 1 if none does. */
export function correlationFor(distribution: Distribution, wanted: number): number {
    if (distribution === standardNormal) {
        return Math.min(Math.max(wanted, 0), 1);
    }
    let [low, high] = [0, 1];
    for (let halving = 0; halving < 40; halving++) {
        const middle = (low + high) / 2;
        if (covariance(distribution, middle) < wanted) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return (low + high) / 2;
}

/** A function of z between the nodes, linearly; constant beyond them. */
export function interpolated(values: Float64Array, z: number): number {
    const place = Math.min(Math.max((z + span) / step, 0), nodeCount - 1);
    const before = Math.min(Math.floor(place), nodeCount - 2);
    const fraction = place - before;
    return (1 - fraction) * (values[before] ?? 0) + fraction * (values[before + 1] ?? 0);
}

/** The mean of a function around each node, up to halfway to the next one: a jump between nodes counts in part. */
export function aroundNodes(of: (z: number) => number): Float64Array {
    return nodes.map((z) => subdivisions.reduce((sum, part) => sum + of(z + part * step), 0) / subdivisions.length);
}

const subdivisions = [-0.4, -0.2, 0, 0.2, 0.4];

/** Adds a quantity at z to the nodes around it, in proportion to their distance. */
export function deposit(values: Float64Array, z: number, quantity: number): void {
    const place = Math.min(Math.max((z + span) / step, 0), nodeCount - 1);
    const before = Math.min(Math.floor(place), nodeCount - 2);
    const fraction = place - before;
    values[before] = (values[before] ?? 0) + (1 - fraction) * quantity;
    values[before + 1] = (values[before + 1] ?? 0) + fraction * quantity;
}

/** The largest of a window's numbers as a function of a standard normal variable. */
export interface Largest {
    /** At each node, the z of the input whose number is the largest. */
    readonly chosen: Float64Array;
    /** The correlation of the variable between elements with this correlation of z. */
    correlation: number;
}

/**
 * The largest z of `count` elements with a correlation. z = √ρ·common + √(1 − ρ)·own: the largest own part of `count`
 * has the distribution Φᶜᵒᵘⁿᵗ.
 */
export function largestOf(count: number, correlation: number): Largest {
    const own = ownMaxima(count);
    const mean = expectation(own);
    const variance = expectation(own.map((value) => (value - mean) ** 2));
    const common = Math.min(Math.max(correlation, 0), 1);
    const total = common + (1 - common) * variance;
    const scale = Math.sqrt(total / variance);
    const shift = Math.sqrt(1 - common) * mean;
    return { chosen: own.map((value) => shift + scale * (value - mean)), correlation: common / total };
}

/** Φ⁻¹(Φ(z)^(1/count)) at the nodes. */
function ownMaxima(count: number): Float64Array {
    const known = maximaOf.get(count);
    if (known !== undefined) {
        return known;
    }
    const found = nodes.map((z) => normalQuantile(Math.log(normalCumulative(z)) / count));
    maximaOf.set(count, found);
    return found;
}

/** By the number of elements: networks have few different windows. */
const maximaOf = new Map<number, Float64Array>();

/** z with ln Φ(z) = `logarithm`, by bisection. */
function normalQuantile(logarithm: number): number {
    let [low, high] = [-9, 9];
    for (let halving = 0; halving < 50; halving++) {
        const middle = (low + high) / 2;
        if (Math.log(normalCumulative(middle)) < logarithm) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return (low + high) / 2;
}

/** Φ(z), by the continued fraction of its tail beyond 3 and its series before (Abramowitz and Stegun, 26.2). */
function normalCumulative(z: number): number {
    const size = Math.abs(z);
    const density = Math.exp(-size * size / 2) / Math.sqrt(2 * Math.PI);
    if (size > 3) {
        let fraction = size;
        for (let n = 40; n > 0; n--) {
            fraction = size + n / fraction;
        }
        const tail = density / fraction;
        return z > 0 ? 1 - tail : tail;
    }
    let term = size;
    let sum = size;
    for (let n = 1; n < 60; n++) {
        term *= (size * size) / (2 * n + 1);
        sum += term;
    }
    return 0.5 + Math.sign(z) * density * sum;
}

/** A term of a sum: a number times a distribution. */
export interface Term {
    readonly scale: number;
    readonly distribution: Distribution;
}

/** The distribution of a sum of two independent terms. */
export function sumOfTerms(left: Term, right: Term): Distribution {
    const [first, second] = left.distribution === standardNormal ? [right, left] : [left, right];
    const mean = first.scale * first.distribution.mean + second.scale * second.distribution.mean;
    const deviation = Math.sqrt(variance(first) + variance(second));
    if (deviation === 0) {
        return distributionOf(nodes.map(() => mean));
    }
    const sums = Float64Array.from({ length: gridCount }, (_, index) => mean + deviation * (-span + index * gridStep));
    const cumulative = sums.map((sum) => first.distribution.points.reduce((total, value, node) =>
        total + (weights[node] ?? 0) * cumulativeOf(second, sum - first.scale * value), 0));
    let at = 0;
    return adjusted(mean, deviation, nodes.map((_, node) => {
        const wanted = nodeCumulatives[node] ?? 0;
        while (at < gridCount - 2 && (cumulative[at + 1] ?? 1) < wanted) {
            at++;
        }
        const [low, high] = [cumulative[at] ?? 0, cumulative[at + 1] ?? 1];
        const fraction = high > low ? Math.min(Math.max((wanted - low) / (high - low), 0), 1) : 0;
        return (sums[at] ?? 0) + fraction * deviation * gridStep;
    }));
}

/** Values at the nodes, moved and stretched to an exact mean and deviation. */
function adjusted(mean: number, deviation: number, points: Float64Array): Distribution {
    const found = distributionOf(points);
    const stretch = deviation / Math.sqrt(Math.max(found.meanSquare - found.mean ** 2, Number.MIN_VALUE));
    return distributionOf(points.map((value) => mean + stretch * (value - found.mean)));
}

const gridStep = 0.1;
const gridCount = 2 * Math.round(span / gridStep) + 1;

function variance({ scale, distribution: { mean, meanSquare } }: Term): number {
    return scale ** 2 * Math.max(meanSquare - mean ** 2, 0);
}

/** The probability that a term is at most this. */
function cumulativeOf({ scale, distribution }: Term, value: number): number {
    if (scale === 0) {
        return value < 0 ? 0 : 1;
    }
    const place = placeOf(distribution, value / scale);
    return quickCumulative(scale > 0 ? place : -place);
}

/** The largest z with F(z) ≤ value, linearly between the nodes. */
export function placeOf({ points }: Distribution, value: number): number {
    if (points === nodes) {
        return value;
    }
    let [low, high] = [0, nodeCount - 1];
    if (value < (points[low] ?? 0)) {
        return -span - 1;
    }
    while (high - low > 1) {
        const middle = (low + high) >> 1;
        if ((points[middle] ?? 0) <= value) {
            low = middle;
        } else {
            high = middle;
        }
    }
    const [before, after] = [points[low] ?? 0, points[high] ?? 0];
    const fraction = after > before ? Math.min((value - before) / (after - before), 1) : 1;
    return -span + (low + fraction) * step;
}

/** Φ(z) with an error below 10⁻⁷ (Abramowitz and Stegun, 26.2.17). */
function quickCumulative(z: number): number {
    const t = 1 / (1 + 0.2316419 * Math.abs(z));
    const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    const tail = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * series;
    return z > 0 ? 1 - tail : tail;
}

/** The distribution of a mixture: each number is from one of the parts, with the probability `share`. */
export function mixture(
    parts: readonly { readonly share: number; readonly scale: number; readonly distribution: Distribution }[],
): Distribution {
    const numbers = parts.flatMap(({ share, scale, distribution }) => Array.from(distribution.points, (value, node) =>
        ({ value: scale * value, weight: share * (weights[node] ?? 0) })));
    numbers.sort((a, b) => a.value - b.value);
    const cumulative: number[] = [];
    let sum = 0;
    for (const { weight } of numbers) {
        cumulative.push(sum + weight / 2);
        sum += weight;
    }
    let at = 0;
    return distributionOf(nodes.map((z) => {
        const wanted = normalCumulative(z) * sum;
        while (at < numbers.length - 1 && (cumulative[at + 1] ?? 1) < wanted) {
            at++;
        }
        const [low, high] = [cumulative[at] ?? 0, cumulative[at + 1] ?? 1];
        const fraction = high > low ? Math.min(Math.max((wanted - low) / (high - low), 0), 1) : 0;
        const below = numbers[at]?.value ?? 0;
        return (1 - fraction) * below + fraction * (numbers[at + 1]?.value ?? below);
    }));
}
