import { correlationOf, joined, momentsOf, normalActivity, totalMoments, type Activity } from "./activity.ts";
import {
    correlationFor, distributionOf, interpolated, largestOf, placeOf, standardNormal, sumOfTerms, weights, type Term,
} from "./distribution.ts";
import { evenGradient, formOf, scaledGradient, totalSquare, type GradientForm } from "./gradient.ts";
import { passedToChosen } from "./pooling.ts";
import { meanProfile, type Profile } from "./profile.ts";
import { countOf, type LayerSignal, type SignalInput, type SignalStep } from "./step.ts";

/** Values placed side by side. */
export function concatenationStep({ inputs, sizes }: LayerSignal): SignalStep {
    const shares = inputs.map((input) => countOf(input.sizes) / countOf(sizes));
    return {
        result: inputs.flatMap(({ parts }, index) =>
            parts.map((part) => ({ ...part, share: part.share * (shares[index] ?? 1) }))),
        back: (gradients) => {
            let at = 0;
            return inputs.map(({ parts }) => gradients.slice(at, at += parts.length));
        },
    };
}

/**
 * A sum with constant factors of values that are independent except for their means, as branches with their own weights
 * are. The gradient reaches each of them; on a value that decides the sum's sign, it depends on that value too.
 */
export function sumStep(factors: readonly number[], { inputs, sizes }: LayerSignal): SignalStep {
    const terms = inputs.map((input, index) => ({ whole: joined(input.parts), factor: factors[index] ?? 1, input }));
    const moments = terms.map(({ whole, factor }) => {
        const { mean, square, product } = momentsOf(whole);
        return { mean: factor * mean, square: factor ** 2 * square, product: factor ** 2 * product };
    });
    const sumOf = (of: "mean" | "square" | "product"): number => moments.reduce((sum, one) => sum + one[of], 0);
    const mean = sumOf("mean");
    const together = mean ** 2 - moments.reduce((sum, one) => sum + one.mean ** 2, 0);
    const [square, product] = [sumOf("square") + together, sumOf("product") + together];
    const spatial = sizes.slice(1);
    const profiles = spatial.map((size, axis) => meanProfile(terms.map(({ whole }, index) => {
        const profile = whole.profiles[axis];
        return { weight: moments[index]?.square ?? 0, profile: profile?.length === size ? profile : undefined };
    })));
    const termOf = (index: number): Term => {
        const term = terms[index];
        const { scale, distribution } = term?.whole ?? normalActivity(0, 0, []);
        return { scale: (term?.factor ?? 1) * scale, distribution };
    };
    const sumWithout = (left: number): Term | undefined => terms.reduce<Term | undefined>((sum, _, index) => {
        const one = termOf(index);
        return index === left ? sum : sum === undefined ? one : { scale: 1, distribution: sumOfTerms(sum, one) };
    }, undefined);
    const isNormal = terms.every(({ whole }) => whole.distribution === standardNormal);
    const distribution = isNormal ? standardNormal : sumWithout(-1)?.distribution ?? standardNormal;
    const sum = isNormal
        ? normalActivity(square, product, profiles)
        : { share: 1, scale: 1, distribution, correlation: correlationFor(distribution, product), profiles };
    return {
        result: [sum],
        back: ([gradient]) => terms.map(({ input, factor }, index) => {
            const scaled = scaledGradient(
                gradient ?? evenGradient(0, profiles), factor ** 2 * (countOf(sizes) / countOf(input.sizes)));
            const rest = sumWithout(index);
            return input.parts.map((part) => ({
                scale: scaled.scale,
                form: rest === undefined
                    ? scaled.form
                    : givenTerm(scaled.form, { ...part, scale: factor * part.scale }, rest, sum),
                profiles: keptProfiles(scaled.profiles, input, sizes),
            }));
        }),
    };
}

