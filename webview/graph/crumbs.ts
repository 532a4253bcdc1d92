import type { OpenBox, VisibleBox } from "../../drawing/folding.ts";
import type { Rectangle } from "../../drawing/layout/layout-messages.ts";
import type { Point } from "../../drawing/layout/level.ts";
import type { Scene } from "../../drawing/layout/scene.ts";
import { overlap } from "../../drawing/rectangle.ts";
import type { Size, Transform } from "./anchoring.ts";
import type { Crumb } from "./graph-operations.ts";
import { groupsAround } from "./navigation.ts";

/** The open groups around a box, or around the middle of the view, outermost first. */
export function crumbsOf(
    { graph, layout }: Scene, { x, y, k }: Transform, size: Size, around: string | undefined,
): readonly Crumb[] {
    const middle = { x: (size.width / 2 - x) / k, y: (size.height / 2 - y) / k };
    const groups = around !== undefined
        ? [...groupsAround(graph, around)].reverse()
        : [...graph.boxes.values()].filter((box) => box.kind === "open" && holds(layout.boxes.get(box.id), middle))
            .sort((a, b) => depthOf(a) - depthOf(b)).map(({ id }) => id);
    return groups.flatMap((id): readonly Crumb[] => {
        const box = graph.boxes.get(id);
        return box?.kind === "open" ? [{ id, title: titleOf(box) }] : [];
    });
}

/** Returns a function that passes on the groups that it gets, if they are others than before. */
export function onOtherCrumbs(report: (groups: readonly Crumb[]) => void): (groups: readonly Crumb[]) => void {
    let reported = "";
    return (groups) => {
        const key = JSON.stringify(groups);
        if (key !== reported) {
            reported = key;
            report(groups);
        }
    };
}

function depthOf(box: VisibleBox): number {
    return box.kind === "node" ? 0 : box.group.depth;
}

function titleOf({ group, round }: OpenBox): string {
    const { name, heading } = group;
    const last = group.merged.at(-1);
    const title = last?.kind === "round" || name === "" ? heading.name : name;
    return round === undefined ? title : `${title} ${round + 1}/${group.children.length}`;
}

function holds(place: Rectangle | undefined, { x, y }: Point): boolean {
    return place !== undefined && overlap(place, { x, y, width: 0, height: 0 });
}
