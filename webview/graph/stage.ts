import { text } from "../../server/text.ts";
import { element } from "../ui/elements.ts";
import { bringIntoView, fitAll, fitLegible, keepInView } from "./anchoring.ts";
import type { Size, Transform } from "./anchoring.ts";
import { keepSceneShown } from "./arranging.ts";
import type { MeasureText } from "../../drawing/box-text.ts";
import { describeBox } from "../../drawing/box-text.ts";
import { createDrawing } from "./drawing.ts";
import type { PictureOf } from "./drawing.ts";
import { noMarks } from "./marking.ts";
import type { Marks } from "./marking.ts";
import { createMinimap } from "./minimap.ts";
import { followPointer } from "./pointer.ts";
import type { Target } from "./pointer.ts";
import type { VisibleEdge } from "../../drawing/folding.ts";
import type { Rectangle } from "../../drawing/layout/layout-messages.ts";
import type { Point } from "../../drawing/layout/level.ts";
import { edgesOf } from "../../drawing/layout/scene.ts";
import type { Scene } from "../../drawing/layout/scene.ts";
import { createTooltip } from "./tooltip.ts";
import { createViewport } from "./viewport.ts";

export interface StageEvents {
    /** The user moved the view. */
    readonly moved: () => void;
    /** A click on a box or line, at a position of the drawing; with `follow`, the user requested its source. */
    readonly press: (target: Target, follow: boolean, at: Point) => void;
    readonly pressNothing: () => void;
    /** The menu of a thing or of the drawing is requested; without a position, with the keyboard. */
    readonly menu: (target: Target | undefined, at: Point | undefined) => void;
    /** The messages of problems in a box, for its tooltip. */
    readonly problemsIn: (box: string) => readonly string[];
    /** The view shows another part of the drawing. */
    readonly looked: (transform: Transform, view: Size) => void;
    /** The view has another size. */
    readonly resized: () => void;
}

/** The view of a scene: the drawing in its viewport, the map, and the pointer's hovers. */
export interface Stage {
    readonly element: HTMLElement;
    /** The element with the keyboard's focus. */
    readonly drawing: SVGSVGElement;
    readonly transform: Transform;
    readonly size: Size;
    /** `atFirst` if nothing of the scene was shown before. */
    show(scene: Scene | undefined, transform?: Transform, atFirst?: boolean): void;
    /** Marks boxes, and the selected line. */
    mark(marks: Marks, edge?: VisibleEdge): void;
    /** Colours boxes by these shares, 0…1, instead of by families. */
    heat(shares: ReadonlyMap<string, number> | undefined): void;
    /** Draws pictures in the boxes of pictured scenes; again after each call. */
    picture(pictureOf: PictureOf | undefined): void;
    bring(box: string): void;
    isInView(box: string): boolean;
    /** Shows everything, as far as text stays legible; the part around `around` otherwise. Then really everything. */
    fit(around?: string): void;
    zoomBy(factor: number): void;
}

