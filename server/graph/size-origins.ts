import type { Formula } from "../sizes/formula.ts";
import type { Size } from "../sizes/size.ts";
import type { GraphInput, Layer, Value } from "./graph.ts";

/** What gave a value's axis its size. */
export interface SizeOrigin {
    readonly producer: Layer | GraphInput;
    readonly axis: number;
    readonly rank: number;
    readonly size: Size;
    /** How the producer worked it out; absent where it was written down, or came with the input. */
    readonly formula: Formula | undefined;
}

/**
 * What gave an axis of a value its size, where it meets `others` that differ. That is the layer that changed the size
 * last, if it lies on this value's own way; where the way only keeps a size that the others begin with too, it is the
 * last layer that worked the size out. Layers that leave an axis alone are passed over. Undefined where an error left
 * no maker.
 */
export function originOfSize(value: Value, axis: number, others: readonly Value[]): SizeOrigin | undefined {
    let nearest: SizeOrigin | undefined;
    let current: Value | undefined = value;
    while (current?.producer !== undefined) {
        const step: SizeStep = stepBack(current, axis);
        const { origin } = step;
        if (origin !== undefined) {
            const isCommon = nearest !== undefined && others.some((other) => descends(other, origin.producer));
            nearest = isCommon ? nearest : origin;
            if (isCommon || step.before === undefined) {
                return nearest;
            }
        }
        current = step.before;
    }
    return nearest;
}

/** How many layers are named that led to a size that was not expected. */
const mostChanges = 4;

interface SizeChange {
    readonly value: Value;
    readonly origin: SizeOrigin;
}

/** The layers that led to an axis's size, the last first: each that changed it, back to the input or the first few. */
export function changesOfSize(value: Value, axis: number): readonly SizeChange[] {
    const changes: SizeChange[] = [];
    let current: Value | undefined = value;
    while (current !== undefined && changes.length < mostChanges) {
        const origin = originOfSize(current, axis, []);
        if (origin?.producer.kind !== "layer") {
            break;
        }
        const made: Layer = origin.producer;
        changes.push({ value: made.outputs[0] ?? current, origin });
        current = made.inputs.find(({ shape }) => shape?.length === origin.rank);
    }
    return changes;
}

interface SizeStep {
    /** The value's maker, where it has something to say of the size. */
    readonly origin: SizeOrigin | undefined;
    /** The value that has the same size already. */
    readonly before: Value | undefined;
}

function stepBack({ shape, producer, result }: Value, axis: number): SizeStep {
    const rank = shape?.length ?? 0;
    const size = shape?.[axis];
    if (size === undefined || producer === undefined) {
        return { origin: undefined, before: undefined };
    }
    if (producer.kind === "input") {
        return { origin: { producer, axis, rank, size, formula: undefined }, before: undefined };
    }
    const formula = result === 0
        ? producer.inference?.axes.find((computed) => computed.axis === axis)?.formula
        : undefined;
    const isWritten = axis === 0 && hasOwnChannels(producer);
    const before = isWritten ? undefined : producer.inputs.find((input) =>
        input.shape?.length === rank && size.sample !== undefined && input.shape[axis]?.sample === size.sample);
    const says = formula !== undefined || before === undefined;
    return { origin: says ? { producer, axis, rank, size, formula } : undefined, before };
}

/**
 * Whether the sizes of some axes of a value may come from what is wrong already: from a layer with an error, or from
 * one of the values given. Where only its channels are looked at, they come through no layer that has channels of its
 * own.
 */
export function comesFromFault(value: Value, axes: readonly number[], wrong: readonly Value[]): boolean {
    const areChannels = axes.every((axis) => axis === 0) && (value.shape?.length ?? 0) > 1;
    const makers = new Set(wrong.map(({ producer }) => producer));
    return isMadeBy(value, {
        maker: (producer) => makers.has(producer) || (producer.kind === "layer" && producer.faulty),
        passes: (layer) => !(areChannels && hasOwnChannels(layer)),
    });
}

function hasOwnChannels({ definition }: Layer): boolean {
    return definition.traits.channels === "set";
}

/** Whether a value was made of what a layer or input gives. */
function descends(value: Value, from: Layer | GraphInput): boolean {
    // Layers are in an order of computation: what comes before it was not made of it.
    const least = from.kind === "layer" ? from.index : -1;
    return isMadeBy(value, { maker: (producer) => producer === from, passes: ({ index }) => index > least });
}

/** Whether a maker is found on the ways back from a value, through the layers that `passes` lets through. */
function isMadeBy(value: Value, { maker, passes }: {
    readonly maker: (producer: Layer | GraphInput) => boolean;
    readonly passes: (layer: Layer) => boolean;
}): boolean {
    const seen = new Set<Layer>();
    const open = [value];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
        const { producer } = next;
        if (producer !== undefined && maker(producer)) {
            return true;
        }
        if (producer?.kind === "layer" && !seen.has(producer) && passes(producer)) {
            seen.add(producer);
            open.push(...producer.inputs);
        }
    }
    return false;
}
