import * as v from "valibot";
import { InlayHintKind, type InlayHint, type Range } from "vscode-languageserver-types";
import { tokenAt } from "../../grammar/source-tokens.ts";
import type { Call, Flow, For, Input, Line, Output, Repeat, Span } from "../../grammar/syntax-tree.ts";
import { isKnownTotal, totalCost, type Total } from "../graph/cost.ts";
import type { ModelGraph } from "../graph/graph.ts";
import type { Analysis } from "../analysis/analysis.ts";
import type { Use } from "../evaluation/records.ts";
import type { SizeStyle } from "../sizes/function-text.ts";
import type { LayerTimes } from "../protocol.ts";
import { formatShape, type Shape } from "../sizes/shape.ts";
import { offsetOf, type AnalyzedDocument } from "./analyzed-document.ts";
import { formatDuration, formatQuantity } from "../quantities.ts";
import { bulletList, inlineCode, markdown, markdownContent, worded, type Markdown } from "./markdown.ts";
import { fittingHints, type FlexibleHint, type ShortenedHint } from "./hint-width.ts";
import { lineCost } from "./line-costs.ts";
import { lineTime } from "./line-times.ts";
import { parameterHints } from "./parameter-hints.ts";
import { text } from "../text.ts";
import { summarizeShapes } from "./shape-summary.ts";
import { sourceHints } from "./source-hints.ts";

type UsedNode = Line | Output | Input | Call | Repeat | For | Flow;

/** The maximum number of uses in a tooltip. */
const mostUses = 12;

/** Refers to the hint of a shape: its document, and the end of what has the shape. */
export type HintReference = v.InferOutput<typeof hintReferenceSchema>;
export const hintReferenceSchema = v.object({
    uri: v.string(), end: v.pipe(v.number(), v.integer(), v.minValue(0)),
    /** The whole label, if the hint shows less. */
    whole: v.exactOptional(v.string()),
});

/** Which hints are shown, and how. */
export interface HintOptions {
    readonly sizes: SizeStyle;
    /** The shapes of lines. */
    readonly shapes: boolean;
    /** The implicit sources of lines. */
    readonly sources: boolean;
    /** The names of positional arguments. */
    readonly parameterNames: boolean;
    /** The parameters and multiply-adds of models. */
    readonly totals: boolean;
    /** The parameters and multiply-adds of lines. */
    readonly costs: boolean;
    /** The measured times of lines. */
    readonly time: boolean;
    /** The columns that a line with its hints should take at most; 0 for any number. */
    readonly maximumWidth: number;
}

export const defaultHints: HintOptions = {
    sizes: "numbers", shapes: true, sources: true, parameterNames: true, totals: true, costs: false, time: false,
    maximumWidth: 120,
};

/**
 * Shapes after lines with values, totals after each model's name, and the sources of lines without one. A line of text
 * has one shape, that of the outermost node that ends on it: a statement, a step of a chain or a branch on its own
 * line.
 */
export function inlayHints(
    source: AnalyzedDocument, range: Range, chosen: Partial<HintOptions> = {}, times?: LayerTimes,
): readonly InlayHint[] {
    const options = { ...defaultHints, ...chosen };
    const span = { start: offsetOf(source, range.start), end: offsetOf(source, range.end) };
    const hints = [
        ...(options.totals ? modelHints(source, span) : []).map(asWritten),
        ...(options.sources ? sourceHints(source, span) : []).map(asWritten),
        ...(options.parameterNames ? parameterHints(source, span) : []).map(asWritten),
        ...(options.shapes || options.costs || options.time ? shapeHints(source, span, options, times) : []),
    ];
    return fittingHints(source, hints, options.maximumWidth).map(withWhole);
}

function asWritten(hint: InlayHint): FlexibleHint {
    return { hint };
}

/** A hint whose tooltip has the whole label. */
function withWhole({ hint, whole }: ShortenedHint): InlayHint {
    const reference = hintReferenceOf(hint);
    return whole === undefined ? hint : reference === undefined
        ? { ...hint, tooltip: markdownContent(inlineCode(whole)) }
        : { ...hint, data: { ...reference, whole } satisfies HintReference };
}

function hintReferenceOf({ data }: InlayHint): HintReference | undefined {
    return v.is(hintReferenceSchema, data) ? data : undefined;
}

