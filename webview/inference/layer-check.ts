import type { InferenceLayer } from "../../server/protocol.ts";
import { byteLength } from "./memory.ts";

export interface LayerMismatch {
    readonly path: string;
    readonly node: string;
    /** Both including the batch. */
    readonly shown: readonly number[];
    readonly real: readonly number[];
}

export interface LayerComparison {
    readonly compared: readonly InferenceLayer[];
    readonly mismatches: readonly LayerMismatch[];
}

/** Compares each layer's shape in the editor with the shape of its actual result. */
export function compareLayers(
    layers: readonly InferenceLayer[],
    shapes: readonly { readonly tensor: string; readonly dims: readonly number[] }[],
): LayerComparison {
    const real = new Map(shapes.map(({ tensor, dims }) => [tensor, dims]));
    const compared = layers.filter(({ tensor }) => real.has(tensor));
    const mismatches = compared.flatMap(({ path, node, tensor, dims: shown }) => {
        const found = real.get(tensor) ?? [];
        const same = found.length === shown.length && found.every((size, axis) => size === shown[axis]);
        return same ? [] : [{ path, node, shown, real: found }];
    });
    return { compared, mismatches };
}

/** Splits the layers' results into groups of at most `limit` bytes, or one result if that is larger. */
export function groupTensors(layers: readonly InferenceLayer[], limit: number): readonly (readonly string[])[] {
    const groups: string[][] = [];
    const seen = new Set<string>();
    let held = Infinity;
    for (const { tensor, dims } of layers) {
        if (seen.has(tensor)) {
            continue;
        }
        seen.add(tensor);
        const bytes = byteLength(dims);
        const group = groups.at(-1);
        if (group === undefined || held + bytes > limit) {
            groups.push([tensor]);
            held = bytes;
        } else {
            group.push(tensor);
            held += bytes;
        }
    }
    return groups;
}
