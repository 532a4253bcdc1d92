import type { Formula } from "../sizes/formula.ts";
import type { Size } from "../sizes/size.ts";
import type { GraphInput, Layer, Value } from "./graph.ts";

/** The origin of the size of a value's axis. */
export interface SizeOrigin {
    readonly producer: Layer | GraphInput;
    readonly axis: number;
    readonly rank: number;
    readonly size: Size;
    /** How the producer computed it; absent for a literal size or one of the input. */
    readonly formula: Formula | undefined;
}

/**
 * The origin of an axis's size that differs from the sizes of `others`: the layer on this value's own path that last
 * changed it, or, if the path keeps a size that the others start with too, the last layer that computed it. Skips
 * layers that leave the axis unchanged. Undefined if an error left no producer.
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

/** The maximum number of layers listed as causes of an unexpected size. */
const mostChanges = 4;

interface SizeChange {
    readonly value: Value;
    readonly origin: SizeOrigin;
}

/**
 * The layers that led to an axis's size, the last first: each one that changed it, back to the input or at most a few.
 */
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
    /** The value's producer, if it determines the size. */
    readonly origin: SizeOrigin | undefined;
    /** The previous value that already has the same size. */
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
    const isOrigin = formula !== undefined || before === undefined;
    return { origin: isOrigin ? { producer, axis, rank, size, formula } : undefined, before };
}

/**
 * Whether the sizes of some axes of a value may result from an earlier error: from a faulty layer, or from one of
 * `values`. For channels alone, only through layers that preserve them.
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

/** Whether a value depends on a layer or input. */
function descends(value: Value, from: Layer | GraphInput): boolean {
    // Layers are in execution order: an earlier layer cannot depend on it.
    const least = from.kind === "layer" ? from.index : -1;
    return isMadeBy(value, { maker: (producer) => producer === from, passes: ({ index }) => index > least });
}

/** Whether the value depends on a producer that `maker` accepts, through the layers that `passes` accepts. */
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
