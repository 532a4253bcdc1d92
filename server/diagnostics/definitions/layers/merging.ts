import type { Argument } from "../../../../grammar/syntax-tree.ts";
import type { Layer, Value } from "../../../graph/graph.ts";
import type { AxisWindow } from "../../../layers/window.ts";
import { sampleShape } from "../../../sizes/shape.ts";
import { axisText } from "../../axis-text.ts";
import { formatSize } from "../../../sizes/size.ts";
import { defineDiagnostic, type FactsOf, type LayerContext } from "../../definition.ts";
import { appendStep, removeArgument, setArgument } from "../../edits.ts";
import type { Fix } from "../../fix.ts";
import { changeArgument } from "../../fixes/change-argument.ts";
import { text } from "../../../text.ts";

type Mismatch = FactsOf<"channel-mismatch" | "size-mismatch">;

export const channelMismatch = defineDiagnostic({
    code: "channel-mismatch",
    severity: "error",
    message: ({ layer, left, right }) =>
        text("`{layer}` expects equal numbers of channels, got {left} and {right}", {
            layer, left: formatSize(left), right: formatSize(right),
        }),
    fixes: fixMismatch,
});

export const sizeMismatch = defineDiagnostic({
    code: "size-mismatch",
    severity: "error",
    message: ({ layer, axis, rank, left, right }) => text("`{layer}` expects values of equal {axis}, got {left} and {right}", {
        layer, axis: axisText(axis, rank), left: formatSize(left), right: formatSize(right),
    }),
    help: () => text("check the kernels, strides, and paddings that lead to these sizes"),
    fixes: fixMismatch,
});

function fixMismatch(facts: Mismatch, context: LayerContext): readonly Fix[] {
    return candidatesFor(facts, context)
        .map(({ title, help, edits }, index) => ({ title, help, edits, preferred: index === 0 }));
}

/** Fixes that make values agree, the most likely first: at the origin of a size, or a projection between. */
function candidatesFor(facts: Mismatch, context: LayerContext): readonly Candidate[] {
    const [first, second] = (facts.operands ?? []).flatMap((index) => side(context.layer, index));
    if (first === undefined || second === undefined) {
        return [];
    }
    const fixSide = facts.code === "channel-mismatch" ? channelFixes : sizeFixes;
    return [
        ...axisFixes(first, second, context),
        ...fixSide(first, second, context),
        ...fixSide(second, first, context),
    ].toSorted((a, b) => b.likelihood - a.likelihood);
}

/** A fix and its likelihood, for comparison with others. */
interface Candidate extends Required<Pick<Fix, "title" | "help" | "edits">> {
    readonly likelihood: number;
}

/** One of the values that disagree, its numbers, and the argument for it, if there is a single one. */
interface Side {
    readonly value: Value;
    readonly shape: readonly number[];
    readonly argument: Argument | undefined;
}

function side(layer: Layer, index: number): readonly Side[] {
    const value = layer.inputs[index];
    const shape = sampleShape(value?.shape);
    // Numbers are operands but not inputs.
    const values = layer.written.operands.filter((_, position) => layer.call?.numbers.has(position) !== true);
    return value === undefined || shape === undefined ? [] : [{ value, shape, argument: values[index] }];
}

/** The only axis along which the values differ, for a concatenation along another. */
function axisFixes(first: Side, second: Side, { layer, file }: LayerContext): readonly Candidate[] {
    const written = layer.written.byParameter.get("axis");
    const different = first.shape.flatMap((size, axis) => (size === second.shape[axis] ? [] : [axis]));
    const [only] = different;
    if (!layer.definition.arguments.has("axis") || different.length !== 1 || only === undefined) {
        return [];
    }
    return only === 0
        ? written === undefined ? [] : [{
            title: text("Join along channels"), help: text("omit `axis` to join along channels"),
            edits: removeArgument(file, layer.node, written), likelihood: 9,
        }]
        : [{
            title: text("Join along axis {axis}", { axis: only }), help: text("join along axis {axis}", { axis: only }),
            edits: setArgument(layer, "axis", String(only)),
            likelihood: written === undefined ? 1 : 9,
        }];
}

/** Gives one side the other's channels: at the convolution that makes them, or by a projection. */
function channelFixes(from: Side, to: Side, context: LayerContext): readonly Candidate[] {
    const [channels] = to.shape;
    if (channels === undefined) {
        return [];
    }
    const maker = layerThat((layer) => layer.definition.arguments.has("channels"), from.value);
    const edits = maker === undefined ? undefined : changeArgument(maker, "channels", String(channels), context);
    return [
        ...(maker === undefined || edits === undefined ? [] : [{
            title: text("Set the channels of `{layer}` to {channels}", { layer: nameOf(maker, context), channels }),
            help: text("set the channels of `{layer}` to {channels}", { layer: nameOf(maker, context), channels }),
            edits, likelihood: isProjection(maker) ? 8 : 3,
        }]),
        ...projection(from, to, context),
    ];
}

