import type { Inference, LayerCall, LayerDefinition } from "../layers/definition.ts";
import type { LayerDemand } from "../layers/demands.ts";
import type { Shape } from "../sizes/shape.ts";
import { isSameSize } from "../sizes/size.ts";

/** A rule that was run without finding a problem. */
export interface KnownInference {
    readonly call: LayerCall;
    readonly inference: Inference;
    /** What it asks of free sizes, of each use anew. */
    readonly demands: readonly LayerDemand[];
}

/** How many results are kept for a layer and the first axis of its input. */
const kept = 16;

/**
 * What rules gave in one analysis. Deep networks run few different layers many times, and a rule gives the same for the
 * same arguments and shapes, so it is run once; its uses then share one result, which saves time and memory.
 */
export class KnownInferences {
    readonly #byLayer = new Map<LayerDefinition, Map<number, KnownInference[]>>();

    find(definition: LayerDefinition, call: Omit<LayerCall, "report" | "demand">): KnownInference | undefined {
        return this.#byLayer.get(definition)?.get(firstAxis(call))?.find((known) => isSameCall(known.call, call));
    }

    /** Keeps a result; the oldest makes room for it. */
    keep(definition: LayerDefinition, known: KnownInference): void {
        const byAxis = this.#byLayer.get(definition) ?? new Map<number, KnownInference[]>();
        this.#byLayer.set(definition, byAxis);
        const axis = firstAxis(known.call);
        const results = byAxis.get(axis) ?? [];
        byAxis.set(axis, results);
        if (results.push(known) > kept) {
            results.shift();
        }
    }
}

function firstAxis({ inputs }: Pick<LayerCall, "inputs">): number {
    return inputs[0]?.[0]?.sample ?? -1;
}

/** Whether two calls of one layer are surely the same, at all sizes of the input. */
function isSameCall(a: LayerCall, b: Omit<LayerCall, "report" | "demand">): boolean {
    if (a.inputs.length !== b.inputs.length || a.numbers.size !== b.numbers.size) {
        return false;
    }
    for (let index = 0; index < a.inputs.length; index += 1) {
        if (!isSameShape(a.inputs[index] ?? [], b.inputs[index] ?? [])) {
            return false;
        }
    }
    for (const [name, value] of a.arguments) {
        if (!isSameArgument(value, b.arguments.get(name))) {
            return false;
        }
    }
    for (const [position, number] of a.numbers) {
        if (b.numbers.get(position) !== number) {
            return false;
        }
    }
    return true;
}

function isSameShape(a: Shape, b: Shape): boolean {
    return a === b || (a.length === b.length && a.every((size, axis) => {
        const other = b[axis];
        return other !== undefined && isSameSize(size, other);
    }));
}

/** Words and numbers by what they are, lists by their elements; anything else only as itself. */
function isSameArgument(a: unknown, b: unknown): boolean {
    return Object.is(a, b) || (Array.isArray(a) && Array.isArray(b) && a.length === b.length
        && a.every((element, index) => isSameArgument(element, b[index])));
}
