import { showRound, toggleFolding, unfoldTo } from "../../drawing/folding.ts";
import type { Folding } from "../../drawing/folding.ts";
import type { Point } from "../../drawing/layout/level.ts";
import { roundControlAt } from "./box-element.ts";
import { boxOf, folded, isShown } from "./drawn-graph.ts";
import type { FoldStep } from "./graph-operations.ts";
import type { Places } from "./places.ts";
import type { Redrawing } from "./redrawing.ts";

/** Folds and unfolds the groups of the drawing. */
export interface Refolding {
    toggle(group: string): void;
    /** Shows one of a group's equal rounds for all of them, or all. */
    showRound(group: string, round: number | "all"): void;
    fold(how: FoldStep): void;
    /** A click on a group folds it, except on the controls of the round that it shows. */
    press(group: string, at: Point): void;
    /** Unfolds the groups that hide a node or group, and calls `then`; returns whether any does. */
    unfoldTo(id: string, then: () => void): boolean;
}

export function createRefolding(redrawing: Redrawing, places: Places): Refolding {
    const refold = (folding: Folding, keep?: readonly string[], then?: () => void): void => {
        places.leave();
        redrawing.refold(folding, { ...(keep === undefined ? {} : { keep }), ...(then === undefined ? {} : { then }) });
    };
    const toggle = (id: string): void => {
        const { current } = redrawing;
        const group = current?.outline.groups.get(id);
        if (current !== undefined && group !== undefined) {
            refold(toggleFolding(current.folding, group), [id]);
        }
    };
    const showOtherRound = (group: string, round: number | "all"): void => {
        const { current } = redrawing;
        if (current !== undefined) {
            refold(showRound(current.folding, group, round), [group]);
        }
    };
    return {
        toggle,
        showRound: showOtherRound,
        fold: (how) => {
            const { current } = redrawing;
            if (current !== undefined) {
                refold(folded(how, current));
            }
        },
        press: (id, at) => {
            const { drawn } = redrawing;
            const box = boxOf(drawn, id);
            const place = drawn?.scene.layout.boxes.get(id);
            const round = box?.kind !== "open" || box.round === undefined || place === undefined ? undefined
                : roundControlAt(at.x - place.x, box.round, box.group.children.length, place.width);
            if (round === undefined) {
                toggle(id);
            } else if (box?.kind === "open" && round !== box.round) {
                showOtherRound(id, round);
            }
        },
        unfoldTo: (id, then) => {
            const { current, drawn } = redrawing;
            if (current === undefined || isShown(drawn, id)) {
                return false;
            }
            refold(unfoldTo(current.folding, current.outline, id), undefined, then);
            return true;
        },
    };
}
