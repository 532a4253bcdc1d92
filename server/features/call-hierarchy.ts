import * as v from "valibot";
import type {
    CallHierarchyIncomingCall, CallHierarchyItem, CallHierarchyOutgoingCall, Position, Range,
} from "vscode-languageserver-types";
import type { Call, Item, Model, Span } from "../../grammar/syntax-tree.ts";
import type { Analysis } from "../analysis/analysis.ts";
import type { Scope } from "../graph/graph.ts";
import type { BindingNode } from "../names/declarations.ts";
import type { AnalysisHost } from "../names/host.ts";
import type { FileScope } from "../names/program.ts";
import { readsOf } from "../names/references.ts";
import { declarationsAt, declarationsOf, type DeclaredName } from "../names/resolution.ts";
import { formatShape } from "../sizes/shape.ts";
import { hostRange, offsetOf, type AnalyzedDocument } from "./analyzed-document.ts";
import { kindOfItem } from "./document-symbols.ts";
import { summarizeShapes } from "./shape-summary.ts";

/** What a client sends back with an item: the position of its name. */
export const hierarchyReferenceSchema = v.object({ uri: v.string(), offset: v.number() });

/** The files in which to look for calls, and the analyses with their shapes. */
export interface HierarchySources {
    readonly files: readonly FileScope[];
    readonly host: AnalysisHost;
    /** The analyses in which some calls are evaluated. */
    analysesOf(calls: readonly CallPlace[]): readonly Analysis[];
}

/** A call and its file. */
export interface CallPlace {
    readonly uri: string;
    readonly call: Call;
}

/** The block, model or function whose name is at a position. */
export function prepareCallHierarchy(
    source: AnalyzedDocument, position: Position, sources: HierarchySources,
): readonly CallHierarchyItem[] {
    const targets = declarationsAt(offsetOf(source, position), source.analysis.names).filter(isCallable);
    return targets.flatMap((target) => {
        const { node } = target.declaration.first;
        const calls = node.kind === "model" ? [] : callsTo(target, sources.files);
        const detail = node.kind === "model"
            ? modelShapes(node, target.file.uri, [source.analysis])
            : callShapes(calls, usesByCall(sources.analysesOf(calls)));
        return hierarchyItem(target.file, node, detail, sources.host);
    });
}

/** The callers of a block or function: blocks, models, functions and numbers, with the shapes of the uses there. */
export function incomingCalls(
    reference: v.InferOutput<typeof hierarchyReferenceSchema>, sources: HierarchySources,
): readonly CallHierarchyIncomingCall[] {
    const target = declarationsIn(reference, sources);
    if (target === undefined || target.declaration.kind === "model") {
        return [];
    }
    const calls = callsTo(target, sources.files);
    const uses = usesByCall(sources.analysesOf(calls));
    const byCaller = Map.groupBy(calls, ({ file, call }) => file.names.itemAt(call.start));
    return [...byCaller].flatMap(([caller, places]) => {
        const [first] = places;
        return caller === undefined || first === undefined
            ? []
            : hierarchyItem(first.file, caller, callShapes(places, uses), sources.host).map((from) => (
                { from, fromRanges: rangesOf(places, sources.host) }));
    });
}

/** The blocks and functions that a block, model or function calls, with the shapes of the uses of each. */
export function outgoingCalls(
    reference: v.InferOutput<typeof hierarchyReferenceSchema>, sources: HierarchySources,
): readonly CallHierarchyOutgoingCall[] {
    const target = declarationsIn(reference, sources);
    const item = target?.file.names.itemAt(reference.offset);
    if (target === undefined || item === undefined) {
        return [];
    }
    const { file } = target;
    const calls = file.names.of(item).references.flatMap((one) => one.kind === "call"
        ? declarationsOf(one, file).filter(isCallable)
            .map((callee) => ({ file, uri: file.uri, call: one.call, callee }))
        : []);
    const uses = usesByCall(sources.analysesOf(calls));
    const byCallee = Map.groupBy(calls, ({ callee: { file: { uri }, declaration } }) =>
        placeKey(uri, declaration.first.identifier));
    return [...byCallee.values()].flatMap((places) => {
        const [first] = places;
        return first === undefined ? [] : hierarchyItem(
            first.callee.file, first.callee.declaration.first.node, callShapes(places, uses), sources.host,
        ).map((to) => ({ to, fromRanges: rangesOf(places, sources.host) }));
    });
}

