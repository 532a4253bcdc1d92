import type { Activity } from "./activity.ts";
import { expectation, nodes } from "./distribution.ts";
import { meanProfile, type Profile } from "./profile.ts";

/**
 * The mean squares of a loss's derivatives by the numbers of an activity. They depend on the number itself, as behind a
 * ReLU, which passes nothing to negative numbers: `squares` has the mean square for each node of z.
 */
export interface Gradient {
    readonly squares: Float64Array;
    readonly profiles: readonly Profile[];
}

/** One gradient per activity of a value. */
export type Gradients = readonly Gradient[];

export function evenGradient(square: number, profiles: readonly Profile[]): Gradient {
    return { squares: new Float64Array(nodes.length).fill(square), profiles };
}

export function meanSquare({ squares }: Gradient): number {
    return expectation(squares);
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

export function scaledGradient({ squares, profiles }: Gradient, factor: number): Gradient {
    const scaled = new Float64Array(squares.length);
    for (let node = 0; node < scaled.length; node++) {
        scaled[node] = factor * (squares[node] ?? 0);
    }
    return { squares: scaled, profiles };
}

/** The sum of independent gradients of one value, from two layers that read it. */
export function addGradients(left: Gradients | undefined, right: Gradients): Gradients {
    return left === undefined ? right : left.map((one, index) => {
        const other = right[index];
        return other === undefined ? one : {
            squares: one.squares.map((square, node) => square + (other.squares[node] ?? 0)),
            profiles: one.profiles.map((profile, axis) => meanProfile([
                { weight: meanSquare(one), profile }, { weight: meanSquare(other), profile: other.profiles[axis] },
            ])),
        };
    });
}
