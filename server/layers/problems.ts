import type { Shape } from "../sizes/shape.ts";
import type { SizeTest } from "../sizes/size-condition.ts";
import type { Size } from "../sizes/size.ts";

/**
 * What a layer's own rule finds wrong, as facts that the diagnostics put into words. `argument` is the argument at
 * fault (the whole call if it is missing); `axis` counts from channels, which is 0.
 */
export type LayerProblem = LayerFinding & {
    readonly argument?: string;
    /** The positions of the inputs that disagree, so that a note can explain where each size comes from. */
    readonly operands?: readonly number[];
    /** The condition that the default sizes violate, if it depends on dynamic sizes. */
    readonly demanded?: SizeTest;
};

export type LayerFinding =
    /** The dilated kernel, d·(k − 1) + 1 = `extent`, is larger than the padded input. */
    | {
        readonly code: "kernel-exceeds-input";
        readonly axis: number;
        readonly rank: number;
        readonly input: Size;
        /** The sum of both sides. */
        readonly padding: number;
        readonly kernel: number;
        readonly dilation: number;
        readonly extent: number;
    }
    /** Any other output size below 1: a transposed convolution cropped away, a negative padding, an upsampling to 0. */
    | { readonly code: "empty-output"; readonly axis: number; readonly rank: number; readonly input: Size; readonly output: Size; readonly formula: string }
    /** An output size above the largest; `output` is undefined if it is not even exact. */
    | { readonly code: "size-too-large"; readonly axis: number; readonly rank: number; readonly output: number | undefined; readonly most: number }
    | { readonly code: "invalid-stride"; readonly value: number }
    | { readonly code: "invalid-dilation"; readonly value: number }
    | { readonly code: "invalid-padding"; readonly reason: "negative"; readonly value: number }
    /** A pooling whose padding on one side exceeds half its kernel. */
    | { readonly code: "invalid-padding"; readonly reason: "over-half-kernel"; readonly value: number; readonly kernel: number }
    /** "same" with a kernel, or "same"/"valid" for a layer that supports neither. */
    | { readonly code: "invalid-padding"; readonly reason: "not-here"; readonly word: string; readonly layer: string }
    | { readonly code: "invalid-groups"; readonly groups: number; readonly channels: number; readonly of: "input" | "output" }
    | { readonly code: "invalid-output-padding"; readonly value: number; readonly stride: number; readonly dilation: number }
    /** An argument of the right type with an invalid value; `value` is in the language's syntax. */
    | { readonly code: "invalid-argument"; readonly name: string; readonly value: string; readonly requirement: Requirement }
    /** Only numbers as operands. */
    | { readonly code: "invalid-argument"; readonly name: string; readonly value?: never; readonly requirement: { readonly kind: "some-value" } }
    /** A list argument of the wrong length: it needs one entry per axis. */
    | { readonly code: "wrong-axis-count"; readonly name: string; readonly actual: number; readonly axes: number }
    | {
        readonly code: "rank-mismatch";
        readonly layer: string;
        readonly shape: Shape;
        /** The supported ranks, without the batch. */
        readonly ranks: readonly number[];
        /** The other operand, whose rank is expected. */
        readonly reference?: Shape;
    }
    /** Operands with different channel counts. */
    | { readonly code: "channel-mismatch"; readonly layer: string; readonly shapes: readonly (Shape | undefined)[]; readonly left: Size; readonly right: Size }
    /** Operands with different sizes on an axis other than channels. */
    | {
        readonly code: "size-mismatch";
        readonly layer: string;
        readonly shapes: readonly (Shape | undefined)[];
        readonly axis: number;
        readonly rank: number;
        readonly left: Size;
        readonly right: Size;
    }
    | { readonly code: "uneven-split"; readonly axis: number; readonly rank: number; readonly size: Size; readonly parts: number | readonly number[] }
    | { readonly code: "reshape-mismatch"; readonly shape: Shape; readonly requested: readonly number[] }
    | { readonly code: "unpool-mismatch"; readonly shape: Shape; readonly indices: Shape }
    /**
     * The result's size would differ from that of `pooled`, which the indices refer to; `reachable` if `to=` can
     * request that size.
     */
    | { readonly code: "unpool-mismatch"; readonly shape: Shape; readonly pooled: Shape; readonly reachable: boolean }
    /** `to=` requests a size that no output_padding produces; the size must be in `least`…`most`. */
    | { readonly code: "unsolvable-size"; readonly layer: string; readonly axis: number; readonly rank: number; readonly requested: Size; readonly least: Size; readonly most: Size }
    /** Exactly one of several arguments is required. */
    | { readonly code: "conflicting-arguments"; readonly names: readonly string[]; readonly provided: readonly string[] };

/** The requirement that the value of an argument must meet. */
export type Requirement =
    | { readonly kind: "at-least" | "at-most" | "greater-than"; readonly bound: number }
    | { readonly kind: "between"; readonly least: number; readonly most: number }
    | { readonly kind: "non-empty-list" }
    /** An axis of a value with this many axes. */
    | { readonly kind: "axis"; readonly rank: number }
    /** A reflected or circular border can only use the input's own rows. */
    | { readonly kind: "reflect" | "circular"; readonly axis: number; readonly rank: number; readonly size: Size }
    /** One slope, or one per channel. */
    | { readonly kind: "slopes"; readonly channels: number }
    /** A list of sizes of which one may be -1. */
    | { readonly kind: "sizes" }
    /** A permutation of the value's axes. */
    | { readonly kind: "permutation"; readonly rank: number }
    /** An interpolation mode for this many spatial axes; `modes` are those besides "nearest". */
    | { readonly kind: "mode"; readonly modes: readonly string[]; readonly axes: number }
    /** False unless the mode interpolates. */
    | { readonly kind: "interpolating" };
