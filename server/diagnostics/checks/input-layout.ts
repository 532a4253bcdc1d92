import type { Input, Span } from "../../../grammar/syntax-tree.ts";
import { nodePathAt } from "../../../grammar/traversal.ts";
import type { Analysis } from "../../analysis/analysis.ts";
import type { GraphInput, ModelGraph } from "../../graph/graph.ts";
import { sampleShape } from "../../sizes/shape.ts";
import { defineCheck } from "../check.ts";
import { text } from "../../text.ts";

/** The channels of images: grey, colour, colour with transparency. */
const imageChannels: readonly number[] = [1, 3, 4];

/** The minimum height and width for which a first size is mistaken for one of these instead of channels. */
const leastSide = 16;

/**
 * An input whose sizes seem to be in another library's order: channels last, with the batch, or without channels.
 * Volumes with one channel, spectrograms and feature maps are not reported.
 */
export const inputLayout = defineCheck({
    code: "input-layout",
    severity: "hint",
    message: ({ fault, name, channels }: InputLayout) => {
        switch (fault) {
            case "channels-last":
                return text("`{name}` has {channels} channels: the channels come first", { name, channels });
            case "batch":
                return text("`{name}` is a volume with 1 channel: the batch is left out", { name });
            case "no-channels":
                return text("`{name}` is a sequence with {channels} channels: an image has its channels first", {
                    name, channels,
                });
        }
    },
    help: ({ fix }) => text("write `{fix}`", { fix }),
    *inModel({ inputs }, analysis) {
        for (const input of inputs) {
            const found = misreadLayout(input, analysis);
            if (found !== undefined) {
                const { facts, span } = found;
                yield {
                    location: { uri: analysis.uri, span }, scope: undefined, facts,
                    fixes: () => [{
                        title: text("Change to `{fix}`", { fix: facts.fix }), edits: [{ span, text: facts.fix }],
                        preferred: true,
                    }],
                };
            }
        }
    },
});

interface InputLayout {
    readonly fault: "channels-last" | "batch" | "no-channels";
    readonly name: string;
    /** The number of channels as written. */
    readonly channels: number;
    readonly fix: string;
}

interface FoundLayout {
    readonly facts: InputLayout;
    /** The brackets and their contents. */
    readonly span: Span;
}

/** Whether an input of a model seems to have its sizes in another order. */
export function hasMisreadInput({ inputs }: ModelGraph, analysis: Analysis): boolean {
    return inputs.some((input) => misreadLayout(input, analysis) !== undefined);
}

function misreadLayout(input: GraphInput, analysis: Analysis): FoundLayout | undefined {
    const written = input.location.uri === analysis.uri ? statementOf(input, analysis) : undefined;
    return written === undefined ? undefined : layoutOf(input, written, analysis);
}

function statementOf({ nameSpan }: GraphInput, { file }: Analysis): Input | undefined {
    return nodePathAt(file.tree, nameSpan.start).find((node) => node.kind === "input");
}

function layoutOf(
    { name, value }: GraphInput, { dimensions, shapeSpan: span }: Input, { file }: Analysis,
): FoundLayout | undefined {
    const sizes = sampleShape(value.shape);
    const [channels] = sizes ?? [];
    if (sizes === undefined || channels === undefined || span === undefined || sizes.length !== dimensions.length) {
        return undefined;
    }
    const written = dimensions.map(({ start, end }) => file.text.slice(start, end));
    const found = (fault: InputLayout["fault"], order: readonly (string | undefined)[]): FoundLayout => ({
        span: { start: span.start, end: span.end },
        facts: { fault, name, channels, fix: `[${order.filter((one) => one !== undefined).join(", ")}]` },
    });
    const withoutBatch = sizes.length === 4 && channels === 1 ? sizes.slice(1) : undefined;
    if (withoutBatch !== undefined) {
        const [, ...image] = written;
        if (isChannelsLast(withoutBatch)) {
            return found("batch", [image[2], image[0], image[1]]);
        }
        return isImage(withoutBatch) ? found("batch", image) : undefined;
    }
    if (isChannelsLast(sizes)) {
        return found("channels-last", [written[2], written[0], written[1]]);
    }
    const isSquare = sizes.length === 2 && sizes[1] === channels && channels >= leastSide;
    return isSquare ? found("no-channels", ["1", ...written]) : undefined;
}

/** Whether three sizes are those of an image: few channels, then sides. */
function isImage([channels = 0, ...sides]: readonly number[]): boolean {
    return sides.length === 2 && imageChannels.includes(channels) && sides.every((side) => side >= leastSide);
}

/** The same in the order height, width, channels. A single channel only counts after equal sides. */
function isChannelsLast([height = 0, width = 0, channels = 0, ...others]: readonly number[]): boolean {
    return others.length === 0 && isImage([channels, height, width]) && (channels > 1 || height === width);
}
