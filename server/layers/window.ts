import type { AxisTaps } from "../arithmetic.ts";
import {
    ceilQuotient, constant, evaluateFormula, floorQuotient, formatNumbers, minus, plus, term, times, type Formula,
} from "../sizes/formula.ts";
import type { Shape } from "../sizes/shape.ts";
import { atLeast } from "../sizes/size-condition.ts";
import {
    addSizes, ceilDivideSizes, fixedSize, multiplySizes, subtractSizes, unknownAtSample, unknownSize, type Size,
} from "../sizes/size.ts";
import type { Padding, PerAxis } from "./argument-types.ts";
import { forEachAxis, type AxisFormula, type Reporter } from "./axes.ts";
import { requireSizes } from "./demands.ts";

/** How a kernel moves along one spatial axis. */
export interface AxisWindow {
    readonly kernel: number;
    readonly stride: number;
    readonly dilation: number;
    /** The extent from the kernel's first to its last tap: d·(k − 1) + 1. */
    readonly extent: number;
    /** The padding on either side; for "same", the padding at the default size. */
    readonly before: number;
    readonly after: number;
    readonly same: boolean;
}

export interface WindowArguments {
    readonly kernel: PerAxis;
    readonly stride: PerAxis;
    readonly padding: Padding;
    readonly dilation: PerAxis;
}

type AxisPadding = readonly [before: number, after: number];

/** The windows of a shape's spatial axes; undefined if an argument's list has the wrong length. */
export function readWindows(
    reporter: Reporter, args: WindowArguments, shape: Shape,
): readonly AxisWindow[] | undefined {
    const axes = shape.length - 1;
    const kernels = forEachAxis(reporter, "kernel", args.kernel, axes);
    const strides = forEachAxis(reporter, "stride", args.stride, axes);
    const same = args.padding === "same";
    const paddings = readPaddings(reporter, args.padding, axes);
    const dilations = forEachAxis(reporter, "dilation", args.dilation, axes);
    if (kernels === undefined || strides === undefined || paddings === undefined || dilations === undefined) {
        return undefined;
    }
    return shape.slice(1).map((size, index) => {
        const kernel = kernels[index] ?? 1;
        const stride = strides[index] ?? 1;
        const dilation = dilations[index] ?? 1;
        const extent = dilation * (kernel - 1) + 1;
        const [before, after] = same ? samePadding(size.sample, stride, extent) : paddings[index] ?? [0, 0];
        return { kernel, stride, dilation, extent, before, after, same };
    });
}

/** A padding argument as one pair per axis, no pairs for "same" and "valid"; reports a list of the wrong length. */
export function readPaddings(
    reporter: Reporter, padding: Padding, axes: number,
): readonly AxisPadding[] | undefined {
    if (typeof padding === "string" || typeof padding === "number") {
        const side = typeof padding === "string" ? 0 : padding;
        return Array.from({ length: axes }, () => [side, side] as const);
    }
    if (padding.length !== axes) {
        reporter.report({
            code: "wrong-axis-count", name: "padding", actual: padding.length, axes, argument: "padding",
        });
        return undefined;
    }
    return padding.map((side) => (typeof side === "number" ? [side, side] : side));
}

/** ⌈size / stride⌉ outputs, with an odd pixel after. */
function samePadding(size: number | undefined, stride: number, extent: number): readonly [number, number] {
    if (size === undefined || stride < 1) {
        return [0, 0];
    }
    const total = Math.max((Math.ceil(size / stride) - 1) * stride + extent - size, 0);
    return [Math.floor(total / 2), Math.ceil(total / 2)];
}

/**
 * Twice the wider side of a window's padding on an axis. For "same", which depends on the size, it is the sum of both
 * sides: half of it, rounded up, is the wider side, so the results of comparisons are the same.
 */
export function doubledSide(size: Size, { stride, extent, before, after, same }: AxisWindow): Size {
    if (!same) {
        return fixedSize(2 * Math.max(before, after));
    }
    const covered = multiplySizes(ceilDivideSizes(size, fixedSize(stride)), fixedSize(stride));
    return subtractSizes(addSizes(covered, fixedSize(extent - stride)), size);
}

