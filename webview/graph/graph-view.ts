import type { PreviewGraph, ProtocolRange } from "../../server/protocol.ts";
import { text } from "../../server/text.ts";
import { fitAll, fitReadable, keepInPlace } from "./anchoring.ts";
import type { Transform } from "./anchoring.ts";
import type { MeasureText } from "../../drawing/box-text.ts";
import { boxesFor, thingsAtLine } from "./cursor.ts";
import type { BoxPicture } from "./box-element.ts";
import { noMarks } from "./drawing.ts";
import {
    foldAll, foldGraph, keepFolding, startFolding, stepLevel, toggleFolding, unfoldAll, unfoldTo,
} from "../../drawing/folding.ts";
import type { Folding, VisibleBox } from "../../drawing/folding.ts";
import { handleKeys } from "./keyboard.ts";
import type { LayoutClient } from "./layout-client.ts";
import { createLayoutFlow } from "./layout-flow.ts";
import type { LayoutProgress } from "./layout-flow.ts";
import { marksFor, nothingMarked } from "./marking.ts";
import type { MarkedThings } from "./marking.ts";
import { firstBox, lastBox, neighbour } from "./navigation.ts";
import type { Direction } from "./navigation.ts";
import { outlineOf } from "../../drawing/outline.ts";
import type { Outline } from "../../drawing/outline.ts";
import type { Scene } from "../../drawing/layout/scene.ts";
import type { ShownGraph } from "./shown-graph.ts";
import { mapsScene } from "../../drawing/maps/maps-scene.ts";
import { startMapsFolding } from "../../drawing/start-folding.ts";
import { createStage } from "./stage.ts";

export interface GraphViewEvents {
    readonly reveal: (uri: string, range: ProtocolRange) => void;
    /** Another node is selected. */
    readonly selected: (nodeId: string) => void;
    /** The inside of a node is to be shown. */
    readonly inspect: (nodeId: string) => void;
    /** Pictures in the boxes are to be shown or hidden. */
    readonly togglePictures: () => void;
    /** Feature maps are to be drawn instead of layers, or layers again. */
    readonly toggleMaps: () => void;
    readonly drawn: (drawn: DrawnCounts) => void;
    /** The arrangement has changed and should be saved. */
    readonly moved: () => void;
    /** A layout is slow; undefined when it has finished. */
    readonly progress: (progress: LayoutProgress | undefined) => void;
    readonly failed: (message: string) => void;
}

export interface DrawnCounts {
    readonly version: number;
    /** Nodes and folded groups. */
    readonly nodes: number;
    readonly edges: number;
    readonly stale: boolean;
}

/** What is drawn of a graph: its layers as boxes, or its feature maps as volumes. */
export type ViewKind = "layers" | "maps";

/** How the user has arranged a graph in one view. */
export interface ViewArrangement {
    readonly transform: Transform;
    readonly folding: Folding;
}

/** How the user has arranged a graph in the shown view, and in the other one if it was shown before. */
export interface Arrangement extends ViewArrangement {
    readonly view: ViewKind;
    readonly other?: ViewArrangement;
}

export type FoldStep = "all" | "none" | "less" | "more";

/** The drawing of a network, and all operations on it. */
export interface GraphView {
    readonly element: HTMLElement;
    /** Draws a graph; applies `arrangement` if it is a different graph than before. */
    show(shown: ShownGraph, arrangement?: Arrangement): void;
    clear(): void;
    readonly arrangement: Arrangement | undefined;
    readonly view: ViewKind;
    /** Draws the layers or the feature maps, with the same selection. */
    setView(view: ViewKind): void;
    setCursor(uri: string, line: number): void;
    highlight(nodeIds: readonly string[]): void;
    markVerified(nodeIds: ReadonlySet<string>, mismatched: ReadonlySet<string>): void;
    /** Colours boxes by these amounts of their nodes, or by families. */
    colourBy(amounts: ReadonlyMap<string, number> | undefined): void;
    /**
     * Draws a picture of its result in each box in view, as far as `pictureOf` knows it; again after each call. Without
     * an argument, boxes have no place for pictures.
     */
    showPictures(pictureOf: ((node: string) => BoxPicture | undefined) | undefined): void;
    fit(): void;
    zoomBy(factor: number): void;
    fold(how: FoldStep): void;
    /** The selected node. */
    readonly selected: string | undefined;
    /** The nodes whose path or kind contains this text, in order. */
    find(text: string): readonly string[];
    /** Opens the groups that hide a node and brings it into view. */
    goTo(nodeId: string): void;
    /** Cancels a slow layout; returns whether something is still drawn. */
    cancelLayout(): boolean;
}

