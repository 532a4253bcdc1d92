import type { Arithmetic, AxisTaps } from "../../arithmetic.ts";
import { momentsOf, normalActivity, totalMoments, type Activity } from "./activity.ts";
import { evenGradient, meanSquare, totalProfiles, totalSquare } from "./gradient.ts";
import { meanProfile, sweep, sweepBack, type Profile } from "./profile.ts";
import type { LayerSignal, SignalInput, SignalStep } from "./step.ts";

type Convolution = Extract<Arithmetic, { readonly kind: "convolution" }>;

/**
 * A convolution: each result is a sum over a window with independent weights of mean 0, so mean squares add up
 * (He et al. 2015, equations 7 and 13), those of the padding being 0.
 */
export function convolutionStep(form: Convolution, signal: LayerSignal): SignalStep | undefined {
    const [input] = signal.inputs;
    const weight = signal.tensors.get("weight")?.meanSquare;
    const channels = input?.sizes[0] ?? 0;
    if (input === undefined || weight === undefined) {
        return undefined;
    }
    const bias = signal.tensors.get("bias")?.meanSquare ?? 0;
    const outputs = signal.sizes[0] ?? 0;
    const isDepthwise = form.groups > 1 && form.groups === channels;
    const read = (parts: readonly Activity[], fan: number, share: number): Activity =>
        sumOver(parts, form, input, signal.sizes, weight * fan, bias, share);
    const result = isDepthwise
        ? input.parts.map((part) => read([{ ...part, share: 1 }], 1, part.share))
        : [read(input.parts, channels / form.groups, 1)];
    return {
        result,
        back: (gradients) => {
            const fan = weight * (outputs / form.groups);
            const passed = (square: number, profiles: readonly Profile[]) => {
                const swept = form.axes.map((axis, index) => sweepBack(
                    axis, input.sizes[index + 1] ?? 1, signal.sizes[index + 1] ?? 1, form.border, profiles[index]));
                const total = swept.reduce((product, { sum }) => product * sum, fan * square);
                return evenGradient(total, swept.map(({ profile }) => profile));
            };
            if (isDepthwise) {
                return [gradients.map((one) => passed(meanSquare(one), one.profiles))];
            }
            const one = passed(totalSquare(result, gradients), totalProfiles(result, gradients));
            return [input.parts.map(() => one)];
        },
    };
}

/** The sum over windows of the parts' channels, with the mean square `weight` per tap. */
function sumOver(
    parts: readonly Activity[], { axes, border }: { readonly axes: readonly AxisTaps[]; readonly border: Convolution["border"] },
    input: SignalInput, sizes: readonly number[], weight: number, bias: number, share: number,
): Activity {
    const terms = parts.map((part) => {
        const { square, product } = momentsOf(part);
        const swept = axes.map((axis, index) =>
            sweep(axis, input.sizes[index + 1] ?? 1, sizes[index + 1] ?? 1, border, part.profiles[index]));
        const scale = weight * part.share;
        return {
            square: swept.reduce((total, { sum }) => total * sum, scale * square),
            product: swept.reduce((total, { shared }) => total * shared, scale * product),
            profiles: swept.map(({ profile }) => profile),
        };
    });
    const total = (of: "square" | "product"): number => terms.reduce((sum, term) => sum + term[of], bias);
    const profiles = axes.map((_, axis) => meanProfile([
        ...terms.map(({ square, profiles }) => ({ weight: square, profile: profiles[axis] })),
        ...(bias > 0 ? [{ weight: bias, profile: undefined }] : []),
    ]));
    return normalActivity(total("square"), total("product"), profiles, share);
}

/** A linear layer: a sum over all features. */
export function linearStep(signal: LayerSignal): SignalStep | undefined {
    const [input] = signal.inputs;
    const weight = signal.tensors.get("weight")?.meanSquare;
    const features = input?.sizes.at(-1) ?? 0;
    if (input === undefined || weight === undefined) {
        return undefined;
    }
    const bias = signal.tensors.get("bias")?.meanSquare ?? 0;
    const { square, product } = totalMoments(input.parts);
    const fan = weight * features;
    const profiles = signal.sizes.slice(1).map(() => undefined);
    const result = [normalActivity(fan * square + bias, fan * product + bias, profiles)];
    return {
        result,
        back: (gradients) => {
            const passed = weight * (signal.sizes.at(-1) ?? 0) * totalSquare(result, gradients);
            return [input.parts.map(({ profiles }) => evenGradient(passed, profiles.map(() => undefined)))];
        },
    };
}
