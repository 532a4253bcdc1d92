import type { NodeFamily, PreviewNode } from "../../server/protocol.ts";
import type { VisibleBox, VisibleGraph } from "../folding.ts";
import type { Outline } from "../outline.ts";
import { isSameExtent, readShape, sideOf } from "./map-size.ts";
import type { MapSize } from "./map-size.ts";
import { concatenated, keepingFamilies } from "./slices.ts";
import type { Slice } from "./slices.ts";

export type { Slice };

/** A graph as feature maps: layers that keep a map, such as activations, belong to the volume of their operand. */
export interface VolumeGraph {
    /** In execution order. */
    readonly volumes: readonly Volume[];
    readonly flows: readonly Flow[];
}

export interface Volume {
    /** The box that makes the map. */
    readonly id: string;
    /** All boxes that it represents, in execution order. */
    readonly boxes: readonly string[];
    /** A joint, such as a sum, only joins maps of one size: it is a sign, not a volume. */
    readonly kind: "map" | "joint";
    readonly size: MapSize;
    readonly family: NodeFamily;
    /** The name of a folded group, an input or an output; otherwise empty. */
    readonly title: string;
    /** The rounds of a folded loop; 1 for everything else. */
    readonly rounds: number;
    /** The maps that are put side by side in it; empty for a single one. */
    readonly slices: readonly Slice[];
    /** Whether a folded group adds its input, or other maps, to its result. */
    readonly adds: boolean;
    /** The innermost open group around it. */
    readonly group: string | undefined;
}

/** Values that one volume makes and another reads. */
export interface Flow {
    readonly from: string;
    readonly to: string;
    readonly values: readonly string[];
}

type Leaf = Exclude<VisibleBox, { readonly kind: "open" }>;
type Growing = { -readonly [Key in keyof Volume]: Volume[Key] } & { boxes: string[] };


/** Layers that change a map's form: their first operand is the map, the others only give a size. */
export const reshapingFamilies: ReadonlySet<NodeFamily> = new Set(["Reshaping", "Resampling"]);

/** Up to this ratio of their sides, maps are about the same size, as before and after a crop. */
const similarSides = 1.5;

export function volumesOf(outline: Outline, graph: VisibleGraph): VolumeGraph {
    const sources = new Map<string, { readonly value: string; readonly from: string; readonly shape: string }[]>();
    const leaving = new Map<string, Map<string, string>>();
    const readers = new Map<string, number>();
    for (const { value, from, to, shape } of graph.edges) {
        sources.set(to, [...(sources.get(to) ?? []), { value, from, shape }]);
        leaving.set(from, (leaving.get(from) ?? new Map<string, string>()).set(value, shape));
        readers.set(value, (readers.get(value) ?? 0) + 1);
    }
    const nodesOf = Map.groupBy(outline.graph.nodes, ({ id }) => graph.boxOfNode.get(id) ?? id);
    const volumes = new Map<string, Growing>();
    const volumeOf = new Map<string, Growing>();
    const flows = new Map<string, { from: string; to: string; values: string[] }>();
    for (const box of graph.boxes.values()) {
        if (box.kind === "open") {
            continue;
        }
        const nodes = nodesOf.get(box.id) ?? [];
        const read = (sources.get(box.id) ?? []).filter(({ from }) => volumeOf.has(from));
        const size = sizeMade(nodes, leaving.get(box.id));
        const [first] = read;
        const carrier = first === undefined ? undefined : volumeOf.get(first.from);
        if (first !== undefined && carrier !== undefined &&
            isAbsorbed(box, nodes, read.length, readShape(first.shape), size)) {
            carrier.boxes.push(box.id);
            volumeOf.set(box.id, carrier);
            if (box.kind === "node" && box.node.kind === "output") {
                carrier.title = [carrier.title, box.node.label].filter((part) => part !== "").join(" · ");
            } else if (readers.get(first.value) === 1 && carrier.kind === "map" && size.rank === carrier.size.rank &&
                size.channels === carrier.size.channels) {
                carrier.size = size;
            }
            continue;
        }
        const made = volumeMade(box, nodes, size, outline, read.length);
        volumes.set(box.id, made);
        volumeOf.set(box.id, made);
        for (const { value, from, shape } of read) {
            const source = volumeOf.get(from);
            const givesSize = value !== first?.value && reshapingFamilies.has(made.family) &&
                isSameExtent(readShape(shape), size);
            if (source !== undefined && source !== made && !givesSize) {
                const key = `${source.id} → ${made.id}`;
                const flow = flows.get(key) ?? { from: source.id, to: made.id, values: [] };
                flows.set(key, flow);
                flow.values.push(value);
            }
        }
    }
    return joined({ volumes: [...volumes.values()], flows: [...flows.values()] });
}