function shapeHints(
    source: AnalyzedDocument, span: Span, options: HintOptions, times: LayerTimes | undefined,
): readonly FlexibleHint[] {
    return [...lastOnTheirLines(source, span)].flatMap((node) => {
        const uses = source.analysis.uses.get(node);
        return uses === undefined
            ? options.shapes ? sketchHint(source, node).map(asWritten) : []
            : usesHint(source, node, uses, options, times);
    });
}

/** The shape of a line in a block that nothing uses, as a function of the block's input. */
function sketchHint({ analysis, document }: AnalyzedDocument, node: UsedNode): readonly InlayHint[] {
    const label = labelFor(node, analysis.sketches.uses.get(node) ?? [], "formulas");
    return label === undefined ? [] : [{
        position: document.positionAt(afterComma(analysis, node.end)),
        label,
        kind: InlayHintKind.Type,
        paddingLeft: true,
        tooltip: text("The block has no use yet: sizes are functions of its input's."),
    }];
}

function usesHint(
    source: AnalyzedDocument, node: UsedNode, uses: readonly Use[], { sizes, shapes, costs, time }: HintOptions,
    times: LayerTimes | undefined,
): readonly FlexibleHint[] {
    const shape = !shapes ? undefined
        : isWritten(node, uses) ? unwrittenLabel(node, uses, sizes) : labelFor(node, uses, sizes);
    const figures = [costs ? costLabel(source, node) : undefined, time ? timeLabel(source, node, times) : undefined];
    const label = joinedLabel(shape, ...figures);
    const range = shape === undefined || isOneShape(shape) ? undefined : labelFor(node, uses, sizes, 1);
    return label === "" ? [] : [{
        hint: {
            position: source.document.positionAt(afterComma(source.analysis, node.end)),
            label,
            kind: InlayHintKind.Type,
            paddingLeft: true,
            data: { uri: source.analysis.uri, end: node.end } satisfies HintReference,
        },
        brief: range === undefined ? undefined : joinedLabel(range, ...figures),
    }];
}

function joinedLabel(...parts: readonly (string | undefined)[]): string {
    return parts.filter((part) => part !== undefined).join(" · ");
}

function isOneShape(label: string): boolean {
    return !label.includes(" | ");
}

/** `36.9 k parameters · 116 M MACs`, of the uses shown; undefined if it has none. */
function costLabel({ analysis }: AnalyzedDocument, node: UsedNode): string | undefined {
    const { parameters, macs } = lineCost(analysis, node);
    const parts = [
        ...(parameters > 0 ? [text("{count} parameters", { count: formatQuantity(parameters) })] : []),
        ...(macs > 0 ? [text("{count} MACs", { count: formatQuantity(macs) })] : []),
    ];
    return parts.length === 0 ? undefined : parts.join(" · ");
}

/** `3.5 ms`, of the uses shown; undefined if nothing was measured. */
function timeLabel({ analysis }: AnalyzedDocument, node: UsedNode, times: LayerTimes | undefined): string | undefined {
    const milliseconds = times === undefined ? 0 : lineTime(analysis, node, times);
    return milliseconds > 0 ? formatDuration(milliseconds) : undefined;
}

/**
 * The tooltip of a hint with several shapes, Markdown: each use with its own. If all uses have one shape, only the
 * whole of a shortened label.
 */
export function hintTooltip(
    source: AnalyzedDocument, { end, whole }: HintReference, style: SizeStyle = "numbers",
): InlayHint["tooltip"] {
    const [node] = lastOnTheirLines(source, { start: end, end });
    const uses = node === undefined ? [] : source.analysis.uses.get(node) ?? [];
    const first = formatShape(uses[0]?.values[0]?.shape);
    return uses.every(({ values }) => formatShape(values[0]?.shape) === first)
        ? mapWhole(whole)
        : markdownContent(usesList(uses, style));
}

function mapWhole(whole: string | undefined): InlayHint["tooltip"] {
    return whole === undefined ? undefined : markdownContent(inlineCode(whole));
}

function usesList(uses: readonly Use[], style: SizeStyle): Markdown {
    const listed = uses.slice(0, mostUses).map((use) => markdown`${inlineCode(pathOf(use))} ${
        inlineCode(use.values.map(({ shape }) => formatShape(shape, style)).join(", "))}`);
    const rest = uses.length - listed.length;
    return bulletList(rest > 0 ? [...listed, worded("and {count} more", { count: rest })] : listed);
}