/** The largest zoom at which feature maps are shown first. */
const largestMaps = 1.6;

/** A graph to draw. */
interface GraphState {
    readonly shown: ShownGraph;
    readonly outline: Outline;
    readonly folding: Folding;
}

interface Drawn extends GraphState {
    readonly scene: Scene;
}

export function createGraphView(client: LayoutClient, measure: MeasureText, events: GraphViewEvents): GraphView {
    const flow = createLayoutFlow(client, measure, events.progress);
    let drawn: Drawn | undefined;
    /** Ahead of `drawn` while a layout is in progress. */
    let current: GraphState | undefined;
    let marked: MarkedThings = nothingMarked;
    let amounts: ReadonlyMap<string, number> | undefined;
    let pictured = false;
    let view: ViewKind = "layers";
    let other: ViewArrangement | undefined;
    let cursor: { readonly uri: string; readonly line: number } | undefined;

    const stage = createStage(measure, {
        moved: events.moved,
        press: (box, follow) => {
            if (!follow && boxOf(box)?.kind !== "node") {
                toggle(box);
            } else {
                mark({ active: box });
                reveal(box);
            }
        },
        pressNothing: () => mark({ active: undefined, highlighted: new Set() }),
    });

    const boxOf = (id: string | undefined): VisibleBox | undefined =>
        id === undefined ? undefined : drawn?.scene.graph.boxes.get(id);
    const boxesOf = (things: Iterable<string>): readonly string[] =>
        drawn === undefined ? [] : [...boxesFor(things, drawn.outline, drawn.scene.graph)];
    const mark = (change: Partial<MarkedThings>): void => {
        marked = { ...marked, ...change };
        stage.mark(drawn === undefined ? noMarks : marksFor(marked, drawn.outline, drawn.scene.graph));
        if (change.active !== undefined && boxOf(change.active)?.kind === "node") {
            events.selected(change.active);
        }
    };
    const activate = (box: string | undefined): void => {
        if (box !== undefined) {
            stage.bring(box);
        }
        mark({ active: box });
    };
    const reveal = (box: string): void => {
        const place = drawn === undefined ? undefined : placeInText(boxOf(box), drawn.shown.latest);
        if (place !== undefined) {
            events.reveal(place.uri, place.range);
        }
    };
    /** The boxes that should keep their positions when the drawing changes. */
    const anchors = (): readonly string[] => [
        ...(marked.active === undefined ? [] : [marked.active]),
        ...boxesOf(marked.cursor),
    ];

    const redraw = async (keep: readonly string[], start?: Transform): Promise<void> => {
        if (current === undefined) {
            return;
        }
        const target = current;
        const folded = foldGraph(target.outline, target.folding);
        if (view === "maps") {
            flow.cancel();
        }
        const scene = view === "maps" ? mapsScene(target.outline, folded) : await flow.arrange(folded, pictured);
        if (scene === undefined) {
            return;
        }
        const before = drawn;
        drawn = { ...target, scene };
        const isOther = before === undefined || !isSame(before.shown, target.shown) ||
            (before.scene.maps === undefined) !== (scene.maps === undefined);
        const kept = isOther ? undefined : keepInPlace(
            stage.transform, stage.size, before.scene.layout.boxes, scene.layout.boxes, keep,
        );
        const fitted = view === "maps" ? fitAll(scene.layout, stage.size, largestMaps) : fitReadable(scene.layout, stage.size);
        stage.show(scene, start ?? kept ?? fitted);
        stage.heat(amounts === undefined ? undefined : sharesOf(amounts, scene.graph));
        stage.element.classList.toggle("stale", target.shown.stale);
        stage.drawing.setAttribute("aria-label", text(
            "Network graph of {model}. Arrow keys go from layer to layer, Enter shows a layer's line, I its inside, M the map of each layer, V draws feature maps, Space folds, 0 shows everything.",
            { model: target.shown.drawn.model },
        ));
        mark({});
        events.drawn(countsOf(drawn));
        events.moved();
    };
    const draw = (keep: readonly string[], start?: Transform, then?: () => void): void => {
        redraw(keep, start).then(then, (error: unknown) => {
            events.failed(error instanceof Error ? error.message : String(error));
        });
    };
    const refold = (folding: Folding, keep: readonly string[], then?: () => void): void => {
        if (current !== undefined) {
            current = { ...current, folding };
            draw(keep, undefined, then);
        }
    };
    const toggle = (box: string): void => {
        const group = current?.outline.groups.get(box);
        if (current !== undefined && group !== undefined) {
            refold(toggleFolding(current.folding, group), [box]);
        }
    };

    handleKeys(stage.drawing, {
        move: (direction) => {
            if (drawn !== undefined) {
                const { graph, layout } = drawn.scene;
                const from = boxOf(marked.active)?.id;
                const next = from === undefined
                    ? firstBox(graph, layout) : nextBox(drawn.scene, from, direction);
                activate(next ?? from);
            }
        },
        toEnd: (end) => {
            if (drawn !== undefined) {
                activate((end === "first" ? firstBox : lastBox)(drawn.scene.graph, drawn.scene.layout));
            }
        },
        reveal: () => {
            if (marked.active !== undefined) {
                reveal(marked.active);
            }
        },
        fold: () => {
            const box = boxOf(marked.active);
            const group = box?.kind === "node" ? box.parent : box?.id;
            if (group !== undefined) {
                mark({ active: group });
                toggle(group);
            }
        },
        zoom: (factor) => stage.zoomBy(factor),
        fit: () => stage.fit(),
        inspect: () => {
            if (marked.active !== undefined && boxOf(marked.active)?.kind === "node") {
                events.inspect(marked.active);
            }
        },
        pictures: () => events.togglePictures(),
        view: () => events.toggleMaps(),
        leave: () => mark({ active: undefined, highlighted: new Set() }),
    });

    return {
        element: stage.element,
        show: (shown, arrangement) => {
            const outline = outlineOf(shown.drawn);
            const before = current !== undefined && isSame(current.shown, shown) ? current : undefined;
            if (before === undefined && arrangement !== undefined) {
                ({ view, other } = { other: undefined, ...arrangement });
            } else if (before === undefined) {
                other = undefined;
            }
            const folding = before === undefined
                ? (arrangement?.folding ?? foldingAtFirst(view, outline))
                : keepFolding(before.folding, before.outline, outline);
            current = { shown, outline, folding };
            marked = {
                ...(before === undefined ? nothingMarked : marked),
                faulty: faultyThings(shown.latest),
                cursor: cursor === undefined ? new Set() : thingsAtLine(shown.latest, cursor.uri, cursor.line),
            };
            draw(anchors(), before === undefined ? arrangement?.transform : undefined);
        },
        clear: () => {
            flow.cancel();
            current = undefined;
            drawn = undefined;
            marked = nothingMarked;
            stage.show(undefined);
        },
        get arrangement() {
            return current === undefined ? undefined : {
                view, transform: stage.transform, folding: current.folding, ...(other === undefined ? {} : { other }),
            };
        },
        get view() {
            return view;
        },
        setView: (next) => {
            if (next !== view) {
                view = next;
                if (current !== undefined) {
                    const before = { transform: stage.transform, folding: current.folding };
                    current = { ...current, folding: other?.folding ?? foldingAtFirst(next, current.outline) };
                    const start = other?.transform;
                    other = before;
                    draw([], start);
                }
            }
        },
        setCursor: (uri, line) => {
            cursor = { uri, line };
            const graph = current?.shown.latest;
            mark({ cursor: graph === undefined ? new Set() : thingsAtLine(graph, uri, line) });
            const boxes = boxesOf(marked.cursor);
            const [first] = boxes;
            if (first !== undefined && !boxes.some((box) => stage.isInView(box))) {
                stage.bring(first);
            }
        },
        highlight: (nodeIds) => {
            mark({ highlighted: new Set(nodeIds) });
            const [first] = boxesOf(nodeIds);
            if (first !== undefined) {
                stage.bring(first);
            }
        },
        markVerified: (verified, mismatched) => mark({ verified, mismatched }),
        colourBy: (next) => {
            amounts = next;
            stage.heat(amounts === undefined || drawn === undefined ? undefined : sharesOf(amounts, drawn.scene.graph));
        },
        showPictures: (pictureOf) => {
            stage.picture(pictureOf === undefined ? undefined : (box) => {
                const node = pictureNode(box);
                return node === undefined ? undefined : pictureOf(node);
            });
            const before = pictured;
            pictured = pictureOf !== undefined;
            if (pictured !== before && current !== undefined) {
                draw(anchors());
            }
        },
        fit: () => stage.fit(),
        zoomBy: (factor) => stage.zoomBy(factor),
        fold: (how) => {
            if (current !== undefined) {
                refold(folded(how, current), anchors());
            }
        },
        get selected() {
            return boxOf(marked.active)?.kind === "node" ? marked.active : undefined;
        },
        find: (text) => matching(current?.shown.drawn, text),
        goTo: (nodeId) => {
            const go = (): void => {
                mark({ highlighted: new Set([nodeId]) });
                activate(nodeId);
            };
            if (current !== undefined && drawn?.scene.graph.boxOfNode.get(nodeId) !== nodeId) {
                refold(unfoldTo(current.folding, current.outline, nodeId), anchors(), go);
            } else {
                go();
            }
        },
        cancelLayout: () => {
            flow.cancel();
            if (current !== undefined && drawn !== undefined && isSame(drawn.shown, current.shown)) {
                current = { ...current, folding: drawn.folding };
            }
            return drawn !== undefined;
        },
    };
}

