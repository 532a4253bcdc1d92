import { visiblePart } from "./anchoring.ts";
import type { Size, Transform } from "./anchoring.ts";
import { overviewOf } from "./overview.ts";
import type { Scene } from "../../drawing/layout/scene.ts";
import { svg } from "./svg.ts";

/** The whole drawing in a corner, with a frame around the visible part; a press moves the view there. */
export interface Minimap {
    readonly element: SVGSVGElement;
    show(scene: Scene | undefined): void;
    /** Colours boxes by these shares, 0…1, instead of by families. */
    heat(shares: ReadonlyMap<string, number> | undefined): void;
    look(transform: Transform, view: Size): void;
}

/** Its width, in pixels. */
const narrowest = 28;
const widest = 90;
/** In a view narrower than this, it has its least width. */
const narrowView = 480;
/** Its height, as a part of the view's. */
const highest = 0.6;

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
            const [left, top] = [Math.max(0, part.x), Math.max(0, part.y)];
            const shown = {
                x: left, y: top, width: Math.max(0, Math.min(width, part.x + part.width) - left),
                height: Math.max(0, Math.min(height, part.y + part.height) - top),
            };
            const mostSeen = shown.height > mostlySeen * height && shown.width > mostlySeen * width;
            element.classList.toggle("needless", scene === undefined || mostSeen);
            // Like the drawing, but a thread would show nothing, and it must leave the view free.
            const widestNow = view.width < narrowView ? narrowest : widest;
            const scale = Math.min(widestNow / Math.max(1, width), (highest * view.height) / Math.max(1, height));
            const shownWidth = Math.max(narrowest, scale * width);
            element.style.width = `${shownWidth}px`;
            element.style.height = `${Math.max(narrowest / 2, Math.min(view.height, scale * height))}px`;
            for (const [name, value] of Object.entries(shown)) {
                window.setAttribute(name, `${value}`);
            }
        },
    };
}
