import { linesText, requireCharacters } from "../output-text.ts";
import { formatBytes, formatInteger, formatIntensity, formatMacs, formatQuantity, countOf } from "../quantities.ts";
import {
    columnValue, defaultColumns, shapeName, summaryColumns, type SummaryColumn, type SummaryColumnName,
} from "./summary-columns.ts";
import { meetsFilter, type SummaryFilter } from "./summary-filters.ts";
import type { LayerSummary, NamedShape, ShapeSummary, Summary, TrainingSummary } from "./summary-data.ts";

/** Which rows and columns of a summary to show. */
export interface SummaryView {
    readonly columns?: readonly SummaryColumnName[] | undefined;
    /** Rows must meet all conditions. */
    readonly filters?: readonly SummaryFilter[] | undefined;
    /** Numbers from the largest, text from A. */
    readonly sort?: SummaryColumnName | undefined;
}

/** The rows of a summary that a view shows, in its order. */
export function viewedRows(summary: Summary, { filters = [], sort }: SummaryView): readonly LayerSummary[] {
    const rows = summary.layers.filter((row) =>
        filters.every((filter) => meetsFilter(columnValue(filter.column, row, summary), filter)));
    return sort === undefined ? rows : rows.toSorted((a, b) =>
        compareValues(columnValue(sort, a, summary), columnValue(sort, b, summary)));
}

/** The order of two cells of a sorted column: numbers from the largest, then what is unknown; text from A. */
export function compareValues(a: string | number | null, b: string | number | null): number {
    return typeof a === "string" || typeof b === "string"
        ? String(a).localeCompare(String(b), "en", { numeric: true })
        : (b ?? -1) - (a ?? -1);
}

/** The summary as a text table with the totals below. */
export function summaryTable(summary: Summary, view: SummaryView = {}): string {
    const { columns, rows, isPart } = viewed(summary, view);
    const cells = [
        columns.map(({ heading }) => heading),
        ...rows.map((row) => columns.map((column) => column.text(row, summary.totals))),
    ];
    const widths = columns.map((_, index) => cells.reduce((most, row) => Math.max(most, row[index]?.length ?? 0), 0));
    // Each column is as wide as its widest text.
    requireCharacters(cells.length * widths.reduce((sum, width) => sum + width, 0));
    const lines = cells.map((row) => row.map((text, index) => {
        const width = widths[index] ?? 0;
        return columns[index]?.isNumber === true ? text.padStart(width) : text.padEnd(width);
    }).join("  ").trimEnd());
    return linesText([title(summary), "", ...lines, ...isPart, "", ...totalLines(summary), ""]);
}

/** The summary as a Markdown table with the totals below. */
export function summaryMarkdown(summary: Summary, view: SummaryView = {}): string {
    const { columns, rows, isPart } = viewed(summary, view);
    const line = (cells: readonly string[]): string => `| ${cells.map((text) => text.replaceAll("|", "\\|")).join(" | ")} |`;
    return linesText([
        `**${title(summary)}**`,
        "",
        line(columns.map(({ heading }) => heading)),
        line(columns.map(({ isNumber }) => (isNumber ? "---:" : "---"))),
        ...rows.map((row) => line(columns.map((column) => column.text(row, summary.totals)))),
        ...isPart.map((text) => `\n${text}`),
        "",
        ...totalLines(summary).map((text) => `- ${text}`),
        "",
    ]);
}

/** The rows as a LaTeX table for the package booktabs, after the totals as comments. */
export function summaryLatex(summary: Summary, view: SummaryView = {}): string {
    const { columns, rows, isPart } = viewed(summary, view);
    const line = (cells: readonly string[]): string => `    ${cells.map(latexText).join(" & ")} \\\\`;
    return linesText([
        ...[title(summary), ...totalLines(summary), ...isPart].map((text) => `% ${text}`),
        `\\begin{tabular}{${columns.map(({ isNumber }) => (isNumber ? "r" : "l")).join("")}}`,
        "    \\toprule",
        line(columns.map(({ heading }) => heading)),
        "    \\midrule",
        ...rows.map((row) => line(columns.map((column) => column.text(row, summary.totals)))),
        "    \\bottomrule",
        "\\end{tabular}",
        "",
    ]);
}

