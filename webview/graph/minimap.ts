import { visiblePart } from "./anchoring.ts";
import type { Size, Transform } from "./anchoring.ts";
import { overviewOf } from "./overview.ts";
import type { Rectangle } from "../../drawing/layout/layout-messages.ts";
import type { Scene } from "../../drawing/layout/scene.ts";
import { overlap } from "../../drawing/rectangle.ts";
import { svg } from "./svg.ts";

/**
 * The whole drawing in a corner without boxes, with a frame around the visible part; a press moves the view there. If
 * every corner of a first view has boxes, it appears when the view moves.
 */
export interface Minimap {
    readonly element: SVGSVGElement;
    /** Shows a scene as the view does; `atFirst` if nothing of it was shown before. */
    show(scene: Scene | undefined, transform: Transform, view: Size, atFirst: boolean): void;
    /** Colours boxes by these shares, 0…1, instead of by families. */
    heat(shares: ReadonlyMap<string, number> | undefined): void;
    look(transform: Transform, view: Size, byHand: boolean): void;
}

/** In the order of preference. */
const corners = ["top right", "bottom right", "bottom left", "top left"] as const;

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
    let corner: typeof corners[number] | undefined;
    /** The size of the view for which the corner was chosen. */
    let chosenFor: Size | undefined;

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

    const freeCorner = (shown: Scene, transform: Transform, view: Size): typeof corner => {
        const places = boxPlaces(shown, transform);
        const size = sizeFor(shown.layout, view);
        return [...(corner === undefined ? [] : [corner]), ...corners].find((one) =>
            !places.some((place) => overlap(place, placeIn(one, size, view))));
    };
    const look = (transform: Transform, view: Size, byHand: boolean): void => {
        const isResized = chosenFor?.width !== view.width || chosenFor.height !== view.height;
        if (scene !== undefined && isResized) {
            corner = freeCorner(scene, transform, view) ?? corner;
            chosenFor = view;
        }
        const part = visiblePart(transform, view);
        const { width = 0, height = 0 } = scene?.layout ?? {};
        const [left, top] = [Math.max(0, part.x), Math.max(0, part.y)];
        const shown = {
            x: left, y: top, width: Math.max(0, Math.min(width, part.x + part.width) - left),
            height: Math.max(0, Math.min(height, part.y + part.height) - top),
        };
        const mostSeen = shown.height > mostlySeen * height && shown.width > mostlySeen * width;
        if (byHand) {
            corner ??= corners[0];
        }
        element.classList.toggle("needless", scene === undefined || mostSeen || corner === undefined);
        element.setAttribute("data-corner", corner ?? corners[0]);
        const size = sizeFor({ width, height }, view);
        element.style.width = `${size.width}px`;
        element.style.height = `${size.height}px`;
        for (const [name, value] of Object.entries(shown)) {
            window.setAttribute(name, `${value}`);
        }
    };

    return {
        element,
        heat: (shares) => {
            heat = shares;
            element.classList.toggle("by-time", heat !== undefined);
            picture.replaceChildren(...(scene === undefined ? [] : overviewOf(scene, heat)));
        },
        show: (next, transform, view, atFirst) => {
            scene = next;
            picture.replaceChildren(...(scene === undefined ? [] : overviewOf(scene, heat)));
            if (scene !== undefined) {
                element.setAttribute("viewBox", `0 0 ${scene.layout.width} ${scene.layout.height}`);
                corner = freeCorner(scene, transform, view) ?? (atFirst ? undefined : corner ?? corners[0]);
                chosenFor = view;
            }
            look(transform, view, false);
        },
        look,
    };
}

/** Like the drawing, but a thread would show nothing, and it must leave the view free. */
function sizeFor(drawing: Size, view: Size): Size {
    const widestNow = view.width < narrowView ? narrowest : widest;
    const scale = Math.min(
        widestNow / Math.max(1, drawing.width), (highest * view.height) / Math.max(1, drawing.height),
    );
    return {
        width: Math.max(narrowest, scale * drawing.width),
        height: Math.max(narrowest / 2, Math.min(view.height, scale * drawing.height)),
    };
}

function placeIn(corner: typeof corners[number], { width, height }: Size, view: Size): Rectangle {
    return {
        x: corner.endsWith("right") ? view.width - width : 0, y: corner.startsWith("bottom") ? view.height - height : 0,
        width, height,
    };
}

/** The places in the view of all boxes without children. */
function boxPlaces({ graph, layout }: Scene, { x, y, k }: Transform): readonly Rectangle[] {
    return [...layout.boxes].filter(([id]) => graph.boxes.get(id)?.kind !== "open").map(([, box]) =>
        ({ x: x + k * box.x, y: y + k * box.y, width: k * box.width, height: k * box.height }));
}
