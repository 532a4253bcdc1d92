import type { Atom, SizeFunction } from "./function-form.ts";

/**
 * Linear bounds of a function: Σ slopeᵥ·v + least ≤ f ≤ Σ slopeᵥ·v + most, infinite if there is no bound; undefined for
 * a lost function. They are floating-point numbers and only decide comparisons of values that are well apart.
 */
export interface LinearBounds {
    readonly slopes: ReadonlyMap<string, number>;
    readonly least: number;
    readonly most: number;
}

export function linearBounds(f: SizeFunction): LinearBounds | undefined {
    if (f.lost) {
        return undefined;
    }
    const slopes = new Map<string, number>();
    let least = f.constant;
    let most = f.constant;
    for (const { coefficient, product } of f.terms) {
        const [atom, ...others] = product.atoms;
        if (atom === undefined || others.length > 0 || atom.kind === "positive") {
            const lowest = product.atoms.map(leastOf).reduce((left, right) => (left < 0 ? left : left * right));
            least = coefficient > 0 && lowest >= 0 ? least + coefficient * lowest : -Infinity;
            most = coefficient < 0 && lowest >= 0 ? most + coefficient * lowest : Infinity;
            continue;
        }
        if (atom.kind === "variable") {
            slopes.set(atom.name, (slopes.get(atom.name) ?? 0) + coefficient);
            continue;
        }
        const inner = linearBounds(atom.of);
        if (inner === undefined) {
            return undefined;
        }
        for (const [name, slope] of inner.slopes) {
            slopes.set(name, (slopes.get(name) ?? 0) + (coefficient * slope) / atom.by);
        }
        const ends = [(inner.least - atom.by + 1) / atom.by, inner.most / atom.by].map((end) => coefficient * end);
        least += Math.min(...ends);
        most += Math.max(...ends);
    }
    return { slopes, least, most };
}

/** A lower bound of the atom, for sizes from 1 on; negative if there may be none. */
function leastOf(atom: Atom): number {
    switch (atom.kind) {
        case "variable": return 1;
        case "positive": return 0;
        case "floor": {
            const bounds = linearBounds(atom.of);
            const least = bounds === undefined ? -Infinity : rangeFromOne(bounds).least;
            return Math.floor((least + tiny) / atom.by);
        }
    }
}

/** 1 or −1 if f ≥ 0 or f ≤ 0 for all sizes from 1 on, as far as its linear bounds show. */
export function lastingSign(f: SizeFunction): 1 | -1 | undefined {
    const bounds = linearBounds(f);
    if (bounds === undefined) {
        return undefined;
    }
    const { least, most } = rangeFromOne(bounds);
    // f is an integer, so a value above −1 is at least 0.
    return least > -1 + tiny ? 1 : most < 1 - tiny ? -1 : undefined;
}

/** The range of a function for sizes from 1 on; infinite if nothing bounds it. */
export function rangeFromOne({ slopes, least, most }: LinearBounds): { readonly least: number; readonly most: number } {
    let [low, high] = [least, most];
    for (const slope of slopes.values()) {
        if (slope !== 0) {
            low = slope > floatingError ? low + slope : -Infinity;
            high = slope < -floatingError ? high + slope : Infinity;
        }
    }
    return { least: low, most: high };
}

/** How close to an integer a bound counts as that integer. */
export const tiny = 1e-7;

/** Sums of slopes are less exact than this: the sign of a smaller sum is unknown. */
const floatingError = 1e-12;
