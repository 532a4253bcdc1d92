import type { Shape } from "../sizes/shape.ts";
import { atLeast } from "../sizes/size-condition.ts";
import { addSizes, fixedSize, multiplySizes, unknownSize, type Size } from "../sizes/size.ts";
import { choice } from "./argument-readers.ts";
import type { ArgumentType } from "./argument-types.ts";
import type { Reporter } from "./axes.ts";
import { requireSizes } from "./demands.ts";
import { string, type OnnxBuilder } from "./onnx-builder.ts";

/** The contents of a border around a value, named as in PyTorch's convolutions. */
export type BorderMode = "zeros" | "reflect" | "replicate" | "circular";

export const borderMode: ArgumentType<BorderMode> = choice("zeros", "reflect", "replicate", "circular");

/** The border on either side of one axis. */
export interface BorderSides {
    readonly before: number;
    readonly after: number;
}

/**
 * Reports a border that the mode cannot fill: reflection must be smaller than the input, circular padding at most as
 * large. `sides` has one entry per spatial axis; so has `doubled`, twice the wider side if that depends on the size.
 */
export function checkBorder(
    reporter: Reporter, mode: BorderMode, sides: readonly BorderSides[], input: Shape, argument: string,
    doubled: readonly Size[] = [],
): boolean {
    if (mode !== "reflect" && mode !== "circular") {
        return true;
    }
    for (const [index, { before, after }] of sides.entries()) {
        const axis = index + 1;
        const size = input[axis] ?? unknownSize;
        const largest = Math.max(before, after);
        const usable = mode === "reflect" ? addSizes(size, fixedSize(-1)) : size;
        const wider = doubled[index] ?? fixedSize(2 * largest);
        const fits = requireSizes(reporter, atLeast(multiplySizes(usable, fixedSize(2)), wider), () => {
            const requirement = { kind: mode, axis, rank: input.length, size };
            return { code: "invalid-argument", name: argument, value: String(largest), requirement, argument };
        });
        if (!fits) {
            return false;
        }
    }
    return true;
}

/**
 * Adds the operators that put a border around `input`, and returns the result's name. Negative sides are cut off last,
 * so that borders come from the whole input, as in PyTorch.
 */
export function borderNodes(
    onnx: OnnxBuilder, input: string, mode: BorderMode, sides: readonly BorderSides[], shape: Shape, value = 0,
): string {
    const added = sides.map(({ before, after }) => ({ before: Math.max(before, 0), after: Math.max(after, 0) }));
    const bordered = filledBorder(onnx, input, mode, added, shape, value);
    if (sides.every(({ before, after }) => before >= 0 && after >= 0)) {
        return bordered;
    }
    const starts = sides.map(({ before }) => Math.max(-before, 0));
    const ends = sides.map(({ after }, index) => {
        const { before: first, after: last } = added[index] ?? { before: 0, after: 0 };
        return first + (shape[index + 1]?.sample ?? 0) + last + Math.min(after, 0);
    });
    const bounds = [starts, ends, sides.map((_, index) => index + 2)].map((numbers) => onnx.integers(numbers));
    return onnx.add("Slice", [bordered, ...bounds]);
}

function filledBorder(
    onnx: OnnxBuilder, input: string, mode: BorderMode, sides: readonly BorderSides[], shape: Shape, value: number,
): string {
    if (mode === "circular") {
        return circularNodes(onnx, input, sides, shape);
    }
    const pads = onnx.integers([0, 0, ...sides.map(({ before }) => before), 0, 0, ...sides.map(({ after }) => after)]);
    const onnxMode = mode === "zeros" ? "constant" : mode === "replicate" ? "edge" : "reflect";
    const inputs = mode === "zeros" ? [input, pads, onnx.scalar(value)] : [input, pads];
    return onnx.add("Pad", inputs, { mode: string(onnxMode) });
}

/** Opset 18's Pad has no wrap mode: slices of the ends are joined to the other side, axis by axis. */
function circularNodes(onnx: OnnxBuilder, input: string, sides: readonly BorderSides[], shape: Shape): string {
    let current = input;
    for (const [index, { before, after }] of sides.entries()) {
        if (before === 0 && after === 0) {
            continue;
        }
        const size = shape[index + 1]?.sample ?? 0;
        const slice = (start: number, end: number): string => onnx.add("Slice", [
            current, onnx.integers([start]), onnx.integers([end]), onnx.integers([index + 2]),
        ]);
        const pieces = [
            ...(before > 0 ? [slice(size - before, size)] : []),
            current,
            ...(after > 0 ? [slice(0, after)] : []),
        ];
        current = onnx.add("Concat", pieces, { axis: { int: index + 2 } });
    }
    return current;
}