/** The amounts of boxes as shares of the largest of a node; a folded group has the sum of its nodes, at most 1. */
function sharesOf(amounts: ReadonlyMap<string, number>, { boxOfNode }: Scene["graph"]): ReadonlyMap<string, number> {
    const largest = Math.max(...amounts.values(), 0);
    const sums = new Map<string, number>();
    for (const [node, box] of boxOfNode) {
        sums.set(box, (sums.get(box) ?? 0) + (amounts.get(node) ?? 0));
    }
    return new Map([...sums].map(([box, sum]) => [box, largest === 0 ? 0 : Math.min(1, sum / largest)]));
}

/** The node whose result a box's picture shows: its own, or the last of a folded group. */
function pictureNode(box: VisibleBox): string | undefined {
    return box.kind === "node" ? box.node.id : box.kind === "folded" ? box.last : undefined;
}

function foldingAtFirst(view: ViewKind, outline: Outline): Folding {
    return view === "maps" ? startMapsFolding(outline) : startFolding(outline);
}

/** The box in a direction. Feature maps follow one another to the right; the boxes of one volume are skipped. */
function nextBox({ graph, layout, maps }: Scene, from: string, direction: Direction): string | undefined {
    if (maps === undefined) {
        return neighbour(graph, layout, from, direction);
    }
    const flipped = new Map([...layout.boxes].map(([id, { x, y, width, height }]) =>
        [id, { x: y, y: x, width: height, height: width }]));
    const own = maps.volumes.find(({ boxes }) => boxes.includes(from))?.boxes ?? [];
    let next: string | undefined = from;
    do {
        next = neighbour(graph, { ...layout, boxes: flipped }, next, acrossOf[direction]);
    } while (next !== undefined && next !== from && own.includes(next));
    return maps.volumes.find(({ boxes }) => next !== undefined && boxes.includes(next))?.id;
}

