import * as v from "valibot";
import type { Described } from "../../server/validation.ts";

/** A box to lay out. */
export interface LayoutBox {
    readonly id: string;
    /** With children, the least it may be. */
    readonly width: number;
    /** With children, its header's. */
    readonly height: number;
    readonly children?: readonly LayoutBox[];
}

const layoutBox: v.GenericSchema<LayoutBox> = v.object({
    id: v.string(),
    width: v.number(),
    height: v.number(),
    children: v.exactOptional(v.array(v.lazy(() => layoutBox))),
});

/** From one box without children to another. Edges of one net come from the same box and share their lines. */
export type LayoutEdge = Described<typeof layoutEdge>;
const layoutEdge = v.object({ id: v.string(), net: v.string(), from: v.string(), to: v.string() });

/** What is to be laid out. */
export type LayoutRequest = Described<typeof layoutRequest>;
const layoutRequest = v.object({ boxes: v.array(layoutBox), edges: v.array(layoutEdge) });

export type Rectangle = Described<typeof rectangle>;
const rectangle = v.object({ x: v.number(), y: v.number(), width: v.number(), height: v.number() });

/** A piece of one or more edges, between two boxes side by side or from a box to the frame around it. */
export type Segment = Described<typeof segment>;
const segment = v.object({
    net: v.string(),
    /** Ids of the edges that run through it. */
    edges: v.array(v.string()),
    points: v.array(v.object({ x: v.number(), y: v.number() })),
    /** Whether it leaves a box without children, and whether it enters one. */
    leaves: v.boolean(),
    enters: v.boolean(),
});

export type Layout = Described<typeof layout>;
const layout = v.object({
    width: v.number(),
    height: v.number(),
    boxes: v.map(v.string(), rectangle),
    segments: v.array(segment),
});

/** Page → layout worker. A newer job takes an older one's place. */
export type LayoutJob = Described<typeof layoutJobSchema>;
export const layoutJobSchema = v.object({ job: v.number(), request: layoutRequest });

/** Layout worker → page. Nothing more comes of a job once a newer one has taken its place. */
export type LayoutAnswer = Described<typeof layoutAnswerSchema>;
export const layoutAnswerSchema = v.variant("type", [
    v.object({ type: v.literal("progress"), job: v.number(), done: v.number(), total: v.number() }),
    v.object({ type: v.literal("done"), job: v.number(), layout }),
    v.object({ type: v.literal("failed"), job: v.number(), message: v.string() }),
]);
