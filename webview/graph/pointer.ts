import { boxMetrics } from "../../drawing/box-text.ts";
import type { Point } from "../../drawing/layout/level.ts";
import { boxAt, valueAt } from "../../drawing/layout/scene.ts";
import type { Scene } from "../../drawing/layout/scene.ts";
import type { Viewport } from "./viewport.ts";

/** What is under the pointer: a box, or the line of a value. */
export interface Target {
    readonly kind: "box" | "value";
    readonly id: string;
}

export interface PointerActions {
    /** The pointer is over something else now, or over nothing. */
    readonly hover: (target: Target | undefined, at: Point) => void;
    /** A click on a box; with `follow`, the user requested its source (Ctrl or ⌘). */
    readonly press: (id: string, follow: boolean) => void;
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

    const targetAt = (event: MouseEvent): Target | undefined => {
        const current = scene();
        if (current === undefined) {
            return undefined;
        }
        const { left, top } = element.getBoundingClientRect();
        const { x, y, k } = viewport.transform;
        const at = { x: (event.clientX - left - x) / k, y: (event.clientY - top - y) / k };
        const id = boxAt(current, at);
        if (id !== undefined && isSolid(current, id, at)) {
            return { kind: "box", id };
        }
        const value = valueAt(current, at, reach / k);
        return value === undefined ? undefined : { kind: "value", id: value };
    };
    const hover = (event: MouseEvent | undefined): void => {
        const target = event === undefined ? undefined : targetAt(event);
        if (target?.kind !== hovered?.kind || target?.id !== hovered?.id) {
            hovered = target;
            element.classList.toggle("pointing", target?.kind === "box");
            actions.hover(target, { x: event?.clientX ?? 0, y: event?.clientY ?? 0 });
        }
    };
    element.addEventListener("pointermove", (event) => hover(event.buttons === 0 ? event : undefined));
    element.addEventListener("pointerdown", () => hover(undefined));
    element.addEventListener("pointerleave", () => hover(undefined));
    element.addEventListener("wheel", () => hover(undefined), { passive: true });
    element.addEventListener("click", (event) => {
        const target = targetAt(event);
        if (target?.kind === "box") {
            actions.press(target.id, event.ctrlKey || event.metaKey);
        } else {
            actions.pressNothing();
        }
    });
}

/** Whether a position inside a box belongs to it; for an open group only in its header. */
function isSolid({ graph, layout, maps }: Scene, id: string, { y }: Point): boolean {
    const place = layout.boxes.get(id);
    return graph.boxes.get(id)?.kind !== "open" || (maps === undefined && place !== undefined && y <= place.y + boxMetrics.header);
}
