import type { Arrangement } from "./graph/graph-view.ts";

/** What VS Code keeps of the page while it is hidden, and across restarts; the extension reads `uri`. */
export interface SavedState {
    readonly uri: string;
    readonly model: string;
    readonly arrangement: Arrangement;
    readonly panelOpen: boolean;
}

/** The state as JSON can hold it. */
export function writeState({ uri, model, arrangement: { transform, folding }, panelOpen }: SavedState): unknown {
    const level = Number.isFinite(folding.level) ? folding.level : "all";
    return { uri, model, transform, level, chosen: [...folding.chosen], panelOpen };
}

/** The state that was kept, or undefined where there is none or it is not to be trusted. */
export function readState(state: unknown): SavedState | undefined {
    if (!isRecord(state)) {
        return undefined;
    }
    const { uri, model, transform, level, chosen, panelOpen } = state;
    if (typeof uri !== "string" || typeof model !== "string" || !isRecord(transform) || !Array.isArray(chosen)) {
        return undefined;
    }
    const { x, y, k } = transform;
    if (!isNumber(x) || !isNumber(y) || !isNumber(k) || k <= 0 || !(level === "all" || isNumber(level))) {
        return undefined;
    }
    const folding = {
        level: level === "all" ? Number.POSITIVE_INFINITY : level,
        chosen: new Map(chosen.filter(isChoice)),
    };
    return { uri, model, arrangement: { transform: { x, y, k }, folding }, panelOpen: panelOpen === true };
}

function isChoice(value: unknown): value is [string, boolean] {
    return Array.isArray(value) && typeof value[0] === "string" && typeof value[1] === "boolean";
}

function isNumber(value: unknown): value is number {
    return typeof value === "number" && Number.isFinite(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
    return typeof value === "object" && value !== null;
}
