import * as v from "valibot";
import { savedFileSchema } from "../server/webview-protocol.ts";
import { validate } from "../server/validation.ts";
import type { Described } from "../server/validation.ts";
import type { Arrangement, ViewArrangement } from "./graph/graph-view.ts";

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

const arrangementEntries = {
    transform: v.object({ x: finite, y: finite, k: v.pipe(finite, v.gtValue(0)) }),
    level: v.union([v.literal("all"), finite]),
    /** Invalid choices are dropped. */
    chosen: v.pipe(
        v.array(v.fallback(v.nullable(choice), null)),
        v.transform((all) => all.filter((one) => one !== null)),
    ),
};

/** The state as JSON. */
const writtenStateSchema = v.object({
    ...savedFileSchema.entries,
    model: v.string(),
    view: v.fallback(v.picklist(["layers", "maps"]), "layers"),
    ...arrangementEntries,
    /** How the view that is not shown is arranged. */
    other: v.fallback(v.nullable(v.object(arrangementEntries)), null),
    panelOpen: v.fallback(v.boolean(), false),
    pictures: v.fallback(v.boolean(), false),
});

export function writeState(state: SavedState): Described<typeof writtenStateSchema> {
    const { uri, model, arrangement: { view, other, ...shown }, panelOpen, pictures } = state;
    return {
        uri, model, view, ...written(shown), other: other === undefined ? null : written(other), panelOpen, pictures,
    };
}

type WrittenArrangement = Pick<Described<typeof writtenStateSchema>, "transform" | "level" | "chosen">;

function written({ transform, folding: { level, chosen } }: ViewArrangement): WrittenArrangement {
    return { transform, level: Number.isFinite(level) ? level : "all", chosen: [...chosen] };
}

function read({ transform, level, chosen }: WrittenArrangement): ViewArrangement {
    return { transform, folding: { level: level === "all" ? Number.POSITIVE_INFINITY : level, chosen: new Map(chosen) } };
}

/** The saved state, or undefined if there is none or it is invalid. */
export function readState(state: unknown): SavedState | undefined {
    const kept = validate(writtenStateSchema, state);
    if ("problem" in kept) {
        return undefined;
    }
    const { uri, model, view, other, panelOpen, pictures } = kept.value;
    const arrangement = { view, ...read(kept.value), ...(other === null ? {} : { other: read(other) }) };
    return { uri, model, arrangement, panelOpen, pictures };
}
