import type { AxisWindow } from "../../../layers/window.ts";
import { axisText } from "../../axis-text.ts";
import { formatSize } from "../../../sizes/size.ts";
import { fittingPadding } from "../../sample-blame.ts";
import { defineDiagnostic, type FactsOf, type LayerContext } from "../../definition.ts";
import { removeArgument, type TextChange } from "../../edits.ts";
import type { Fix } from "../../fix.ts";
import { changeArgument, numberArgument } from "../../fixes/change-argument.ts";
import { positiveNumbers, preferFirst, setFirstNumber, setNumber } from "../../fixes/numbers.ts";
import { text, type Text } from "../../../text.ts";

type KernelExceedsInput = FactsOf<"kernel-exceeds-input">;

export const kernelExceedsInput = defineDiagnostic({
    code: "kernel-exceeds-input",
    severity: "error",
    message: ({ axis, rank, input, padding, kernel, dilation, extent }) => {
        const padded = (input.sample ?? 0) + padding;
        const both = padding % 2 === 0 ? `2·${padding / 2}` : String(padding);
        const available = padding === 0 ? formatSize(input) : `${formatSize(input)} + ${both} = ${padded}`;
        const needed = dilation === 1 ? String(extent) : `${dilation}·(${kernel} − 1) + 1 = ${extent}`;
        const values = { axis: axisText(axis, rank), available, needed };
        if (dilation === 1) {
            return padding === 0
                ? text("kernel is larger than the input: {axis} {available} < {needed}", values)
                : text("kernel is larger than the padded input: {axis} {available} < {needed}", values);
        }
        return padding === 0
            ? text("dilated kernel is larger than the input: {axis} {available} < {needed}", values)
            : text("dilated kernel is larger than the padded input: {axis} {available} < {needed}", values);
    },
    help: (facts, context) => {
        const swapped = swappedArguments(facts, context);
        return swapped === undefined
            ? fittingWindow(facts)
            : text("the channels come first: `{call}`", { call: swapped.call });
    },
    fixes: (facts, context) => {
        const swapped = swappedArguments(facts, context);
        return swapped === undefined ? fitWindow(facts, context) : [
            { title: text("Change to `{call}`", { call: swapped.call }), edits: swapped.edits, preferred: true },
            ...fitWindow(facts, context).map((fix) => ({ ...fix, preferred: false })),
        ];
    },
});

/** `conv(3, 64)` for `conv(64, 3)`: the kernel comes first, and the channels do not fit as a kernel. */
function swappedArguments(
    { kernel, input, padding }: KernelExceedsInput, { layer: { node, definition }, file }: LayerContext,
): { readonly call: string; readonly edits: readonly TextChange[] } | undefined {
    const [first, second] = node.arguments;
    const [channels, size] = [first?.value, second?.value];
    const isSwapped = definition.arguments.has("channels") && first?.name === undefined && second?.name === undefined &&
        channels?.kind === "number" && size?.kind === "number" && size.value === kernel &&
        channels.value % 2 === 1 && channels.value <= (input.sample ?? 0) + padding;
    if (!isSwapped) {
        return undefined;
    }
    const edits = [
        { span: channels, text: String(size.value) },
        { span: size, text: String(channels.value) },
    ].map(({ span: { start, end }, text: written }) => ({ span: { start, end }, text: written }));
    const rest = file.text.slice(size.end, node.end);
    return { call: `${node.callee.text}(${size.value}, ${channels.value}${rest}`, edits };
}

function fittingWindow({ input, padding: border, kernel: tooLarge, dilation: wide, extent }: KernelExceedsInput): Text {
    const size = input.sample ?? 0;
    const padded = size + border;
    const padding = Math.ceil((extent - size) / 2);
    if (padded < 1) {
        return text("use a padding of at least {padding}", { padding });
    }
    const kernel = Math.floor((padded - 1) / wide) + 1;
    if (wide === 1 || padded < tooLarge) {
        return text("use a kernel of at most {kernel}, or a padding of at least {padding}", { kernel, padding });
    }
    return text(
        "use a kernel of at most {kernel}, a dilation of at most {dilation}, or a padding of at least {padding}",
        { kernel, dilation: Math.floor((padded - 1) / (tooLarge - 1)), padding },
    );
}

