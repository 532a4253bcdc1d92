import { familyClass } from "../../drawing/families.ts";
import type { VisibleBox } from "../../drawing/folding.ts";
import type { Scene } from "../../drawing/layout/scene.ts";
import { linePath, rectanglePath } from "../../drawing/line-path.ts";
import { svg } from "./svg.ts";

/** The whole scene as a few shapes, one per colour: for the map, and for zooms at which text is unreadable. */
export function overviewOf({ graph, layout }: Scene, heat?: ReadonlyMap<string, number>): readonly SVGElement[] {
    const byClass = new Map<string, string[]>();
    for (const [id, place] of layout.boxes) {
        const box = graph.boxes.get(id);
        if (box !== undefined) {
            const name = heat === undefined || box.kind === "open" ? classOf(box) : `leaf ${heatStep(heat.get(id))}`;
            const paths = byClass.get(name) ?? [];
            paths.push(rectanglePath(place));
            byClass.set(name, paths);
        }
    }
    const frames = byClass.get("frame") ?? [];
    byClass.delete("frame");
    const lines = layout.segments.map(({ points }) => linePath(points)).join("");
    return [
        svg("path", { class: "frame", d: frames.join("") }),
        svg("path", { class: "line", d: lines }),
        ...[...byClass].map(([name, paths]) => {
            const [, step] = name.split(" ");
            return heat === undefined
                ? svg("path", { class: name, d: paths.join("") })
                : svg("path", { class: "leaf", d: paths.join(""), style: `--heat: ${step ?? "0"}%` });
        }),
    ];
}

/** A share in percent, in few steps, so that boxes of about the same time have the same colour. */
export function heatStep(share = 0): number {
    return Math.round(share * 20) * 5;
}

function classOf(box: VisibleBox): string {
    if (box.kind === "node") {
        return `leaf ${familyClass(box.node.family)}`;
    }
    return box.kind === "open" ? "frame" : "leaf folded";
}
