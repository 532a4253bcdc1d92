import { formatBytes, formatDuration, formatInteger, formatIntensity, formatMacs, formatQuantity, formatRatio } from "../quantities.ts";
import type { CostSummary, FieldSummary, LayerSummary, ShapeSummary, Summary } from "./summary-data.ts";

/** One column of a summary's table. */
export interface SummaryColumn {
    readonly heading: string;
    /** Text is aligned left, numbers right. */
    readonly isNumber: boolean;
    /** The cell of a row for people. */
    text(row: LayerSummary, totals: CostSummary): string;
    /** The cell of a row for programs; null if unknown. */
    value(row: LayerSummary, totals: CostSummary): string | number | null;
}

/** All columns by the name that `--columns` takes. */
export const summaryColumns = {
    path: words("path", ({ path }) => path),
    kind: words("kind", ({ kind }) => kind),
    kernel: words("kernel", ({ kernel }) => perAxis(kernel), "–"),
    from: words("from", ({ from }) => from.map((name) => name ?? "?").join(", ")),
    inputs: {
        heading: "inputs", isNumber: false,
        text: ({ inputs }) => inputs.map(shapeText).join(", "),
        value: ({ inputs }) => inputs.map(shapeName).join(" "),
    },
    output: {
        heading: "output", isNumber: false,
        text: ({ outputs }) => outputs.map(shapeText).join(", "),
        value: ({ outputs }) => outputs.map(shapeName).join(" "),
    },
    layers: figure("layers", ({ layers }) => layers, formatInteger),
    parameters: {
        ...figure("parameters", ({ parameters }) => parameters, formatInteger),
        text: ({ parameters, sharedWith }) =>
            (parameters === 0 && sharedWith !== null ? "shared" : cell(parameters, formatInteger)),
    },
    "parameters%": share("parameters %", ({ parameters }) => parameters),
    untrained: figure("untrained", ({ untrained }) => untrained, formatInteger),
    shared: words("shares weights of", ({ sharedWith }) => sharedWith ?? "", "–"),
    macs: figure("MACs", ({ macs }) => macs, formatMacs),
    "macs%": share("MACs %", ({ macs }) => macs),
    operations: figure("element operations", ({ operations }) => operations, formatQuantity),
    "operations%": share("element operations %", ({ operations }) => operations),
    activations: figure("activations", ({ activations }) => activations, formatBytes),
    saved: figure("saved", ({ saved }) => saved, formatBytes),
    "saved%": share("saved %", ({ saved }) => saved),
    gradients: figure("gradients", ({ gradients }) => gradients, formatBytes),
    optimizer: figure("optimizer", ({ optimizer }) => optimizer, formatBytes),
    moved: figure("moved", ({ moved }) => moved, formatBytes),
    intensity: figure("FLOP/byte", ({ intensity }) => intensity, formatIntensity),
    time: figure("at least", ({ roofline }) => roofline?.seconds ?? null, (seconds) => formatDuration(1000 * seconds)),
    bound: words("bound by", ({ roofline }) => roofline?.bound ?? "", "–"),
    rms: figure("RMS", ({ signal }) => signal?.activations ?? null, formatRatio),
    gradientRms: figure("gradient RMS", ({ signal }) => signal?.gradients ?? null, formatRatio),
    field: field("field", ({ size }) => size, (size) => String(size)),
    stride: field("stride", ({ stride }) => stride, (stride) => (stride === 0 ? "–" : fraction(stride))),
    start: field("start", ({ start }) => start, (start) => String(start)),
    line: { ...figure("line", ({ line }) => line, String), text: ({ line }) => String(line) },
} as const satisfies Readonly<Record<string, SummaryColumn>>;

export type SummaryColumnName = keyof typeof summaryColumns;

export const summaryColumnNames = Object.keys(summaryColumns) as readonly SummaryColumnName[];

/** The columns that may have values in a summary: some need a device. */
export function columnsOf({ totals }: Summary): readonly SummaryColumnName[] {
    return totals.roofline === undefined
        ? summaryColumnNames.filter((name) => name !== "time" && name !== "bound") : summaryColumnNames;
}

export const defaultColumns: readonly SummaryColumnName[] =
    ["path", "kind", "output", "parameters", "macs", "field", "stride"];

export function isSummaryColumn(name: string): name is SummaryColumnName {
    return Object.hasOwn(summaryColumns, name);
}

/** What a row has in a column, for sorting and filtering. */
export function columnValue(name: SummaryColumnName, row: LayerSummary, { totals }: Summary): string | number | null {
    return summaryColumns[name].value(row, totals);
}

function words(heading: string, textOf: (row: LayerSummary) => string, empty = ""): SummaryColumn {
    return { heading, isNumber: false, text: (row) => textOf(row) || empty, value: textOf };
}

function figure(
    heading: string, valueOf: (row: CostSummary & Pick<LayerSummary, "line" | "signal">) => number | null,
    format: (value: number) => string,
): SummaryColumn {
    return { heading, isNumber: true, text: (row) => cell(valueOf(row), format), value: valueOf };
}

/** The percentage of the model's total. */
function share(heading: string, valueOf: (costs: CostSummary) => number | null): SummaryColumn {
    const percent = (row: CostSummary, totals: CostSummary): number | null => {
        const [part, whole] = [valueOf(row), valueOf(totals)];
        return part === null || whole === null ? null : whole === 0 ? 0 : (100 * part) / whole;
    };
    return {
        heading, isNumber: true, value: percent,
        text: (row, totals) => cell(percent(row, totals), (value) => `${value.toFixed(1)} %`),
    };
}

function field(
    heading: string, measuresOf: (field: FieldSummary) => readonly number[], format: (value: number) => string,
): SummaryColumn {
    return {
        heading, isNumber: true,
        text: ({ receptiveField: one }) => {
            const texts = one === null ? [] : measuresOf(one).map(format);
            return one === null ? "–" : new Set(texts).size === 1 ? texts[0] ?? "–" : texts.join("×");
        },
        value: ({ receptiveField: one }) => {
            const measures = one === null ? [] : measuresOf(one);
            return new Set(measures).size === 1 ? measures[0] ?? null : measures.length === 0 ? null : measures.join("x");
        },
    };
}

/** A number, `–` for 0, or `unknown`. */
function cell(value: number | null, format: (value: number) => string): string {
    return value === null ? "unknown" : value === 0 ? "–" : format(value);
}

/** `1/2`, `3/2`: strides are quotients of small numbers. */
function fraction(value: number): string {
    const isWhole = (number: number): boolean => Math.abs(number - Math.round(number)) < 1e-9;
    const denominator = Array.from({ length: 64 }, (_, index) => index + 1).find((one) => isWhole(one * value));
    return denominator === undefined
        ? value.toPrecision(3)
        : denominator === 1 ? String(Math.round(value)) : `${Math.round(value * denominator)}/${denominator}`;
}

/** A shape as it is written in the language: `[64, 112, 112]`. */
export function shapeText(shape: ShapeSummary): string {
    return `[${shape?.map((size) => size ?? "?").join(", ") ?? "?"}]`;
}

/** A shape without spaces and commas, for CSV. */
export function shapeName(shape: ShapeSummary): string {
    return shape?.map((size) => size ?? "?").join("x") ?? "?";
}

function perAxis(sizes: readonly number[] | null): string {
    return sizes?.join("×") ?? "";
}
