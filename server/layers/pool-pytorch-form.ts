import { call, keyword, literal, type PythonLiteral } from "../python/syntax.ts";
import type { Shape } from "../sizes/shape.ts";
import type { Padding, PerAxis } from "./argument-types.ts";
import { symmetricPadding } from "./conv.ts";
import {
    expressionForm, functionForm, argumentSlot, input as inputPart, named, slotPart, positional, torchPads,
    type Hole, type PytorchForm, type Template, type TemplateArgument,
} from "./pytorch-form.ts";
import type { AxisWindow } from "./window.ts";

interface PoolArguments {
    readonly kernel: PerAxis;
    readonly stride: PerAxis | undefined;
    readonly padding: Padding;
    readonly ceil_mode: boolean;
}

interface MaxPoolArguments extends PoolArguments {
    readonly dilation: PerAxis;
    readonly indices: boolean;
}

/** nn.MaxPool2d; a padding that differs between the sides is applied to its input first. */
export function maxPoolForm(
    args: MaxPoolArguments, windows: readonly AxisWindow[], input: Shape, output: Shape,
): PytorchForm {
    const axes = input.length - 1;
    const [module, callee] = [`nn.MaxPool${axes}d`, `F.max_pool${axes}d`];
    const padding = args.padding === "same" ? undefined : symmetricPadding(args.padding, windows);
    const indices = args.indices ? [keyword<Hole>("return_indices", literal(true))] : [];
    const dilation = named("dilation", argumentSlot("dilation", args.dilation), 1);
    if (padding !== undefined) {
        return functionForm(module, callee, [
            ...kernelAndStride(args), named("padding", padding, 0), dilation,
            named("ceil_mode", argumentSlot("ceil_mode", args.ceil_mode), false), ...indices,
        ]);
    }
    const padded = paddedInput(args, windows, input, output, -Infinity);
    const pooled = call<Hole>(callee, [padded, ...kernelAndStride(args), dilation, ...indices]);
    const preamble = args.padding === "same" ? ["pad_same"] : [];
    if (!args.indices) {
        return expressionForm(pooled, { preamble });
    }
    const sides = reaching(windows, input, output).map(({ before, after }) => [before, after]);
    return expressionForm(call<Hole>("unpadded_indices", [pooled, inputPart(), literal(sides)]), {
        preamble: [...preamble, "unpadded_indices"],
    });
}

/** nn.AvgPool2d, or sums divided by counts if PyTorch does not support the padding. */
export function avgPoolForm(
    args: PoolArguments & { readonly count_include_pad: boolean }, windows: readonly AxisWindow[], input: Shape,
    output: Shape,
): PytorchForm {
    const axes = input.length - 1;
    const padding = args.padding === "same" ? undefined : symmetricPadding(args.padding, windows);
    const counts = named("count_include_pad", argumentSlot("count_include_pad", args.count_include_pad), true);
    if (padding !== undefined) {
        return functionForm(`nn.AvgPool${axes}d`, `F.avg_pool${axes}d`, [
            ...kernelAndStride(args), named("padding", padding, 0),
            named("ceil_mode", argumentSlot("ceil_mode", args.ceil_mode), false), counts,
        ]);
    }
    const moves = [positional(argumentSlot("kernel", args.kernel)), positional(strideSlot(args))];
    if (args.padding === "same") {
        return args.count_include_pad
            ? expressionForm(
                call<Hole>(`F.avg_pool${axes}d`, [paddedInput(args, windows, input, output), ...kernelAndStride(args)]),
                { preamble: ["pad_same"] })
            : expressionForm(call<Hole>("same_avg_pool", [inputPart(), ...moves]), { preamble: ["same_avg_pool"] });
    }
    const reach = reaching(windows, input, output).map(({ after }, index) =>
        ({ before: 0, after: Math.max(0, after - (windows[index]?.after ?? 0)) }));
    return expressionForm(
        call<Hole>("padded_avg_pool", [inputPart(), ...moves, torchPads(windows), torchPads(reach), counts]),
        { preamble: ["padded_avg_pool"] });
}

function strideSlot({ kernel, stride }: PoolArguments) {
    return argumentSlot(stride === undefined ? "kernel" : "stride", stride ?? kernel);
}

function kernelAndStride({ kernel, stride }: PoolArguments): readonly TemplateArgument[] {
    return [
        positional(argumentSlot("kernel", kernel)),
        ...(stride === undefined ? [] : [named("stride", argumentSlot("stride", stride))]),
    ];
}

/** The input with its padding, filled with a number: a maximum is never in the padding. */
function paddedInput(
    args: PoolArguments & { readonly dilation?: PerAxis }, windows: readonly AxisWindow[], input: Shape, output: Shape,
    filling?: PythonLiteral,
): Template {
    const value = filling === undefined ? [] : [keyword<Hole>("value", literal(filling))];
    if (args.padding !== "same") {
        const sides = reaching(windows, input, output);
        return sides.every(({ before, after }) => before === 0 && after === 0)
            ? inputPart()
            : call<Hole>("F.pad", [inputPart(), torchPads(sides), ...value]);
    }
    const dilation = args.dilation === undefined || args.dilation === 1 ? [] : [slotPart(argumentSlot("dilation", args.dilation))];
    return call<Hole>("pad_same", [
        inputPart(), slotPart(argumentSlot("kernel", args.kernel)), slotPart(strideSlot(args)), ...dilation, ...value,
    ]);
}

/** The windows' padding, extended after the end as far as the last window reads: the effect of `ceil_mode`. */
export function reaching(
    windows: readonly AxisWindow[], input: Shape, output: Shape,
): readonly { readonly before: number; readonly after: number }[] {
    return windows.map(({ stride, extent, before, after }, index) => {
        const last = ((output[index + 1]?.sample ?? 0) - 1) * stride + extent;
        return { before, after: Math.max(last - (input[index + 1]?.sample ?? 0) - before, after) };
    });
}
