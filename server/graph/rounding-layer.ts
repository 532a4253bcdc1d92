import { functionsOf, type SizeTest } from "../sizes/size-condition.ts";
import { atomsOf, type Atom } from "../sizes/function-form.ts";
import { modulo } from "../sizes/size-function.ts";
import type { Layer, ModelGraph, SizeDemand, Value } from "./graph.ts";

/** The values that a demand compares: the operands of a layer, or the value of a claim. */
export function operandsOf({ source }: SizeDemand): readonly Value[] {
    if (source.kind !== "rule") {
        return source.kind === "claim" ? [source.value] : [];
    }
    return (source.problem().operands ?? []).flatMap((operand) => source.layer.inputs[operand] ?? []);
}

/**
 * The layer whose rounding causes a failing condition: if the default of `unfit` does not satisfy it, the first layer
 * with a remainder on the path to one side alone; otherwise the one with the coarsest rounding. Undefined if there is
 * none, or if it is the layer that states the condition.
 */
export function roundingLayer(
    model: ModelGraph, test: SizeTest, demand: SizeDemand, unfit: string | undefined,
): Layer | undefined {
    const { source } = demand;
    const found = (unfit === undefined ? undefined : firstThatLoses(model, operandsOf(demand), unfit)) ??
        coarsest(model, test);
    return source.kind === "rule" && found === source.layer ? undefined : found;
}

function firstThatLoses({ layers }: ModelGraph, operands: readonly Value[], name: string): Layer | undefined {
    const sides = operands.map(layersBefore);
    return layers.find((layer) => {
        const leading = sides.filter((side) => side.has(layer)).length;
        return leading > 0 && (leading < sides.length || sides.length === 1) && leavesOver(layer, name);
    });
}

/**
 * Whether a layer's windows leave a remainder at the default sizes, along an axis whose size depends on a dynamic size.
 */
function leavesOver({ inputs: [input], inference }: Layer, name: string): boolean {
    return (inference?.windows ?? []).some(({ before, after, extent, stride, same }, index) => {
        const size = input?.shape?.[index + 1];
        return size?.sample !== undefined && size.form?.variables.includes(name) === true &&
            modulo(same ? size.sample : size.sample + before + after - extent, stride) !== 0;
    });
}

/** All layers that a value depends on. */
function layersBefore(value: Value): ReadonlySet<Layer> {
    const found = new Set<Layer>();
    const waiting = [value.producer];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        if (next.kind === "layer" && !found.has(next)) {
            found.add(next);
            waiting.push(...next.inputs.map(({ producer }) => producer));
        }
    }
    return found;
}

/** The first layer with a result size that contains the coarsest floor of a condition. */
function coarsest({ layers }: ModelGraph, test: SizeTest): Layer | undefined {
    let largest: Extract<Atom, { kind: "floor" }> | undefined;
    for (const f of functionsOf(test)) {
        for (const atom of atomsOf(f)) {
            if (atom.kind === "floor" && (largest === undefined || atom.by > largest.by)) {
                largest = atom;
            }
        }
    }
    const key = largest?.key;
    return key === undefined ? undefined : layers.find(({ outputs }) => outputs.some(({ shape }) =>
        shape?.some(({ form }) => form !== undefined && [...atomsOf(form)].some((atom) => atom.key === key))));
}
