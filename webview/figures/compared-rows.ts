import { alignedPaths, type AlignedPaths } from "../../server/summary/alignment.ts";
import {
    compareSummaries, comparedFigures, type ComparedFigures, type Comparison,
} from "../../server/summary/comparison.ts";
import type { LayerSummary, SummaryTree } from "../../server/summary/summary-data.ts";
import { treeOf, type TreeRow } from "./row-tree.ts";

/** A layer or block of one of two models, or of both. */
export interface ComparedRow {
    /** In the second model; of what was removed, its place there, in which `removedMark` follows each removed step. */
    readonly path: string;
    readonly state: "same" | "changed" | "added" | "removed";
    readonly before: ComparedFigures | undefined;
    readonly after: ComparedFigures | undefined;
}

export interface ComparedModels {
    readonly roots: readonly TreeRow<ComparedRow>[];
    readonly comparison: Comparison;
}

/** Two models as one tree, in the order of the second; what is only in the first stays after what it followed. */
export function comparedRows(before: SummaryTree, after: SummaryTree): ComparedModels {
    const aligned = alignedPaths(before.layers, after.layers);
    const comparison = compareSummaries(before, after, aligned);
    const layers = unite(before.layers, after.layers, comparison, aligned);
    const isDifferent = new Set(layers.filter(({ state }) => state !== "same").map(({ path }) => path));
    const inside = [...isDifferent].flatMap((path) => path.split(".").map((_, index, steps) => steps.slice(0, index).join(".")));
    const around = new Set(inside);
    const blocks = unite(before.blocks, after.blocks, compareSummaries(
        { ...before, layers: before.blocks }, { ...after, layers: after.blocks }, aligned,
    ), aligned).map((block): ComparedRow =>
        block.state === "same" && around.has(block.path) ? { ...block, state: "changed" } : block);
    return { roots: treeOf(layers, blocks), comparison };
}

/** What was removed may have the path of something else now. */
const removedMark = "\u2212";

/** A path, or the end of one, as it is shown. */
export function shownPath(path: string): string {
    return path.replaceAll(removedMark, "");
}

function unite(
    before: readonly LayerSummary[], after: readonly LayerSummary[], { added, removed, changed }: Comparison,
    aligned: AlignedPaths,
): readonly ComparedRow[] {
    const [isAdded, isRemoved] = [new Set(added), new Set(removed)];
    const isChanged = new Set(changed.map(({ path }) => path));
    const old = new Map(before.map((layer, index) => [layer.path, { layer, index }]));
    const now = new Map([...aligned].map(([path, former]) => [former, path]));
    const placeOf = (path: string): string => {
        const dot = path.lastIndexOf(".");
        return now.get(path) ?? `${dot === -1 ? "" : `${placeOf(path.slice(0, dot))}.`}${path.slice(dot + 1)}${removedMark}`;
    };
    const rows: ComparedRow[] = [];
    let next = 0;
    const addRemoved = (end: number): void => {
        for (; next < end; next += 1) {
            const layer = before[next];
            if (layer !== undefined && isRemoved.has(layer.path)) {
                rows.push({
                    path: placeOf(layer.path), state: "removed", before: comparedFigures(layer), after: undefined,
                });
            }
        }
    };
    for (const layer of after) {
        const { path } = layer;
        const former = old.get(aligned.get(path) ?? "");
        addRemoved(former?.index ?? next);
        rows.push({
            path, state: isAdded.has(path) ? "added" : isChanged.has(path) ? "changed" : "same",
            before: former === undefined ? undefined : comparedFigures(former.layer), after: comparedFigures(layer),
        });
    }
    addRemoved(before.length);
    return rows;
}
