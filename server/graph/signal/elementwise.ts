import { computeStep, type Arithmetic, type StepOperand } from "../../arithmetic.ts";
import { correlationOf, momentsOf } from "./activity.ts";
import { aroundNodes, distributionOf, expectation, interpolated, standardNormal } from "./distribution.ts";
import { formOf, passedGradient, scaledGradient } from "./gradient.ts";
import type { AppliedFunction, LayerSignal, SignalStep } from "./step.ts";

type Steps = Extract<Arithmetic, { readonly kind: "elementwise" }>;
type Softmax = Extract<Arithmetic, { readonly kind: "softmax" }>;

/** The function of an elementwise layer's numbers; undefined if a learned number is random or an operator unknown. */
export function elementFunction(
    { steps }: Steps, { tensors }: Pick<LayerSignal, "tensors">,
): ((numbers: readonly number[]) => number) | undefined {
    const known = steps.every(({ operands }) => operands.every((operand) =>
        !("parameter" in operand) || tensors.get(operand.parameter)?.value !== undefined));
    if (!known) {
        return undefined;
    }
    const compute = (numbers: readonly number[]): number => {
        const done: number[] = [];
        const read = (operand: StepOperand): number =>
            "input" in operand ? numbers[operand.input] ?? 0
            : "step" in operand ? done[operand.step] ?? NaN
            : "constant" in operand ? operand.constant
            : tensors.get(operand.parameter)?.value ?? NaN;
        for (const step of steps) {
            done.push(computeStep(step, step.operands.map(read)) ?? NaN);
        }
        return done.at(-1) ?? numbers[0] ?? NaN;
    };
    return Number.isNaN(compute([0.5, 0.5])) ? undefined : compute;
}

/** A function of single numbers, such as an activation. */
export interface NumberFunction {
    readonly compute: (x: number) => number;
    /** The same for equal functions. */
    readonly key: string;
    readonly isHomogeneous: boolean;
    readonly passesZero: boolean;
}

export function numberFunction(compute: (x: number) => number, key: string): NumberFunction {
    return {
        compute, key,
        isHomogeneous: [-5, -0.5, 0.5, 5].every((x) => Math.abs(compute(2 * x) - 2 * compute(x)) < 1e-12),
        passesZero: Math.abs(compute(0)) < 1e-12,
    };
}

export function functionStep(
    { compute, key, isHomogeneous, passesZero }: NumberFunction, { inputs: [input], applied }: LayerSignal,
): SignalStep | undefined {
    if (input === undefined) {
        return undefined;
    }
    const results = input.parts.map((part) => {
        const { scale, distribution, profiles } = part;
        // Close scales share their results: equal blocks, whose norms leave nearly the same scale, cost nothing more.
        const inner = isHomogeneous ? 1 : Number(scale.toPrecision(4));
        const found = applied(key, distribution, inner, () => ({
            distribution: distributionOf(distribution.points.map((x) => compute(inner * x))),
            slopes: formOf(aroundNodes((z) => squaredSlope(compute, inner * interpolated(distribution.points, z)))),
        }));
        return {
            activity: {
                ...part, scale: isHomogeneous ? scale : 1, distribution: found.distribution,
                profiles: passesZero ? profiles : profiles.map(() => undefined),
            },
            slopes: found.slopes,
        };
    });
    return {
        result: results.map(({ activity }) => activity),
        back: (gradients) => [gradients.map((one, index) => {
            const result = results[index];
            return result === undefined ? one : passedGradient(one, result.slopes);
        })],
    };
}

/** Of functions on normal numbers, such as those of convolutions: the next version of a network has the same. */
const appliedToNormal = new Map<string, AppliedFunction>();
const mostApplied = 500;

/** Keeps the results of functions on distributions. */
export function appliedFunctions(): LayerSignal["applied"] {
    if (appliedToNormal.size > mostApplied) {
        appliedToNormal.clear();
    }
    const known = new Map([[standardNormal, appliedToNormal]]);
    return (key, distribution, inner, apply) => {
        const ofDistribution = known.get(distribution) ?? new Map<string, AppliedFunction>();
        known.set(distribution, ofDistribution);
        const at = `${inner} ${key}`;
        const found = ofDistribution.get(at) ?? apply();
        ofDistribution.set(at, found);
        return found;
    };
}

/** The square of a function's derivative; at a kink, the mean of both sides. */
function squaredSlope(compute: (x: number) => number, x: number): number {
    const distance = 1e-6 * Math.max(1, Math.abs(x));
    const here = compute(x);
    const before = (here - compute(x - distance)) / distance;
    const after = (compute(x + distance) - here) / distance;
    return (before ** 2 + after ** 2) / 2;
}

/** Dropout with probability `p` in training: the numbers that remain are divided by 1 − p. */
export function droppingStep(p: number, { inputs: [input] }: LayerSignal): SignalStep | undefined {
    if (input === undefined || p >= 1) {
        return undefined;
    }
    const factor = 1 / (1 - p);
    return {
        result: input.parts.map((part) => {
            const { square, product } = momentsOf(part);
            return {
                ...part, scale: Math.sqrt(factor) * part.scale,
                correlation: square === 0 ? 0 : correlationOf(part.distribution, product / (factor * square)),
            };
        }),
        back: (gradients) => [gradients.map((one) => scaledGradient(one, factor))],
    };
}

/**
 * eˣ over the sum of n, which is about n·E[eˣ], or the logarithm of that. A loss is usually computed from what enters
 * the last one (cross-entropy), so its gradient starts there: `isLast` passes it unchanged.
 */
export function softmaxStep(
    { axis, logarithm }: Softmax, isLast: boolean, signal: LayerSignal,
): SignalStep | undefined {
    const [input] = signal.inputs;
    if (input === undefined) {
        return undefined;
    }
    const count = input.sizes[axis] ?? 1;
    // Beyond that, one of the n has nearly the whole sum, and its size no longer matters.
    const limited = input.parts.map((part) => ({ ...part, scale: Math.min(part.scale, largestLogit) }));
    const sum = count * limited.reduce((total, { share, scale, distribution }) =>
        total + share * expectation(distribution.points.map((x) => Math.exp(scale * x))), 0);
    const step = functionStep(
        numberFunction(
            logarithm ? (x) => x - Math.log(sum) : (x) => Math.exp(x) / sum, `softmax ${String(logarithm)} ${sum}`),
        { ...signal, inputs: [{ ...input, parts: limited }] });
    return step && {
        ...step,
        // The derivative by the sum removes the part of the gradients that all n share.
        back: (gradients) => isLast
            ? [gradients]
            : step.back(gradients).map((of) => of.map((one) => scaledGradient(one, 1 - 1 / count))),
    };
}

const largestLogit = 3;
