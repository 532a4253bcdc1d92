import type { PreviewEdge, PreviewGraph, PreviewGroup, PreviewNode } from "../../../server/protocol.ts";
import { fc } from "../../support/fast-check.ts";

const place = {
    uri: "file:///random.cnn",
    range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
};

/**
 * Any graph that the preview may receive: nodes in execution order, possibly nested groups of neighbours, and edges
 * from earlier to later nodes.
 */
export function randomGraph(mostNodes: number): fc.Arbitrary<PreviewGraph> {
    const stretch = fc.tuple(fc.nat(mostNodes), fc.nat(mostNodes));
    return fc
        .record({
            count: fc.integer({ min: 0, max: mostNodes }),
            edges: fc.array(stretch, { maxLength: 2 * mostNodes }),
            groups: fc.array(stretch, { maxLength: 6 }),
            results: fc.constantFrom(1, 2),
        })
        .map(({ count, edges, groups, results }) => {
            const nested = nest(groups, count);
            const nodes = Array.from({ length: count }, (_, number): PreviewNode => {
                const group = nested.findLast(({ from, to }) => from <= number && number < to);
                return {
                    id: `layer:n${number}`, kind: "layer", label: "conv", path: `n${number}`, family: "Convolution",
                    detail: "", shape: "[1]", parameters: 1, macs: 1, ...place,
                    ...(group === undefined ? {} : { group: group.id }),
                };
            });
            return graphOf(nodes, nested.map(({ group }) => group), edgesBetween(edges, count, results));
        });
}

export function graphOf(
    nodes: readonly PreviewNode[], groups: readonly PreviewGroup[], edges: readonly PreviewEdge[],
): PreviewGraph {
    return {
        uri: place.uri, version: 1, model: "Random", models: ["Random"], valid: true, broken: false, problems: [], items: [], nodes, groups, edges,
        parameters: { value: nodes.length, atLeast: false },
        macs: { value: nodes.length, atLeast: false },
        dynamicSizes: [], chosen: [],
    };
}

interface NestedGroup {
    readonly id: string;
    readonly from: number;
    readonly to: number;
    readonly group: PreviewGroup;
}

/** Disjoint or nested ranges become groups, outer ones first; others are left out. */
function nest(stretches: readonly (readonly [number, number])[], count: number): readonly NestedGroup[] {
    const nested: NestedGroup[] = [];
    const longestFirst = stretches
        .map(([a, b]) => ({ from: Math.min(a, b), to: Math.min(Math.max(a, b) + 1, count) }))
        .sort((a, b) => b.to - b.from - (a.to - a.from));
    for (const { from, to } of longestFirst) {
        const isOver = (other: NestedGroup): boolean => from < other.to && other.from < to;
        const crosses = nested.some((other) => isOver(other) && (from < other.from || to > other.to));
        if (from < to && !crosses) {
            const parent = nested.findLast((other) => other.from <= from && to <= other.to);
            const id = `block:g${nested.length}`;
            const group: PreviewGroup = {
                id, kind: "block", label: `Block${nested.length}()`, path: `g${nested.length}`, ...place,
                ...(parent === undefined ? {} : { parent: parent.id }),
            };
            nested.push({ id, from, to, group });
        }
    }
    return nested;
}

function edgesBetween(
    pairs: readonly (readonly [number, number])[], count: number, results: number,
): readonly PreviewEdge[] {
    return pairs.flatMap(([a, b]) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        return from < to && to < count
            ? [{ value: `layer:n${from}:${to % results}`, from: `layer:n${from}`, to: `layer:n${to}`, shape: "[1]" }]
            : [];
    });
}