/** Whether a name is a file's block, model or function. */
function isCallable({ declaration: { first: { node }, scope } }: DeclaredName): boolean {
    return scope.kind === "file"
        && (node.kind === "block" || node.kind === "model" || (node.kind === "let" && node.parameters !== undefined));
}

function declarationsIn(
    { uri, offset }: v.InferOutput<typeof hierarchyReferenceSchema>, { files }: HierarchySources,
): DeclaredName | undefined {
    const file = files.find((one) => one.uri === uri);
    return file === undefined
        ? undefined
        : declarationsAt(offset, file).find(({ declaration }) => declaration.scope.kind === "file");
}

function callsTo(
    target: DeclaredName, files: readonly FileScope[],
): readonly (CallPlace & { readonly file: FileScope })[] {
    return readsOf(target, files).flatMap(({ file, reference }) =>
        reference.kind === "call" ? [{ file, uri: file.uri, call: reference.call }] : []);
}

function hierarchyItem(
    file: FileScope, node: BindingNode | Item, detail: string | undefined, host: AnalysisHost,
): readonly CallHierarchyItem[] {
    if ((node.kind !== "block" && node.kind !== "model" && node.kind !== "let") || node.name === undefined) {
        return [];
    }
    const range = hostRange(host, { uri: file.uri, span: node });
    const selectionRange = hostRange(host, { uri: file.uri, span: node.name });
    return range === undefined || selectionRange === undefined ? [] : [{
        name: node.name.text, kind: kindOfItem(node), uri: file.uri, range, selectionRange,
        ...(detail === undefined ? {} : { detail }),
        data: { uri: file.uri, offset: node.name.start },
    }];
}

function rangesOf(places: readonly CallPlace[], host: AnalysisHost): Range[] {
    return places.flatMap(({ uri, call: { callee } }) => hostRange(host, { uri, span: callee }) ?? []);
}

/** The uses of blocks by the places of their calls. */
function usesByCall(analyses: readonly Analysis[]): ReadonlyMap<string, readonly Scope[]> {
    const uses = analyses.flatMap(({ models }) => models.flatMap(({ scopes }) => scopes))
        .filter(({ kind }) => kind === "block");
    return Map.groupBy(uses, ({ location: { uri, span } }) => placeKey(uri, span));
}

/** `[64, 56, 56] → [128, 28, 28]`: the input and output shapes of some calls of blocks, over all uses. */
function callShapes(calls: readonly CallPlace[], uses: ReturnType<typeof usesByCall>): string | undefined {
    const scopes = calls.flatMap(({ uri, call }) => uses.get(placeKey(uri, call)) ?? []);
    return scopes.length === 0 ? undefined : scopesText(scopes);
}

function scopesText(scopes: readonly Scope[]): string | undefined {
    const input = summarizeShapes(scopes.map((scope) => scope.input?.shape));
    const result = summarizeShapes(scopes.map(({ results }) => results[0]?.shape));
    return input === undefined && result === undefined ? undefined : `${input ?? "[?]"} → ${result ?? "[?]"}`;
}

function placeKey(uri: string, { start, end }: Span): string {
    return `${uri} ${start} ${end}`;
}

function modelShapes(model: Model, uri: string, analyses: readonly Analysis[]): string | undefined {
    const graph = analyses.find((one) => one.uri === uri)?.models
        .find(({ nameSpan }) => nameSpan.start === model.name?.start);
    const shapesOf = (ends: readonly { readonly value: Scope["results"][number] }[]): string =>
        ends.map(({ value }) => formatShape(value.shape)).join(", ");
    return graph === undefined ? undefined : `${shapesOf(graph.inputs)} → ${shapesOf(graph.outputs)}`;
}
