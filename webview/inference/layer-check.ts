import type { InferenceLayer } from "../../server/protocol.ts";
import { byteLength } from "./memory.ts";
import type { LayerCheck, ValueCheck } from "./messages.ts";

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
    /** The comparison of the layers' numbers; absent for a run on WebAssembly. */
    readonly values?: ValueCheck;
    /** The first layer whose numbers on WebGPU are not WebAssembly's. */
    readonly differing?: InferenceLayer;
}

/** Compares each layer's shape in the editor with the shape of its actual result. */
export function compareLayers(
    layers: readonly InferenceLayer[], { shapes, values }: Exclude<LayerCheck, { readonly failure: string }>,
): LayerComparison {
    const real = new Map(shapes.map(({ tensor, dims }) => [tensor, dims]));
    const compared = layers.filter(({ tensor }) => real.has(tensor));
    const mismatches = compared.flatMap(({ path, node, tensor, dims: shown }) => {
        const found = real.get(tensor) ?? [];
        const same = found.length === shown.length && found.every((size, axis) => size === shown[axis]);
        return same ? [] : [{ path, node, shown, real: found }];
    });
    const first = values !== undefined && "first" in values ? values.first : undefined;
    const differing = layers.find(({ tensor }) => tensor === first?.tensor);
    return {
        compared,
        mismatches,
        ...(values === undefined ? {} : { values }),
        ...(differing === undefined ? {} : { differing }),
    };
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
