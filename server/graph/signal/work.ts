import { worksOn } from "../consumers.ts";
import { foundOnce } from "../found-once.ts";
import type { Layer, ModelGraph } from "../graph.ts";
import { isWeighted } from "../parameters.ts";

/**
 * The layers whose signal is predicted, with the parts of their inputs: those of a concatenation are followed one by
 * one, and of several merged values each with each other.
 */
export const signalWork = foundOnce(({ layers }: ModelGraph): number => {
    /** By value id. */
    const parts = new Map<number, number>();
    let work = 0;
    for (const layer of layers) {
        const inputs = worksOn(layer);
        const read = inputs.reduce((sum, { id }) => sum + (parts.get(id) ?? 1), 0);
        const { merges } = layer.definition.traits;
        work += 1 + read + (merges === undefined || merges === "concatenation" ? 0 : inputs.length ** 2);
        const isSum = merges === undefined ? isWeighted(layer) && !isDepthwise(layer) : merges !== "concatenation";
        for (const { id } of layer.outputs) {
            parts.set(id, isSum ? 1 : read);
        }
    }
    return work;
});

/** Whether each of a convolution's channels reads only one, so that it keeps the parts of its input. */
function isDepthwise({ inference }: Layer): boolean {
    return inference?.parameters.some(({ name, shape }) => name === "weight" && shape?.[1] === 1) === true;
}
