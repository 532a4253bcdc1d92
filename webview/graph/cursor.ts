import type { PreviewGraph, PreviewNode, ProtocolRange } from "../../server/protocol.ts";
import type { VisibleGraph } from "../../drawing/folding.ts";
import type { Outline } from "../../drawing/outline.ts";

/** A line of a file, from 0. */
export interface TextLine {
    readonly uri: string;
    readonly line: number;
}

/**
 * The ids of the nodes and groups of a line of text: those with the shortest source range that covers it. A line in a
 * block belongs to every use of it, or only to the chosen one, to which the other lines of the block belong too. Of
 * nested groups, only the outer one counts.
 */
export function thingsAtLine(graph: PreviewGraph, uri: string, line: number): ReadonlySet<string> {
    const parents = new Map(graph.groups.map(({ id, parent }) => [id, parent]));
    const chosen = new Set(graph.chosen.filter((use) => use.uri === uri && covers(use.range, line))
        .map(({ group }) => group));
    const isChosen = (group: string | undefined): boolean =>
        chosen.size === 0 || (group !== undefined && isIn(group, chosen, parents));
    const nodes = graph.nodes.filter((node) => node.uri === uri && covers(node.range, line) && isChosen(node.group));
    const groups = graph.groups.filter((one) => one.uri === uri && covers(one.range, line) && isChosen(one.parent));
    const shortest = [...nodes, ...groups].reduce((least, { range }) => Math.min(least, length(range)), Infinity);
    const closest = groups.filter(({ range }) => length(range) === shortest);
    const ids = new Set(closest.map(({ id }) => id));
    if (shortest === Infinity) {
        return chosen;
    }
    return new Set([
        ...nodes.filter(({ range }) => length(range) === shortest).map(({ id }) => id),
        ...closest.filter(({ parent }) => !hasAncestor(parent, ids, parents)).map(({ id }) => id),
    ]);
}

/**
 * The first node of a line of text, or of the groups of the line, a layer rather than an input or output; undefined if
 * it has none.
 */
export function nodeAtLine(graph: PreviewGraph, uri: string, line: number): PreviewNode | undefined {
    const things = thingsAtLine(graph, uri, line);
    const parents = new Map(graph.groups.map(({ id, parent }) => [id, parent]));
    const nodes = graph.nodes.filter(({ id, group }) =>
        things.has(id) || (group !== undefined && isIn(group, things, parents)));
    return nodes.find(({ kind }) => kind === "layer") ?? nodes[0];
}

/** The layer that a node is, the first that reads an input, or the one that computes an output. */
export function layerOf(graph: PreviewGraph, { id, kind }: PreviewNode): PreviewNode | undefined {
    const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
    const near = kind === "layer" ? [id] : graph.edges.flatMap(({ from, to }) =>
        kind === "input" && from === id ? [to] : kind === "output" && to === id ? [from] : []);
    return near.flatMap((one) => nodes.get(one) ?? []).find((node) => node.kind === "layer");
}

function isIn(
    group: string, things: ReadonlySet<string>, parents: ReadonlyMap<string, string | undefined>,
): boolean {
    return things.has(group) || hasAncestor(parents.get(group), things, parents);
}

/** The boxes that show nodes and groups: their own, or the folded group that hides them. */
export function boxesFor(things: Iterable<string>, outline: Outline, graph: VisibleGraph): ReadonlySet<string> {
    const boxes = new Set<string>();
    const merged = new Map<string, string>();
    for (const [id, group] of outline.groups) {
        group.merged.forEach((part) => merged.set(part.id, id));
    }
    const add = (thing: string): void => {
        const group = outline.groups.get(merged.get(thing) ?? "");
        if (group?.bare === true && graph.boxes.get(group.parent ?? "")?.kind !== "folded") {
            group.children.forEach(({ id }) => add(id));
            return;
        }
        const box = graph.boxOfNode.get(thing) ?? visibleGroup(merged.get(thing), outline, graph);
        if (box !== undefined) {
            boxes.add(box);
        }
        outline.dissolved.get(thing)?.forEach(add);
    };
    for (const thing of things) {
        add(thing);
    }
    return boxes;
}

function visibleGroup(group: string | undefined, outline: Outline, graph: VisibleGraph): string | undefined {
    for (let id = group; id !== undefined; id = outline.groups.get(id)?.parent) {
        if (graph.boxes.has(id)) {
            return id;
        }
    }
    return undefined;
}

function hasAncestor(
    parent: string | undefined,
    ids: ReadonlySet<string>,
    parents: ReadonlyMap<string, string | undefined>,
): boolean {
    const seen = new Set<string>();
    for (let id = parent; id !== undefined && !seen.has(id); id = parents.get(id)) {
        if (ids.has(id)) {
            return true;
        }
        seen.add(id);
    }
    return false;
}

function covers({ start, end }: ProtocolRange, line: number): boolean {
    return start.line <= line && line <= end.line;
}

function length({ start, end }: ProtocolRange): number {
    return end.line - start.line;
}
