import type { Formula } from "../sizes/formula.ts";
import type { Shape } from "../sizes/shape.ts";
import { fixedSize, unknownSize, type Size } from "../sizes/size.ts";
import type { DemandingReporter } from "./demands.ts";

/** Receives a rule's findings and demands. */
export type Reporter = DemandingReporter;

/** The ranks of values with channels and one to three spatial axes. */
export const spatialRanks: readonly number[] = [2, 3, 4];

/** Every rank of a value: features only, or channels and up to three spatial axes. */
export const allRanks: readonly number[] = [1, 2, 3, 4];

/** Whether a shape has one of the ranks; reports other ranks. */
export function hasRank(
    reporter: Reporter, layer: string, shape: Shape, ranks: readonly number[], argument?: string,
): boolean {
    if (ranks.includes(shape.length)) {
        return true;
    }
    reporter.report({
        code: "rank-mismatch", layer, shape, ranks, ...(argument === undefined ? {} : { argument }),
    });
    return false;
}

/** One number per axis, from a list or one number for all axes. Reports a list of the wrong length. */
export function forEachAxis(
    reporter: Reporter, name: string, value: number | readonly number[], axes: number,
): readonly number[] | undefined {
    if (typeof value === "number") {
        return Array.from({ length: axes }, () => value);
    }
    if (value.length === axes) {
        return value;
    }
    reporter.report({ code: "wrong-axis-count", name, actual: value.length, axes, argument: name });
    return undefined;
}

/** Resolves a possibly negative axis argument to an index from 0; reports an axis that the shape does not have. */
export function resolveAxis(reporter: Reporter, axis: number, shape: Shape, name = "axis"): number | undefined {
    const rank = shape.length;
    if (axis >= -rank && axis < rank) {
        return axis < 0 ? axis + rank : axis;
    }
    const requirement = { kind: "axis", rank } as const;
    reporter.report({ code: "invalid-argument", name, value: String(axis), requirement, argument: name });
    return undefined;
}

/** A shape with this many channels whose spatial axes are unknown. */
export function channelsOnly(channels: Size | number, axes: number): Shape {
    return [
        typeof channels === "number" ? fixedSize(channels) : channels,
        ...Array.from({ length: axes }, () => unknownSize),
    ];
}

/** The shape with one axis replaced. */
export function withAxis(shape: Shape, axis: number, size: Size): Shape {
    return shape.map((old, index) => (index === axis ? size : old));
}

export interface AxisFormula {
    /** The axis of the output; channels are 0. */
    readonly axis: number;
    readonly formula: Formula;
}
