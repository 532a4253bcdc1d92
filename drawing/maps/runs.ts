import type { WordStyle } from "../picture.ts";
import { estimatedWidth } from "../text-width.ts";
import { extentText, isSameExtent, sideOf } from "./map-size.ts";
import { extentOf } from "./scales.ts";
import type { Extent, Scales } from "./scales.ts";
import type { Captioned } from "./captions.ts";
import type { Volume } from "./volumes.ts";

/** Volumes of about the same resolution in a chain, drawn one behind the other with common labels. */
export interface Run {
    readonly members: readonly Member[];
    /** The members by the ids of their volumes. */
    readonly memberOf: ReadonlyMap<string, Member>;
    /** The index of its resolution, the highest first. */
    readonly row: number;
    readonly width: number;
    /** From its first volume's left edge; the labels may be wider. */
    readonly labels: readonly RunLabel[];
    readonly left: number;
    readonly right: number;
    /** From the middle of the volumes' front faces to the highest and the lowest point. */
    readonly up: number;
    readonly down: number;
}

export interface Member {
    readonly volume: Volume;
    readonly extent: Extent;
    /** The left edge of its front face in the run. */
    readonly x: number;
}

export interface RunLabel {
    readonly text: string;
    readonly style: WordStyle;
    /** Its middle, from the run's left edge, and its baseline, from the middle of the volumes. */
    readonly x: number;
    readonly y: number;
    readonly width: number;
}

/** Between the labels of neighbours. Some fonts are wider than estimated, most of all in bold. */
const labelGap = { shape: 5, title: 9 } as const;
const lineHeight = 13;
export const jointRadius = 7;

/** Resolutions down to this part of the largest of a row are in the same row. */
const rowRatio = 1.5;

/** Groups a graph's volumes. */
export function runsOf(
    { volumes, flows, captionOf }: Captioned, scales: Scales, memberGap: number,
): readonly Run[] {
    const rows = rowsOf(volumes);
    const readers = Map.groupBy(flows, ({ from }) => from);
    const sources = Map.groupBy(flows, ({ to }) => to);
    const runs: Volume[][] = [];
    const runOf = new Map<string, Volume[]>();
    for (const volume of volumes) {
        const read = sources.get(volume.id) ?? [];
        const [only] = read;
        const run = only === undefined ? undefined : runOf.get(only.from);
        const last = run?.at(-1);
        const joins = run !== undefined && last !== undefined && read.length === 1 && last.id === only?.from &&
            readers.get(last.id)?.length === 1 && rows.get(last.id) === rows.get(volume.id) &&
            last.kind === "map" && volume.kind === "map";
        if (joins) {
            run.push(volume);
            runOf.set(volume.id, run);
        } else {
            const started = [volume];
            runs.push(started);
            runOf.set(volume.id, started);
        }
    }
    const byId = new Map(volumes.map((volume) => [volume.id, volume]));
    return runs.map((members) => {
        const [first] = members;
        const read = (sources.get(first?.id ?? "") ?? []).flatMap(({ from }) => byId.get(from) ?? []);
        // The size of a map is written where it changes.
        const isKept = members.length < 2 &&
            read.some(({ size }) => first !== undefined && isSameExtent(size, first.size));
        const extents = isKept ? "" : extentsText(members);
        return runMade(members, extents, rows.get(first?.id ?? "") ?? 0, scales, memberGap, captionOf);
    });
}

/** The row of each volume, by its resolution. */
function rowsOf(volumes: readonly Volume[]): ReadonlyMap<string, number> {
    const sides = new Map(volumes.map((volume) => [volume.id, sideOf(volume.size) ?? 1]));
    const largestOfRows: number[] = [];
    for (const side of [...new Set(sides.values())].sort((a, b) => b - a)) {
        if (side * rowRatio < (largestOfRows.at(-1) ?? Number.POSITIVE_INFINITY) - 1e-9) {
            largestOfRows.push(side);
        }
    }
    const rowOf = (side: number): number => largestOfRows.findLastIndex((largest) => side <= largest);
    return new Map([...sides].map(([id, side]) => [id, rowOf(side)]));
}

