import * as v from "valibot";
import { savedFileSchema } from "../server/webview-protocol.ts";
import { validate } from "../server/validation.ts";
import type { Described } from "../server/validation.ts";
import type { Arrangement } from "./graph/graph-view.ts";

/** The page's state, which VS Code keeps while the page is hidden and across restarts; the extension reads `uri`. */
export interface SavedState {
    readonly uri: string;
    readonly model: string;
    readonly arrangement: Arrangement;
    readonly panelOpen: boolean;
    /** Whether boxes show pictures after a run. */
    readonly pictures: boolean;
}

const finite = v.pipe(v.number(), v.finite());
const choice = v.tuple([v.string(), v.boolean()]);

/** The state as JSON. */
const writtenStateSchema = v.object({
    ...savedFileSchema.entries,
    model: v.string(),
    transform: v.object({ x: finite, y: finite, k: v.pipe(finite, v.gtValue(0)) }),
    level: v.union([v.literal("all"), finite]),
    /** Invalid choices are dropped. */
    chosen: v.pipe(
        v.array(v.fallback(v.nullable(choice), null)),
        v.transform((all) => all.filter((one) => one !== null)),
    ),
    panelOpen: v.fallback(v.boolean(), false),
    pictures: v.fallback(v.boolean(), false),
});

export function writeState(state: SavedState): Described<typeof writtenStateSchema> {
    const { uri, model, arrangement: { transform, folding }, panelOpen, pictures } = state;
    const level = Number.isFinite(folding.level) ? folding.level : "all";
    return { uri, model, transform, level, chosen: [...folding.chosen], panelOpen, pictures };
}

/** The saved state, or undefined if there is none or it is invalid. */
export function readState(state: unknown): SavedState | undefined {
    const read = validate(writtenStateSchema, state);
    if ("problem" in read) {
        return undefined;
    }
    const { uri, model, transform, level, chosen, panelOpen, pictures } = read.value;
    const folding = { level: level === "all" ? Number.POSITIVE_INFINITY : level, chosen: new Map(chosen) };
    return { uri, model, arrangement: { transform, folding }, panelOpen, pictures };
}
