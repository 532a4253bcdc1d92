import { findDecorator } from "../graph/decorators.ts";
import { imageInput } from "../graph/detection.ts";
import { centreOf } from "../graph/field-window.ts";
import type { DecoratorValue, GraphOutput, ModelGraph } from "../graph/graph.ts";
import { measureFields, receptiveFields } from "../graph/receptive-field.ts";
import type { ImageArea, InferenceOutput, OutputView } from "../protocol.ts";
import { sampleShape } from "../sizes/shape.ts";
import type { OnnxTensor } from "./onnx.ts";

/** An output as the preview runs it, with the way in which its decorators say it is drawn. */
export function inferenceOutput(
    { name, dims }: OnnxTensor, output: GraphOutput | undefined, graph: ModelGraph,
): InferenceOutput {
    const view = output === undefined ? undefined : outputView(output, graph);
    return { name, dims, ...(view === undefined ? {} : { view }) };
}

type Arguments = ReadonlyMap<string, DecoratorValue>;

/** How an output is drawn, as its decorators say; undefined without one. */
export function outputView(output: GraphOutput, graph: ModelGraph): OutputView | undefined {
    const argumentsOf = (name: string): Arguments | undefined => findDecorator(output.decorators, name)?.named;
    const classify = argumentsOf("classify");
    if (classify !== undefined) {
        return { kind: "classify", top: numberOf(classify, "top", 5), ...labelsOf(classify) };
    }
    const segment = argumentsOf("segment");
    if (segment !== undefined) {
        const area = imageAreaOf(output, graph);
        return {
            kind: "segment", threshold: numberOf(segment, "threshold", 0.5), ...labelsOf(segment),
            ...(area === undefined ? {} : { area }),
        };
    }
    const picture = argumentsOf("picture");
    return picture === undefined ? undefined : pictureView(picture, output);
}

/** Undefined for outputs without one or three channels and two spatial axes. */
function pictureView(args: Arguments, { value }: GraphOutput): OutputView | undefined {
    const shape = sampleShape(value.shape) ?? [];
    const channels = shape.length === 2 ? 1 : shape[0] ?? 0;
    if (shape.length < 2 || shape.length > 3 || (channels !== 1 && channels !== 3)) {
        return undefined;
    }
    const numbers = (name: string): readonly number[] => numbersOf(args.get(name));
    const perChannel = (name: string, otherwise: number): readonly number[] =>
        Array.from({ length: channels }, (_, channel) => numbers(name)[channel] ?? numbers(name)[0] ?? otherwise);
    const [low = 0, high = 1] = numbers("range");
    return {
        kind: "picture", range: [low, high], mean: perChannel("mean", 0), std: perChannel("std", 1),
        layout: args.get("layout") === "bgr" ? "bgr" : "rgb",
    };
}

/** The numbers of an argument that is one or a list of them. */
export function numbersOf(value: DecoratorValue | undefined): readonly number[] {
    const items = typeof value === "object" ? value : [value];
    return items.filter((item) => typeof item === "number");
}

function numberOf(args: Arguments, name: string, otherwise: number): number {
    const value = args.get(name);
    return typeof value === "number" ? value : otherwise;
}

/** The path of the labels' file, which the server replaces with its text. */
function labelsOf(args: Arguments): { readonly labels?: string } {
    const labels = args.get("labels");
    return typeof labels === "string" ? { labels } : {};
}

/**
 * Where a feature map lies on the image, by the centres of its receptive fields; undefined if it covers the image, as
 * it does unless convolutions without padding leave out a border.
 */
export function imageAreaOf({ value }: GraphOutput, graph: ModelGraph): ImageArea | undefined {
    const input = imageInput(graph);
    const fields = input === undefined ? undefined : receptiveFields(graph, input).get(value);
    const measures = input === undefined ? undefined : measureFields(fields, input);
    const [, ...imageSizes] = sampleShape(input?.value.shape) ?? [];
    const [, ...sizes] = sampleShape(value.shape) ?? [];
    const spans = fields?.map(({ local }, axis) => {
        const [size, imageSize, measure] = [sizes[axis], imageSizes[axis], measures?.[axis]];
        const whole = { start: 0, length: imageSize ?? 0 };
        if (typeof local !== "object" || measure === undefined || size === undefined || imageSize === undefined) {
            return whole;
        }
        const stride = measure.stride.numerator / measure.stride.denominator;
        const length = size * stride;
        if (stride === 0 || length > imageSize - Math.max(2, stride)) {
            return whole;
        }
        const centred = (imageSize - length) / 2;
        const start = centreOf(local) + 0.5 - stride / 2;
        // Fields of upsampled maps move in steps, so their mean centre is only near the middle.
        return { start: Math.abs(start - centred) <= Math.max(8, 2 * stride) ? centred : start, length };
    });
    const [rows, columns] = spans ?? [];
    if (rows === undefined || columns === undefined) {
        return undefined;
    }
    const isWhole = rows.length === imageSizes[0] && columns.length === imageSizes[1];
    return isWhole
        ? undefined
        : { left: columns.start, top: rows.start, width: columns.length, height: rows.length };
}