/** Gives one side the other's size: with a padding, a stride, `to=`, a projection or a crop. */
function sizeFixes(from: Side, to: Side, context: LayerContext): readonly Candidate[] {
    const larger = from.shape.some((size, axis) => axis > 0 && size > (to.shape[axis] ?? size));
    const target = named(to);
    const factor = commonFactor(from.shape, to.shape);
    const strided = layerThat((one) => one.definition.arguments.has("stride"), from.value);
    const found: Candidate[] = [];
    if (larger && factor !== undefined && strided?.inference?.windows[0]?.stride === 1) {
        const edits = changeArgument(strided, "stride", String(factor), context);
        const values = { layer: nameOf(strided, context), factor };
        found.push(...(edits === undefined ? [] : [{
            title: text("Set the stride of `{layer}` to {factor}", values),
            help: text("set the stride of `{layer}` to {factor}", values),
            edits, likelihood: isProjection(strided) ? 8 : 2,
        }]));
    }
    found.push(...larger ? [] : paddings(from, to, context));
    const followed = layerThat((one) => one.definition.traits.resamples && one.definition.arguments.has("to"), from.value);
    if (followed !== undefined && target !== undefined && followed.location.uri === context.uri) {
        const values = { layer: nameOf(followed, context), target };
        found.push({
            title: text("Resize `{layer}` to `{target}`", values),
            help: text("pass `to={target}` to `{layer}`", values),
            likelihood: 7.5, edits: follow(followed, target),
        });
    }
    if (larger) {
        found.push(...projection(from, to, context));
        if (target !== undefined && from.argument !== undefined && from.shape.length > 1) {
            const edits = appendStep(from.argument, `crop(to=${target})`);
            found.push({
                title: text("Crop to `{target}`", { target }), help: text("crop it with `crop(to={target})`", { target }),
                edits, likelihood: 1,
            });
        }
    }
    return found;
}

/** Gives the layers that narrow a value the paddings that keep its size, if these are all that the sizes differ by. */
function paddings(from: Side, to: Side, context: LayerContext): readonly Candidate[] {
    const narrowing = narrowingLayers(from.value);
    const sizeLost = (to.shape[1] ?? 0) - (from.shape[1] ?? 0);
    const count = narrowing.findIndex((_, index) =>
        narrowing.slice(0, index + 1).reduce((lost, { window }) => lost + lostTo(window), 0) === sizeLost) + 1;
    const [nearest, ...others] = narrowing.slice(0, count);
    if (nearest === undefined) {
        return [];
    }
    const padding = (nearest.window.extent - 1) / 2;
    const edits = [nearest, ...others].map(({ layer, window }) =>
        changeArgument(layer, "padding", String((window.extent - 1) / 2), context));
    const values = { layer: nameOf(nearest.layer, context), padding, count };
    const isSame = others.every(({ window }) => window.extent === nearest.window.extent);
    return edits.includes(undefined) || !isSame ? [] : [{
        title: others.length === 0
            ? text("Set the padding of `{layer}` to {padding}", values)
            : text("Set the padding of {count} layers to {padding}", values),
        help: others.length === 0
            ? text("`{layer}` keeps its input size with `padding={padding}`", values)
            : text("keep the size with `padding={padding}` in each of the {count} layers", values),
        edits: edits.flatMap((some) => some ?? []), likelihood: 7,
    }];
}

interface NarrowingLayer {
    readonly layer: Layer;
    readonly window: AxisWindow;
}

/** The layers that make a value smaller for want of padding alone, the nearest first, until one resamples it. */
function narrowingLayers(value: Value): readonly NarrowingLayer[] {
    const found: NarrowingLayer[] = [];
    let current: Value | undefined = value;
    for (let steps = 0; current?.producer?.kind === "layer" && steps < furthest; steps += 1) {
        const layer: Layer = current.producer;
        const [window] = layer.inference?.windows ?? [];
        if (layer.inputs.length !== 1 || (window !== undefined && window.stride !== 1)) {
            break;
        }
        if (window !== undefined && isNarrowing(window)) {
            found.push({ layer, window });
        }
        current = layer.inputs[0];
    }
    return found;
}

/** How many positions a window without enough padding takes away. */
function lostTo({ extent, before, after }: AxisWindow): number {
    return extent - 1 - before - after;
}

/** Whether a window makes its input smaller only because it lacks padding. */
function isNarrowing({ extent, before, after, stride }: AxisWindow): boolean {
    return extent % 2 === 1 && before === after && 2 * before < extent - 1 && stride === 1;
}