function runMade(
    volumes: readonly Volume[], extents: string, row: number, scales: Scales, memberGap: number,
    captionOf: (volume: Volume) => string,
): Run {
    const sides = volumes.map((volume) => volume.kind === "joint"
        ? { depth: 2 * jointRadius, height: 2 * jointRadius, dx: 0, dy: 0 } : extentOf(volume.size, scales));
    const below = Math.max(...sides.map(({ height }) => height / 2));
    const members: Member[] = [];
    const labels: RunLabel[] = [];
    /** Where the labels of each line end. */
    const ends = new Map<number, number>();
    const add = (text: string, style: WordStyle, x: number, line: number): void => {
        if (text !== "") {
            const width = estimatedWidth(text, style);
            labels.push({ text, style, x, y: below + (line + 1) * lineHeight, width });
            ends.set(line, Math.max(ends.get(line) ?? Number.NEGATIVE_INFINITY, x + width / 2));
        }
    };
    let next = 0;
    let lastLine = 0;
    for (const [at, volume] of volumes.entries()) {
        const extent = sides[at] ?? extentOf(volume.size, scales);
        const channels = volume.kind === "joint" ? "" : `${volume.size.channels ?? "?"}`;
        const title = titleOf(volume);
        const earliest = (text: string, style: keyof typeof labelGap, line: number): number =>
            (ends.get(line) ?? Number.NEGATIVE_INFINITY) + labelGap[style] +
                estimatedWidth(text, style) / 2 - extent.depth / 2;
        const byChannels = Math.max(next, earliest(channels, "shape", 0));
        // Titles wider than their volumes alternate between two lines.
        const lines = [1, 2].map((line) => ({ line, x: Math.max(byChannels, earliest(title, "title", line)) }));
        const best = title === "" ? { line: 0, x: byChannels } : lines.reduce((a, b) => b.x < a.x - 0.5 ? b : a);
        add(channels, "shape", best.x + extent.depth / 2, 0);
        add(title, "title", best.x + extent.depth / 2, best.line);
        members.push({ volume, extent, x: best.x });
        lastLine = Math.max(lastLine, best.line);
        next = best.x + extent.depth + memberGap;
    }
    const last = members.at(-1);
    const frontEnd = (last?.x ?? 0) + (last?.extent.depth ?? 0);
    for (const stretch of stretchesOf(members, captionOf)) {
        const [from, to] = [stretch[0], stretch.at(-1)];
        const text = from === undefined ? "" : captionOf(from.volume);
        const x = ((from?.x ?? 0) + (to?.x ?? 0) + (to?.extent.depth ?? 0)) / 2;
        const half = estimatedWidth(text, "title") / 2;
        const line = [1, 2, 3].find((one) => labels.every((label) => label.y !== below + (one + 1) * lineHeight ||
            Math.abs(label.x - x) >= (label.width / 2) + half + labelGap.title)) ?? 4;
        add(text, "title", x, line);
        lastLine = text === "" ? lastLine : Math.max(lastLine, line);
    }
    add(extents, "detail", frontEnd / 2, lastLine + 1);
    const width = frontEnd + (last?.extent.dx ?? 0);
    return {
        members, memberOf: new Map(members.map((one) => [one.volume.id, one])), row, width, labels,
        up: Math.max(...sides.map(({ height, dy }) => height / 2 + dy)),
        left: Math.min(0, ...labels.map((label) => label.x - label.width / 2)),
        right: Math.max(width, ...labels.map((label) => label.x + label.width / 2)),
        down: Math.max(below, ...labels.map(({ y }) => y)) + 6,
    };
}

/** The neighbours in a run that have the same caption. */
function stretchesOf(
    members: readonly Member[], captionOf: (volume: Volume) => string,
): readonly (readonly Member[])[] {
    const stretches: Member[][] = [];
    for (const member of members) {
        const last = stretches.at(-1);
        const before = last?.at(-1);
        if (last !== undefined && before !== undefined && captionOf(before.volume) === captionOf(member.volume)) {
            last.push(member);
        } else {
            stretches.push([member]);
        }
    }
    return stretches;
}

function extentsText(volumes: readonly Volume[]): string {
    const [first, last] = [volumes[0]?.size, volumes.at(-1)?.size];
    if (first === undefined || last === undefined || volumes[0]?.kind === "joint") {
        return "";
    }
    if (first.rank < 2 || last.rank < 2) {
        return "";
    }
    return isSameExtent(first, last) ? extentText(last) : `${extentText(first)} → ${extentText(last)}`;
}

function titleOf({ title, rounds }: Volume): string {
    return rounds > 1 ? `${title} ×${rounds}` : title;
}
