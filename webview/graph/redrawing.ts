import type { Folding } from "../../drawing/folding.ts";
import type { Scene } from "../../drawing/layout/scene.ts";
import { text } from "../../server/text.ts";
import { isAlike, keepInPlace } from "./anchoring.ts";
import type { Transform } from "./anchoring.ts";
import { arrange, arrangeFirst, fitAtFirst, isOutdated, startAround } from "./arranging.ts";
import type { ViewKind } from "./arranging.ts";
import { hasSameBoxes, isSame } from "./drawn-graph.ts";
import type { Drawn, GraphState } from "./drawn-graph.ts";
import type { LayoutFlow } from "./layout-flow.ts";
import type { Stage } from "./stage.ts";

/** Lays graphs out and puts them on the stage. */
export interface Redrawing {
    /** What is on the stage. */
    readonly drawn: Drawn | undefined;
    /** Ahead of `drawn` while a layout is in progress. */
    readonly current: GraphState | undefined;
    draw(state: GraphState, how?: DrawOptions): void;
    /** Draws the current graph with another folding. */
    refold(folding: Folding, how?: DrawOptions): void;
    /** Whether boxes have places for pictures. */
    setPictured(pictured: boolean): void;
    /** The view has another size, for which the layout may have to be another. */
    resized(): void;
    /** Cancels a layout in progress; returns whether something is still drawn. */
    cancel(): boolean;
    clear(): void;
}

export interface DrawOptions {
    /** The boxes that should keep their positions; by default the anchors. */
    readonly keep?: readonly string[];
    /** Which part is in view. */
    readonly start?: Transform | undefined;
    /** Called once the graph is drawn. */
    readonly then?: () => void;
}

export interface RedrawingContext {
    /** What is to be drawn of a graph. */
    readonly view: () => ViewKind;
    /** The selected box, and the boxes of the text's cursor. */
    readonly anchors: () => readonly string[];
    readonly drew: (drawn: Drawn) => void;
    readonly failed: (message: string) => void;
}

/** The pause after a change of the view's size before the drawing is laid out for it. */
const resizeMilliseconds = 150;

export function createRedrawing(
    stage: Stage, flow: LayoutFlow, { view, anchors, drew, failed }: RedrawingContext,
): Redrawing {
    let drawn: Drawn | undefined;
    let current: GraphState | undefined;
    let pictured = false;
    let resizing: ReturnType<typeof setTimeout> | undefined;

    const layOutAndShow = async (target: GraphState, keep: readonly string[], start?: Transform): Promise<void> => {
        const { shown, outline, atFirst = false } = target;
        const arranged = atFirst
            ? await arrangeFirst(outline, view(), flow, pictured, stage.size, () => current === target)
            : await arrange(outline, target.folding, view(), flow, pictured, stage.size);
        if (arranged === undefined || (atFirst && current !== target)) {
            return;
        }
        const { scene, folding } = arranged;
        const before = drawn;
        drawn = { shown, outline, folding, scene };
        if (current === target) {
            current = drawn;
        }
        const isOther = before === undefined || !isSame(before.shown, shown) ||
            (before.scene.maps === undefined) !== (scene.maps === undefined) ||
            before.scene.layout.direction !== scene.layout.direction;
        // The same boxes are laid out in another way for another size of the view, or with pictures.
        const startsAgain = !isOther && hasSameBoxes(before.scene, scene) &&
            isAlike(stage.transform, fitAtFirst(before.scene, stage.size));
        const kept = isOther || atFirst || startsAgain ? undefined : keepInPlace(
            stage.transform, stage.size, before.scene.layout.boxes, scene.layout.boxes, keep,
        );
        stage.show(scene, start ?? kept ?? startAt(scene), start === undefined && kept === undefined);
        stage.element.classList.toggle("stale", shown.stale);
        stage.drawing.setAttribute("aria-label", text(
            "Network graph of {model}. Arrow keys go from layer to layer, [ and ] select the lines of a layer, Enter shows a layer's line, I its inside, M the map of each layer, V draws feature maps, T shows the table, Space folds, comma and period change the shown round, Backspace goes back, 0 shows everything.",
            { model: shown.drawn.model },
        ));
        drew(drawn);
    };
    /** The first view, with the selected box or that of the text's cursor in it. */
    const startAt = (scene: Scene): Transform => {
        const [first] = anchors();
        return startAround(scene, stage.size, first === undefined ? undefined : scene.layout.boxes.get(first));
    };
    const draw = (state: GraphState, { keep = anchors(), start, then }: DrawOptions = {}): void => {
        current = state;
        layOutAndShow(state, keep, start).then(then, (error: unknown) => {
            failed(error instanceof Error ? error.message : String(error));
        });
    };

    return {
        get drawn() {
            return drawn;
        },
        get current() {
            return current;
        },
        draw,
        refold: (folding, how) => {
            if (current !== undefined) {
                const { shown, outline } = current;
                draw({ shown, outline, folding }, how);
            }
        },
        setPictured: (next) => {
            const isOther = next !== pictured;
            pictured = next;
            if (isOther && current !== undefined) {
                draw(current);
            }
        },
        resized: () => {
            clearTimeout(resizing);
            resizing = setTimeout(() => {
                if (drawn !== undefined && current !== undefined && isOutdated(drawn.scene, stage.size)) {
                    draw(current);
                }
            }, resizeMilliseconds);
        },
        cancel: () => {
            flow.cancel();
            if (current !== undefined && drawn !== undefined && isSame(drawn.shown, current.shown)) {
                current = { ...current, folding: drawn.folding };
            }
            return drawn !== undefined;
        },
        clear: () => {
            flow.cancel();
            current = undefined;
            drawn = undefined;
            stage.show(undefined);
        },
    };
}