/** Replaces the argument for a layer's scale with the value whose size to follow. */
function follow(layer: Layer, target: string): Fix["edits"] {
    const replaced = ["scale", "size", "output_padding"].map((name) => layer.written.byParameter.get(name))
        .find((argument) => argument !== undefined);
    return replaced === undefined
        ? setArgument(layer, "to", target)
        : [{ span: { start: replaced.start, end: replaced.end }, text: `to=${target}` }];
}

/** `shortcut -> conv(64, 1, stride=2, bias=false)`: converts one side to the other's channels and size. */
function projection(from: Side, to: Side, context: LayerContext): readonly Candidate[] {
    const { layer, occurrences, uri } = context;
    const factor = commonFactor(from.shape, to.shape);
    const [channels] = to.shape;
    if (layer.definition.traits.merges === "concatenation" || layer.location.uri !== uri || from.argument === undefined ||
        factor === undefined || channels === undefined || from.shape.length < 2) {
        return [];
    }
    const target = named(to);
    // In a block, other uses have different numbers: the other value's attributes cover them all.
    const inBlock = occurrences.some(({ scope }) => scope?.definition !== undefined);
    const written = inBlock && target !== undefined && target !== "in" ? `${target}.channels` : String(channels);
    const stride = factor === 1 ? "" : `, stride=${inBlock ? writtenStride(to.value, factor, context) : factor}`;
    const step = `conv(${written}, 1${stride}, bias=false)`;
    const value = named(from);
    const change = value === undefined ? `-> ${step}` : `${value} -> ${step}`;
    return [{
        title: value === undefined ? text("Append `{change}`", { change }) : text("Change to `{change}`", { change }),
        help: text("project one side with a 1×1 convolution: `{change}`", { change }),
        edits: appendStep(from.argument, step),
        // The shortcut is the side with fewer layers.
        likelihood: 5 + (depth(from.value) < depth(to.value) ? 0.5 : 0),
    }];
}

/**
 * A stride in the terms of the block, which may differ between uses: `stride=stride`. It divides a size by the factor.
 */
function writtenStride(value: Value, factor: number, { file, uri }: LayerContext): string {
    let current: Value | undefined = value;
    for (let steps = 0; current?.producer?.kind === "layer" && steps < furthest; steps += 1) {
        const { inference, written, location, inputs }: Layer = current.producer;
        const argument = written.byParameter.get("stride");
        if (argument !== undefined && location.uri === uri && inference?.windows[0]?.stride === factor) {
            return file.text.slice(argument.value.start, argument.value.end);
        }
        current = inputs[0];
    }
    return String(factor);
}

/** The name of an operand in the call. */
function named({ argument }: Side): string | undefined {
    if (argument?.value.kind === "name") {
        return argument.value.text;
    }
    return argument?.value.kind === "in" ? "in" : undefined;
}

/** The common factor by which all spatial axes are larger than another shape's, rounded up as with a stride. */
function commonFactor(large: readonly number[], small: readonly number[]): number | undefined {
    if (large.length !== small.length) {
        return undefined;
    }
    const factors = large.slice(1).map((size, index) => Math.round(size / (small[index + 1] ?? 1)));
    const [factor = 1] = factors;
    const fits = large.slice(1).every((size, index) => Math.ceil(size / factor) === small[index + 1]);
    return factor >= 1 && fits && factors.every((one) => one === factor) ? factor : undefined;
}

/** The nearest layer of a kind that a value comes from, skipping layers that work on each position separately. */
function layerThat(matches: (layer: Layer) => boolean, value: Value): Layer | undefined {
    let current: Value | undefined = value;
    for (let steps = 0; current?.producer?.kind === "layer" && steps < furthest; steps += 1) {
        const layer: Layer = current.producer;
        if (matches(layer)) {
            return layer;
        }
        if (layer.inputs.length !== 1 || layer.definition.arguments.has("kernel")) {
            return undefined;
        }
        current = layer.inputs[0];
    }
    return undefined;
}

/** The maximum number of layers to trace a value back. */
const furthest = 20;

function isProjection({ inference }: Layer): boolean {
    const windows = inference?.windows ?? [];
    return windows.length > 0 && windows.every(({ kernel }) => kernel === 1);
}

/** The index of a value's producer: inputs come before all layers. */
function depth({ producer }: Value): number {
    return producer?.kind === "layer" ? producer.index : -1;
}

/** A layer's name or call, whichever the user recognizes. */
function nameOf({ node, path, location }: Layer, { file, uri }: LayerContext): string {
    const written = file.text.slice(node.start, node.end);
    return path.includes(".") && location.uri === uri && written.length <= longestCall ? written : path;
}

/** The maximum length of a quoted call. */
const longestCall = 40;
