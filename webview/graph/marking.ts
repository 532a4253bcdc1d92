import type { Selection } from "./arrangement.ts";
import { boxesFor } from "./cursor.ts";
import type { VisibleGraph } from "../../drawing/folding.ts";
import type { Outline } from "../../drawing/outline.ts";

/** Marked boxes, by the kind of mark. */
export interface Marks {
    /** On the text cursor's line. */
    readonly cursor: ReadonlySet<string>;
    /** Selected with the keyboard or a click. */
    readonly active: ReadonlySet<string>;
    /** Highlighted by the inference or the search. */
    readonly highlighted: ReadonlySet<string>;
    /** With an error in the text, and with a warning. */
    readonly faulty: ReadonlySet<string>;
    readonly doubtful: ReadonlySet<string>;
    readonly verified: ReadonlySet<string>;
    readonly mismatched: ReadonlySet<string>;
}

export const noMarks: Marks = {
    cursor: new Set(), active: new Set(), highlighted: new Set(),
    faulty: new Set(), doubtful: new Set(), verified: new Set(), mismatched: new Set(),
};

/** What is marked, by the ids of nodes and groups, regardless of folding. */
export interface MarkedThings {
    readonly cursor: ReadonlySet<string>;
    readonly highlighted: ReadonlySet<string>;
    /** With an error, and with a warning. */
    readonly faulty: ReadonlySet<string>;
    readonly doubtful: ReadonlySet<string>;
    readonly verified: ReadonlySet<string>;
    readonly mismatched: ReadonlySet<string>;
    /** A box. */
    readonly active: string | undefined;
    /** A line of the drawing, by its edge, instead of a box. */
    readonly edge: string | undefined;
}

export const nothingMarked: MarkedThings = {
    cursor: new Set(), highlighted: new Set(), faulty: new Set(), doubtful: new Set(), verified: new Set(),
    mismatched: new Set(), active: undefined, edge: undefined,
};

/** The boxes to mark. A folded group is verified if all its layers are, and mismatched if any is. */
export function marksFor(things: MarkedThings, outline: Outline, graph: VisibleGraph): Marks {
    const { active } = things;
    const unverified = new Set<string>();
    const compared = new Set<string>();
    for (const [node, box] of graph.boxOfNode) {
        if (things.verified.has(node)) {
            compared.add(box);
        } else if (outline.nodes.get(node)?.kind === "layer") {
            unverified.add(box);
        }
    }
    return {
        cursor: boxesFor(things.cursor, outline, graph),
        highlighted: boxesFor(things.highlighted, outline, graph),
        faulty: boxesFor(things.faulty, outline, graph),
        doubtful: boxesFor(things.doubtful, outline, graph),
        verified: new Set([...compared].filter((box) => !unverified.has(box))),
        mismatched: boxesFor(things.mismatched, outline, graph),
        active: active !== undefined && graph.boxes.has(active) ? new Set([active]) : new Set(),
    };
}

/** The selected box or line. */
export function selectionOf({ active, edge }: MarkedThings): Selection | undefined {
    return active !== undefined ? { kind: "box", id: active } : edge !== undefined ? { kind: "line", id: edge } : undefined;
}

/** What a selection marks. */
export function markedBy(selection: Selection | undefined): Pick<MarkedThings, "active" | "edge"> {
    return {
        active: selection?.kind === "box" ? selection.id : undefined,
        edge: selection?.kind === "line" ? selection.id : undefined,
    };
}

/** Whether a box is drawn even where there are only shapes. */
export function isMarked(id: string, marks: Marks): boolean {
    return marks.cursor.has(id) || marks.active.has(id) || marks.highlighted.has(id) || marks.faulty.has(id) ||
        marks.doubtful.has(id);
}