/** A kernel, dilation or padding with which the window fits along every axis. */
function fitWindow({ kernel: failing }: KernelExceedsInput, context: LayerContext): readonly Fix[] {
    const { layer } = context;
    const shape = layer.inputs[0]?.shape ?? [];
    const axes = (layer.inference?.windows ?? []).map((window, index) => ({
        window, size: shape[index + 1]?.sample ?? Infinity,
    }));
    if (axes.length === 0) {
        return [];
    }
    const room = ({ window, size }: { readonly window: AxisWindow; readonly size: number }): number =>
        size + window.before + window.after;
    const kernel = Math.min(...axes.map((axis) => Math.floor((room(axis) - 1) / axis.window.dilation) + 1));
    const dilation = Math.min(...axes.filter(({ window }) => window.kernel > 1)
        .map((axis) => Math.floor((room(axis) - 1) / (axis.window.kernel - 1))));
    const padding = Math.max(...axes.map(({ window, size }) => Math.ceil((window.extent - size) / 2)));
    const withKernel = kernel < 1 ? undefined : setNumber("kernel", kernel, context, (old) => old >= failing);
    const withDilation = dilation < 1 || axes.every(({ window }) => window.dilation === 1)
        ? undefined
        : setNumber("dilation", dilation, context);
    const withPadding = setNumber("padding", padding, context);
    // Padding is usually half the kernel; more is rarely intended.
    const isHalf = axes.every(({ window }) => 2 * padding <= window.extent - 1);
    const pools = layer.definition.traits.pools;
    return preferFirst(isHalf && !pools
        ? [withPadding, withDilation, withKernel]
        : [withDilation, withKernel, withPadding]);
}

export const emptyOutput = defineDiagnostic({
    code: "empty-output",
    severity: "error",
    message: ({ axis, rank, output, formula }) => text("output would be empty: {axis} {formula} = {size}", {
        axis: axisText(axis, rank), formula, size: formatSize(output),
    }),
    help: () => text("every output size must be at least 1"),
    fixes: ({ output }, context) => {
        const padding = numberArgument(context.layer, "padding");
        if (output.sample === undefined || padding === undefined) {
            return [];
        }
        const less = Math.ceil((1 - output.sample) / 2);
        // `pad` crops with a negative padding, a transposed convolution with a positive one.
        return setFirstNumber([padding < 0 ? padding + less : padding - less], "padding", context);
    },
});

export const sizeTooLarge = defineDiagnostic({
    code: "size-too-large",
    severity: "error",
    message: ({ axis, rank, output, most }) => output === undefined
        ? text("output would be too large: {axis} must be at most {limit}", {
            axis: axisText(axis, rank), limit: most.toLocaleString("en-US"),
        })
        : text("output would be too large: {axis} must be at most {limit}, got {size}", {
            axis: axisText(axis, rank), limit: most.toLocaleString("en-US"), size: output.toLocaleString("en-US"),
        }),
    help: () => text("use a smaller input, or fewer layers that enlarge it"),
});

export const invalidStride = defineDiagnostic({
    code: "invalid-stride",
    severity: "error",
    message: ({ value }) => text("stride must be at least 1, got {value}", { value }),
    help: () => text("a stride of 1 visits every position"),
    fixes: ({ value }, context) => setFirstNumber(positiveNumbers(value), "stride", context, (old) => old < 1),
});

export const invalidDilation = defineDiagnostic({
    code: "invalid-dilation",
    severity: "error",
    message: ({ value }) => text("dilation must be at least 1, got {value}", { value }),
    help: () => text("a dilation of 1 leaves no gaps in the kernel"),
    fixes: ({ value }, context) => setFirstNumber(positiveNumbers(value), "dilation", context, (old) => old < 1),
});

