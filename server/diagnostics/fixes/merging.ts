import type { Argument } from "../../../grammar/syntax-tree.ts";
import type { AxisWindow } from "../../layers/window.ts";
import type { Layer, Value } from "../../graph/graph.ts";
import { sampleShape } from "../../sizes/shape.ts";
import { appendStep, removeArgument, setArgument, writtenArgument } from "../edits.ts";
import type { Fix } from "../fix.ts";
import { quote } from "../wording.ts";
import { changeArgument, type Mistake } from "./mistake.ts";

/** What lets values meet: where one gets its size, or a projection between. */
export function mergingFixes(mistake: Mistake): readonly Fix[] {
    const { problem, layer } = mistake;
    if ((problem.code !== "channel-mismatch" && problem.code !== "size-mismatch") || problem.operands === undefined) {
        return [];
    }
    const sides = problem.operands.flatMap((index) => side(layer, index));
    const [first, second] = sides;
    if (first === undefined || second === undefined) {
        return [];
    }
    const candidates: readonly Candidate[] = [
        ...axisFixes(first, second, mistake),
        ...(problem.code === "channel-mismatch"
            ? [...channelFixes(first, second, mistake), ...channelFixes(second, first, mistake)]
            : [...sizeFixes(first, second, mistake), ...sizeFixes(second, first, mistake)]),
    ];
    return candidates.toSorted((a, b) => b.likelihood - a.likelihood).map(({ title, edits }, index) => ({
        title, edits, preferred: index === 0,
    }));
}

/** A fix and how likely it is what was meant, to be compared with others. */
interface Candidate extends Pick<Fix, "title" | "edits"> {
    readonly likelihood: number;
}

/** One of the values that disagree, its numbers, and the argument that gives it, if one alone does. */
interface Side {
    readonly value: Value;
    readonly shape: readonly number[];
    readonly argument: Argument | undefined;
}

function side(layer: Layer, index: number): readonly Side[] {
    const value = layer.inputs[index];
    const shape = sampleShape(value?.shape);
    const operands = layer.node.arguments.filter(({ name }) =>
        name === undefined || !layer.definition.arguments.has(name.text));
    // Numbers stand among the operands and not among the inputs.
    const values = operands.filter((_, position) => layer.call?.numbers.has(position) !== true);
    return value === undefined || shape === undefined ? [] : [{ value, shape, argument: values[index] }];
}

/** The axis along which alone the values differ, for a concatenation along another. */
function axisFixes(first: Side, second: Side, { layer, file }: Mistake): readonly Candidate[] {
    const written = writtenArgument(layer.node, layer.definition, "axis");
    const different = first.shape.flatMap((size, axis) => (size === second.shape[axis] ? [] : [axis]));
    const [only] = different;
    if (!layer.definition.arguments.has("axis") || different.length !== 1 || only === undefined) {
        return [];
    }
    return only === 0
        ? written === undefined ? [] : [{
            title: "Join along the channels", edits: removeArgument(file, layer.node, written), likelihood: 9,
        }]
        : [{
            title: `Join along axis ${only}`, edits: setArgument(layer.node, layer.definition, "axis", String(only)),
            likelihood: written === undefined ? 1 : 9,
        }];
}

/** Gives one side the other's channels: where a convolution makes them, or by a projection. */
function channelFixes(from: Side, to: Side, mistake: Mistake): readonly Candidate[] {
    const [channels] = to.shape;
    if (channels === undefined) {
        return [];
    }
    const maker = layerThat((layer) => layer.definition.arguments.has("channels"), from.value);
    const edits = maker === undefined ? undefined : changeArgument(maker, "channels", String(channels), mistake);
    return [
        ...(maker === undefined || edits === undefined ? [] : [{
            title: `Give ${quote(maker.path)} ${channels} channels`, edits, likelihood: isProjection(maker) ? 8 : 3,
        }]),
        ...projection(from, to, mistake),
    ];
}

