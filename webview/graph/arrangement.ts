import type { Folding } from "../../drawing/folding.ts";
import type { Transform } from "./anchoring.ts";
import type { ViewKind } from "./arranging.ts";

/** How the user has arranged a graph in one view. */
export interface ViewArrangement {
    readonly transform: Transform;
    readonly folding: Folding;
}

/** The box or line of a graph that is selected, by its id. */
export interface Selection {
    readonly kind: "box" | "line";
    readonly id: string;
}

/** How the user has arranged a graph in the shown view, and in the other one if it was shown before. */
export interface Arrangement extends ViewArrangement {
    readonly view: ViewKind;
    readonly other?: ViewArrangement;
    readonly selection?: Selection;
}
