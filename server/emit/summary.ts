import {
    totalCost, formatInteger, formatMacs, formatTotal, layerMacs, layerParameters, weightOwners,
} from "../model/cost.ts";
import type { Layer, Location, ModelGraph, Value } from "../model/graph.ts";
import { formatShape, type Shape } from "../sizes/shape.ts";

/** A model in numbers, as `cnn summary --format json` prints it. What is not known is null. */
export interface Summary {
    readonly model: string;
    readonly inputs: readonly NamedShape[];
    readonly outputs: readonly NamedShape[];
    readonly layers: readonly LayerSummary[];
    /** Null where a part of the sum is not known. */
    readonly totals: { readonly parameters: number | null; readonly macs: number | null };
}

export interface NamedShape {
    readonly name: string;
    readonly shape: ShapeSummary;
}

export interface LayerSummary {
    readonly path: string;
    readonly kind: string;
    readonly inputs: readonly ShapeSummary[];
    readonly output: ShapeSummary;
    /** 0 for a layer that uses an earlier one's weights: the column adds up to the total. */
    readonly parameters: number | null;
    readonly macs: number | null;
    /** From 1, in the file where the layer is written. */
    readonly line: number;
}

/** Without the batch; null for a size that is not known, or where not even the rank is. */
export type ShapeSummary = readonly (number | null)[] | null;

/** The model in numbers. `lineOf` gives the line, from 1, on which a place starts. */
export function summarize(graph: ModelGraph, lineOf: (location: Location) => number): Summary {
    const { parameters, macs } = totalCost(graph);
    const owners = weightOwners(graph);
    const named = ({ name, value }: { readonly name: string; readonly value: Value }): NamedShape =>
        ({ name, shape: shapeSummary(value.shape) });
    return {
        model: graph.name,
        inputs: graph.inputs.map(named),
        outputs: graph.outputs.map(named),
        layers: graph.layers.map((layer) => ({
            path: layer.path,
            kind: layer.definition.name,
            inputs: layer.inputs.map(({ shape }) => shapeSummary(shape)),
            output: shapeSummary(layer.outputs[0]?.shape),
            parameters: owners.has(layer) ? 0 : layerParameters(layer) ?? null,
            macs: layerMacs(layer) ?? null,
            line: lineOf(layer.location),
        })),
        totals: {
            parameters: parameters.atLeast ? null : parameters.value,
            macs: macs.atLeast ? null : macs.value,
        },
    };
}

/** The summary's layers as CSV (RFC 4180): one a line, shapes as `64x112x112`, nothing for what is not known. */
export function summaryCsv(summary: Summary): string {
    const shape = (sizes: ShapeSummary): string => sizes?.map((size) => size ?? "?").join("x") ?? "?";
    const rows = summary.layers.map(({ path, kind, inputs, output, parameters, macs, line }) =>
        [path, kind, inputs.map(shape).join(" "), shape(output), parameters ?? "", macs ?? "", line]);
    return [["path", "kind", "inputs", "output", "parameters", "macs", "line"], ...rows]
        .map((row) => `${row.map(csvField).join(",")}\r\n`)
        .join("");
}

/**
 * The model as a table for people. With `depth`, what stands deeper is folded into one row for each path of so many
 * parts.
 */
export function summaryTable(graph: ModelGraph, depth = Infinity): string {
    const named = ({ name, value }: { readonly name: string; readonly value: Value }): string =>
        `${name} ${formatShape(value.shape)}`;
    const header: Row = { path: "path", kind: "kind", output: "output", parameters: "parameters", macs: "MACs" };
    const { layers, parameters, macs } = totalCost(graph);
    return [
        `${graph.name}: ${graph.inputs.map(named).join(", ")} → ${graph.outputs.map(named).join(", ")}`,
        "",
        ...alignRows([header, ...foldedRows(graph, depth)]),
        "",
        `${formatTotal(parameters, formatInteger)} parameters, ${formatTotal(macs, formatMacs)} MACs, ` +
            `${formatInteger(layers)} layers`,
        "",
    ].join("\n");
}

interface Row {
    readonly path: string;
    readonly kind: string;
    readonly output: string;
    readonly parameters: string;
    readonly macs: string;
}

function foldedRows(graph: ModelGraph, depth: number): readonly Row[] {
    const owners = weightOwners(graph);
    const countedParameters = (layer: Layer): number | undefined => (owners.has(layer) ? 0 : layerParameters(layer));
    const groups: { readonly path: string; readonly layers: Layer[] }[] = [];
    for (const layer of graph.layers) {
        const path = layer.path.split(".").slice(0, depth).join(".");
        const last = groups.at(-1);
        if (last?.path === path && path !== layer.path) {
            last.layers.push(layer);
        } else {
            groups.push({ path, layers: [layer] });
        }
    }
    return groups.map(({ path, layers }) => {
        const [only] = layers;
        const shared = layers.every((layer) => owners.has(layer));
        return {
            path,
            kind: only?.path === path ? only.definition.name : labelOf(graph, path),
            output: formatShape(layers.at(-1)?.outputs[0]?.shape),
            parameters: shared ? "shared" : sumCell(layers, countedParameters, formatInteger),
            macs: sumCell(layers, layerMacs, formatMacs),
        };
    });
}

/** What the layers of a path stand in: `Basic(64)`, `repeat 2`. */
function labelOf(graph: ModelGraph, path: string): string {
    return graph.scopes.findLast((scope) => scope.path === path)?.label ?? "…";
}

function sumCell(
    layers: readonly Layer[], numberOf: (layer: Layer) => number | undefined, format: (value: number) => string,
): string {
    const numbers = layers.map(numberOf);
    const value = numbers.reduce<number>((sum, number) => sum + (number ?? 0), 0);
    const atLeast = numbers.includes(undefined);
    return value === 0 && !atLeast ? "–" : formatTotal({ value, atLeast }, format);
}

/** Text to the left, numbers to the right. */
function alignRows(rows: readonly Row[]): readonly string[] {
    const width = (key: keyof Row): number => rows.reduce((widest, row) => Math.max(widest, row[key].length), 0);
    const [path, kind, output] = [width("path"), width("kind"), width("output")];
    const [parameters, macs] = [width("parameters"), width("macs")];
    return rows.map((row) => [
        row.path.padEnd(path),
        row.kind.padEnd(kind),
        row.output.padEnd(output),
        row.parameters.padStart(parameters),
        row.macs.padStart(macs),
    ].join("  "));
}

function shapeSummary(shape: Shape | undefined): ShapeSummary {
    return shape?.map(({ sample }) => sample ?? null) ?? null;
}

function csvField(value: string | number): string {
    const text = String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
