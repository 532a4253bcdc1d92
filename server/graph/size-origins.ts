import type { Budget } from "../limits.ts";
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
 * layers that leave the axis unchanged. Undefined if an error left no producer, or the budget is spent.
 */
export function originOfSize(
    value: Value, axis: number, others: readonly Value[], budget: Budget,
): SizeOrigin | undefined {
    let nearest: SizeOrigin | undefined;
    let current: Value | undefined = value;
    const ancestors = new Ancestors(others, budget);
    while (current?.producer !== undefined) {
        if (!budget.spend(1)) {
            return undefined;
        }
        const step: SizeStep = stepBack(current, axis);
        const { origin } = step;
        if (origin !== undefined) {
            const isCommon = nearest !== undefined && ancestors.include(origin.producer);
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
export function changesOfSize(value: Value, axis: number, budget: Budget): readonly SizeChange[] {
    const changes: SizeChange[] = [];
    let current: Value | undefined = value;
    while (current !== undefined && changes.length < mostChanges) {
        const origin = originOfSize(current, axis, [], budget);
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

function hasOwnChannels({ definition }: Layer): boolean {
    return definition.traits.channels === "set";
}

/** The layers and inputs that values depend on, as far as they were asked for. */
class Ancestors {
    readonly #inputs = new Set<GraphInput>();
    /** By their indices: layers are in execution order, so none depends on a later one. */
    readonly #layers = new Map<number, Layer>();
    readonly #budget: Budget;
    #next = -1;

    constructor(values: readonly Value[], budget: Budget) {
        this.#budget = budget;
        this.#add(values);
    }

    include(producer: Layer | GraphInput): boolean {
        const least = producer.kind === "layer" ? producer.index : -1;
        for (; this.#next > least && this.#budget.spend(1); this.#next -= 1) {
            this.#add(this.#layers.get(this.#next)?.inputs ?? []);
        }
        return producer.kind === "layer" ? this.#layers.get(least) === producer : this.#inputs.has(producer);
    }

    #add(values: readonly Value[]): void {
        this.#budget.spend(values.length);
        for (const { producer } of values) {
            if (producer?.kind === "layer") {
                this.#layers.set(producer.index, producer);
                this.#next = Math.max(this.#next, producer.index);
            } else if (producer !== undefined) {
                this.#inputs.add(producer);
            }
        }
    }
}
