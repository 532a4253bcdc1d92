import type { Rectangle } from "../../drawing/layout/layout-messages.ts";
import type { Scene } from "../../drawing/layout/scene.ts";
import { overlap } from "../../drawing/rectangle.ts";
import { svg } from "./svg.ts";

/** At a small zoom, the names of the model's own groups are drawn next to them at full size. */
export function farLabels({ graph }: Scene, seen: ReadonlyMap<string, Rectangle>, zoom: number): readonly SVGElement[] {
    const leastHeight = 16;
    return [...seen].flatMap(([id, { x, y, height }]) => {
        const box = graph.boxes.get(id);
        if (box?.kind !== "open" || box.group.depth > 1 || height * zoom < leastHeight) {
            return [];
        }
        const name = box.group.path.split(".").at(-1) ?? box.group.title;
        const label = { x: x - (8 + 7 * name.length) / zoom, y, width: (7 * name.length) / zoom, height: 16 / zoom };
        if (graph.roots.some((root) => root !== id && isOver(seen.get(root), label))) {
            return [];
        }
        const style = `font-size: ${11 / zoom}px`;
        return [svg("text", { class: "far-label", x: x - 8 / zoom, y: y + 12 / zoom, style }, name)];
    });
}

function isOver(box: Rectangle | undefined, place: Rectangle): boolean {
    return box !== undefined && overlap(box, place);
}
