import type { PreviewGraph, PreviewProblem, ProtocolRange } from "../../server/protocol.ts";
import { thingsAtLine } from "./cursor.ts";

/** The problems of a graph by the nodes and groups at their places in the text. */
export type Problems = ReadonlyMap<string, readonly PreviewProblem[]>;

export const noProblems: Problems = new Map();

export function problemsOf(graph: PreviewGraph): Problems {
    const found = new Map<string, PreviewProblem[]>();
    for (const problem of graph.problems) {
        for (const thing of thingsAt(graph, problem)) {
            const known = found.get(thing) ?? [];
            known.push(problem);
            found.set(thing, known);
        }
    }
    return found;
}

/** The nodes whose text holds a problem; without one, the nodes or groups of its line. */
function thingsAt(graph: PreviewGraph, { uri, range }: PreviewProblem): ReadonlySet<string> {
    const holders = graph.nodes.filter((node) => node.uri === uri && holds(node.range, range));
    const shortest = holders.reduce((least, node) => Math.min(least, lengthOf(node.range)), Number.POSITIVE_INFINITY);
    return holders.length === 0
        ? thingsAtLine(graph, uri, range.start.line)
        : new Set(holders.filter((node) => lengthOf(node.range) === shortest).map(({ id }) => id));
}

function holds({ start, end }: ProtocolRange, { start: at }: ProtocolRange): boolean {
    return isBefore(start, at) && isBefore(at, end);
}

function isBefore(a: ProtocolRange["start"], b: ProtocolRange["start"]): boolean {
    return a.line < b.line || (a.line === b.line && a.character <= b.character);
}

/** About the length of a text: lines count most. */
function lengthOf({ start, end }: ProtocolRange): number {
    return (end.line - start.line) * 1e6 + end.character - start.character;
}
