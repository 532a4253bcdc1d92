import { leastWords, visiblePart } from "./anchoring.ts";
import { overlap } from "../../drawing/rectangle.ts";
import type { Size, Transform } from "./anchoring.ts";
import { boxElement, frameElement, setPicture } from "./box-element.ts";
import type { BoxPicture } from "./box-element.ts";
import type { MeasureText } from "../../drawing/box-text.ts";
import type { VisibleBox, VisibleEdge } from "../../drawing/folding.ts";
import type { Rectangle, Segment } from "../../drawing/layout/layout-messages.ts";
import { farLabels } from "./far-labels.ts";
import { arrowhead, labelElement, lineElement } from "./line-elements.ts";
import { isMarked, noMarks } from "./marking.ts";
import type { Marks } from "./marking.ts";
import { partElement } from "./picture-elements.ts";
import { heatStep, overviewOf } from "./overview.ts";
import { isLineOf } from "../../drawing/layout/scene.ts";
import type { Scene, ShapeLabel } from "../../drawing/layout/scene.ts";
import { svg } from "./svg.ts";

/** The drawing of a scene. Only the visible part is in the document. */
export interface Drawing {
    readonly element: SVGSVGElement;
    show(scene: Scene | undefined): void;
    mark(marks: Marks): void;
    /** Colours boxes by these shares, 0…1, instead of by families. */
    heat(shares: ReadonlyMap<string, number> | undefined): void;
    /** Asks for the pictures of the boxes in the document again, and later of those that come into view. */
    picture(pictureOf: PictureOf | undefined): void;
    /** Emphasizes the lines of these edges, and shapes; a description makes them one thing for screen readers. */
    stress(edges: readonly VisibleEdge[], description?: string): void;
    look(transform: Transform, view: Size): void;
    /** The id of the stressed lines with a description. */
    readonly stressedId: string;
    /** The element's id in the document, for a visible box. */
    domIdOf(box: string): string | undefined;
}

/** The picture of a box, if it is known; it is computed for those that are asked for. */
export type PictureOf = (box: VisibleBox) => BoxPicture | undefined;

/** Below this zoom, or with more boxes in view, only shapes are drawn, all at once, without text. */
const overviewZoom = 0.5;
const overviewBoxes = 1_200;

const stressedId = "stressed-lines";

