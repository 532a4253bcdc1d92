import { limitedCosts, type CostBudget, type LimitedCost } from "../graph/limited-costs.ts";
import { formatBytes, formatInteger, formatMacs } from "../quantities.ts";
import { alignedPaths, type AlignedPaths } from "./alignment.ts";
import { shapeText } from "./summary-columns.ts";
import type { LayerSummary, Summary } from "./summary-data.ts";

/** What differs between two summaries, layer by layer. */
export interface Comparison {
    readonly models: readonly [before: string, after: string];
    readonly removed: readonly string[];
    readonly added: readonly string[];
    readonly changed: readonly ChangedLayer[];
    /** All totals, whether they differ or not. */
    readonly totals: readonly Change[];
}

export interface ChangedLayer {
    readonly path: string;
    /** Its path in the first model, if it is another one. */
    readonly was?: string;
    readonly changes: readonly Change[];
}

/** One property of a layer or model; null if unknown. */
export interface Change {
    readonly property: string;
    readonly before: string | number | null;
    readonly after: string | number | null;
}

/** Compares two models; `aligned` says which layers correspond to each other. */
export function compareSummaries(
    before: Summary, after: Summary, aligned: AlignedPaths = alignedPaths(before.layers, after.layers),
): Comparison {
    const old = new Map(before.layers.map((layer) => [layer.path, layer]));
    const formerOf = (path: string): LayerSummary | undefined => old.get(aligned.get(path) ?? "");
    const kept = new Set(after.layers.flatMap(({ path }) => formerOf(path)?.path ?? []));
    return {
        models: [before.model, after.model],
        removed: [...old.keys()].filter((path) => !kept.has(path)),
        added: after.layers.map(({ path }) => path).filter((path) => formerOf(path) === undefined),
        changed: after.layers.map((layer): ChangedLayer => {
            const [{ path }, former] = [layer, formerOf(layer.path)];
            const changes = former === undefined ? [] : changesOf(comparedFigures(former), comparedFigures(layer));
            return {
                path, ...(former === undefined || former.path === path ? {} : { was: former.path }),
                changes: changes.filter((one) => one.before !== one.after),
            };
        }).filter(({ changes }) => changes.length > 0),
        totals: changesOf(totalsOf(before), totalsOf(after)),
    };
}

/** Whether the two have the same layers with the same figures. */
export function isSame({ removed, added, changed }: Comparison): boolean {
    return removed.length === 0 && added.length === 0 && changed.length === 0;
}

/** The comparison as lines: `- path`, `+ path`, `~ path: output [64, 8, 8] → [32, 8, 8]`, and a table of the totals. */
export function comparisonText(comparison: Comparison): string {
    const { models: [before, after], removed, added, changed, totals } = comparison;
    const written = ({ property, before: old, after: current }: Change): string =>
        `${property} ${comparedText(property, old)} → ${comparedText(property, current)}`;
    const layers = isSame(comparison) ? ["The layers are the same."] : [
        ...removed.map((path) => `- ${path}`),
        ...added.map((path) => `+ ${path}`),
        ...changed.map(({ path, was, changes }) => `~ ${path}${was === undefined ? "" : ` (was ${was})`}: ${changes.map(written).join(", ")}`),
    ];
    const rows = totals.map(({ property, before: old, after: current }) => [
        property, comparedText(property, old), comparedText(property, current), differenceText(old, current),
    ]);
    const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
    const table = rows.map((row) => row.map((cell, column) =>
        (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join("  ").trimEnd());
    return [`${before} → ${after}`, "", ...layers, "", ...table, ""].join("\n");
}

/** Null: unknown. */
type Properties = Readonly<Record<string, string | number | null>>;

export type ComparedFigures = Properties & Readonly<Record<ComparedFigure, string | number | null>>;
export type ComparedFigure = "kind" | "output" | "parameters" | "MACs" | "kept for backward";

/** What of two layers is compared. */
export function comparedFigures({ kind, outputs, parameters, macs, saved }: LayerSummary): ComparedFigures {
    return { kind, output: outputs.map(shapeText).join(", "), parameters, MACs: macs, "kept for backward": saved };
}

function totalsOf({ totals, memory }: Summary): Properties {
    const { training } = memory;
    const fixed = training === null
        ? null
        : training.weights + training.gradients + training.optimizerState + training.savedOnce;
    return {
        layers: totals.layers, parameters: totals.parameters, MACs: totals.macs, "kept for backward": totals.saved,
        "inference memory": memory.inference, "training memory": fixed,
        "training memory per image": training?.peak ?? null,
    };
}

function changesOf(before: Properties, after: Properties): readonly Change[] {
    return Object.keys(after).map((property) =>
        ({ property, before: before[property] ?? null, after: after[property] ?? null }));
}

/** How a compared figure is written. */
export function comparedText(property: string, value: string | number | null): string {
    if (value === null) {
        return "unknown";
    }
    if (typeof value === "string") {
        return value;
    }
    return property === "MACs"
        ? formatMacs(value)
        : property === "layers" || property === "parameters" ? formatInteger(value) : formatBytes(value);
}

/** `+12.5 %`; nothing for equal or unknown numbers. */
export function differenceText(before: string | number | null, after: string | number | null): string {
    if (typeof before !== "number" || typeof after !== "number" || before === after || before === 0) {
        return "";
    }
    const percent = 100 * (after / before - 1);
    return `${percent > 0 ? "+" : "−"}${Math.abs(percent).toFixed(1)} %`;
}

/** One sentence for each limit of a budget that a model exceeds; an unknown figure exceeds every limit. */
export function exceededLimits({ model, totals, memory }: Summary, budget: CostBudget): readonly string[] {
    const costs = {
        parameters: { words: "parameters", value: totals.parameters, format: formatInteger },
        macs: { words: "MACs", value: totals.macs, format: formatMacs },
        memory: { words: "of inference memory", value: memory.inference, format: formatBytes },
    } as const satisfies Readonly<Record<LimitedCost, object>>;
    return limitedCosts.flatMap((cost) => {
        const limit = budget[cost];
        const { words, value, format } = costs[cost];
        return limit === undefined || (value !== null && value <= limit) ? [] : [
            `${model} has ${value === null ? "an unknown number of" : format(value)} ${words}, more than ${format(limit)}`,
        ];
    });
}
