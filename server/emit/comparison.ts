import { formatBytes, formatInteger, formatMacs } from "../quantities.ts";
import { shapeName } from "./summary-columns.ts";
import type { LayerSummary, Summary } from "./summary.ts";

/** What differs between two summaries, layer by layer; layers are the same if their paths are. */
export interface Comparison {
    readonly models: readonly [before: string, after: string];
    readonly removed: readonly string[];
    readonly added: readonly string[];
    readonly changed: readonly { readonly path: string; readonly changes: readonly Change[] }[];
    /** All totals, whether they differ or not. */
    readonly totals: readonly Change[];
}

/** One property of a layer or model; null if unknown. */
export interface Change {
    readonly property: string;
    readonly before: string | number | null;
    readonly after: string | number | null;
}

/** Compares two models. */
export function compareSummaries(before: Summary, after: Summary): Comparison {
    const [old, current] = [byPath(before), byPath(after)];
    return {
        models: [before.model, after.model],
        removed: [...old.keys()].filter((path) => !current.has(path)),
        added: [...current.keys()].filter((path) => !old.has(path)),
        changed: Array.from(current, ([path, layer]) => {
            const former = old.get(path);
            const changes = former === undefined ? [] : changesOf(propertiesOf(former), propertiesOf(layer));
            return { path, changes: changes.filter((one) => one.before !== one.after) };
        }).filter(({ changes }) => changes.length > 0),
        totals: changesOf(totalsOf(before), totalsOf(after)),
    };
}

/** Whether the two have the same layers with the same figures. */
export function isSame({ removed, added, changed }: Comparison): boolean {
    return removed.length === 0 && added.length === 0 && changed.length === 0;
}

/** The comparison as lines: `- path`, `+ path`, `~ path: output 64x8x8 → 32x8x8`, and a table of the totals. */
export function comparisonText(comparison: Comparison): string {
    const { models: [before, after], removed, added, changed, totals } = comparison;
    const written = ({ property, before: old, after: current }: Change): string =>
        `${property} ${amount(property, old)} → ${amount(property, current)}`;
    const layers = isSame(comparison) ? ["The layers are the same."] : [
        ...removed.map((path) => `- ${path}`),
        ...added.map((path) => `+ ${path}`),
        ...changed.map(({ path, changes }) => `~ ${path}: ${changes.map(written).join(", ")}`),
    ];
    const rows = totals.map(({ property, before: old, after: current }) => [
        property, amount(property, old), amount(property, current), difference(old, current),
    ]);
    const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
    const table = rows.map((row) => row.map((cell, column) =>
        (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join("  ").trimEnd());
    return [`${before} → ${after}`, "", ...layers, "", ...table, ""].join("\n");
}

function byPath({ layers }: Summary): ReadonlyMap<string, LayerSummary> {
    return new Map(layers.map((layer) => [layer.path, layer]));
}

type Properties = Readonly<Record<string, string | number | null>>;

function propertiesOf({ kind, outputs, parameters, macs, saved }: LayerSummary): Properties {
    return { kind, output: outputs.map(shapeName).join(" "), parameters, MACs: macs, "kept for backward": saved };
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

function amount(property: string, value: string | number | null): string {
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
function difference(before: string | number | null, after: string | number | null): string {
    if (typeof before !== "number" || typeof after !== "number" || before === after || before === 0) {
        return "";
    }
    const percent = 100 * (after / before - 1);
    return `${percent > 0 ? "+" : "−"}${Math.abs(percent).toFixed(1)} %`;
}

/** Limits of a model's costs. */
export interface CostLimits {
    readonly maxParams?: number | undefined;
    readonly maxMacs?: number | undefined;
    /** Bytes of inference on one image. */
    readonly maxMemory?: number | undefined;
}

/** One sentence for each limit that a model exceeds; an unknown figure exceeds every limit. */
export function exceededLimits({ model, totals, memory }: Summary, limits: CostLimits): readonly string[] {
    const { maxParams, maxMacs, maxMemory } = limits;
    const over = (
        what: string, value: number | null, limit: number | undefined, format: (value: number) => string,
    ): readonly string[] => (limit === undefined || (value !== null && value <= limit) ? [] : [
        `${model} has ${value === null ? "an unknown number of" : format(value)} ${what}, more than ${format(limit)}`,
    ]);
    return [
        ...over("parameters", totals.parameters, maxParams, formatInteger),
        ...over("MACs", totals.macs, maxMacs, formatMacs),
        ...over("of inference memory", memory.inference, maxMemory, formatBytes),
    ];
}
