import type { VisibleBox, VisibleGraph } from "../../drawing/folding.ts";
import type { Layout, Rectangle } from "../../drawing/layout/layout-messages.ts";

export type Direction = "up" | "down" | "left" | "right";

/** A drawing turned so that values flow down, and directions in it. */
interface Turned {
    readonly boxes: ReadonlyMap<string, Rectangle>;
    readonly turn: (direction: Direction) => Direction;
}

/** How far apart two boxes in a row may be, beyond their heights. */
const rowGap = 24;

/**
 * The box that an arrow key leads to. Along the flow, keys follow the values, through the headers of open groups, or
 * the drawing if there are no values; across it, they lead to the nearest box in the same row.
 */
export function neighbour(graph: VisibleGraph, layout: Layout, from: string, towards: Direction): string | undefined {
    const { boxes, turn } = turned(layout);
    const direction = turn(towards);
    const start = boxes.get(from);
    const box = graph.boxes.get(from);
    if (start === undefined || box === undefined) {
        return undefined;
    }
    if (box.kind === "open" && direction === "down") {
        return nearest(box.children, boxes, ({ x, y }) => y * 1e4 + x);
    }
    if (direction === "left" || direction === "right") {
        return nearest(leaves(graph).filter((id) => id !== from), boxes, (place) => {
            const apart = Math.max(place.y - (start.y + start.height), start.y - (place.y + place.height));
            const across = middle(place) - middle(start);
            const isThere = direction === "left" ? across < -1 : across > 1;
            return isThere && apart < rowGap ? Math.abs(across) + Math.max(0, apart) : undefined;
        });
    }
    const linked = graph.edges.flatMap((edge) => {
        if (direction === "down" && edge.from === from) {
            return [edge.to];
        }
        return direction === "up" && edge.to === from ? [edge.from] : [];
    });
    const follows = nearest(linked, boxes, (place) => Math.abs(middle(place) - middle(start)));
    if (follows !== undefined) {
        return direction === "down" ? entered(graph, from, follows) : left(graph, from, follows);
    }
    if (direction === "up" && box.parent !== undefined) {
        return box.parent;
    }
    return nearest(leaves(graph).filter((id) => id !== from), boxes, (place) => {
        const across = Math.abs(middle(place) - middle(start));
        const along = Math.abs(place.y - start.y);
        const isThere = direction === "down" ? place.y > start.y : place.y < start.y;
        return isThere ? along + 4 * across : undefined;
    });
}

/** The outermost open group that a step from one box to another enters, or the other box. */
function entered(graph: VisibleGraph, from: string, to: string): string {
    const around = new Set(groupsAround(graph, from));
    return groupsAround(graph, to).findLast((group) => !around.has(group)) ?? to;
}

/** The innermost open group that a step from one box to another leaves, or the other box. */
function left(graph: VisibleGraph, from: string, to: string): string {
    const around = new Set(groupsAround(graph, to));
    return groupsAround(graph, from).find((group) => !around.has(group)) ?? to;
}

/** The open groups around a box, innermost first. */
export function groupsAround({ boxes }: VisibleGraph, id: string): readonly string[] {
    const around: string[] = [];
    for (let box: VisibleBox | undefined = boxes.get(id); box?.parent !== undefined; box = boxes.get(box.parent)) {
        around.push(box.parent);
    }
    return around;
}

function turned({ boxes, direction }: Layout): Turned {
    return direction === "down" ? { boxes, turn: (towards) => towards } : {
        boxes: new Map([...boxes].map(([id, { x, y, width, height }]) =>
            [id, { x: y, y: x, width: height, height: width }])),
        turn: (towards) => acrossOf[towards],
    };
}

const acrossOf: Readonly<Record<Direction, Direction>> = { right: "down", left: "up", up: "left", down: "right" };

/** The first box of a drawing, in the direction of its flow. */
export function firstBox(graph: VisibleGraph, layout: Layout): string | undefined {
    return nearest(leaves(graph), turned(layout).boxes, ({ x, y }) => y * 1e4 + x);
}

/** The last box of a drawing: the last in the text of those at the end of its flow. */
export function lastBox(graph: VisibleGraph): string | undefined {
    return leaves(graph).at(-1);
}

function leaves(graph: VisibleGraph): readonly string[] {
    return [...graph.boxes.values()].filter(({ kind }) => kind !== "open").map(({ id }) => id);
}

/** The box with the least cost; boxes without a cost are skipped. */
function nearest(
    ids: readonly string[],
    boxes: ReadonlyMap<string, Rectangle>,
    cost: (place: Rectangle) => number | undefined,
): string | undefined {
    let best: { readonly id: string; readonly cost: number } | undefined;
    for (const id of ids) {
        const place = boxes.get(id);
        const costs = place === undefined ? undefined : cost(place);
        if (costs !== undefined && costs < (best?.cost ?? Number.POSITIVE_INFINITY)) {
            best = { id, cost: costs };
        }
    }
    return best?.id;
}

function middle({ x, width }: Rectangle): number {
    return x + width / 2;
}
