import { visiblePart } from "./anchoring.ts";
import type { Size, Transform } from "./anchoring.ts";
import { overviewOf } from "./overview.ts";
import type { Scene } from "../../drawing/layout/scene.ts";
import { svg } from "./svg.ts";

/** The whole drawing as a strip, with a frame around the visible part; a press moves the view there. */
export interface Minimap {
    readonly element: SVGSVGElement;
    show(scene: Scene | undefined): void;
    /** Colours boxes by these shares, 0…1, instead of by families. */
    heat(shares: ReadonlyMap<string, number> | undefined): void;
    look(transform: Transform, view: Size): void;
}

/** The map is hidden if the view shows at least this part of the drawing in both directions. */
const mostlySeen = 0.75;

export function createMinimap(onMove: (middle: { readonly x: number; readonly y: number }) => void): Minimap {
    const picture = svg("g", { class: "overview" });
    const window = svg("rect", { class: "window" });
    const element = svg("svg", { class: "minimap far", preserveAspectRatio: "none", "aria-hidden": "true" }, picture, window);
    let scene: Scene | undefined;
    let heat: ReadonlyMap<string, number> | undefined;

    const move = (event: PointerEvent): void => {
        if (scene !== undefined) {
            const { left, top, width, height } = element.getBoundingClientRect();
            onMove({
                x: ((event.clientX - left) / width) * scene.layout.width,
                y: ((event.clientY - top) / height) * scene.layout.height,
            });
        }
    };
    element.addEventListener("pointerdown", (event) => {
        element.setPointerCapture(event.pointerId);
        move(event);
    });
    element.addEventListener("pointermove", (event) => {
        if (element.hasPointerCapture(event.pointerId)) {
            move(event);
        }
    });

    return {
        element,
        heat: (shares) => {
            heat = shares;
            element.classList.toggle("by-time", heat !== undefined);
            picture.replaceChildren(...(scene === undefined ? [] : overviewOf(scene, heat)));
        },
        show: (next) => {
            scene = next;
            picture.replaceChildren(...(scene === undefined ? [] : overviewOf(scene, heat)));
            if (scene !== undefined) {
                element.setAttribute("viewBox", `0 0 ${scene.layout.width} ${scene.layout.height}`);
            }
        },
        look: (transform, view) => {
            const part = visiblePart(transform, view);
            const { width = 0, height = 0 } = scene?.layout ?? {};
            const mostSeen = part.height > mostlySeen * height && part.width > mostlySeen * width;
            element.classList.toggle("needless", scene === undefined || mostSeen);
            // As in an editor: never taller than the view, and shorter if the drawing is not much longer.
            element.style.height = `${Math.min(view.height, (view.height * height) / Math.max(1, part.height))}px`;
            const [left, top] = [Math.max(0, part.x), Math.max(0, part.y)];
            for (const [name, value] of Object.entries({
                x: left,
                y: top,
                width: Math.max(0, Math.min(width, part.x + part.width) - left),
                height: Math.max(0, Math.min(height, part.y + part.height) - top),
            })) {
                window.setAttribute(name, `${value}`);
            }
        },
    };
}
