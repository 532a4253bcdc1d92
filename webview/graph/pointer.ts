import { boxMetrics } from "../../drawing/box-text.ts";
import type { VisibleEdge } from "../../drawing/folding.ts";
import type { Point } from "../../drawing/layout/level.ts";
import { boxAt, edgesAt } from "../../drawing/layout/scene.ts";
import type { Scene } from "../../drawing/layout/scene.ts";
import type { Viewport } from "./viewport.ts";

/** What is under the pointer: a box, or the line of edges. */
export type Target =
    | { readonly kind: "box"; readonly id: string }
    | { readonly kind: "line"; readonly edges: readonly [VisibleEdge, ...VisibleEdge[]] };

export interface PointerActions {
    /** The pointer is over something else now, or over nothing. */
    readonly hover: (target: Target | undefined, at: Point) => void;
    /**
     * A click on a box or line, at a position of the drawing; with `follow`, the user requested a box's source (Ctrl or
     * ⌘).
     */
    readonly press: (target: Target, follow: boolean, at: Point) => void;
    /** The menu of a box, a line or the drawing is requested, at a position of the page unless by the keyboard. */
    readonly menu: (target: Target | undefined, at: Point | undefined) => void;
    /** A click outside all boxes. */
    readonly pressNothing: () => void;
}

/** The maximum distance between the pointer and a line, in pixels. */
const reach = 5;

/** Reports hovers and clicks by position in the drawing, because there are more boxes than elements. */
export function followPointer(
    element: SVGSVGElement,
    viewport: Viewport,
    scene: () => Scene | undefined,
    actions: PointerActions,
): void {
    let hovered: Target | undefined;

    const placeOf = (event: MouseEvent): Point => {
        const { left, top } = element.getBoundingClientRect();
        const { x, y, k } = viewport.transform;
        return { x: (event.clientX - left - x) / k, y: (event.clientY - top - y) / k };
    };
    const targetAt = (event: MouseEvent): Target | undefined => {
        const current = scene();
        if (current === undefined) {
            return undefined;
        }
        const { k } = viewport.transform;
        const at = placeOf(event);
        const id = boxAt(current, at);
        if (id !== undefined && isSolid(current, id, at)) {
            return { kind: "box", id };
        }
        const [edge, ...others] = edgesAt(current, at, reach / k);
        return edge === undefined ? undefined : { kind: "line", edges: [edge, ...others] };
    };
    const hover = (event: MouseEvent | undefined): void => {
        const target = event === undefined ? undefined : targetAt(event);
        if (!isSame(target, hovered)) {
            hovered = target;
            element.classList.toggle("pointing", target !== undefined);
            actions.hover(target, { x: event?.clientX ?? 0, y: event?.clientY ?? 0 });
        }
    };
    element.addEventListener("pointermove", (event) => hover(event.buttons === 0 ? event : undefined));
    element.addEventListener("pointerdown", () => hover(undefined));
    element.addEventListener("pointerleave", () => hover(undefined));
    element.addEventListener("wheel", () => hover(undefined), { passive: true });
    element.addEventListener("click", (event) => {
        const target = targetAt(event);
        if (target === undefined) {
            actions.pressNothing();
        } else {
            actions.press(target, event.ctrlKey || event.metaKey, placeOf(event));
        }
    });
    element.addEventListener("contextmenu", (event) => {
        event.preventDefault();
        hover(undefined);
        // The menu key sends no position, or the corner of the element.
        const isByKey = event.button !== 2;
        const at = isByKey ? undefined : { x: event.clientX, y: event.clientY };
        actions.menu(isByKey ? undefined : targetAt(event), at);
    });
}

function isSame(one: Target | undefined, other: Target | undefined): boolean {
    if (one?.kind === "line" && other?.kind === "line") {
        return one.edges.length === other.edges.length && one.edges.every(({ id }, at) => id === other.edges[at]?.id);
    }
    return one?.kind === "box" && other?.kind === "box" ? one.id === other.id : one === other;
}

/** Whether a position inside a box belongs to it; for an open group only in its header. */
function isSolid({ graph, layout, maps }: Scene, id: string, { y }: Point): boolean {
    const place = layout.boxes.get(id);
    return graph.boxes.get(id)?.kind !== "open" || (maps === undefined && place !== undefined && y <= place.y + boxMetrics.header);
}
