import type { VisibleGraph } from "../../drawing/folding.ts";
import type { Layout, Rectangle } from "../../drawing/layout/layout-messages.ts";

export type Direction = "up" | "down" | "left" | "right";

/**
 * The box that an arrow key leads to: up and down follow the values, or the drawing if there are none; left and right
 * go to the nearest box in that direction.
 */
export function neighbour(graph: VisibleGraph, layout: Layout, from: string, direction: Direction): string | undefined {
    const start = layout.boxes.get(from);
    if (start === undefined) {
        return undefined;
    }
    if (graph.boxes.get(from)?.kind === "open" && direction === "down") {
        return nearest(leaves(graph).filter((id) => isInside(graph, id, from)), layout, ({ y }) => y);
    }
    const linked = graph.edges.flatMap((edge) => {
        if (direction === "down" && edge.from === from) {
            return [edge.to];
        }
        return direction === "up" && edge.to === from ? [edge.from] : [];
    });
    const follows = nearest(linked, layout, (place) => Math.abs(middle(place) - middle(start)));
    return follows ?? nearest(leaves(graph).filter((id) => id !== from), layout, (place) => {
        const across = Math.abs(middle(place) - middle(start));
        const along = Math.abs(place.y - start.y);
        switch (direction) {
            case "down":
                return place.y > start.y ? along + 4 * across : undefined;
            case "up":
                return place.y < start.y ? along + 4 * across : undefined;
            case "left":
                return middle(place) < middle(start) - 1 ? across + 4 * along : undefined;
            case "right":
                return middle(place) > middle(start) + 1 ? across + 4 * along : undefined;
        }
    });
}

/** The first box of a drawing: the topmost, and of those the leftmost. */
export function firstBox(graph: VisibleGraph, layout: Layout): string | undefined {
    return nearest(leaves(graph), layout, ({ x, y }) => y * 1e4 + x);
}

/** The last box of a drawing. */
export function lastBox(graph: VisibleGraph, layout: Layout): string | undefined {
    return nearest(leaves(graph), layout, ({ y }) => -y);
}

function leaves(graph: VisibleGraph): readonly string[] {
    return [...graph.boxes.values()].filter(({ kind }) => kind !== "open").map(({ id }) => id);
}

function isInside(graph: VisibleGraph, id: string, frame: string): boolean {
    for (let at = graph.boxes.get(id)?.parent; at !== undefined; at = graph.boxes.get(at)?.parent) {
        if (at === frame) {
            return true;
        }
    }
    return false;
}

/** The box with the least cost; boxes without a cost are skipped. */
function nearest(
    ids: readonly string[],
    layout: Layout,
    cost: (place: Rectangle) => number | undefined,
): string | undefined {
    let best: { readonly id: string; readonly cost: number } | undefined;
    for (const id of ids) {
        const place = layout.boxes.get(id);
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