const acrossOf: Readonly<Record<Direction, Direction>> = { right: "down", left: "up", up: "left", down: "right" };

function isSame(a: ShownGraph, b: ShownGraph): boolean {
    return a.drawn.uri === b.drawn.uri && a.drawn.model === b.drawn.model;
}

function countsOf({ shown, scene }: Drawn): DrawnCounts {
    const nodes = [...scene.graph.boxes.values()].filter(({ kind }) => kind !== "open").length;
    return { version: shown.drawn.version, nodes, edges: scene.graph.edges.length, stale: shown.stale };
}

/** The position of a box in the latest text, or its previous position if the latest text no longer has it. */
function placeInText(
    box: VisibleBox | undefined,
    current: PreviewGraph,
): { readonly uri: string; readonly range: ProtocolRange } | undefined {
    const drawn = box?.kind === "node" ? box.node : box?.group.merged.at(-1);
    const now = box?.kind === "node" ? current.nodes : current.groups;
    return now.find(({ id }) => id === drawn?.id) ?? drawn;
}

function faultyThings(current: PreviewGraph): ReadonlySet<string> {
    const { uri, firstError } = current;
    return firstError === undefined ? new Set() : thingsAtLine(current, uri, firstError.range.start.line);
}

function folded(how: FoldStep, { folding, outline }: GraphState): Folding {
    switch (how) {
        case "all":
            return foldAll();
        case "none":
            return unfoldAll();
        case "less":
            return stepLevel(folding, outline, 1);
        case "more":
            return stepLevel(folding, outline, -1);
    }
}

function matching(graph: PreviewGraph | undefined, text: string): readonly string[] {
    const query = text.trim().toLowerCase();
    const has = (part: string): boolean => part.toLowerCase().includes(query);
    const nodes = query === "" ? [] : (graph?.nodes ?? []).filter(({ path, label }) => has(path) || has(label));
    return nodes.map(({ id }) => id);
}
