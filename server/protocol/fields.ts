import * as v from "valibot";
import type { Described } from "../validation.ts";

export const count = v.pipe(v.number(), v.integer(), v.minValue(0));
export const amount = v.pipe(v.number(), v.minValue(0));
export const dimsSchema = v.array(v.number());

export const positionSchema = v.object({ line: count, character: count });

/** Offsets as the Language Server Protocol counts them: zero-based lines, UTF-16 characters. */
export type ProtocolRange = Described<typeof rangeSchema>;
export const rangeSchema = v.object({ start: positionSchema, end: positionSchema });