/** A text whose characters LaTeX prints as they are. */
function latexText(text: string): string {
    return text.replaceAll(/[\\{}$&#_%~^–→×·⁻⁰¹²³⁴⁵⁶⁷⁸⁹…]/g, (character) => latexCharacters[character] ?? `\\${character}`);
}

const latexCharacters: Readonly<Record<string, string>> = {
    "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}", "–": "--", "→": "$\\to$", "×": "$\\times$",
    "·": "$\\cdot$", "…": "\\dots{}", "⁻": "$^{-}$",
    ...Object.fromEntries(Array.from("⁰¹²³⁴⁵⁶⁷⁸⁹", (digit, value) => [digit, `$^{${value}}$`])),
};

/** The rows as CSV (RFC 4180): one per line, shapes as `64x112x112`, empty fields for unknown figures. */
export function summaryCsv(summary: Summary, view: SummaryView = {}): string {
    const rows = viewedRows(summary, view);
    const columns = view.columns === undefined
        ? allFields
        : view.columns.map((name) => ({
            name, value: (row: LayerSummary) => columnValue(name, row, summary),
        }));
    const cells = [columns.map(({ name }) => name), ...rows.map((row) => columns.map((column) => column.value(row) ?? ""))];
    return linesText(cells.map((row) => `${row.map(csvField).join(",")}\r\n`), "");
}

/** The fields of a CSV file without a choice of columns. */
const allFields: readonly { readonly name: string; value(row: LayerSummary): string | number | null }[] = [
    { name: "path", value: ({ path }) => path },
    { name: "kind", value: ({ kind }) => kind },
    { name: "inputs", value: ({ inputs }) => inputs.map(shapeName).join(" ") },
    { name: "output", value: ({ output }) => shapeName(output) },
    { name: "parameters", value: ({ parameters }) => parameters },
    { name: "macs", value: ({ macs }) => macs },
    { name: "line", value: ({ line }) => line },
    { name: "field_size", value: ({ receptiveField: field }) => field?.size.join("x") ?? "" },
    { name: "field_stride", value: ({ receptiveField: field }) => field?.stride.join("x") ?? "" },
    { name: "field_start", value: ({ receptiveField: field }) => field?.start.join("x") ?? "" },
    { name: "from", value: ({ from }) => from.map((name) => name ?? "?").join(" ") },
    { name: "outputs", value: ({ outputs }) => outputs.map(shapeName).join(" ") },
    { name: "kernel", value: ({ kernel }) => kernel?.join("x") ?? "" },
    { name: "layers", value: ({ layers }) => layers },
    { name: "shares_weights_of", value: ({ sharedWith }) => sharedWith ?? "" },
    { name: "untrained", value: ({ untrained }) => untrained },
    { name: "operations", value: ({ operations }) => operations },
    { name: "activation_bytes", value: ({ activations }) => activations },
    { name: "saved_bytes", value: ({ saved }) => saved },
    { name: "moved_bytes", value: ({ moved }) => moved },
];

function viewed(summary: Summary, view: SummaryView) {
    const rows = viewedRows(summary, view);
    const columns: readonly SummaryColumn[] = (view.columns ?? defaultColumns).map((name) => summaryColumns[name]);
    const [shown, all] = [rows.length, summary.layers.length];
    return { columns, rows, isPart: shown === all ? [] : [`${formatInteger(shown)} of ${countOf(all, "row")}`] };
}

function title({ model, inputs, outputs }: Summary): string {
    const named = ({ name, shape }: NamedShape): string => `${name} ${shapeInBrackets(shape)}`;
    return `${model}: ${inputs.map(named).join(", ")} → ${outputs.map(named).join(", ")}`;
}

function shapeInBrackets(shape: ShapeSummary): string {
    return `[${shape?.map((size) => size ?? "?").join(", ") ?? "?"}]`;
}

function totalLines({ layers, totals, memory }: Summary): readonly string[] {
    /** An unknown total as far as its terms are known. */
    const total = (figure: "parameters" | "macs", format: (value: number) => string): string => {
        const known = layers.reduce((sum, layer) => sum + (layer[figure] ?? 0), 0);
        return totals[figure] !== null ? format(totals[figure]) : known === 0 ? "unknown" : `at least ${format(known)}`;
    };
    const { untrained, operations, moved, intensity } = totals;
    return [
        `${total("parameters", formatInteger)} parameters, ${total("macs", formatMacs)} MACs, ${countOf(totals.layers, "layer")}`,
        ...(untrained === null || untrained === 0 ? [] : [`${formatInteger(untrained)} numbers that are not trained`]),
        ...(operations === null || moved === null || intensity === null ? [] : [
            `${formatQuantity(operations)} element operations, ${formatBytes(moved)} moved, ${formatIntensity(intensity)} FLOP/byte`,
        ]),
        ...(memory.inference === null ? [] : [`${formatBytes(memory.inference)} for inference on one image`]),
        ...(memory.training === null ? [] : trainingLines(memory.training)),
    ];
}

function trainingLines(training: TrainingSummary): readonly string[] {
    const fixed = training.weights + training.gradients + training.optimizerState + training.savedOnce;
    const batches = training.largestBatches.map(({ gibibytes, batch }) => `${formatInteger(batch)} in ${gibibytes} GiB`);
    return [
        `${formatBytes(fixed)} for training with ${optimizerNames[training.optimizer]} in ${precisionNames[training.precision]}, ` +
            `and ${formatBytes(training.peak)} for each image`,
        `largest batch: ${batches.join(", ")}`,
    ];
}

const optimizerNames = { sgd: "SGD", momentum: "SGD with momentum", adam: "Adam" } as const;
const precisionNames = { fp32: "32-bit floats", mixed: "mixed precision" } as const;

function csvField(value: string | number): string {
    const text = String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