export const invalidPadding = defineDiagnostic({
    code: "invalid-padding",
    severity: "error",
    message: (problem) => {
        switch (problem.reason) {
            case "negative":
                return text("padding must not be negative, got {value}", { value: problem.value });
            case "over-half-kernel":
                return text("padding {value} is more than half the kernel of {kernel}", {
                    value: problem.value, kernel: problem.kernel,
                });
            case "not-here":
                return text("`{layer}` does not support padding \"{word}\"", {
                    layer: problem.layer, word: problem.word,
                });
        }
    },
    help: (problem) => {
        switch (problem.reason) {
            case "negative":
                return text("use `crop` to remove borders");
            case "over-half-kernel":
                return text("use a padding of at most {most}", { most: Math.floor(problem.kernel / 2) });
            case "not-here":
                return text("write the padding as a number");
        }
    },
    notes: (problem) => problem.reason === "over-half-kernel"
        ? [{ message: text("with more, a window could cover padding alone") }]
        : [],
    fixes: (problem, context) => {
        switch (problem.reason) {
            case "negative":
                return setFirstNumber([-problem.value, 0], "padding", context, (old) => old < 0);
            case "over-half-kernel": {
                const most = Math.floor(problem.kernel / 2);
                return setFirstNumber([most], "padding", context, (old) => old > most);
            }
            case "not-here":
                return setFirstNumber([0], "padding", context);
        }
    },
});

export const invalidOutputPadding = defineDiagnostic({
    code: "invalid-output-padding",
    severity: "error",
    message: ({ value, stride, dilation }) => value < 0
        ? text("output padding must not be negative, got {value}", { value })
        : text("output padding must be less than {limit}, got {value}", { value, limit: Math.max(stride, dilation) }),
    notes: () => [{ message: text("output padding must be less than the stride or the dilation") }],
    fixes: ({ value, stride, dilation }, context) => {
        const most = Math.max(stride, dilation) - 1;
        return setFirstNumber([value < 0 ? 0 : most], "output_padding", context, (old) => old < 0 || old > most);
    },
});

export const unsolvableSize = defineDiagnostic({
    code: "unsolvable-size",
    severity: "error",
    message: ({ layer, axis, rank, requested, least, most }) => {
        const values = { layer, axis: axisText(axis, rank), requested: formatSize(requested) };
        const [from, to] = [formatSize(least), formatSize(most)];
        return from === to
            ? text("`{layer}` cannot produce {axis} {requested}, only {from}", { ...values, from })
            : text("`{layer}` cannot produce {axis} {requested}, only {from} to {to}", { ...values, from, to });
    },
    help: (facts, { layer }) => {
        const padding = fittingPadding(facts, layer);
        return padding === undefined
            ? text("change its kernel, stride, or padding")
            : text("use `padding={padding}`", { padding });
    },
    fixes: reachSize,
});

/** The stride, and the kernel with it, that enlarge the input to the requested size. */
function reachSize(facts: FactsOf<"unsolvable-size">, context: LayerContext): readonly Fix[] {
    const { axis, requested } = facts;
    const { layer, file } = context;
    const padding = fittingPadding(facts, layer);
    const size = layer.inputs[0]?.shape?.[axis]?.sample;
    if (size === undefined || requested.sample === undefined || requested.sample < size) {
        return [];
    }
    const stride = String(Math.round(requested.sample / size));
    const strided = changeArgument(layer, "stride", stride, context);
    const enlarged = changeArgument(layer, "kernel", stride, context);
    const written = layer.written.byParameter.get("to");
    return preferFirst([
        padding === undefined ? undefined : setNumber("padding", padding, context),
        strided === undefined ? undefined : {
            title: text("Set `stride` to {stride}", { stride }), edits: strided, preferred: false,
        },
        strided === undefined || enlarged === undefined || overlap(strided, enlarged) ? undefined : {
            title: text("Set `kernel` and `stride` to {stride}", { stride }), edits: [...enlarged, ...strided],
            preferred: false,
        },
        written === undefined ? undefined : {
            title: text("Remove `to`"), edits: removeArgument(file, layer.node, written), preferred: false,
        },
    ]);
}

function overlap(some: readonly TextChange[], others: readonly TextChange[]): boolean {
    return some.some((one) => others.some((other) => one.span.start === other.span.start));
}
