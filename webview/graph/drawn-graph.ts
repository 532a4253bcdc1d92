import { foldAll, stepLevel, unfoldAll } from "../../drawing/folding.ts";
import type { Folding, VisibleBox } from "../../drawing/folding.ts";
import type { Scene } from "../../drawing/layout/scene.ts";
import type { Outline } from "../../drawing/outline.ts";
import { overlap } from "../../drawing/rectangle.ts";
import type { PreviewGraph, ProtocolRange } from "../../server/protocol.ts";
import { visiblePart } from "./anchoring.ts";
import type { Size, Transform } from "./anchoring.ts";
import { boxesFor } from "./cursor.ts";
import type { DrawnCounts, FoldStep } from "./graph-operations.ts";
import type { MarkedThings } from "./marking.ts";
import { neighbour } from "./navigation.ts";
import type { Direction } from "./navigation.ts";
import type { Problems } from "./problems.ts";
import type { ShownGraph } from "./shown-graph.ts";

/** A graph to draw. */
export interface GraphState {
    readonly shown: ShownGraph;
    readonly outline: Outline;
    readonly folding: Folding;
    /** Whether the folding is to be chosen by what fits the view. */
    readonly atFirst?: boolean;
}

export interface Drawn extends GraphState {
    readonly scene: Scene;
}

export function boxOf(drawn: Drawn | undefined, id: string | undefined): VisibleBox | undefined {
    return id === undefined ? undefined : drawn?.scene.graph.boxes.get(id);
}

/** The boxes that show nodes and groups. */
export function boxesOf(drawn: Drawn | undefined, things: Iterable<string>): readonly string[] {
    return drawn === undefined ? [] : [...boxesFor(things, drawn.outline, drawn.scene.graph)];
}

/** Whether a node or group has a box, and a node one that shows no other round. */
export function isShown(drawn: Drawn | undefined, id: string): boolean {
    return drawn?.scene.graph.boxes.has(id) === true;
}

/** The boxes without children that are at least partly in view. */
export function boxesIn({ graph, layout }: Scene, transform: Transform, view: Size): readonly string[] {
    const window = visiblePart(transform, view);
    return [...layout.boxes].filter(([id, place]) =>
        graph.boxes.get(id)?.kind !== "open" && overlap(place, window)).map(([id]) => id);
}

/** The things with errors, and those with warnings. */
export function troubled(problems: Problems): Pick<MarkedThings, "faulty" | "doubtful"> {
    const withAny = (severity: "error" | "warning"): ReadonlySet<string> => new Set([...problems]
        .filter(([, all]) => all.some((problem) => problem.severity === severity)).map(([thing]) => thing));
    return { faulty: withAny("error"), doubtful: withAny("warning") };
}

/** The node whose result a box's picture shows: its own, or the last of a folded group. */
export function pictureNode(box: VisibleBox): string | undefined {
    return box.kind === "node" ? box.node.id : box.kind === "folded" ? box.last : undefined;
}

/** The box in a direction. Feature maps follow one another to the right; the boxes of one volume are skipped. */
export function nextBox({ graph, layout, maps }: Scene, from: string, direction: Direction): string | undefined {
    if (maps === undefined) {
        return neighbour(graph, layout, from, direction);
    }
    const own = maps.volumes.find(({ boxes }) => boxes.includes(from))?.boxes ?? [];
    let next: string | undefined = from;
    do {
        next = neighbour(graph, layout, next, direction);
    } while (next !== undefined && next !== from && own.includes(next));
    return maps.volumes.find(({ boxes }) => next !== undefined && boxes.includes(next))?.id;
}

export function isSame(a: ShownGraph, b: ShownGraph): boolean {
    return a.drawn.uri === b.drawn.uri && a.drawn.model === b.drawn.model;
}

export function countsOf({ shown, scene }: Drawn): DrawnCounts {
    const nodes = [...scene.graph.boxes.values()].filter(({ kind }) => kind !== "open").length;
    return { version: shown.drawn.version, nodes, edges: scene.graph.edges.length, stale: shown.stale };
}

/** The position of a box in the latest text, or its previous position if the latest text no longer has it. */
export function placeInText(
    box: VisibleBox | undefined,
    current: PreviewGraph,
): { readonly uri: string; readonly range: ProtocolRange } | undefined {
    if (box === undefined) {
        return undefined;
    }
    if (box.kind === "node") {
        return current.nodes.find(({ id }) => id === box.id) ?? box.node;
    }
    // Equal rounds next to others have no place of their own, but that of their first.
    const [first] = box.group.children;
    const last = box.group.merged.at(-1);
    return current.groups.find(({ id }) => id === (last ?? first)?.id) ?? last;
}

export function folded(how: FoldStep, { folding, outline }: GraphState): Folding {
    switch (how) {
        case "all":
            return foldAll();
        case "none":
            return unfoldAll();
        case "less":
            return stepLevel(folding, outline, 1);
        case "more":
            return stepLevel(folding, outline, -1);
    }
}

export function hasSameBoxes(one: Scene, other: Scene): boolean {
    const [boxes, others] = [one.graph.boxes, other.graph.boxes];
    return boxes.size === others.size && [...boxes.keys()].every((id) => others.has(id));
}
