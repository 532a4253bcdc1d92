import type { InferenceLayer } from "../../server/protocol.ts";
import { byteLength } from "./memory.ts";

export interface LayerMismatch {
    readonly path: string;
    readonly node: string;
    /** Both with the batch in front. */
    readonly shown: readonly number[];
    readonly real: readonly number[];
}

export interface LayerComparison {
    readonly compared: readonly InferenceLayer[];
    readonly mismatches: readonly LayerMismatch[];
}

/** Compares what the editor shows of each layer with the shape its result really had. */
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

/** Parts the layers' results into groups that stay within so many bytes together, as far as a single one allows it. */
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