/** The number of windows that fit: ⌊(n + 2·p − d·(k − 1) − 1)/s⌋ + 1, without terms that have no effect. */
export function windowFormula(size: Size, window: AxisWindow, rounding: "floor" | "ceil" = "floor"): Formula {
    const n = term("n", size);
    const s = term("s", window.stride);
    if (window.same) {
        return window.stride === 1 ? n : ceilQuotient(n, s);
    }
    if (rounding === "ceil" && window.stride + window.after > window.extent) {
        // The last window must start at the input's last element or before, which takes precedence over rounding up.
        const symbol = window.before === window.after ? "p" : "p₀";
        return ceilQuotient(window.before === 0 ? n : plus(n, term(symbol, window.before)), s);
    }
    const padded = withPadding(n, window.before, window.after);
    if (window.extent === 1 || window.dilation === 1) {
        const span = minus(padded, term("k", window.kernel));
        return plus(window.stride === 1 ? span : quotient(span, s, rounding), constant(1));
    }
    const span = minus(padded, dilatedKernel(window));
    return window.stride === 1 ? span : plus(quotient(minus(span, constant(1)), s, rounding), constant(1));
}

/** d·(k − 1), the distance from a dilated kernel's first tap to its last. */
export function dilatedKernel(window: AxisWindow): Formula {
    return times(term("d", window.dilation), minus(term("k", window.kernel), constant(1)));
}

/** `n + 2·p`, or `n + p₀ + p₁` if the sides differ. */
function withPadding(n: Formula, before: number, after: number): Formula {
    return paddingTerms(before, after).reduce(plus, n);
}

/** The padding of both sides, as terms. */
export function paddingTerms(before: number, after: number): readonly Formula[] {
    if (before === after) {
        return before === 0 ? [] : [times(constant(2), term("p", before))];
    }
    return [...(before === 0 ? [] : [term("p₀", before)]), ...(after === 0 ? [] : [term("p₁", after)])];
}

function quotient(left: Formula, right: Formula, rounding: "floor" | "ceil"): Formula {
    return rounding === "floor" ? floorQuotient(left, right) : ceilQuotient(left, right);
}

/** The sizes of the spatial axes, and their formulas. */
export interface WindowedAxes {
    readonly sizes: readonly Size[];
    readonly formulas: readonly AxisFormula[];
}

/** Slides the windows over a shape. Reports the first axis whose kernel does not fit, and leaves it unknown. */
export function slideWindows(
    reporter: Reporter, shape: Shape, windows: readonly AxisWindow[], rounding: "floor" | "ceil" = "floor",
): WindowedAxes {
    const sizes: Size[] = [];
    const formulas: AxisFormula[] = [];
    for (const [index, window] of windows.entries()) {
        const axis = index + 1;
        const input = shape[axis] ?? unknownSize;
        const formula = windowFormula(input, window, rounding);
        const output = evaluateFormula(formula);
        formulas.push({ axis, formula });
        const fits = requireSizes(reporter, atLeast(output, 1), () => ({
            code: "kernel-exceeds-input",
            axis,
            rank: shape.length,
            input,
            padding: window.before + window.after,
            kernel: window.kernel,
            dilation: window.dilation,
            extent: window.extent,
            argument: "kernel",
        }));
        sizes.push(fits ? output : unknownAtSample(output));
    }
    return { sizes, formulas };
}

/** (n − 1)·s: the distance from the first to the last kernel. */
export function spreadFormula(size: Size, { stride }: Pick<AxisWindow, "stride">): Formula {
    const gaps = minus(term("n", size), constant(1));
    return stride === 1 ? gaps : times(gaps, term("s", stride));
}

/** The formula's size; reports a size below 1 and makes it unknown. */
export function positiveSize(
    reporter: Reporter, input: Shape, axis: number, formula: Formula, argument?: string,
): Size {
    const output = evaluateFormula(formula);
    const fits = requireSizes(reporter, atLeast(output, 1), () => ({
        code: "empty-output", axis, rank: input.length, input: input[axis] ?? unknownSize, output,
        formula: formatNumbers(formula), ...(argument === undefined ? {} : { argument }),
    }));
    return fits ? output : unknownAtSample(output);
}

/** The reads of a kernel that slides over the input. */
export function slidingTaps({ kernel, stride, dilation, before, after }: AxisWindow): AxisTaps {
    return { kind: "sliding", kernel, stride, dilation, before, after };
}

/** ONNX's `pads`: all axes' starts, then all their ends. */
export function onnxPads(sides: readonly { readonly before: number; readonly after: number }[]): readonly number[] {
    return [...sides.map(({ before }) => before), ...sides.map(({ after }) => after)];
}
