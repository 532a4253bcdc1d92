import type { Folding } from "../../drawing/folding.ts";
import type { Outline } from "../../drawing/outline.ts";
import type { Arrangement, ViewArrangement } from "./arrangement.ts";
import { foldingsAtFirst } from "./arranging.ts";
import type { ViewKind } from "./arranging.ts";
import { createHistory } from "./history.ts";
import type { Marker } from "./marker.ts";
import type { Redrawing } from "./redrawing.ts";
import type { Stage } from "./stage.ts";

/** Where the user is in the drawing: in which view, at which folding and part. Other places can be visited again. */
export interface Places {
    /** What is drawn: layers or feature maps. */
    readonly view: ViewKind;
    /** How the shown view is arranged, and the other one if it was shown before; undefined without a graph. */
    readonly arrangement: Omit<Arrangement, "selection"> | undefined;
    setView(view: ViewKind): void;
    /** Notes the place before the user goes elsewhere. */
    leave(): void;
    travel(where: "back" | "forward"): void;
    /** Another graph is to be drawn. */
    restart(arrangement: Arrangement | undefined): void;
    /** There is no graph. */
    clear(): void;
    /** How much of a graph is unfolded when the view first shows it. */
    foldingAtFirst(outline: Outline): Folding;
}

interface Place extends ViewArrangement {
    readonly view: ViewKind;
    readonly active: string | undefined;
}

export function createPlaces(stage: Stage, redrawing: Redrawing, marker: Marker): Places {
    const history = createHistory<Place>();
    let view: ViewKind = "layers";
    let other: ViewArrangement | undefined;

    const placeNow = (): Place | undefined => redrawing.drawn === undefined ? undefined : {
        view, folding: redrawing.drawn.folding, transform: stage.transform, active: marker.marked.active,
    };
    const arrangementNow = (): ViewArrangement | undefined => redrawing.current === undefined ? undefined
        : { transform: stage.transform, folding: redrawing.current.folding };
    const leave = (): void => {
        const place = placeNow();
        if (place !== undefined) {
            history.leave(place);
        }
    };
    const foldingAtFirst = (outline: Outline): Folding => foldingsAtFirst(view, outline)[0];

    return {
        get view() {
            return view;
        },
        get arrangement() {
            const shown = arrangementNow();
            return shown === undefined ? undefined : { view, ...shown, ...(other === undefined ? {} : { other }) };
        },
        setView: (next) => {
            if (next === view) {
                return;
            }
            leave();
            view = next;
            const { current } = redrawing;
            if (current !== undefined) {
                const { shown, outline } = current;
                const before = other;
                other = arrangementNow();
                redrawing.draw({
                    shown, outline, folding: before?.folding ?? foldingAtFirst(outline), atFirst: before === undefined,
                }, { keep: [], start: before?.transform });
            }
        },
        leave,
        travel: (where) => {
            const now = placeNow();
            const place = now === undefined ? undefined : history.travel(where, now);
            if (place === undefined || redrawing.current === undefined) {
                return;
            }
            if (place.view !== view) {
                other = arrangementNow();
            }
            view = place.view;
            redrawing.refold(place.folding, {
                keep: [], start: place.transform, then: () => marker.mark({ active: place.active, edge: undefined }),
            });
        },
        restart: (arrangement) => {
            history.clear();
            ({ view, other } = { view, other: undefined, ...arrangement });
        },
        clear: () => history.clear(),
        foldingAtFirst,
    };
}