/** Gives one side the other's size: a padding, a stride, `to=`, a projection or a crop. */
function sizeFixes(from: Side, to: Side, mistake: Mistake): readonly Candidate[] {
    const larger = from.shape.some((size, axis) => axis > 0 && size > (to.shape[axis] ?? size));
    const target = named(to);
    const factor = commonFactor(from.shape, to.shape);
    const strided = layerThat((one) => one.definition.arguments.has("stride"), from.value);
    const found: Candidate[] = [];
    if (larger && factor !== undefined && strided?.inference?.windows[0]?.stride === 1) {
        const edits = changeArgument(strided, "stride", String(factor), mistake);
        const title = `Give ${quote(strided.path)} the stride ${factor}`;
        found.push(...(edits === undefined ? [] : [{ title, edits, likelihood: isProjection(strided) ? 8 : 2 }]));
    }
    const narrowed = layerThat((one) => (one.inference?.windows ?? []).some(isUnpadded), from.value);
    const unpadded = narrowed?.inference?.windows.find(isUnpadded);
    if (!larger && narrowed !== undefined && unpadded !== undefined) {
        const padding = (unpadded.extent - 1) / 2;
        const edits = changeArgument(narrowed, "padding", String(padding), mistake);
        const title = `Give ${quote(narrowed.path)} the padding ${padding}`;
        found.push(...(edits === undefined ? [] : [{ title, edits, likelihood: 7 }]));
    }
    const followed = layerThat((one) => one.definition.traits.resamples && one.definition.arguments.has("to"), from.value);
    if (followed !== undefined && target !== undefined && followed.location.uri === mistake.uri) {
        const title = `Give ${quote(followed.path)} the size of ${quote(target)}`;
        found.push({ title, likelihood: 7.5, edits: follow(followed, target) });
    }
    if (larger) {
        found.push(...projection(from, to, mistake));
        if (target !== undefined && from.argument !== undefined && from.shape.length > 1) {
            const edits = appendStep(from.argument, `crop(to=${target})`);
            found.push({ title: `Crop it to ${quote(target)}`, edits, likelihood: 1 });
        }
    }
    return found;
}

function isUnpadded({ extent, before, after, stride }: AxisWindow): boolean {
    return extent > 1 && extent % 2 === 1 && before === 0 && after === 0 && stride === 1;
}

/** Replaces what says how much a layer enlarges by the value that it is to follow. */
function follow(layer: Layer, target: string): Fix["edits"] {
    const { node, definition } = layer;
    const replaced = ["scale", "size", "output_padding"].map((name) => writtenArgument(node, definition, name))
        .find((argument) => argument !== undefined);
    return replaced === undefined
        ? setArgument(node, definition, "to", target)
        : [{ span: { start: replaced.start, end: replaced.end }, text: `to=${target}` }];
}

/** `shortcut -> conv(64, 1, stride=2, bias=false)`: brings one side to the other's channels and size. */
function projection(from: Side, to: Side, { layer, occurrences, uri }: Mistake): readonly Candidate[] {
    const factor = commonFactor(from.shape, to.shape);
    const [channels] = to.shape;
    if (layer.definition.traits.merges === "concatenation" || layer.location.uri !== uri || from.argument === undefined ||
        factor === undefined || channels === undefined || from.shape.length < 2) {
        return [];
    }
    const target = named(to);
    // In a block, other uses have other numbers: the value that it meets says them all.
    const inBlock = occurrences.some(({ scope }) => scope?.definition !== undefined);
    const written = inBlock && target !== undefined && target !== "in" ? `${target}.channels` : String(channels);
    const step = `conv(${written}, 1${factor === 1 ? "" : `, stride=${factor}`}, bias=false)`;
    const what = named(from);
    const goal = `${channels} channels${factor === 1 ? "" : ` and the stride ${factor}`}`;
    return [{
        title: `Bring ${what === undefined ? "it" : quote(what)} to ${goal} by a 1×1 convolution`,
        edits: appendStep(from.argument, step),
        // The shortcut is the side with less on its way.
        likelihood: 5 + (depth(from.value) < depth(to.value) ? 0.5 : 0),
    }];
}

/** The name that an operand is written as. */
function named({ argument }: Side): string | undefined {
    if (argument?.value.kind === "name") {
        return argument.value.text;
    }
    return argument?.value.kind === "in" ? "in" : undefined;
}

/** The one factor by which all spatial axes are larger than another shape's, rounded up as a stride does. */
function commonFactor(large: readonly number[], small: readonly number[]): number | undefined {
    if (large.length !== small.length) {
        return undefined;
    }
    const factors = large.slice(1).map((size, index) => Math.round(size / (small[index + 1] ?? 1)));
    const [factor = 1] = factors;
    const fits = large.slice(1).every((size, index) => Math.ceil(size / factor) === small[index + 1]);
    return factor >= 1 && fits && factors.every((one) => one === factor) ? factor : undefined;
}

/** The nearest layer of a kind that a value comes from, past layers that only work position by position. */
function layerThat(isWanted: (layer: Layer) => boolean, value: Value): Layer | undefined {
    let current: Value | undefined = value;
    for (let steps = 0; current?.producer?.kind === "layer" && steps < furthest; steps += 1) {
        const layer: Layer = current.producer;
        if (isWanted(layer)) {
            return layer;
        }
        if (layer.inputs.length !== 1 || layer.definition.arguments.has("kernel")) {
            return undefined;
        }
        current = layer.inputs[0];
    }
    return undefined;
}

/** How far a value is followed back. */
const furthest = 20;

function isProjection({ inference }: Layer): boolean {
    const windows = inference?.windows ?? [];
    return windows.length > 0 && windows.every(({ kernel }) => kernel === 1);
}

/** The position of what makes a value: an input stands before all layers. */
function depth({ producer }: Value): number {
    return producer?.kind === "layer" ? producer.index : -1;
}