export function createStage(measure: MeasureText, events: StageEvents): Stage {
    const drawing = createDrawing(measure);
    const tooltip = createTooltip();
    let scene: Scene | undefined;
    let marks = noMarks;
    let pictureOf: PictureOf | undefined;
    let selected: VisibleEdge | undefined;

    const viewport = createViewport(drawing.element, (transform, size, byHand) => {
        drawing.look(transform, size);
        minimap.look(transform, size, byHand);
        describeActive();
        events.looked(transform, size);
        if (byHand) {
            events.moved();
        }
    }, (transform, before, after) => {
        events.resized();
        const selected = [...marks.active, ...marks.cursor].at(0);
        return scene === undefined ? transform : keepSceneShown(scene, transform, before, after, placeOf(selected));
    });
    const placeOf = (box: string | undefined): Rectangle | undefined =>
        box === undefined ? undefined : scene?.layout.boxes.get(box);
    const minimap = createMinimap(({ x, y }) => {
        const { transform: { k }, size } = viewport;
        viewport.set(keepInView({ k, x: size.width / 2 - k * x, y: size.height / 2 - k * y }, size, scene?.layout));
        events.moved();
    });
    drawing.element.setAttribute("tabindex", "0");
    drawing.element.setAttribute("role", "application");
    const stage = element("div", "graph-stage", drawing.element, minimap.element, tooltip.element);

    const inView = (box: string): Transform | undefined => {
        const place = placeOf(box);
        return place === undefined ? undefined : bringIntoView(viewport.transform, viewport.size, place);
    };
    const stressActive = (): void => {
        const [active] = marks.active;
        if (scene !== undefined && selected !== undefined) {
            drawing.stress([selected], describeLine(scene.graph, [selected]).join(", "));
        } else {
            drawing.stress(scene !== undefined && active !== undefined ? edgesOf(scene, active) : []);
        }
    };
    /** Names the selected thing for screen readers: a box far away is only in the document once it is in view. */
    const describeActive = (): void => {
        const [active] = marks.active;
        const boxId = active === undefined ? undefined : drawing.domIdOf(active);
        const id = selected === undefined ? boxId : drawing.stressedId;
        if (id === undefined) {
            drawing.element.removeAttribute("aria-activedescendant");
        } else {
            drawing.element.setAttribute("aria-activedescendant", id);
        }
    };

    followPointer(drawing.element, viewport, () => scene, {
        hover: (target, at) => {
            if (scene === undefined || target === undefined) {
                stressActive();
                tooltip.hide();
                return;
            }
            drawing.stress(target.kind === "line" ? target.edges : edgesOf(scene, target.id));
            const { lines, hint } = describe(scene, target, pictureOf, events.problemsIn);
            tooltip.showSoon(lines, hint, at);
        },
        press: (target, follow, at) => {
            tooltip.hide();
            events.press(target, follow, at);
        },
        menu: (target, at) => {
            tooltip.hide();
            events.menu(target, at);
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
        show: (next, transform, atFirst = false) => {
            tooltip.hide();
            scene = next;
            viewport.bound(scene?.layout);
            if (transform !== undefined) {
                viewport.set(transform);
                drawing.look(transform, viewport.size);
            }
            drawing.show(scene);
            minimap.show(scene, viewport.transform, viewport.size, atFirst);
        },
        mark: (next, edge) => {
            marks = next;
            selected = edge;
            drawing.mark(marks);
            stressActive();
            describeActive();
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
        fit: (around) => {
            if (scene !== undefined) {
                viewport.glide(scene.maps === undefined
                    ? fitLegible(scene.layout, viewport.size, viewport.transform, placeOf(around))
                    : fitAll(scene.layout, viewport.size));
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
    problemsIn: (box: string) => readonly string[],
): { readonly lines: readonly string[]; readonly hint: string } {
    if (target.kind === "line") {
        return { lines: describeLine(graph, target.edges), hint: text("Click to select the line") };
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
    const problems = problemsIn(target.id);
    const caption = picture === undefined ? [] : [picture.caption];
    return { lines: [...describeBox(box), ...problems, ...caption], hint: hints[box.kind] };
}

/** A value's shape, and the boxes that its line connects. */
function describeLine(graph: Scene["graph"], edges: readonly VisibleEdge[]): readonly string[] {
    const [first] = edges;
    const names = edges.map(({ to }) => nameOf(graph, to));
    const shown = names.length > 4 ? [...names.slice(0, 3), text("{count} more", { count: names.length - 3 })] : names;
    return first === undefined ? [] : [
        first.shape, text("from {origin}", { origin: nameOf(graph, first.from) }),
        text("to {readers}", { readers: shown.join(", ") }),
    ];
}

function nameOf(graph: Scene["graph"], id: string): string {
    const box = graph.boxes.get(id);
    return box === undefined ? "" : box.kind === "node" ? box.node.path : box.group.title;
}
