import type { Shape } from "../sizes/shape.ts";
import type { Padding, PerAxis } from "./argument-types.ts";
import { symmetricPadding } from "./conv.ts";
import {
    expressionForm, functionForm, given, input as inputPart, literal, named, part, positional, torchPads,
    type PytorchArgument, type PytorchForm, type PytorchPart,
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

/** nn.MaxPool2d; a padding that differs between the sides is put around its input before. */
export function maxPoolForm(
    args: MaxPoolArguments, windows: readonly AxisWindow[], input: Shape, output: Shape,
): PytorchForm {
    const axes = input.length - 1;
    const [module, callee] = [`nn.MaxPool${axes}d`, `F.max_pool${axes}d`];
    const padding = args.padding === "same" ? undefined : symmetricPadding(args.padding, windows);
    const indices = args.indices ? [named("return_indices", literal(true))] : [];
    const dilation = named("dilation", given("dilation", args.dilation), 1);
    if (padding !== undefined) {
        return functionForm(module, callee, [
            ...kernelAndStride(args), named("padding", padding, 0), dilation,
            named("ceil_mode", given("ceil_mode", args.ceil_mode), false), ...indices,
        ]);
    }
    const all = [...kernelAndStride(args), dilation, ...indices];
    const pooled: readonly PytorchPart[] = [
        `${callee}(`, ...paddedInput(args, windows, input, output), { kind: "arguments", arguments: all }, ")",
    ];
    const preamble = args.padding === "same" ? ["pad_same"] : [];
    if (!args.indices) {
        return expressionForm(pooled, { preamble });
    }
    const sides = part(literal(reaching(windows, input, output).map(({ before, after }) => [before, after])));
    return expressionForm(["unpadded_indices(", ...pooled, ", ", inputPart(), ", ", sides, ")"], {
        preamble: [...preamble, "unpadded_indices"],
    });
}

/** nn.AvgPool2d, or its sums over what is counted where PyTorch has no padding like that. */
export function avgPoolForm(
    args: PoolArguments & { readonly count_include_pad: boolean }, windows: readonly AxisWindow[], input: Shape,
    output: Shape,
): PytorchForm {
    const axes = input.length - 1;
    const padding = args.padding === "same" ? undefined : symmetricPadding(args.padding, windows);
    const counts = named("count_include_pad", given("count_include_pad", args.count_include_pad), true);
    if (padding !== undefined) {
        return functionForm(`nn.AvgPool${axes}d`, `F.avg_pool${axes}d`, [
            ...kernelAndStride(args), named("padding", padding, 0),
            named("ceil_mode", given("ceil_mode", args.ceil_mode), false), counts,
        ]);
    }
    const stride = given(args.stride === undefined ? "kernel" : "stride", args.stride ?? args.kernel);
    if (args.padding === "same") {
        const rest = [positional(given("kernel", args.kernel)), positional(stride)];
        return args.count_include_pad
            ? expressionForm([
                `F.avg_pool${axes}d(`, ...paddedInput(args, windows, input, output),
                { kind: "arguments", arguments: kernelAndStride(args) }, ")",
            ], { preamble: ["pad_same"] })
            : expressionForm(["same_avg_pool(", inputPart(), { kind: "arguments", arguments: rest }, ")"], {
                preamble: ["same_avg_pool"],
            });
    }
    const reach = reaching(windows, input, output).map(({ after }, index) =>
        ({ before: 0, after: Math.max(0, after - (windows[index]?.after ?? 0)) }));
    return expressionForm(["padded_avg_pool(", inputPart(), {
        kind: "arguments",
        arguments: [
            positional(given("kernel", args.kernel)), positional(stride), positional(literal(torchPads(windows))),
            positional(literal(torchPads(reach))), counts,
        ],
    }, ")"], { preamble: ["padded_avg_pool"] });
}

function kernelAndStride({ kernel, stride }: PoolArguments): readonly PytorchArgument[] {
    return [
        positional(given("kernel", kernel)),
        ...(stride === undefined ? [] : [named("stride", given("stride", stride))]),
    ];
}

/** The input with its padding around it; a maximum is never in it. */
function paddedInput(
    args: PoolArguments & { readonly dilation?: PerAxis }, windows: readonly AxisWindow[], input: Shape, output: Shape,
): readonly PytorchPart[] {
    const filling = args.dilation === undefined ? "" : ", value=float(\"-inf\")";
    if (args.padding !== "same") {
        return ["F.pad(", inputPart(), ", ", part(literal(torchPads(reaching(windows, input, output)))), `${filling})`];
    }
    const dilation: readonly PytorchPart[] = args.dilation === undefined || args.dilation === 1
        ? []
        : [", ", part(given("dilation", args.dilation))];
    const stride = given(args.stride === undefined ? "kernel" : "stride", args.stride ?? args.kernel);
    return [
        "pad_same(", inputPart(), ", ", part(given("kernel", args.kernel)), ", ", part(stride), ...dilation, `${filling})`,
    ];
}

/** The windows' sides with as much after as the last output's window reads, which is what `ceil_mode` comes to. */
function reaching(
    windows: readonly AxisWindow[], input: Shape, output: Shape,
): readonly { readonly before: number; readonly after: number }[] {
    return windows.map(({ stride, extent, before, after }, index) => {
        const last = ((output[index + 1]?.sample ?? 0) - 1) * stride + extent;
        return { before, after: Math.max(last - (input[index + 1]?.sample ?? 0) - before, after) };
    });
}
