import type { LayoutShape } from "../../drawing/box-text.ts";
import type { VisibleBox } from "../../drawing/folding.ts";
import type { Point } from "../../drawing/layout/level.ts";
import type { ProtocolRange } from "../../server/protocol.ts";
import type { Arrangement } from "./arrangement.ts";
import type { ViewKind } from "./arranging.ts";
import type { BoxPicture } from "./box-element.ts";
import type { LayoutProgress } from "./layout-flow.ts";
import type { ShownGraph } from "./shown-graph.ts";

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
    /** The table of figures is to be shown or hidden. */
    readonly toggleTable: () => void;
    readonly drawn: (drawn: DrawnCounts) => void;
    /** The arrangement has changed and should be saved. */
    readonly moved: () => void;
    /** A layout is slow; undefined when it has finished. */
    readonly progress: (progress: LayoutProgress | undefined) => void;
    readonly failed: (message: string) => void;
    /** Boxes are coloured by amounts, of which this is the largest; undefined if they are coloured by families. */
    readonly heated: (most: number | undefined) => void;
    /** The menu of a thing in the drawing is requested, at a position of the page. */
    readonly menu: (thing: MenuThing, at: Point) => void;
    /** The open groups around what is selected, or around the middle of the view, outermost first. */
    readonly within: (groups: readonly Crumb[]) => void;
}

/** What a menu is about: a layer, a group, a line, or nothing in particular. */
export interface MenuThing {
    readonly box?: VisibleBox;
    readonly value?: string;
}

/** An open group around what is shown. */
export interface Crumb {
    readonly id: string;
    readonly title: string;
}

export interface DrawnCounts {
    readonly version: number;
    /** Nodes and folded groups. */
    readonly nodes: number;
    readonly edges: number;
    readonly stale: boolean;
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
    /** What a figure of the drawing as shown needs: its shape, and the boxes in view. */
    readonly figureBasis: { readonly shape: LayoutShape; readonly inView: ReadonlySet<string> };
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
    /** The selected node or group. */
    readonly active: string | undefined;
    /** Opens the groups that hide a node or group and brings it into view. */
    goTo(id: string): void;
    /** Selects the box that shows the first of some nodes and groups, which may be a folded group around it. */
    select(ids: readonly string[]): void;
    /** Folds or unfolds a group. */
    toggle(group: string): void;
    /** Shows one of a group's equal rounds for all of them, or all. */
    showRound(group: string, round: number | "all"): void;
    /** Shows the text of a box. */
    reveal(box: string): void;
    /** To where the view was before, or forward again. */
    travel(where: "back" | "forward"): void;
    /** Cancels a slow layout; returns whether something is still drawn. */
    cancelLayout(): boolean;
}
