import type { VisibleGraph } from "../folding.ts";
import { sideOf } from "./map-size.ts";
import type { Volume, VolumeGraph } from "./volumes.ts";

export interface Captioned extends VolumeGraph {
    readonly captionOf: (volume: Volume) => string;
}

/**
 * The caption of each volume: the name of the innermost named group that is open around it, unless that group has
 * captions inside. The name of a group with one volume is the volume's title.
 */
export function captioned({ volumes, flows }: VolumeGraph, graph: VisibleGraph): Captioned {
    const named = new Map<string, string | undefined>();
    const outer = new Set<string>();
    for (const { id, group, title } of volumes) {
        const around = namedAround(group, graph);
        named.set(id, around[0]);
        for (const one of title === "" || group === undefined ? around.slice(1) : around) {
            outer.add(one);
        }
    }
    const groupOf = ({ id }: Volume): string | undefined => {
        const group = named.get(id);
        return group === undefined || outer.has(group) ? undefined : group;
    };
    const members = Map.groupBy(volumes, groupOf);
    const isAlone = (volume: Volume): boolean => members.get(groupOf(volume))?.length === 1;
    /** The side of the row with the name; a group of many resolutions has no single place for it. */
    const namedSides = new Map([...members].map(([group, all]) => [group, namedSide(all)]));
    const isCaptioned = (volume: Volume): boolean => {
        const side = namedSides.get(groupOf(volume));
        return side !== undefined && isSameRow(sideOf(volume.size) ?? 1, side);
    };
    const nameAround = (volume: Volume): string => {
        const group = groupOf(volume);
        return group === undefined ? "" : nameOf(group, graph);
    };
    return {
        volumes: volumes.map((volume) =>
            volume.title === "" && isAlone(volume) ? { ...volume, title: nameAround(volume) } : volume),
        flows,
        captionOf: (volume) => isAlone(volume) || !isCaptioned(volume) ? "" : nameAround(volume),
    };
}

/** The resolutions of a captioned group: its own, and the next one. */
const widestRange = 2.2;

function namedSide(volumes: readonly Volume[]): number | undefined {
    const sides = volumes.map(({ size }) => sideOf(size) ?? 1);
    const frequent = mostFrequent(sides);
    return Math.max(...sides) > widestRange * Math.min(...sides)
        ? undefined : sides.find((side) => isSameRow(side, frequent));
}

function isSameRow(a: number, b: number): boolean {
    return Math.max(a, b) < Math.min(a, b) * 1.5;
}

function mostFrequent(sides: readonly number[]): number {
    const counts = Map.groupBy(sides, (side) => side);
    return [...counts].toSorted(([, a], [, b]) => b.length - a.length)[0]?.[0] ?? 0;
}

/** The named open groups around a box, innermost first. */
function namedAround(group: string | undefined, graph: VisibleGraph): readonly string[] {
    const around: string[] = [];
    for (let id = group; id !== undefined; id = graph.boxes.get(id)?.parent) {
        if (nameOf(id, graph) !== "") {
            around.push(id);
        }
    }
    return around;
}

function nameOf(id: string, graph: VisibleGraph): string {
    const box = graph.boxes.get(id);
    return box?.kind === "open" ? box.group.name : "";
}
