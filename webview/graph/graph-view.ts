import type { MeasureText } from "../../drawing/box-text.ts";
import { keepFolding, showRound, toggleFolding, unfoldTo } from "../../drawing/folding.ts";
import type { Folding, OpenBox, VisibleBox } from "../../drawing/folding.ts";
import { heatOf } from "../../drawing/heat.ts";
import type { Point } from "../../drawing/layout/level.ts";
import type { Scene } from "../../drawing/layout/scene.ts";
import { outlineOf } from "../../drawing/outline.ts";
import { text } from "../../server/text.ts";
import { isAlike, keepInPlace } from "./anchoring.ts";
import type { Transform } from "./anchoring.ts";
import type { ViewArrangement } from "./arrangement.ts";
import {
    arrange, arrangeFirst, fitAtFirst, foldingsAtFirst, isOutdated, shapeTowards, startAround,
} from "./arranging.ts";
import type { ViewKind } from "./arranging.ts";
import { roundControlAt } from "./box-element.ts";
import { crumbsOf } from "./crumbs.ts";
import { boxesFor, thingsAtLine } from "./cursor.ts";
import { noMarks } from "./drawing.ts";
import {
    boxesIn, countsOf, folded, hasSameBoxes, isSame, isShown, nextBox, pictureNode, placeInText, troubled,
} from "./drawn-graph.ts";
import type { Drawn, GraphState } from "./drawn-graph.ts";
import type { GraphView, GraphViewEvents, MenuThing } from "./graph-operations.ts";
import { createHistory } from "./history.ts";
import { handleKeys } from "./keyboard.ts";
import type { LayoutClient } from "./layout-client.ts";
import { createLayoutFlow } from "./layout-flow.ts";
import { markedBy, marksFor, nothingMarked, selectionOf } from "./marking.ts";
import type { MarkedThings } from "./marking.ts";
import { firstBox, groupsAround, lastBox } from "./navigation.ts";
import type { Direction } from "./navigation.ts";
import type { Target } from "./pointer.ts";
import { noProblems, problemsOf } from "./problems.ts";
import { createStage } from "./stage.ts";

/** The pause after a change of the view's size before the drawing is laid out for it. */
const resizeMilliseconds = 150;

