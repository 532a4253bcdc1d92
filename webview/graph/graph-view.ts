import type { MeasureText } from "../../drawing/box-text.ts";
import { keepFolding, type Folding } from "../../drawing/folding.ts";
import { heatOf } from "../../drawing/heat.ts";
import type { Point } from "../../drawing/layout/level.ts";
import { outlineOf } from "../../drawing/outline.ts";
import { shapeTowards } from "./arranging.ts";
import { crumbsOf, onOtherCrumbs } from "./crumbs.ts";
import { boxesIn, boxesOf, boxOf, countsOf, isSame, pictureNode, placeInText } from "./drawn-graph.ts";
import type { GraphView, GraphViewEvents, MenuThing } from "./graph-operations.ts";
import { keyMoves } from "./key-moves.ts";
import { handleKeys } from "./keyboard.ts";
import type { LayoutClient } from "./layout-client.ts";
import { createLayoutFlow } from "./layout-flow.ts";
import { createMarker } from "./marker.ts";
import { markedBy } from "./marking.ts";
import { createPlaces } from "./places.ts";
import type { Target } from "./pointer.ts";
import { createRedrawing } from "./redrawing.ts";
import { createRefolding } from "./refolding.ts";
import { createStage } from "./stage.ts";

export function createGraphView(client: LayoutClient, measure: MeasureText, events: GraphViewEvents): GraphView {
    let amounts: ReadonlyMap<string, number> | undefined;
    const tellCrumbs = onOtherCrumbs(events.within);

    const stage = createStage(measure, {
        moved: events.moved,
        press: (target, follow, at) => {
            stage.drawing.focus();
            if (target.kind === "line") {
                // Where edges share a line, each click selects the next of them.
                const before = target.edges.findIndex(({ id }) => id === marker.marked.edge);
                marker.mark({ active: undefined, edge: target.edges[(before + 1) % target.edges.length]?.id });
            } else if (!follow && boxOf(redrawing.drawn, target.id)?.kind !== "node") {
                refolding.press(target.id, at);
            } else {
                marker.mark({ active: target.id, edge: undefined });
                reveal(target.id);
            }
        },
        pressNothing: () => {
            stage.drawing.focus();
            moves.leave();
        },
        menu: (target, at) => events.menu(...menuAt(target, at)),
        problemsIn: (box) => marker.problemsIn(box),
        looked: () => showCrumbs(),
        resized: () => redrawing.resized(),
    });
    const redrawing = createRedrawing(stage, createLayoutFlow(client, measure, events.progress), {
        view: () => places.view,
        anchors: () => marker.anchors,
        drew: (drawn) => {
            heat();
            marker.mark();
            events.drawn(countsOf(drawn));
            events.moved();
        },
        failed: events.failed,
    });
    const marker = createMarker(stage, () => redrawing.drawn, {
        selected: events.selected, changed: events.moved, marked: () => showCrumbs(),
    });
    const places = createPlaces(stage, redrawing, marker);
    const refolding = createRefolding(redrawing, places);
    const moves = keyMoves(redrawing, marker, refolding);

    const reveal = (box: string): void => {
        const { drawn } = redrawing;
        const place = drawn === undefined ? undefined : placeInText(boxOf(drawn, box), drawn.shown.latest);
        if (place !== undefined) {
            events.reveal(place.uri, place.range);
        }
    };
    const menuAt = (target: Target | undefined, at: Point | undefined): [MenuThing, Point] => {
        const { drawn } = redrawing;
        const active = boxOf(drawn, marker.marked.active);
        const { left, top } = stage.drawing.getBoundingClientRect();
        const place = active === undefined ? undefined : drawn?.scene.layout.boxes.get(active.id);
        const { x, y, k } = stage.transform;
        const byKey = { x: left + x + k * (place?.x ?? 0) + 20, y: top + y + k * (place?.y ?? 0) + 20 };
        const box = at === undefined ? active : target?.kind === "box" ? boxOf(drawn, target.id) : undefined;
        if (box !== undefined) {
            marker.mark({ active: box.id, edge: undefined });
        }
        return [
            { ...(box === undefined ? {} : { box }), ...(target?.kind === "line" ? { value: target.edges[0].value } : {}) }, at ?? byKey,
        ];
    };
    /** The open groups around the selected box if it is in view, otherwise around the middle of the view. */
    const showCrumbs = (): void => {
        const { drawn } = redrawing;
        if (drawn !== undefined) {
            const active = boxOf(drawn, marker.marked.active)?.id;
            const around = active !== undefined && stage.isInView(active) ? active : undefined;
            tellCrumbs(crumbsOf(drawn.scene, stage.transform, stage.size, around));
        }
    };
    const heat = (): void => {
        const { drawn } = redrawing;
        const found = amounts === undefined || drawn === undefined ? undefined : heatOf(amounts, drawn.scene.graph);
        stage.heat(found?.shares);
        events.heated(found?.most);
    };
    const fit = (): void => stage.fit(marker.anchors[0]);

    handleKeys(stage.drawing, {
        ...moves,
        travel: (where) => places.travel(where),
        reveal: () => {
            const { active } = marker.marked;
            if (active !== undefined) {
                reveal(active);
            }
        },
        zoom: (factor) => stage.zoomBy(factor),
        fit,
        inspect: () => {
            const box = boxOf(redrawing.drawn, marker.marked.active);
            if (box?.kind === "node") {
                events.inspect(box.id);
            }
        },
        pictures: events.togglePictures,
        view: events.toggleMaps,
        table: events.toggleTable,
    });

    return {
        element: stage.element,
        show: (shown, arrangement) => {
            const outline = outlineOf(shown.drawn);
            const { current } = redrawing;
            if (current !== undefined && isSame(current.shown, shown)) {
                const atFirst = (): Folding => places.foldingAtFirst(outline);
                const folding = keepFolding(current.folding, current.outline, outline, atFirst);
                marker.setGraph(shown.latest);
                redrawing.draw({ shown, outline, folding, atFirst: current.atFirst === true });
                return;
            }
            places.restart(arrangement);
            marker.restart(arrangement?.selection);
            marker.setGraph(shown.latest);
            const folding = arrangement?.folding ?? places.foldingAtFirst(outline);
            redrawing.draw({ shown, outline, folding, atFirst: arrangement === undefined }, {
                start: arrangement?.transform,
                // Views beside the graph show the selected box, so it must be drawn first.
                then: () => marker.mark(markedBy(marker.selection)),
            });
        },
        clear: () => {
            redrawing.clear();
            places.clear();
            marker.clear();
            tellCrumbs([]);
        },
        get arrangement() {
            const { selection } = marker;
            const { arrangement } = places;
            return arrangement === undefined ? undefined
                : { ...arrangement, ...(selection === undefined ? {} : { selection }) };
        },
        get view() {
            return places.view;
        },
        get figureBasis() {
            const scene = redrawing.drawn?.scene;
            const inView = scene === undefined ? [] : boxesIn(scene, stage.transform, stage.size);
            return { shape: shapeTowards(scene?.layout.direction ?? "down", stage.size), inView: new Set(inView) };
        },
        setView: (view) => places.setView(view),
        setCursor: (uri, line) => marker.setCursor(uri, line),
        highlight: (nodeIds) => marker.highlight(nodeIds),
        markVerified: (verified, mismatched) => marker.mark({ verified, mismatched }),
        colourBy: (next) => {
            amounts = next;
            heat();
        },
        showPictures: (pictureOf) => {
            stage.picture(pictureOf === undefined ? undefined : (box) => {
                const node = pictureNode(box);
                return node === undefined ? undefined : pictureOf(node);
            });
            redrawing.setPictured(pictureOf !== undefined);
        },
        fit,
        zoomBy: (factor) => stage.zoomBy(factor),
        fold: (how) => refolding.fold(how),
        get selected() {
            const box = boxOf(redrawing.drawn, marker.marked.active);
            return box?.kind === "node" ? box.id : undefined;
        },
        get active() {
            return boxOf(redrawing.drawn, marker.marked.active)?.id;
        },
        select: (ids) => {
            marker.mark({ highlighted: new Set(ids) });
            marker.activate(boxesOf(redrawing.drawn, ids)[0]);
        },
        toggle: (group) => refolding.toggle(group),
        showRound: (group, round) => refolding.showRound(group, round),
        reveal,
        travel: (where) => places.travel(where),
        goTo: (id) => {
            const go = (): void => {
                marker.mark({ highlighted: new Set([id]) });
                marker.activate(boxesOf(redrawing.drawn, [id])[0] ?? id);
            };
            if (!refolding.unfoldTo(id, go)) {
                places.leave();
                go();
            }
        },
        cancelLayout: () => redrawing.cancel(),
    };
}
