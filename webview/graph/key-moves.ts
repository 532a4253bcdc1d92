import type { OpenBox } from "../../drawing/folding.ts";
import { boxOf, nextBox } from "./drawn-graph.ts";
import type { KeyActions } from "./keyboard.ts";
import type { Marker } from "./marker.ts";
import { firstBox, groupsAround, lastBox } from "./navigation.ts";
import type { Redrawing } from "./redrawing.ts";
import type { Refolding } from "./refolding.ts";

/** What keys do with the selection: they move it between boxes and lines, and fold the group that it is in. */
export function keyMoves(
    redrawing: Redrawing, marker: Marker, refolding: Refolding,
): Pick<KeyActions, "move" | "line" | "round" | "toEnd" | "fold" | "leave"> {
    /** The group with a round that the selected box is, or is in. */
    const roundGroup = (): OpenBox | undefined => {
        const { drawn } = redrawing;
        const { active } = marker.marked;
        const groups = active === undefined || drawn === undefined ? [] : groupsAround(drawn.scene.graph, active);
        for (const box of [active, ...groups].map((id) => boxOf(drawn, id))) {
            if (box?.kind === "open" && box.round !== undefined) {
                return box;
            }
        }
        return undefined;
    };
    return {
        move: (direction) => {
            const { drawn } = redrawing;
            if (drawn === undefined) {
                return;
            }
            const { graph, layout } = drawn.scene;
            const edge = graph.edges.find(({ id }) => id === marker.marked.edge);
            if (edge !== undefined) {
                marker.activate(direction === "up" || direction === "left" ? edge.from : edge.to);
                return;
            }
            const from = boxOf(drawn, marker.marked.active)?.id;
            const next = from === undefined ? firstBox(graph, layout) : nextBox(drawn.scene, from, direction);
            marker.activate(next ?? from);
        },
        line: (end) => {
            const edges = redrawing.drawn?.scene.graph.edges ?? [];
            const before = edges.find(({ id }) => id === marker.marked.edge);
            const box = before === undefined ? marker.marked.active : end === "in" ? before.to : before.from;
            const own = edges.filter(({ from, to }) => (end === "in" ? to : from) === box);
            const next = own[(own.findIndex(({ id }) => id === before?.id) + 1) % Math.max(1, own.length)];
            if (next !== undefined) {
                marker.mark({ active: undefined, edge: next.id });
            }
        },
        round: (step) => {
            const box = roundGroup();
            const round = (box?.round ?? 0) + step;
            if (box !== undefined && round >= 0 && round < box.group.children.length) {
                refolding.showRound(box.id, round);
            }
        },
        toEnd: (end) => {
            const { drawn } = redrawing;
            if (drawn !== undefined) {
                const { graph, layout } = drawn.scene;
                marker.activate(end === "first" ? firstBox(graph, layout) : lastBox(graph));
            }
        },
        fold: () => {
            const box = boxOf(redrawing.drawn, marker.marked.active);
            const group = box?.kind === "node" ? box.parent : box?.id;
            if (group !== undefined) {
                marker.mark({ active: group });
                refolding.toggle(group);
            }
        },
        leave: () => marker.mark({ active: undefined, edge: undefined, highlighted: new Set() }),
    };
}