/**
 * Draws a map that only a concatenation reads as its slice in the concatenation, as in the figures of U-Nets: the
 * volume of an upsampling and of its concatenation with a skip are one.
 */
function joined({ volumes, flows }: VolumeGraph): VolumeGraph {
    const readers = Map.groupBy(flows, ({ from }) => from);
    const byId = new Map(volumes.map((volume) => [volume.id, volume]));
    const into = new Map<string, string>();
    for (const volume of volumes) {
        const [only, ...others] = readers.get(volume.id) ?? [];
        const target = only === undefined ? undefined : byId.get(only.to);
        const isPlain = volume.title === "" && volume.kind === "map" && volume.slices.length === 0 &&
            volume.family !== "Input";
        if (target?.family === "Merging" && others.length === 0 && isPlain && target.slices.length > 0 &&
            isSameExtent(target.size, volume.size)) {
            into.set(volume.id, target.id);
        }
    }
    const partsOf = Map.groupBy(volumes, ({ id }) => into.get(id));
    const kept = volumes.filter(({ id }) => !into.has(id)).map((volume) => {
        const parts = partsOf.get(volume.id) ?? [];
        return parts.length === 0 ? volume : {
            ...volume,
            boxes: [...parts.flatMap(({ boxes }) => boxes), ...volume.boxes],
            slices: volume.slices.map((slice) => {
                const part = parts.find(({ boxes }) => boxes.includes(slice.from));
                return part === undefined ? slice : { ...slice, family: part.family };
            }),
        };
    });
    const moved = flows.filter(({ from }) => !into.has(from))
        .map((flow) => ({ ...flow, to: into.get(flow.to) ?? flow.to }));
    return { volumes: kept, flows: moved };
}

/** Whether a box changes a map so little that it belongs to the volume that it reads. */
function isAbsorbed(
    box: Leaf, nodes: readonly PreviewNode[], operands: number, read: MapSize, made: MapSize,
): boolean {
    if (box.kind === "node" && box.node.kind === "output") {
        return operands === 1;
    }
    const families = nodes.map(({ family }) => family);
    if (families.every((family) => keepingFamilies.has(family))) {
        return operands === 1 && isSameExtent(read, made);
    }
    if (!families.every((family) => keepingFamilies.has(family) || reshapingFamilies.has(family))) {
        return false;
    }
    if (read.rank < 3 || made.rank < 3) {
        return made.rank < 3;
    }
    const [before, after] = [sideOf(read) ?? 1, sideOf(made) ?? 1];
    const isSimilar = Math.max(before, after) <= similarSides * Math.min(before, after);
    return isSimilar && (read.channels === made.channels || !families.includes("Resampling"));
}

function sizeMade(nodes: readonly PreviewNode[], leaving: ReadonlyMap<string, string> | undefined): MapSize {
    const shape = [...leaving?.values() ?? []].at(-1) ?? nodes.at(-1)?.shape ?? "";
    return readShape(shape);
}

function volumeMade(
    box: Leaf, nodes: readonly PreviewNode[], size: MapSize, outline: Outline, operands: number,
): Growing {
    const slices = concatenated(nodes, outline);
    const base = { id: box.id, boxes: [box.id], size, group: box.parent };
    if (box.kind === "node") {
        const { family, kind, label } = box.node;
        const isJoint = family === "Merging" && operands > 1 && slices.length === 0;
        return {
            ...base, kind: isJoint ? "joint" : "map", family, title: kind === "layer" ? "" : label,
            rounds: 1, slices, adds: false,
        };
    }
    const isLoop = box.group.merged.length === 0 || box.group.merged.at(-1)?.kind === "loop";
    return {
        ...base, kind: "map", family: mainFamily(nodes), title: titleOf(box),
        rounds: isLoop ? box.group.heading.times ?? box.group.children.length : 1,
        slices, adds: nodes.some((node) => node.family === "Merging" && concatenated([node], outline).length === 0),
    };
}

/** The name of a group in the text; for one without a name, its block's. */
function titleOf({ group }: Extract<Leaf, { readonly kind: "folded" }>): string {
    return group.name === "" || group.merged.length === 0 ? (group.heading.name.split(/,/, 1)[0] ?? "") : group.name;
}

/** The family that does most of a group's work. */
function mainFamily(nodes: readonly PreviewNode[]): NodeFamily {
    const macs = new Map<NodeFamily, number>();
    for (const node of nodes) {
        macs.set(node.family, (macs.get(node.family) ?? 0) + node.macs + 1);
    }
    return [...macs].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? "Pass-through";
}
