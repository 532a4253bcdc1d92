import { totalCost, formatTotal, layerMacs, layerParameters, weightOwners } from "../graph/cost.ts";
import { formatInteger, formatMacs } from "../quantities.ts";
import { formatFraction } from "../graph/field-window.ts";
import type { Layer, ModelGraph, Value } from "../graph/graph.ts";
import type { Location } from "../names/location.ts";
import {
    measureFields, pictureInput, receptiveFields, type FieldMeasures,
} from "../graph/receptive-field.ts";
import { formatShape, type Shape } from "../sizes/shape.ts";

/** A model's figures, as `cnn summary --format json` prints them. Unknown figures are null. */
export interface Summary {
    readonly model: string;
    readonly inputs: readonly NamedShape[];
    readonly outputs: readonly NamedShape[];
    readonly layers: readonly LayerSummary[];
    /** Null if a part of the sum is unknown. */
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
    /** 0 for a layer that reuses an earlier layer's weights, so that the column adds up to the total. */
    readonly parameters: number | null;
    readonly macs: number | null;
    /**
     * The receptive field of the output in the first input with spatial axes, one entry per axis; null if it reads
     * nothing of it, or if what it reads is not a window.
     */
    readonly receptiveField: FieldSummary | null;
    /** From 1, in the file of the layer. */
    readonly line: number;
}

export interface FieldSummary {
    readonly size: readonly number[];
    /** 0 if all positions have the same field. */
    readonly stride: readonly number[];
    /** Where the first position's field starts, negative in the padding. */
    readonly start: readonly number[];
}

/** Without the batch; null for an unknown size, or for an unknown rank. */
export type ShapeSummary = readonly (number | null)[] | null;

/** The model's figures. `lineOf` returns the line, from 1, of a location. */
export function summarize(graph: ModelGraph, lineOf: (location: Location) => number): Summary {
    const { parameters, macs } = totalCost(graph);
    const owners = weightOwners(graph);
    const fieldsOf = measuredFields(graph);
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
            receptiveField: fieldSummary(fieldsOf(layer)),
            line: lineOf(layer.location),
        })),
        totals: {
            parameters: parameters.atLeast ? null : parameters.value,
            macs: macs.atLeast ? null : macs.value,
        },
    };
}

/** The summary's layers as CSV (RFC 4180): one per line, shapes as `64x112x112`, empty fields for unknown figures. */
export function summaryCsv(summary: Summary): string {
    const shape = (sizes: ShapeSummary): string => sizes?.map((size) => size ?? "?").join("x") ?? "?";
    const rows = summary.layers.map(({ path, kind, inputs, output, parameters, macs, receptiveField: field, line }) => [
        path, kind, inputs.map(shape).join(" "), shape(output), parameters ?? "", macs ?? "", line,
        field?.size.join("x") ?? "", field?.stride.join("x") ?? "", field?.start.join("x") ?? "",
    ]);
    const header = [
        "path", "kind", "inputs", "output", "parameters", "macs", "line", "field_size", "field_stride", "field_start",
    ];
    return [header, ...rows]
        .map((row) => `${row.map(csvField).join(",")}\r\n`)
        .join("");
}

/** The model as a text table. With `depth`, deeper layers are folded into one row for each path of that many parts. */
export function summaryTable(graph: ModelGraph, depth = Infinity): string {
    const named = ({ name, value }: { readonly name: string; readonly value: Value }): string =>
        `${name} ${formatShape(value.shape)}`;
    const header: Row = {
        path: "path", kind: "kind", output: "output", parameters: "parameters", macs: "MACs", field: "field",
        stride: "stride",
    };
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
    /** The receptive field's size and stride. */
    readonly field: string;
    readonly stride: string;
}

function foldedRows(graph: ModelGraph, depth: number): readonly Row[] {
    const owners = weightOwners(graph);
    const countedParameters = (layer: Layer): number | undefined => (owners.has(layer) ? 0 : layerParameters(layer));
    const fieldsOf = measuredFields(graph);
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
        const fields = fieldsOf(layers.at(-1));
        return {
            path,
            kind: only?.path === path ? only.definition.name : labelOf(graph, path),
            output: formatShape(layers.at(-1)?.outputs[0]?.shape),
            parameters: shared ? "shared" : sumCell(layers, countedParameters, formatInteger),
            macs: sumCell(layers, layerMacs, formatMacs),
            field: perAxisCell(fields?.map(({ size }) => String(size))),
            stride: perAxisCell(fields?.map(({ stride }) => (stride.numerator === 0 ? "–" : formatFraction(stride)))),
        };
    });
}

/** The scopes that contain the layers of a path: `Basic(64)`, `repeat 2`. */
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

/** Aligns text left and numbers right. */
function alignRows(rows: readonly Row[]): readonly string[] {
    const width = (key: keyof Row): number => rows.reduce((widest, row) => Math.max(widest, row[key].length), 0);
    const [path, kind, output] = [width("path"), width("kind"), width("output")];
    const [parameters, macs, field, stride] = [width("parameters"), width("macs"), width("field"), width("stride")];
    return rows.map((row) => [
        row.path.padEnd(path),
        row.kind.padEnd(kind),
        row.output.padEnd(output),
        row.parameters.padStart(parameters),
        row.macs.padStart(macs),
        row.field.padStart(field),
        row.stride.padStart(stride),
    ].join("  "));
}

/** The receptive field of a layer's first result in the input whose fields are shown. */
function measuredFields(graph: ModelGraph): (layer: Layer | undefined) => readonly FieldMeasures[] | undefined {
    const input = pictureInput(graph);
    const fields = input === undefined ? undefined : receptiveFields(graph, input);
    return (layer) => {
        const [output] = layer?.outputs ?? [];
        return input === undefined || output === undefined ? undefined : measureFields(fields?.get(output), input);
    };
}

function fieldSummary(fields: readonly FieldMeasures[] | undefined): FieldSummary | null {
    return fields === undefined ? null : {
        size: fields.map(({ size }) => size),
        stride: fields.map(({ stride: { numerator, denominator } }) => numerator / denominator),
        start: fields.map(({ start }) => start),
    };
}

/** `43`, `1×7`, or `–` if unknown. */
function perAxisCell(entries: readonly string[] | undefined): string {
    return entries === undefined ? "–" : [...new Set(entries)].length === 1 ? entries[0] ?? "–" : entries.join("×");
}

function shapeSummary(shape: Shape | undefined): ShapeSummary {
    return shape?.map(({ sample }) => sample ?? null) ?? null;
}

function csvField(value: string | number): string {
    const text = String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
