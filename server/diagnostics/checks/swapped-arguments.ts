import type { Argument, NumberLiteral } from "../../../grammar/syntax-tree.ts";
import type { Layer } from "../../graph/graph.ts";
import { defineCheck } from "../check.ts";
import { inEveryUse, layersWith } from "../in-every-use.ts";
import { text } from "../../text.ts";

/** No published network has a kernel of 16 or more with a stride below a quarter of it and so few channels. */
const [mostChannels, leastKernel] = [11, 16];

/**
 * `conv(3, 64)`, which makes 3 channels with a 64×64 kernel, instead of `conv(64, 3)`. A kernel that does not fit is
 * kernel-exceeds-input. A kernel that covers the whole input, or has a large stride, as FCN's upsampling, is
 * intentional.
 */
export const swappedArguments = defineCheck({
    code: "swapped-arguments",
    severity: "warning",
    inEveryUse: true,
    message: ({ layer, channels, kernel }: SwappedArguments) => channels === 1
        ? text("`{layer}` computes 1 channel with a kernel of {kernel}", { layer, kernel })
        : text("`{layer}` computes {channels} channels with a kernel of {kernel}", { layer, channels, kernel }),
    help: ({ layer, channels, kernel }) => text(
        "the channels come first: `{layer}({kernel}, {channels})`; if this is intended, name the argument: `kernel={kernel}`",
        { layer, channels, kernel }),
    *inFile(analysis) {
        for (const [layer, [first, second]] of inEveryUse(layersWithSwapped(analysis), analysis)) {
            const { name } = layer.definition;
            yield {
                location: layer.location,
                scope: layer.scope,
                facts: { layer: name, channels: first.value, kernel: second.value },
                fixes: () => [
                    {
                        title: text("Swap the channels and the kernel"),
                        edits: [[first, second] as const, [second, first] as const].map(([at, other]) => ({
                            span: { start: at.start, end: at.end }, text: String(other.value),
                        })),
                        preferred: true,
                    },
                    {
                        title: text("Name the argument `kernel`"),
                        edits: [{ span: { start: second.start, end: second.start }, text: "kernel=" }],
                        preferred: false,
                    },
                ],
            };
        }
    },
});

interface SwappedArguments {
    readonly layer: string;
    readonly channels: number;
    readonly kernel: number;
}

const layersWithSwapped = layersWith(swappedIn);

function swappedIn(
    { node, definition, inputs, inference, faulty }: Layer,
): readonly [NumberLiteral, NumberLiteral] | undefined {
    const channels = unnamedNumber(node.arguments[0]);
    const kernel = unnamedNumber(node.arguments[1]);
    if (channels === undefined || kernel === undefined) {
        return undefined;
    }
    const shape = inputs[0]?.shape ?? [];
    if (shape.length < 3 || faulty || inference === undefined) {
        return undefined;
    }
    const isOdd = channels.value % 2 === 1 && channels.value <= mostChannels;
    const isWidth = kernel.value >= leastKernel && kernel.value % 8 === 0;
    if (!isOdd || !isWidth) {
        return undefined;
    }
    const names = [...definition.arguments.keys()].slice(0, definition.positional);
    const slides = inference.windows.every(({ stride, before, after, kernel: size }, axis) =>
        4 * stride < size && (shape[axis + 1]?.sample ?? 0) + before + after > size);
    return names[0] === "channels" && names[1] === "kernel" && slides ? [channels, kernel] : undefined;
}

function unnamedNumber(argument: Argument | undefined): NumberLiteral | undefined {
    return argument?.name === undefined && argument?.value.kind === "number" ? argument.value : undefined;
}
