import type { NodeFamily, PreviewNode } from "../../server/protocol.ts";
import type { Outline } from "../outline.ts";
import { readShape } from "./map-size.ts";

/** Layers that keep a map's size: they belong to the layer before them. */
export const keepingFamilies: ReadonlySet<NodeFamily> = new Set(["Activation", "Normalization", "Pass-through"]);

/** A map that a concatenation puts beside others. */
export interface Slice {
    readonly channels: number;
    /** Of the layer that makes it, or `Merging` for a map that comes from elsewhere. */
    readonly family: NodeFamily;
    /** The node that makes it. */
    readonly from: string;
}

/**
 * The maps that the last of some nodes puts side by side, and of those that a concatenation among the
 * nodes has put side by side before, in order. Empty if the last node is no concatenation of channels.
 */
export function concatenated(nodes: readonly PreviewNode[], outline: Outline): readonly Slice[] {
    const own = new Set(nodes.map(({ id }) => id));
    const last = nodes.at(-1);
    const parts = last === undefined ? [] : partsOf(last.id, own, outline);
    return parts.length > 1 ? parts : [];
}

function partsOf(id: string, own: ReadonlySet<string>, outline: Outline): readonly Slice[] {
    const node = outline.nodes.get(id);
    const made = readShape(node?.shape ?? "").channels;
    if (node === undefined || made === undefined) {
        return [];
    }
    const read = readBy(outline).get(id) ?? [];
    const channels = read.map(({ shape }) => readShape(shape).channels ?? Number.NaN);
    const [first] = read;
    if (read.length === 1 && first !== undefined && own.has(first.from) && keepingFamilies.has(node.family)) {
        return partsOf(first.from, own, outline);
    }
    if (read.length < 2 || channels.reduce((sum, count) => sum + count, 0) !== made) {
        return [{ channels: made, family: node.family, from: id }];
    }
    return read.flatMap(({ from }, at) => own.has(from)
        ? partsOf(from, own, outline) : [{ channels: channels[at] ?? 0, family: "Merging" as const, from }]);
}

type Reads = ReadonlyMap<string, readonly { readonly from: string; readonly shape: string }[]>;

const known = new WeakMap<Outline, Reads>();

/** What each node reads, in the order of its operands. */
function readBy(outline: Outline): Reads {
    const reads = known.get(outline) ?? Map.groupBy(outline.graph.edges, ({ to }) => to);
    known.set(outline, reads);
    return reads;
}
