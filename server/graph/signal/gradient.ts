import type { Activity } from "./activity.ts";
import { expectation, nodes } from "./distribution.ts";
import { meanProfile, type Profile } from "./profile.ts";

/**
 * The mean squares of a loss's derivatives by the numbers of an activity. They depend on the number itself, as behind a
 * ReLU, which passes nothing to negative numbers. Gradients of many layers share a form, and differ in its scale.
 */
export interface Gradient {
    readonly scale: number;
    readonly form: GradientForm;
    readonly profiles: readonly Profile[];
}

/** How mean squares depend on the number, apart from a factor. */
export interface GradientForm {
    /** At each node of z. */
    readonly squares: Float64Array;
    readonly mean: number;
}

export function formOf(squares: Float64Array): GradientForm {
    return { squares, mean: expectation(squares) };
}

/** The same for all numbers. */
const evenForm = formOf(new Float64Array(nodes.length).fill(1));

/** One gradient per activity of a value. */
export type Gradients = readonly Gradient[];

export function evenGradient(square: number, profiles: readonly Profile[]): Gradient {
    return { scale: square, form: evenForm, profiles };
}

export function meanSquare({ scale, form }: Gradient): number {
    return scale * form.mean;
}

/** The mean square over all channels of a value. */
export function totalSquare(parts: readonly Activity[], gradients: Gradients): number {
    return parts.reduce((sum, { share }, index) => {
        const gradient = gradients[index];
        return sum + (gradient === undefined ? 0 : share * meanSquare(gradient));
    }, 0);
}

/** The mean profiles of a value's gradients. */
export function totalProfiles(parts: readonly Activity[], gradients: Gradients): readonly Profile[] {
    return (gradients[0]?.profiles ?? []).map((_, axis) => meanProfile(gradients.map((gradient, index) =>
        ({ weight: (parts[index]?.share ?? 0) * meanSquare(gradient), profile: gradient.profiles[axis] }))));
}

export function scaledGradient({ scale, form, profiles }: Gradient, factor: number): Gradient {
    return { scale: factor * scale, form, profiles };
}

/** The gradient in front of a function, by the squares of its derivatives. */
export function passedGradient({ scale, form, profiles }: Gradient, slopes: GradientForm): Gradient {
    const passed = form === evenForm
        ? slopes
        : formOf(form.squares.map((square, node) => square * (slopes.squares[node] ?? 0)));
    return { scale, form: passed, profiles };
}

/** The sum of independent gradients of one value, from two layers that read it. */
export function addGradients(left: Gradients | undefined, right: Gradients): Gradients {
    return left === undefined ? right : left.map((one, index) => {
        const other = right[index];
        return other === undefined ? one : {
            ...addedSquares(one, other),
            profiles: one.profiles.map((profile, axis) => meanProfile([
                { weight: meanSquare(one), profile }, { weight: meanSquare(other), profile: other.profiles[axis] },
            ])),
        };
    });
}

function addedSquares(one: Gradient, other: Gradient): Pick<Gradient, "scale" | "form"> {
    return one.form === other.form ? { scale: one.scale + other.scale, form: one.form } : {
        scale: 1,
        form: formOf(one.form.squares.map((square, node) =>
            one.scale * square + other.scale * (other.form.squares[node] ?? 0))),
    };
}
