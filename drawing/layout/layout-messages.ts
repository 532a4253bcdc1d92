import * as v from "valibot";
import type { Described } from "../../server/validation.ts";

/** A box to lay out. */
export interface LayoutBox {
    readonly id: string;
    /** The minimum width, for a box with children. */
    readonly width: number;
    /** The height of the header, for a box with children. */
    readonly height: number;
    readonly children?: readonly LayoutBox[];
}

const layoutBox: v.GenericSchema<LayoutBox> = v.object({
    id: v.string(),
    width: v.number(),
    height: v.number(),
    children: v.exactOptional(v.array(v.lazy(() => layoutBox))),
});

/** An edge between two boxes without children. Edges of one net start at the same box and share their lines. */
export type LayoutEdge = Described<typeof layoutEdge>;
const layoutEdge = v.object({ id: v.string(), net: v.string(), from: v.string(), to: v.string() });

/** Where values flow to. */
export type Direction = Described<typeof direction>;
const direction = v.picklist(["down", "right"]);

/** The input of a layout. */
export type LayoutRequest = Described<typeof layoutRequest>;
const layoutRequest = v.object({
    boxes: v.array(layoutBox),
    edges: v.array(layoutEdge),
    /** Down by default. */
    direction: v.exactOptional(direction),
    /** The room across the flow and along it; longer drawings are arranged in several columns, or rows. */
    view: v.exactOptional(v.object({ across: v.number(), along: v.number() })),
});

export type Rectangle = Described<typeof rectangle>;
const rectangle = v.object({ x: v.number(), y: v.number(), width: v.number(), height: v.number() });

/** A part of one or more edges, between two sibling boxes or between a box and the frame around it. */
export type Segment = Described<typeof segment>;
const segment = v.object({
    net: v.string(),
    /** Ids of the edges that it belongs to. */
    edges: v.array(v.string()),
    points: v.array(v.object({ x: v.number(), y: v.number() })),
    /** Whether it starts at a box without children, and whether it ends at one. */
    leaves: v.boolean(),
    enters: v.boolean(),
});

export type Layout = Described<typeof layout>;
const layout = v.object({
    width: v.number(),
    height: v.number(),
    direction,
    boxes: v.map(v.string(), rectangle),
    segments: v.array(segment),
});

/** Page → layout worker. A newer job replaces an older one. */
export type LayoutJob = Described<typeof layoutJobSchema>;
export const layoutJobSchema = v.object({ job: v.number(), request: layoutRequest });

/** Layout worker → page. A job that was replaced sends nothing more. */
export type LayoutAnswer = Described<typeof layoutAnswerSchema>;
export const layoutAnswerSchema = v.variant("type", [
    v.object({ type: v.literal("progress"), job: v.number(), done: v.number(), total: v.number() }),
    v.object({ type: v.literal("done"), job: v.number(), layout }),
    v.object({ type: v.literal("failed"), job: v.number(), message: v.string() }),
]);
