import * as v from "valibot";
import { savedFileSchema } from "../server/webview-protocol.ts";
import { validate } from "../server/validation.ts";
import type { Described } from "../server/validation.ts";
import { isSummaryColumn, type SummaryColumnName } from "../server/summary/summary-columns.ts";
import { figuresTabs, firstFiguresState, type FiguresState } from "./figures/figures-state.ts";
import { colourings } from "./graph/colouring.ts";
import type { Colouring } from "./graph/colouring.ts";
import type { Arrangement, ViewArrangement } from "./graph/arrangement.ts";

/** The page's state, which VS Code keeps while the page is hidden and across restarts; the extension reads a part. */
export interface SavedState {
    readonly uri: string;
    readonly model: string;
    /** Whether the preview stays with this model. */
    readonly pinned: boolean;
    readonly arrangement: Arrangement;
    readonly panelOpen: boolean;
    /** Whether boxes show pictures after a run. */
    readonly pictures: boolean;
    readonly figures: FiguresState;
    /** What the colours of boxes show. */
    readonly colouring: Colouring;
}

const finite = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const choice = v.tuple([v.string(), v.boolean()]);

const arrangementEntries = {
    transform: v.object({ x: finite, y: finite, k: v.pipe(finite, v.gtValue(0)) }),
    level: v.union([v.literal("all"), finite]),
    /** Invalid choices are dropped. */
    chosen: v.pipe(
        v.array(v.fallback(v.nullable(choice), null)),
        v.transform((all) => all.filter((one) => one !== null)),
    ),
    rounds: v.fallback(v.array(v.tuple([v.string(), v.union([v.literal("all"), count])])), []),
    compact: v.fallback(v.boolean(), false),
};

const column = v.custom<SummaryColumnName>((name) => typeof name === "string" && isSummaryColumn(name));

/** What is invalid is as at first. */
const figuresEntries = v.object({
    open: v.fallback(v.boolean(), firstFiguresState.open),
    tab: v.fallback(v.picklist(figuresTabs), firstFiguresState.tab),
    logarithmic: v.fallback(v.boolean(), false),
    share: v.fallback(v.pipe(finite, v.minValue(0), v.maxValue(1)), firstFiguresState.share),
    columns: v.fallback(v.pipe(v.array(column), v.minLength(1)), [...firstFiguresState.table.columns]),
    sort: v.fallback(v.nullable(v.object({ column, reversed: v.boolean() })), null),
    filter: v.fallback(v.string(), ""),
    flat: v.fallback(v.boolean(), false),
});

/** The state as JSON. */
const writtenStateSchema = v.object({
    ...savedFileSchema.entries,
    view: v.fallback(v.picklist(["layers", "maps"]), "layers"),
    ...arrangementEntries,
    /** How the view that is not shown is arranged. */
    other: v.fallback(v.nullable(v.object(arrangementEntries)), null),
    selection: v.fallback(v.nullable(v.object({ kind: v.picklist(["box", "line"]), id: v.string() })), null),
    panelOpen: v.fallback(v.boolean(), false),
    pictures: v.fallback(v.boolean(), false),
    colouring: v.fallback(v.picklist(colourings), "family"),
    figures: v.fallback(v.nullable(figuresEntries), null),
});

export function writeState(state: SavedState): Described<typeof writtenStateSchema> {
    const { uri, model, pinned, panelOpen, pictures, colouring } = state;
    const { view, other, selection, ...shown } = state.arrangement;
    const { table: { sort, ...table }, ...figures } = state.figures;
    return {
        uri, model, pinned, view, ...written(shown), other: other === undefined ? null : written(other),
        selection: selection ?? null, panelOpen, pictures, colouring,
        figures: { ...figures, ...table, sort: sort ?? null },
    };
}

type WrittenArrangement = Pick<
    Described<typeof writtenStateSchema>, "transform" | "level" | "chosen" | "rounds" | "compact"
>;

function written({ transform, folding }: ViewArrangement): WrittenArrangement {
    const { level, chosen, rounds = new Map<string, number | "all">(), compact = false } = folding;
    return {
        transform, level: Number.isFinite(level) ? level : "all", chosen: [...chosen], rounds: [...rounds], compact,
    };
}

function read({ transform, level, chosen, rounds, compact }: WrittenArrangement): ViewArrangement {
    return {
        transform,
        folding: {
            level: level === "all" ? Number.POSITIVE_INFINITY : level, chosen: new Map(chosen), rounds: new Map(rounds),
            compact,
        },
    };
}

/** The saved state, or undefined if there is none or it is invalid. */
export function readState(state: unknown): SavedState | undefined {
    const kept = validate(writtenStateSchema, state);
    if ("problem" in kept) {
        return undefined;
    }
    const { uri, model, pinned, panelOpen, pictures, colouring, figures } = kept.value;
    const { view, other, selection } = kept.value;
    const arrangement = {
        view, ...read(kept.value), ...(other === null ? {} : { other: read(other) }),
        ...(selection === null ? {} : { selection }),
    };
    return { uri, model, pinned, arrangement, panelOpen, pictures, colouring, figures: readFigures(figures) };
}

function readFigures(kept: Described<typeof figuresEntries> | null): FiguresState {
    if (kept === null) {
        return firstFiguresState;
    }
    const { columns, sort, filter, flat, ...panel } = kept;
    return { ...panel, table: { columns, sort: sort ?? undefined, filter, flat } };
}