/** For each line of the text, the outermost node that ends on it. */
function lastOnTheirLines({ analysis, document }: AnalyzedDocument, span: Span): Iterable<UsedNode> {
    const byLine = new Map<number, UsedNode>();
    // A call, its flow and its line, which are consecutive, have the same end.
    let end = -1;
    let line = 0;
    const shown = [analysis.uses, analysis.sketches.uses].flatMap((uses) =>
        [...uses.keys()].filter((node) => node.end >= span.start && node.end <= span.end));
    for (const node of shown) {
        if (node.end !== end) {
            end = node.end;
            line = document.positionAt(end).line;
        }
        const other = byLine.get(line);
        if (other === undefined || node.end > other.end || (node.end === other.end && node.start <= other.start)) {
            byLine.set(line, preferred(node, other));
        }
    }
    return byLine.values();
}

/** A statement and its only flow have the same span: the statement has the names and the claim. */
function preferred(node: UsedNode, other: UsedNode | undefined): UsedNode {
    const same = other !== undefined && other.start === node.start && other.end === node.end;
    return same && (other.kind === "line" || other.kind === "output") ? other : node;
}

/** The rest of the label if the text already has the numbers: the functions of dynamic sizes, if requested. */
function unwrittenLabel(node: UsedNode, uses: readonly Use[], style: SizeStyle): string | undefined {
    const label = style === "numbers" || node.kind === "input" ? undefined : labelFor(node, uses, "formulas");
    return label === labelFor(node, uses, "numbers") ? undefined : label;
}

/** The shapes of a node's results; more than `mostShapes` of one become a range. */
function labelFor(
    node: UsedNode, uses: readonly Use[], style: SizeStyle, mostShapes?: number,
): string | undefined {
    const names = node.kind === "line" && node.names.length > 1 ? node.names : undefined;
    if (names === undefined) {
        return summarizeShapes(shapesOf(uses, 0), style, mostShapes);
    }
    const parts = names.flatMap(({ text }, index) => {
        const summary = text === "_" ? undefined : summarizeShapes(shapesOf(uses, index), style, mostShapes);
        return summary === undefined ? [] : [`${text} ${summary}`];
    });
    return parts.length === 0 ? undefined : parts.join(", ");
}

function shapesOf(uses: readonly Use[], result: number): readonly (Shape | undefined)[] {
    return uses.map(({ values }) => values[result]?.shape);
}

/** Whether the text already has the same numbers, in a claim or in an input's own sizes. */
function isWritten(node: UsedNode, uses: readonly Use[]): boolean {
    const written = node.kind === "input"
        ? node.dimensions.map(({ size }) => size)
        : node.kind === "line" || node.kind === "output" ? node.claim?.dimensions : undefined;
    if (written === undefined) {
        return false;
    }
    const text = `[${written.map((size) => (size.kind === "number" ? String(size.value) : "")).join(", ")}]`;
    return uses.every(({ values }) => formatShape(values[0]?.shape) === text);
}

/** A branch's hint comes after its comma. */
function afterComma({ file }: Analysis, offset: number): number {
    const next = tokenAt(file, offset);
    return next?.text === "," ? next.end : offset;
}

function pathOf({ layer, opened, scope }: Use): string {
    return layer?.path ?? opened?.path ?? (scope.path === "" ? scope.label : scope.path);
}

function modelHints({ analysis, document }: AnalyzedDocument, span: Span): readonly InlayHint[] {
    const bodies = analysis.file.tree.items.flatMap((item) =>
        item.kind === "model" && item.body !== undefined ? [{ item, body: item.body }] : [],
    );
    const graphs = new Map(analysis.models.map((graph) => [graph.nameSpan.start, graph]));
    return bodies.flatMap(({ item, body }) => {
        const graph = item.name === undefined ? undefined : graphs.get(item.name.start);
        const opened = body.start + 1;
        const label = graph === undefined || opened < span.start || opened > span.end ? undefined : totals(graph);
        return label === undefined
            ? []
            : [{ position: document.positionAt(opened), label, kind: InlayHintKind.Type, paddingLeft: true }];
    });
}

/** `11.7 M parameters, 1.81 G MACs`, with `≥` if an error leaves a part unknown; without unknown totals. */
function totals(graph: ModelGraph): string | undefined {
    const { parameters, macs } = totalCost(graph);
    const known = [
        ...(isKnownTotal(parameters) ? [text("{count} parameters", { count: quantity(parameters) })] : []),
        ...(isKnownTotal(macs) ? [text("{count} MACs", { count: quantity(macs) })] : []),
    ];
    return graph.layers.length === 0 || known.length === 0 ? undefined : known.join(", ");
}

function quantity({ value, atLeast }: Total): string {
    return `${atLeast ? "≥ " : ""}${formatQuantity(value)}`;
}
