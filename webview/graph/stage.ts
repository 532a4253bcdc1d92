import { text } from "../../server/text.ts";
import { element } from "../ui/elements.ts";
import { bringIntoView, fitAll } from "./anchoring.ts";
import type { Size, Transform } from "./anchoring.ts";
import type { MeasureText } from "../../drawing/box-text.ts";
import { describeBox } from "../../drawing/box-text.ts";
import { createDrawing, noMarks } from "./drawing.ts";
import type { Marks, PictureOf } from "./drawing.ts";
import { createMinimap } from "./minimap.ts";
import { followPointer } from "./pointer.ts";
import type { Target } from "./pointer.ts";
import { valuesOf } from "../../drawing/layout/scene.ts";
import type { Scene } from "../../drawing/layout/scene.ts";
import { createTooltip } from "./tooltip.ts";
import { createViewport } from "./viewport.ts";

export interface StageEvents {
    /** The user moved the view. */
    readonly moved: () => void;
    /** A click on a box; with `follow`, the user requested its source. */
    readonly press: (box: string, follow: boolean) => void;
    readonly pressNothing: () => void;
}

/** The view of a scene: the drawing in its viewport, the map, and the pointer's hovers. */
export interface Stage {
    readonly element: HTMLElement;
    /** The element with the keyboard's focus. */
    readonly drawing: SVGSVGElement;
    readonly transform: Transform;
    readonly size: Size;
    show(scene: Scene | undefined, transform?: Transform): void;
    mark(marks: Marks): void;
    /** Colours boxes by these shares, 0…1, instead of by families. */
    heat(shares: ReadonlyMap<string, number> | undefined): void;
    /** Draws pictures in the boxes of pictured scenes; again after each call. */
    picture(pictureOf: PictureOf | undefined): void;
    bring(box: string): void;
    isInView(box: string): boolean;
    fit(): void;
    zoomBy(factor: number): void;
}

export function createStage(measure: MeasureText, events: StageEvents): Stage {
    const drawing = createDrawing(measure);
    const tooltip = createTooltip();
    let scene: Scene | undefined;
    let marks = noMarks;
    let pictureOf: PictureOf | undefined;

    const viewport = createViewport(drawing.element, (transform, size, byHand) => {
        drawing.look(transform, size);
        minimap.look(transform, size);
        if (byHand) {
            events.moved();
        }
    });
    const minimap = createMinimap(({ x, y }) => {
        const { transform: { k }, size } = viewport;
        viewport.set({ k, x: size.width / 2 - k * x, y: size.height / 2 - k * y });
        events.moved();
    });
    drawing.element.setAttribute("tabindex", "0");
    drawing.element.setAttribute("role", "application");
    const stage = element("div", "graph-stage", drawing.element, minimap.element, tooltip.element);

    const inView = (box: string): Transform | undefined => {
        const place = scene?.layout.boxes.get(box);
        return place === undefined ? undefined : bringIntoView(viewport.transform, viewport.size, place);
    };
    const stressActive = (): void => {
        const [active] = marks.active;
        drawing.stress(scene !== undefined && active !== undefined ? valuesOf(scene, active) : new Set());
    };

    followPointer(drawing.element, viewport, () => scene, {
        hover: (target, at) => {
            if (scene === undefined || target === undefined) {
                stressActive();
                tooltip.hide();
                return;
            }
            drawing.stress(target.kind === "value" ? new Set([target.id]) : valuesOf(scene, target.id));
            const { lines, hint } = describe(scene, target, pictureOf);
            tooltip.showSoon(lines, hint, at);
        },
        press: (box, follow) => {
            tooltip.hide();
            events.press(box, follow);
        },
        pressNothing: () => events.pressNothing(),
    });

    return {
        element: stage,
        drawing: drawing.element,
        get transform() {
            return viewport.transform;
        },
        get size() {
            return viewport.size;
        },
        show: (next, transform) => {
            tooltip.hide();
            scene = next;
            if (transform !== undefined) {
                viewport.set(transform);
                drawing.look(transform, viewport.size);
            }
            drawing.show(scene);
            minimap.show(scene);
            minimap.look(viewport.transform, viewport.size);
        },
        mark: (next) => {
            marks = next;
            drawing.mark(marks);
            stressActive();
            const [active] = marks.active;
            const id = active === undefined ? undefined : drawing.domIdOf(active);
            if (id === undefined) {
                drawing.element.removeAttribute("aria-activedescendant");
            } else {
                drawing.element.setAttribute("aria-activedescendant", id);
            }
        },
        heat: (shares) => {
            drawing.heat(shares);
            minimap.heat(shares);
        },
        picture: (next) => {
            pictureOf = next;
            drawing.picture(next);
        },
        bring: (box) => {
            const transform = inView(box);
            if (transform !== undefined) {
                viewport.glide(transform);
                events.moved();
            }
        },
        isInView: (box) => {
            const { x, y } = viewport.transform;
            const transform = inView(box);
            return transform?.x === x && transform.y === y;
        },
        fit: () => {
            if (scene !== undefined) {
                viewport.glide(fitAll(scene.layout, viewport.size));
                events.moved();
            }
        },
        zoomBy: (factor) => {
            viewport.zoomBy(factor);
            events.moved();
        },
    };
}

function describe(
    { graph, pictured }: Scene, target: Target, pictureOf: PictureOf | undefined,
): { readonly lines: readonly string[]; readonly hint: string } {
    if (target.kind === "value") {
        const edges = graph.edges.filter(({ value }) => value === target.id);
        const [first] = edges;
        const names = edges.map(({ to }) => nameOf(graph, to));
        const shown = names.length > 4 ? [...names.slice(0, 3), text("{count} more", { count: names.length - 3 })] : names;
        const lines = first === undefined
            ? [] : [
                first.shape, text("from {origin}", { origin: nameOf(graph, first.from) }),
                text("to {readers}", { readers: shown.join(", ") }),
            ];
        return { lines, hint: "" };
    }
    const box = graph.boxes.get(target.id);
    const hints = {
        node: text("Click for its line"),
        folded: text("Click to unfold · Ctrl+click for its line"),
        open: text("Click to fold · Ctrl+click for its line"),
    };
    if (box === undefined) {
        return { lines: [], hint: "" };
    }
    const picture = pictured ? pictureOf?.(box) : undefined;
    return { lines: [...describeBox(box), ...(picture === undefined ? [] : [picture.caption])], hint: hints[box.kind] };
}

function nameOf(graph: Scene["graph"], id: string): string {
    const box = graph.boxes.get(id);
    return box === undefined ? "" : box.kind === "node" ? box.node.path : box.group.foldedTitle;
}