export function createDrawing(measure: MeasureText): Drawing {
    const layers = {
        overview: svg("g", { class: "overview" }),
        frames: svg("g", { class: "frames" }),
        lines: svg("g", { class: "lines" }),
        stressed: svg("g", { class: "lines stressed", id: stressedId }),
        labels: svg("g", { class: "labels" }),
        boxes: svg("g", { class: "boxes" }),
        names: svg("g", { class: "names" }),
        maps: svg("g", { class: "maps" }),
    };
    const world = svg("g", { class: "world" }, ...Object.values(layers));
    const element = svg("svg", { class: "graph-drawing" }, arrowhead("arrow"), arrowhead("arrow-stressed"), world);
    const boxes = new Map<string, SVGGElement>();
    const frames = new Map<string, SVGGElement>();
    const lines = new Map<Segment, SVGElement>();
    const labels = new Map<ShapeLabel, SVGElement>();
    let scene: Scene | undefined;
    let marks = noMarks;
    let heat: ReadonlyMap<string, number> | undefined;
    let pictureOf: PictureOf | undefined;
    let stressed: readonly VisibleEdge[] = [];
    let description: string | undefined;
    let lastLook: { readonly transform: Transform; readonly view: Size } | undefined;
    let domIds = 0;

    const drawBox = (box: VisibleBox, place: Rectangle): void => {
        if (scene === undefined || boxes.has(box.id)) {
            return;
        }
        domIds += 1;
        const made = boxElement(box, scene, place, measure, `box-${domIds}`);
        boxes.set(box.id, made);
        setMarks(made, [box.id], marks);
        setHeat(made, box.id, heat);
        if (scene.pictured) {
            setPicture(made, pictureOf?.(box));
        }
        layers.boxes.append(made);
        if (box.kind === "open") {
            const frame = frameElement(place);
            frames.set(box.id, frame);
            setMarks(frame, [box.id], marks);
            frameLayer(layers.frames, box.group.depth).append(frame);
        }
    };

    const look = (transform: Transform, view: Size): void => {
        lastLook = { transform, view };
        world.setAttribute("transform", `translate(${transform.x} ${transform.y}) scale(${transform.k})`);
        if (scene === undefined || scene.maps !== undefined) {
            element.style.setProperty("--least-words", `${leastWords(transform.k)}px`);
            element.classList.remove("far");
            return;
        }
        const window = grown(visiblePart(transform, view), 60 / transform.k);
        const { graph, layout, bounds } = scene;
        const seen = new Map<string, Rectangle>();
        for (const [id, place] of layout.boxes) {
            if (overlap(place, window)) {
                seen.set(id, place);
            }
        }
        const overview = transform.k < overviewZoom || seen.size > overviewBoxes;
        element.classList.toggle("far", overview);
        const shown = (id: string): boolean => seen.has(id) && (!overview || isMarked(id, marks));
        keep(boxes, shown);
        keep(frames, shown);
        for (const [id, place] of seen) {
            const box = graph.boxes.get(id);
            if (box !== undefined && shown(id)) {
                drawBox(box, place);
            }
        }
        const lineShown = (segment: Segment): boolean => {
            const around = bounds.get(segment);
            return !overview && around !== undefined && overlap(around, window);
        };
        keep(lines, lineShown);
        for (const segment of layout.segments) {
            if (lineShown(segment) && !lines.has(segment)) {
                const line = lineElement(segment, "arrow");
                lines.set(segment, line);
                layers.lines.append(line);
            }
        }
        layers.names.replaceChildren(...(overview ? farLabels(scene, seen, transform.k) : []));
        const labelShown = ({ at }: ShapeLabel): boolean =>
            !overview && overlap({ ...at, width: 100, height: 20 }, window);
        keep(labels, labelShown);
        for (const label of scene.labels) {
            if (!label.same && labelShown(label) && !labels.has(label)) {
                const text = labelElement(label);
                labels.set(label, text);
                layers.labels.append(text);
            }
        }
    };

    const volumes = new Map<string, SVGGElement>();
    /** Feature maps are few, and drawn at once. */
    const drawMaps = (): void => {
        volumes.clear();
        if (scene?.maps === undefined) {
            return;
        }
        for (const part of scene.maps.parts) {
            domIds += 1;
            const made = partElement(part, scene, `box-${domIds}`);
            layers.maps.append(made);
            if (part.kind === "box" && part.id !== undefined) {
                volumes.set(part.id, made);
            }
        }
    };
    /** A volume is marked with each of its boxes, and as hot as all of them. */
    const markVolumes = (): void => {
        for (const { id, boxes: all } of scene?.maps?.volumes ?? []) {
            const made = volumes.get(id);
            if (made !== undefined) {
                const hottest = Math.max(0, ...all.map((box) => heat?.get(box) ?? 0));
                setMarks(made, all, marks);
                setHeat(made, id, new Map([[id, hottest]]));
            }
        }
    };

    const drawStressed = (): void => {
        const values = new Set(stressed.map(({ value }) => value));
        const segments = scene?.layout.segments.filter((segment) =>
            values.has(segment.net) && stressed.some((edge) => isLineOf(segment, edge))) ?? [];
        // Where a shape does not change, it is only written now.
        const shapes = scene?.labels.filter(({ net, same }) => same && values.has(net)) ?? [];
        layers.stressed.replaceChildren(
            ...segments.map((segment) => lineElement(segment, "arrow-stressed")), ...shapes.map(labelElement),
        );
        if (description === undefined) {
            layers.stressed.removeAttribute("role");
            layers.stressed.removeAttribute("aria-label");
        } else {
            layers.stressed.setAttribute("role", "img");
            layers.stressed.setAttribute("aria-label", description);
        }
    };

    return {
        element,
        look,
        show: (next) => {
            scene = next;
            boxes.clear();
            frames.clear();
            lines.clear();
            labels.clear();
            stressed = [];
            for (const layer of Object.values(layers)) {
                layer.replaceChildren();
            }
            drawMaps();
            markVolumes();
            if (scene !== undefined) {
                layers.overview.append(...overviewOf(scene, heat));
                if (lastLook !== undefined) {
                    look(lastLook.transform, lastLook.view);
                }
            }
        },
        mark: (next) => {
            marks = next;
            if (lastLook !== undefined) {
                look(lastLook.transform, lastLook.view);
            }
            markVolumes();
            for (const [id, drawn] of [...boxes, ...frames]) {
                setMarks(drawn, [id], marks);
            }
        },
        heat: (shares) => {
            heat = shares;
            element.classList.toggle("by-time", heat !== undefined);
            markVolumes();
            layers.overview.replaceChildren(...(scene === undefined ? [] : overviewOf(scene, heat)));
            for (const [id, drawn] of boxes) {
                setHeat(drawn, id, heat);
            }
        },
        picture: (next) => {
            pictureOf = next;
            for (const [id, drawn] of boxes) {
                const box = scene?.graph.boxes.get(id);
                if (scene?.pictured === true && box !== undefined) {
                    setPicture(drawn, pictureOf?.(box));
                }
            }
        },
        stressedId,
        stress: (edges, described) => {
            stressed = edges;
            description = described;
            drawStressed();
        },
        domIdOf: (box) => {
            const volume = scene?.maps?.volumes.find(({ boxes: all }) => all.includes(box));
            return (volume === undefined ? boxes.get(box) : volumes.get(volume.id))?.id;
        },
    };
}

/** Inner frames are above outer ones, regardless of the order in which they come into view. */
function frameLayer(frames: SVGGElement, depth: number): Element {
    while (frames.childElementCount < depth) {
        frames.append(svg("g"));
    }
    return frames.children[depth - 1] ?? frames;
}

function setMarks(element: Element, boxes: readonly string[], marks: Marks): void {
    for (const [name, ids] of Object.entries(marks) as readonly (readonly [string, ReadonlySet<string>])[]) {
        element.classList.toggle(name, boxes.some((id) => ids.has(id)));
    }
}

function setHeat(element: SVGElement, id: string, heat: ReadonlyMap<string, number> | undefined): void {
    element.style.setProperty("--heat", `${heatStep(heat?.get(id))}%`);
}

/** Removes elements that are no longer visible from the document. */
function keep<Key>(elements: Map<Key, SVGElement>, shown: (key: Key) => boolean): void {
    for (const [key, element] of elements) {
        if (!shown(key)) {
            element.remove();
            elements.delete(key);
        }
    }
}

function grown({ x, y, width, height }: Rectangle, by: number): Rectangle {
    return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}
