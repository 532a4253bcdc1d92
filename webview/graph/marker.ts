import type { PreviewGraph } from "../../server/protocol.ts";
import type { Selection } from "./arrangement.ts";
import { thingsAtLine, type TextLine } from "./cursor.ts";
import { boxesOf, boxOf, troubled } from "./drawn-graph.ts";
import type { Drawn } from "./drawn-graph.ts";
import { markedBy, marksFor, noMarks, nothingMarked, selectionOf } from "./marking.ts";
import type { MarkedThings } from "./marking.ts";
import { noProblems, problemsOf } from "./problems.ts";
import type { Stage } from "./stage.ts";

/** Marks what is on the stage: the selection, the line of the text's cursor, problems, and the results of a run. */
export interface Marker {
    readonly marked: MarkedThings;
    readonly selection: Selection | undefined;
    /** The selected box, and the boxes of the text's cursor. */
    readonly anchors: readonly string[];
    /** Marks more, or what is drawn now. */
    mark(change?: Partial<MarkedThings>): void;
    /** Selects a box and brings it into view; without one, nothing is selected. */
    activate(box: string | undefined): void;
    /** Highlights nodes and groups and brings the first into view. */
    highlight(ids: readonly string[]): void;
    setCursor(uri: string, line: number): void;
    /** Takes the problems and the cursor's things from a graph that is to be drawn. */
    setGraph(graph: PreviewGraph): void;
    /** Removes all marks but those of the cursor and of problems; selects something else. */
    restart(selection: Selection | undefined): void;
    /** The messages of problems in a box. */
    problemsIn(box: string): readonly string[];
    /** There is no graph. */
    clear(): void;
}

export interface MarkerEvents {
    /** A drawn box is selected. */
    readonly selected: (box: string) => void;
    /** The selection is another. */
    readonly changed: () => void;
    readonly marked: () => void;
}

export function createMarker(stage: Stage, drawn: () => Drawn | undefined, events: MarkerEvents): Marker {
    let marked = nothingMarked;
    let problems = noProblems;
    let graph: PreviewGraph | undefined;
    let cursor: TextLine | undefined;

    const atCursor = (): ReadonlySet<string> => graph === undefined || cursor === undefined
        ? new Set() : thingsAtLine(graph, cursor.uri, cursor.line);
    const mark = (change: Partial<MarkedThings> = {}): void => {
        marked = { ...marked, ...change };
        const now = drawn();
        const edge = now?.scene.graph.edges.find(({ id }) => id === marked.edge);
        stage.mark(now === undefined ? noMarks : marksFor(marked, now.outline, now.scene.graph), edge);
        if (change.active !== undefined && boxOf(now, change.active) !== undefined) {
            events.selected(change.active);
        }
        if ("active" in change || "edge" in change) {
            events.changed();
        }
        events.marked();
    };

    return {
        get marked() {
            return marked;
        },
        get selection() {
            return selectionOf(marked);
        },
        get anchors() {
            return [...(marked.active === undefined ? [] : [marked.active]), ...boxesOf(drawn(), marked.cursor)];
        },
        mark,
        activate: (box) => {
            if (box !== undefined) {
                stage.bring(box);
            }
            mark({ active: box, edge: undefined });
        },
        highlight: (ids) => {
            mark({ highlighted: new Set(ids) });
            const [first] = boxesOf(drawn(), ids);
            if (first !== undefined) {
                stage.bring(first);
            }
        },
        setCursor: (uri, line) => {
            cursor = { uri, line };
            mark({ cursor: atCursor() });
            const boxes = boxesOf(drawn(), marked.cursor);
            const [first] = boxes;
            if (first !== undefined && !boxes.some((box) => stage.isInView(box))) {
                stage.bring(first);
            }
        },
        setGraph: (next) => {
            graph = next;
            problems = problemsOf(next);
            marked = { ...marked, ...troubled(problems), cursor: atCursor() };
        },
        restart: (selection) => {
            marked = { ...nothingMarked, ...markedBy(selection) };
        },
        problemsIn: (box) => {
            const found = [...problems].filter(([thing]) => boxesOf(drawn(), [thing]).includes(box));
            return [...new Set(found.flatMap(([, all]) => all.map(({ message }) => message)))];
        },
        clear: () => {
            graph = undefined;
            marked = nothingMarked;
            problems = noProblems;
        },
    };
}
