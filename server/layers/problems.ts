import type { Shape } from "../sizes/shape.ts";
import type { SizeTest } from "../sizes/size-condition.ts";
import type { Size } from "../sizes/size.ts";

/**
 * What a layer's own rule finds wrong, as facts: the diagnostic catalogue words them. `argument` names the argument to
 * blame (the whole call where it is missing or was not written); `axis` counts from channels, which is 0.
 */
export type LayerProblem = LayerFinding & {
    readonly argument?: string;
    /** The inputs that disagree, by their position, so that it can be told how each got its size. */
    readonly operands?: readonly number[];
    /** What was asked of the input's free sizes and their samples do not meet, where it depends on them. */
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
    | { readonly code: "invalid-stride"; readonly value: number }
    | { readonly code: "invalid-dilation"; readonly value: number }
    | { readonly code: "invalid-padding"; readonly reason: "negative"; readonly value: number }
    /** A pool whose padding on one side is over half its kernel. */
    | { readonly code: "invalid-padding"; readonly reason: "over-half-kernel"; readonly value: number; readonly kernel: number }
    /** "same" with a kernel, or "same"/"valid" where the layer has neither. */
    | { readonly code: "invalid-padding"; readonly reason: "not-here"; readonly word: string; readonly layer: string }
    | { readonly code: "invalid-groups"; readonly groups: number; readonly channels: number; readonly of: "input" | "output" }
    | { readonly code: "invalid-output-padding"; readonly value: number; readonly stride: number; readonly dilation: number }
    /** An argument of the right type with a value the layer cannot have; `value` is as the language writes it. */
    | { readonly code: "invalid-argument"; readonly name: string; readonly value: string; readonly requirement: Requirement }
    /** Operands that are numbers alone. */
    | { readonly code: "invalid-argument"; readonly name: string; readonly value?: never; readonly requirement: { readonly kind: "some-value" } }
    /** A list argument of the wrong length: one entry per axis is needed. */
    | { readonly code: "wrong-axis-count"; readonly name: string; readonly actual: number; readonly axes: number }
    | {
        readonly code: "rank-mismatch";
        readonly layer: string;
        readonly shape: Shape;
        /** The ranks it takes, the batch left out. */
        readonly ranks: readonly number[];
        /** The value it meets with, whose rank it would have to have. */
        readonly reference?: Shape;
    }
    /** Values that meet with different channel counts. */
    | { readonly code: "channel-mismatch"; readonly layer: string; readonly shapes: readonly (Shape | undefined)[]; readonly left: Size; readonly right: Size }
    /** Values that meet with different sizes on another axis than channels. */
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
     * The result would not have the size of what was `pooled`, in which the indices count; `reachable`, if `to=` can
     * give it that size.
     */
    | { readonly code: "unpool-mismatch"; readonly shape: Shape; readonly pooled: Shape; readonly reachable: boolean }
    /** `to=` asks for a size that no output_padding gives; it would have to lie in `least`…`most`. */
    | { readonly code: "unsolvable-size"; readonly layer: string; readonly axis: number; readonly rank: number; readonly requested: Size; readonly least: Size; readonly most: Size }
    /** Exactly one of several arguments has to be given. */
    | { readonly code: "conflicting-arguments"; readonly names: readonly string[]; readonly provided: readonly string[] };

/** What the value of an argument has to be. */
export type Requirement =
    | { readonly kind: "at-least" | "at-most" | "greater-than"; readonly bound: number }
    | { readonly kind: "between"; readonly least: number; readonly most: number }
    | { readonly kind: "non-empty-list" }
    /** An axis of a value with this many axes. */
    | { readonly kind: "axis"; readonly rank: number }
    /** A border that mirrors the input, or goes around it, only has the input's own rows to take. */
    | { readonly kind: "reflect" | "circular"; readonly axis: number; readonly rank: number; readonly size: Size }
    /** One slope, or one per channel. */
    | { readonly kind: "slopes"; readonly channels: number }
    /** A list of sizes of which one may be -1. */
    | { readonly kind: "sizes" }
    /** A list with each axis of the value once. */
    | { readonly kind: "permutation"; readonly rank: number }
    /** A mode of interpolation for this many spatial axes; `modes` are those besides "nearest". */
    | { readonly kind: "mode"; readonly modes: readonly string[]; readonly axes: number }
    /** False unless the mode interpolates. */
    | { readonly kind: "interpolating" };