/** The mean squares of a sum's gradient as a function of one of its terms. */
function givenTerm(form: GradientForm, term: Term, rest: Term, sum: Term): GradientForm {
    const { squares } = form;
    const [first] = squares;
    if (sum.scale === 0 || squares.every((square) => square === first)) {
        return form;
    }
    return formOf(term.distribution.points.map((value) => rest.distribution.points.reduce((total, other, node) => {
        const place = placeOf(sum.distribution, (term.scale * value + rest.scale * other) / sum.scale);
        return total + (weights[node] ?? 0) * interpolated(squares, place);
    }, 0)));
}

/** A product with gates: each factor's gradient is multiplied by the others. */
export function productStep({ inputs, sizes }: LayerSignal): SignalStep | undefined {
    const [main, ...gates] = inputs.toSorted((a, b) => countOf(b.sizes) - countOf(a.sizes));
    if (main === undefined) {
        return undefined;
    }
    const others = gates.map(({ parts }) => totalMoments(parts));
    const square = others.reduce((product, one) => product * one.square, 1);
    const product = others.reduce((total, one) => total * one.product, 1);
    const result = main.parts.map((part): Activity => {
        const own = momentsOf(part);
        const fraction = own.square * square === 0 ? 0 : (own.product * product) / (own.square * square);
        const correlation = correlationOf(part.distribution, fraction);
        return { ...part, scale: Math.sqrt(square) * part.scale, correlation };
    });
    return {
        result,
        back: (gradients) => inputs.map((input) => {
            if (input === main) {
                return gradients.map((one) => scaledGradient(one, square));
            }
            const repeated = countOf(sizes) / countOf(input.sizes);
            const factor = inputs.reduce((total, other) =>
                (other === input ? total : total * totalMoments(other.parts).square), repeated);
            const passed = factor * totalSquare(result, gradients);
            return input.parts.map(({ profiles }) => evenGradient(passed, profiles.map(() => undefined)));
        }),
    };
}

/** The largest of several values, taken as independent and equally distributed. */
export function largestStep({ inputs, sizes }: LayerSignal): SignalStep {
    const whole = joined(inputs.flatMap(({ parts }) =>
        parts.map((part) => ({ ...part, share: part.share / inputs.length }))));
    const { chosen, correlation } = largestOf(inputs.length, 0);
    return {
        result: [{
            ...whole, correlation,
            distribution: distributionOf(chosen.map((z) => interpolated(whole.distribution.points, z))),
        }],
        back: ([gradient]) => inputs.map((input) => {
            const passed = passedToChosen(
                gradient ?? evenGradient(0, []), chosen, countOf(sizes) / countOf(input.sizes) / inputs.length, []);
            const profiles = keptProfiles(gradient?.profiles ?? [], input, sizes);
            return input.parts.map(() => ({ ...passed, profiles }));
        }),
    };
}

/**
 * A layer whose result has copies of its input's numbers: reshaped, repeated, shuffled, cut out. The gradients of the
 * copies of a number add up.
 */
export function copyingStep({ inputs: [input], sizes }: LayerSignal): SignalStep | undefined {
    if (input === undefined) {
        return undefined;
    }
    const ratio = countOf(sizes) / countOf(input.sizes);
    const sameSizes = sizes.length === input.sizes.length &&
        sizes.every((size, axis) => axis === 0 || size === input.sizes[axis]);
    const result = input.parts.map((part) =>
        ({ ...part, profiles: sameSizes ? part.profiles : sizes.slice(1).map(() => undefined) }));
    return {
        result,
        back: (gradients) => [gradients.map((one, index) => ({
            ...scaledGradient(one, ratio),
            profiles: sameSizes ? one.profiles : input.parts[index]?.profiles.map(() => undefined) ?? [],
        }))],
    };
}

/** The profiles of a result's gradient for an input that may be repeated along some axes. */
function keptProfiles(profiles: readonly Profile[], input: SignalInput, sizes: readonly number[]): readonly Profile[] {
    return input.sizes.slice(1).map((size, axis) => (size === sizes[axis + 1] ? profiles[axis] : undefined));
}
