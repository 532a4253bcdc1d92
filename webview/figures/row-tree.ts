import { compareValues } from "../../server/summary/summary-text.ts";
import type { LayerSummary, SummaryTree } from "../../server/summary/summary-data.ts";

/** A row of a table of layers and blocks, with what it holds. */
export interface TreeRow<Content> {
    /** `layer:layer1.0.conv1` as in the preview's graph, or `block:layer1`. */
    readonly id: string;
    readonly path: string;
    readonly content: Content;
    readonly parent: TreeRow<Content> | undefined;
    /** In execution order. */
    readonly children: readonly TreeRow<Content>[];
}

/** The rows of a summary as a tree: each layer is inside the blocks whose paths it begins with. */
export function summaryTree({ layers, blocks }: SummaryTree): readonly TreeRow<LayerSummary>[] {
    return treeOf(layers, blocks);
}

/** Arranges rows by their paths; `blocks` are those that contain others. */
export function treeOf<Content extends { readonly path: string }>(
    layers: readonly Content[], blocks: readonly Content[],
): readonly TreeRow<Content>[] {
    interface Growing extends TreeRow<Content> {
        readonly children: Growing[];
    }
    const contents = new Map(blocks.map((block) => [block.path, block]));
    const made = new Map<string, Growing>();
    const roots: Growing[] = [];
    const add = (id: string, content: Content, parent: Growing | undefined): Growing => {
        const row: Growing = { id, path: content.path, content, parent, children: [] };
        (parent?.children ?? roots).push(row);
        return row;
    };
    for (const layer of layers) {
        let parent: Growing | undefined;
        for (const path of pathsAround(layer.path)) {
            const block = contents.get(path);
            if (block !== undefined) {
                const known: Growing = made.get(path) ?? add(blockId(path), block, parent);
                made.set(path, known);
                parent = known;
            }
        }
        add(layerId(layer.path), layer, parent);
    }
    return roots;
}

export function blockId(path: string): string {
    return `block:${path}`;
}

export function layerId(path: string): string {
    return `layer:${path}`;
}

/** `a`, `a.b` and `a.b.c` for `a.b.c`. */
function pathsAround(path: string): readonly string[] {
    const steps = path.split(".");
    return steps.map((_, index) => steps.slice(0, index + 1).join("."));
}

/** Which blocks are open: those of the list, or all but those of the list. */
export interface Unfolding {
    readonly all: boolean;
    readonly except: ReadonlySet<string>;
}

export function isOpen({ all, except }: Unfolding, id: string): boolean {
    return all !== except.has(id);
}

export function setOpen(unfolding: Unfolding, ids: Iterable<string>, open: boolean): Unfolding {
    const except = new Set(unfolding.except);
    for (const id of ids) {
        if (open === unfolding.all) {
            except.delete(id);
        } else {
            except.add(id);
        }
    }
    return { all: unfolding.all, except };
}

/** How rows are shown. */
export interface RowView<Content> {
    readonly unfolding: Unfolding;
    /** Layers only, without blocks. */
    readonly flat: boolean;
    /** Layers that are left out; blocks without any layer left are, too. */
    readonly keeps?: ((content: Content) => boolean) | undefined;
    /** What rows are sorted by, among those of the same block. */
    readonly sort?: {
        readonly value: (content: Content) => string | number | null;
        readonly reversed: boolean;
    } | undefined;
}

/** A row that is shown, with its place among those of the same block. */
export interface ShownRow<Content> {
    readonly row: TreeRow<Content>;
    /** From 1. */
    readonly level: number;
    /** Undefined for layers. */
    readonly open: boolean | undefined;
    /** From 1. */
    readonly position: number;
    readonly siblings: number;
}

/** The rows that a view shows, in its order. With a filter, all blocks with matches are open. */
export function shownRows<Content>(
    roots: readonly TreeRow<Content>[], { unfolding, flat, keeps, sort }: RowView<Content>,
): readonly ShownRow<Content>[] {
    const kept = new Map<TreeRow<Content>, boolean>();
    const isKept = (row: TreeRow<Content>): boolean => {
        const known = kept.get(row) ?? (keeps === undefined ||
            (row.children.length === 0 ? keeps(row.content) : row.children.some(isKept)));
        kept.set(row, known);
        return known;
    };
    const arranged = (rows: readonly TreeRow<Content>[]): readonly TreeRow<Content>[] => {
        const left = rows.filter(isKept);
        if (sort === undefined) {
            return left;
        }
        const sign = sort.reversed ? -1 : 1;
        return left.toSorted((a, b) => sign * compareValues(sort.value(a.content), sort.value(b.content)));
    };
    const shown: ShownRow<Content>[] = [];
    const show = (rows: readonly TreeRow<Content>[], level: number): void => {
        const siblings = arranged(rows);
        siblings.forEach((row, index) => {
            const open = row.children.length === 0 ? undefined : keeps !== undefined || isOpen(unfolding, row.id);
            shown.push({ row, level, open, position: index + 1, siblings: siblings.length });
            if (open === true) {
                show(row.children, level + 1);
            }
        });
    };
    show(flat ? leavesOf(roots) : roots, 1);
    return shown;
}

/** The rows without others inside, in execution order. */
export function leavesOf<Content>(rows: readonly TreeRow<Content>[]): readonly TreeRow<Content>[] {
    return rows.flatMap((row) => (row.children.length === 0 ? [row] : leavesOf(row.children)));
}

/** Every row of a tree, blocks before what they hold. */
export function rowsOf<Content>(rows: readonly TreeRow<Content>[]): readonly TreeRow<Content>[] {
    return rows.flatMap((row) => [row, ...rowsOf(row.children)]);
}

/** The blocks around a row, innermost first. */
export function blocksAround<Content>(row: TreeRow<Content>): readonly TreeRow<Content>[] {
    return row.parent === undefined ? [] : [row.parent, ...blocksAround(row.parent)];
}
