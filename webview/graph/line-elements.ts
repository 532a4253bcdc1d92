import type { Segment } from "../../drawing/layout/layout-messages.ts";
import { placeOfLabel } from "../../drawing/layout/scene.ts";
import type { ShapeLabel } from "../../drawing/layout/scene.ts";
import { linePath } from "../../drawing/line-path.ts";
import { svg } from "./svg.ts";

export function lineElement({ points, enters }: Segment, arrow: string): SVGElement {
    return svg("path", { class: "line", d: linePath(points), ...(enters ? { "marker-end": `url(#${arrow})` } : {}) });
}

export function labelElement(label: ShapeLabel): SVGElement {
    const { at, anchor } = placeOfLabel(label);
    const { shape, same } = label;
    return svg("text", { "class": same ? "shape same" : "shape", "x": at.x, "y": at.y, "text-anchor": anchor }, shape);
}

export function arrowhead(id: string): SVGElement {
    const size = { markerWidth: 8, markerHeight: 8, refX: 6.5, refY: 4, markerUnits: "userSpaceOnUse", orient: "auto" };
    return svg("defs", {}, svg("marker", { id, ...size }, svg("path", { class: id, d: "M0.5 0.8L6.8 4L0.5 7.2Z" })));
}