export function createGraphView(client: LayoutClient, measure: MeasureText, events: GraphViewEvents): GraphView {
    const flow = createLayoutFlow(client, measure, events.progress);
    const history = createHistory<Place>();
    let drawn: Drawn | undefined;
    /** Ahead of `drawn` while a layout is in progress. */
    let current: GraphState | undefined;
    let marked: MarkedThings = nothingMarked;
    let problems = noProblems;
    let amounts: ReadonlyMap<string, number> | undefined;
    let pictured = false;
    let view: ViewKind = "layers";
    let other: ViewArrangement | undefined;
    let cursor: { readonly uri: string; readonly line: number } | undefined;
    let crumbs = "";
    let resizing: ReturnType<typeof setTimeout> | undefined;

    const stage = createStage(measure, {
        moved: events.moved,
        press: (target, follow, at) => {
            stage.drawing.focus();
            if (target.kind === "line") {
                // Where edges share a line, each click selects the next of them.
                const before = target.edges.findIndex(({ id }) => id === marked.edge);
                mark({ active: undefined, edge: target.edges[(before + 1) % target.edges.length]?.id });
            } else if (!follow && boxOf(target.id)?.kind !== "node") {
                pressGroup(target.id, at);
            } else {
                mark({ active: target.id, edge: undefined });
                reveal(target.id);
            }
        },
        pressNothing: () => {
            stage.drawing.focus();
            mark({ active: undefined, edge: undefined, highlighted: new Set() });
        },
        menu: (target, at) => events.menu(...menuAt(target, at)),
        problemsIn: (box) => problemsIn(box),
        looked: () => showCrumbs(),
        resized: () => {
            clearTimeout(resizing);
            resizing = setTimeout(() => {
                if (drawn !== undefined && isOutdated(drawn.scene, stage.size)) {
                    draw(anchors());
                }
            }, resizeMilliseconds);
        },
    });

    const boxOf = (id: string | undefined): VisibleBox | undefined =>
        id === undefined ? undefined : drawn?.scene.graph.boxes.get(id);
    const boxesOf = (things: Iterable<string>): readonly string[] =>
        drawn === undefined ? [] : [...boxesFor(things, drawn.outline, drawn.scene.graph)];
    const mark = (change: Partial<MarkedThings>): void => {
        marked = { ...marked, ...change };
        const edge = drawn?.scene.graph.edges.find(({ id }) => id === marked.edge);
        stage.mark(drawn === undefined ? noMarks : marksFor(marked, drawn.outline, drawn.scene.graph), edge);
        if (change.active !== undefined && boxOf(change.active) !== undefined) {
            events.selected(change.active);
        }
        if ("active" in change || "edge" in change) {
            events.moved();
        }
        showCrumbs();
    };
    const activate = (box: string | undefined): void => {
        if (box !== undefined) {
            stage.bring(box);
        }
        mark({ active: box, edge: undefined });
    };
    const reveal = (box: string): void => {
        const place = drawn === undefined ? undefined : placeInText(boxOf(box), drawn.shown.latest);
        if (place !== undefined) {
            events.reveal(place.uri, place.range);
        }
    };
    const problemsIn = (box: string): readonly string[] => {
        const found = [...problems].filter(([thing]) => boxesOf([thing]).includes(box)).flatMap(([, all]) => all);
        return [...new Set(found.map(({ message }) => message))];
    };
    const menuAt = (target: Target | undefined, at: Point | undefined): [MenuThing, Point] => {
        const active = boxOf(marked.active);
        const { left, top } = stage.drawing.getBoundingClientRect();
        const place = active === undefined ? undefined : drawn?.scene.layout.boxes.get(active.id);
        const { x, y, k } = stage.transform;
        const byKey = { x: left + x + k * (place?.x ?? 0) + 20, y: top + y + k * (place?.y ?? 0) + 20 };
        const box = at === undefined ? active : target?.kind === "box" ? boxOf(target.id) : undefined;
        if (box !== undefined) {
            mark({ active: box.id, edge: undefined });
        }
        return [
            { ...(box === undefined ? {} : { box }), ...(target?.kind === "line" ? { value: target.edges[0].value } : {}) }, at ?? byKey,
        ];
    };
    /** The open groups around the selected box if it is in view, otherwise around the middle of the view. */
    const showCrumbs = (): void => {
        if (drawn === undefined) {
            return;
        }
        const active = boxOf(marked.active)?.id;
        const around = active !== undefined && stage.isInView(active) ? active : undefined;
        const groups = crumbsOf(drawn.scene, stage.transform, stage.size, around);
        const key = JSON.stringify(groups);
        if (key !== crumbs) {
            crumbs = key;
            events.within(groups);
        }
    };
    const heat = (): void => {
        const found = amounts === undefined || drawn === undefined ? undefined : heatOf(amounts, drawn.scene.graph);
        stage.heat(found?.shares);
        events.heated(found?.most);
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
        const { outline, atFirst = false } = target;
        const arranged = atFirst
            ? await arrangeFirst(outline, view, flow, pictured, stage.size, () => current === target)
            : await arrange(outline, target.folding, view, flow, pictured, stage.size);
        if (arranged === undefined || (atFirst && current !== target)) {
            return;
        }
        const { scene, folding } = arranged;
        const before = drawn;
        drawn = { shown: target.shown, outline, folding, scene };
        if (current === target) {
            current = drawn;
        }
        const isOther = before === undefined || !isSame(before.shown, target.shown) ||
            (before.scene.maps === undefined) !== (scene.maps === undefined) ||
            before.scene.layout.direction !== scene.layout.direction;
        // The same boxes are laid out in another way for another size of the view, or with pictures.
        const startsAgain = !isOther && hasSameBoxes(before.scene, scene) &&
            isAlike(stage.transform, fitAtFirst(before.scene, stage.size));
        const kept = isOther || atFirst || startsAgain ? undefined : keepInPlace(
            stage.transform, stage.size, before.scene.layout.boxes, scene.layout.boxes, keep,
        );
        stage.show(scene, start ?? kept ?? startAt(scene), start === undefined && kept === undefined);
        heat();
        stage.element.classList.toggle("stale", target.shown.stale);
        stage.drawing.setAttribute("aria-label", text(
            "Network graph of {model}. Arrow keys go from layer to layer, [ and ] select the lines of a layer, Enter shows a layer's line, I its inside, M the map of each layer, V draws feature maps, T shows the table, Space folds, comma and period change the shown round, Backspace goes back, 0 shows everything.",
            { model: target.shown.drawn.model },
        ));
        mark({});
        events.drawn(countsOf(drawn));
        events.moved();
    };
    /** How a drawing is first shown: with the selected box or that of the text's cursor in view. */
    const startAt = (scene: Scene): Transform => {
        const [first] = anchors();
        return startAround(scene, stage.size, first === undefined ? undefined : scene.layout.boxes.get(first));
    };
    const draw = (keep: readonly string[], start?: Transform, then?: () => void): void => {
        redraw(keep, start).then(then, (error: unknown) => {
            events.failed(error instanceof Error ? error.message : String(error));
        });
    };
    const refold = (folding: Folding, keep: readonly string[], then?: () => void): void => {
        if (current !== undefined) {
            leave();
            const { shown, outline } = current;
            current = { shown, outline, folding };
            draw(keep, undefined, then);
        }
    };
    const toggle = (box: string): void => {
        const group = current?.outline.groups.get(box);
        if (current !== undefined && group !== undefined) {
            refold(toggleFolding(current.folding, group), [box]);
        }
    };
    const showOtherRound = (group: string, round: number | "all"): void => {
        if (current !== undefined) {
            refold(showRound(current.folding, group, round), [group]);
        }
    };
    /** A click on a group folds it, except on the controls of the round that it shows. */
    const pressGroup = (id: string, at: Point): void => {
        const box = boxOf(id);
        const place = drawn?.scene.layout.boxes.get(id);
        const round = box?.kind !== "open" || box.round === undefined || place === undefined ? undefined
            : roundControlAt(at.x - place.x, box.round, box.group.children.length, place.width);
        if (round === undefined) {
            toggle(id);
        } else if (box?.kind === "open" && round !== box.round) {
            showOtherRound(id, round);
        }
    };
    const placeNow = (): Place | undefined => drawn === undefined ? undefined : {
        view, folding: drawn.folding, transform: stage.transform, active: marked.active,
    };
    const leave = (): void => {
        const place = placeNow();
        if (place !== undefined) {
            history.leave(place);
        }
    };
    const travel = (where: "back" | "forward"): void => {
        const now = placeNow();
        const place = now === undefined ? undefined : history.travel(where, now);
        if (place !== undefined && current !== undefined) {
            const { shown, outline } = current;
            if (place.view !== view) {
                other = { transform: stage.transform, folding: current.folding };
            }
            view = place.view;
            current = { shown, outline, folding: place.folding };
            draw([], place.transform, () => mark({ active: place.active, edge: undefined }));
        }
    };
    const move = (direction: Direction): void => {
        if (drawn === undefined) {
            return;
        }
        const { graph, layout } = drawn.scene;
        const edge = graph.edges.find(({ id }) => id === marked.edge);
        if (edge !== undefined) {
            activate(direction === "up" || direction === "left" ? edge.from : edge.to);
            return;
        }
        const from = boxOf(marked.active)?.id;
        activate((from === undefined ? firstBox(graph, layout) : nextBox(drawn.scene, from, direction)) ?? from);
    };
    /** Selects one line of the selected box after the other. */
    const selectLine = (end: "in" | "out"): void => {
        const edges = drawn?.scene.graph.edges ?? [];
        const before = edges.find(({ id }) => id === marked.edge);
        const box = before === undefined ? marked.active : end === "in" ? before.to : before.from;
        const own = edges.filter(({ from, to }) => (end === "in" ? to : from) === box);
        const next = own[(own.findIndex(({ id }) => id === before?.id) + 1) % Math.max(1, own.length)];
        if (next !== undefined) {
            mark({ active: undefined, edge: next.id });
        }
    };
    const roundGroup = (): OpenBox | undefined => {
        const active = marked.active;
        const groups = active === undefined || drawn === undefined ? [] : groupsAround(drawn.scene.graph, active);
        for (const box of [active, ...groups].map(boxOf)) {
            if (box?.kind === "open" && box.round !== undefined) {
                return box;
            }
        }
        return undefined;
    };

    handleKeys(stage.drawing, {
        move,
        line: selectLine,
        travel,
        round: (step) => {
            const box = roundGroup();
            const round = (box?.round ?? 0) + step;
            if (box !== undefined && round >= 0 && round < box.group.children.length) {
                showOtherRound(box.id, round);
            }
        },
        toEnd: (end) => {
            if (drawn !== undefined) {
                const { graph, layout } = drawn.scene;
                activate(end === "first" ? firstBox(graph, layout) : lastBox(graph));
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
        fit: () => stage.fit(anchors()[0]),
        inspect: () => {
            if (marked.active !== undefined && boxOf(marked.active)?.kind === "node") {
                events.inspect(marked.active);
            }
        },
        pictures: () => events.togglePictures(),
        view: () => events.toggleMaps(),
        table: () => events.toggleTable(),
        leave: () => mark({ active: undefined, edge: undefined, highlighted: new Set() }),
    });

    return {
        element: stage.element,
        show: (shown, arrangement) => {
            const outline = outlineOf(shown.drawn);
            const before = current !== undefined && isSame(current.shown, shown) ? current : undefined;
            if (before === undefined) {
                history.clear();
                ({ view, other } = { view, other: undefined, ...arrangement });
            }
            const atFirst = (): Folding => foldingsAtFirst(view, outline)[0];
            const folding = before === undefined
                ? (arrangement?.folding ?? atFirst())
                : keepFolding(before.folding, before.outline, outline, atFirst);
            const isFirst = before === undefined ? arrangement === undefined : before.atFirst === true;
            current = { shown, outline, folding, atFirst: isFirst };
            problems = problemsOf(shown.latest);
            marked = {
                ...(before === undefined ? { ...nothingMarked, ...markedBy(arrangement?.selection) } : marked),
                ...troubled(problems),
                cursor: cursor === undefined ? new Set() : thingsAtLine(shown.latest, cursor.uri, cursor.line),
            };
            if (before === undefined) {
                // Views beside the graph show the selected box, so it must be drawn first.
                draw(anchors(), arrangement?.transform, () => mark(markedBy(selectionOf(marked))));
            } else {
                draw(anchors());
            }
        },
        clear: () => {
            flow.cancel();
            history.clear();
            current = undefined;
            drawn = undefined;
            marked = nothingMarked;
            problems = noProblems;
            stage.show(undefined);
            events.within([]);
            crumbs = "";
        },
        get arrangement() {
            const selection = selectionOf(marked);
            return current === undefined ? undefined : {
                view, transform: stage.transform, folding: current.folding, ...(other === undefined ? {} : { other }),
                ...(selection === undefined ? {} : { selection }),
            };
        },
        get view() {
            return view;
        },
        get figureBasis() {
            const inView = drawn === undefined ? [] : boxesIn(drawn.scene, stage.transform, stage.size);
            const direction = drawn?.scene.layout.direction ?? "down";
            return { shape: shapeTowards(direction, stage.size), inView: new Set(inView) };
        },
        setView: (next) => {
            if (next !== view) {
                leave();
                view = next;
                if (current !== undefined) {
                    const { shown, outline } = current;
                    const before = { transform: stage.transform, folding: current.folding };
                    const [folding] = other === undefined ? foldingsAtFirst(next, outline) : [other.folding];
                    current = { shown, outline, folding, atFirst: other === undefined };
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
            heat();
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
        fit: () => stage.fit(anchors()[0]),
        zoomBy: (factor) => stage.zoomBy(factor),
        fold: (how) => {
            if (current !== undefined) {
                refold(folded(how, current), anchors());
            }
        },
        get selected() {
            return boxOf(marked.active)?.kind === "node" ? marked.active : undefined;
        },
        get active() {
            return boxOf(marked.active)?.id;
        },
        select: (ids) => {
            mark({ highlighted: new Set(ids) });
            activate(boxesOf(ids)[0]);
        },
        toggle,
        showRound: showOtherRound,
        reveal,
        travel,
        goTo: (id) => {
            const go = (): void => {
                mark({ highlighted: new Set([id]) });
                activate(boxesOf([id])[0] ?? id);
            };
            if (current !== undefined && !isShown(drawn, id)) {
                refold(unfoldTo(current.folding, current.outline, id), anchors(), go);
            } else {
                leave();
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

/** Where the user has been: what was open, and which part was in view. */
interface Place extends ViewArrangement {
    readonly view: ViewKind;
    readonly active: string | undefined;
}
