import { concerns } from "../diagnostics/concerned-models.ts";
import { reported, type Diagnostic } from "../diagnostics/diagnostics.ts";
import { totalCost, layerMacs, layerParameters } from "../graph/cost.ts";
import { figuresOf } from "../graph/figures.ts";
import type { GraphInput, GraphOutput, Layer, ModelGraph, Scope, Value } from "../graph/graph.ts";
import { isValueArgument } from "../layers/argument-types.ts";
import type { LayerCall } from "../layers/definition.ts";
import type { Location } from "../names/location.ts";
import type {
    ChosenUses, PreviewEdge, PreviewGraph, PreviewGroup, PreviewNode, PreviewProblem,
    ProtocolRange,
} from "../protocol.ts";
import { formatShape } from "../sizes/shape.ts";
import { rangeAt, rangeOf, startOfFile, type AnalyzedDocument } from "./analyzed-document.ts";
import { chosenUse } from "./chosen-uses.ts";
import { layerDetail } from "./layer-detail.ts";
import type { PreviewSizes } from "./preview-sizes.ts";

/** The model of the file with this name, otherwise the first; undefined if there is none. */
export function previewedModel({ analysis }: AnalyzedDocument, name: string | undefined): ModelGraph | undefined {
    return analysis.models.find((graph) => graph.name === name) ?? analysis.models[0];
}

/** The name of the model on a line of the file. */
export function modelOnLine(source: AnalyzedDocument, line: number): string | undefined {
    return itemsOf(source).find(({ kind, range }) =>
        kind === "model" && range.start.line <= line && line <= range.end.line)?.name;
}

/** A model as the preview draws it; undefined if the file has none. `shown` are the diagnostics that settings show. */
export function previewGraph(
    source: AnalyzedDocument, found: readonly Diagnostic[], model?: string,
    { dynamicSizes, pictureSize }: PreviewSizes = { dynamicSizes: [] }, chosen: ChosenUses = {},
    shown?: readonly Diagnostic[],
): PreviewGraph | undefined {
    const graph = previewedModel(source, model);
    if (graph === undefined) {
        return undefined;
    }
    const { analysis, document } = source;
    const { parameters, macs } = totalCost(graph);
    const groups = groupsOf(source, graph);
    return {
        uri: analysis.uri,
        version: document.version,
        model: graph.name,
        models: analysis.models.map(({ name }) => name),
        items: itemsOf(source),
        ...validity(source, found, graph, shown),
        nodes: [
            ...graph.inputs.map((input) => inputNode(source, input)),
            ...graph.layers.map((layer) => layerNode(source, layer, graph, groups)),
            ...graph.outputs.map((output) => outputNode(source, output)),
        ],
        groups: [...groups.values()],
        edges: edgesOf(graph),
        parameters,
        macs,
        dynamicSizes,
        ...(pictureSize === undefined ? {} : { pictureSize }),
        chosen: chosenGroups(source, graph, groups, chosen),
    };
}

/** The models and blocks of a file, with the models that use them. */
function itemsOf(source: AnalyzedDocument): PreviewGraph["items"] {
    const { analysis } = source;
    const users = new Map<number, Set<string>>();
    for (const { name, scopes } of analysis.models) {
        for (const { definition } of scopes) {
            if (definition?.uri === analysis.uri) {
                users.set(definition.span.start, (users.get(definition.span.start) ?? new Set()).add(name));
            }
        }
    }
    return analysis.file.tree.items.flatMap((item): PreviewGraph["items"] => {
        const name = item.kind === "block" || item.kind === "model" ? item.name?.text : undefined;
        if (name === undefined || (item.kind !== "block" && item.kind !== "model")) {
            return [];
        }
        const usedBy = item.kind === "model" ? [name] : [...users.get(item.start) ?? []];
        return [{ kind: item.kind, name, range: rangeOf(source, item), usedBy }];
    });
}

/** The groups of the chosen uses that are in a graph. */
function chosenGroups(
    source: AnalyzedDocument, graph: ModelGraph, groups: ReadonlyMap<Scope, PreviewGroup>, chosen: ChosenUses,
): PreviewGraph["chosen"] {
    const { analysis } = source;
    return analysis.file.tree.items.flatMap((item) => {
        const use = item.kind === "block" ? chosenUse(analysis, item, chosen) : undefined;
        const group = use !== undefined && analysis.models[use.model] === graph ? groups.get(use.scope) : undefined;
        return group === undefined ? [] : [{ group: group.id, uri: analysis.uri, range: rangeOf(source, item) }];
    });
}

/** The largest number of problems that the picture of a model shows. */
const mostProblems = 200;

/**
 * Whether a model has no errors, and its errors and warnings, including those of blocks that any model may use. `found`
 * are all diagnostics: hiding an error does not make a graph valid, but warnings are only those that are reported.
 */
export function validity(
    source: AnalyzedDocument, found: readonly Diagnostic[], graph: ModelGraph,
    shown: readonly Diagnostic[] = reported(found, source.analysis),
): Pick<PreviewGraph, "valid" | "broken" | "problems"> {
    const { analysis } = source;
    const problemsOf = (all: readonly Diagnostic[], kept: PreviewProblem["severity"]): readonly PreviewProblem[] =>
        all.flatMap(({ severity, span, message }) => severity === kept && concerns(span, graph, analysis.models)
            ? [{ severity: kept, message, uri: analysis.uri, range: rangeOf(source, span) }] : []);
    const errors = problemsOf(found, "error");
    const warnings = problemsOf(shown, "warning");
    return {
        valid: errors.length === 0, broken: analysis.file.problems.length > 0,
        problems: [...errors, ...warnings].slice(0, mostProblems),
    };
}

/** The id of a layer's node: stable while the text around it changes. */
export function layerNodeId({ path }: Layer): string {
    return `layer:${path}`;
}

function inputNode(source: AnalyzedDocument, { name, value, location }: GraphInput): PreviewNode {
    return {
        id: `input:${name}`, kind: "input", label: name, path: name, family: "Input", detail: "",
        shape: formatShape(value.shape), parameters: 0, macs: 0, ...place(source, location),
    };
}

function outputNode(source: AnalyzedDocument, { name, value, location }: GraphOutput): PreviewNode {
    return {
        id: `output:${name}`, kind: "output", label: name, path: name, family: "Output", detail: "",
        shape: formatShape(value.shape), parameters: 0, macs: 0, ...place(source, location),
    };
}

/** A value is its position among the inputs: the data of its sizes has cycles. */
function argumentsText({ arguments: args }: LayerCall): string {
    return JSON.stringify([...args], (_key, value: unknown) =>
        (isValueArgument(value) ? { input: value.input } : value));
}

/** The figures of a layer that only its tooltip and colour show. */
function memoryOf(layer: Layer, graph: ModelGraph): Pick<PreviewNode, "operations" | "activations" | "saved"> {
    const { operations = 0, activations = 0, saved = 0 } = figuresOf(graph).get(layer) ?? {};
    return {
        ...(operations > 0 ? { operations } : {}),
        ...(activations > 0 ? { activations } : {}),
        ...(saved > 0 ? { saved } : {}),
    };
}

function layerNode(
    source: AnalyzedDocument, layer: Layer, graph: ModelGraph, groups: ReadonlyMap<Scope, PreviewGroup>,
): PreviewNode {
    const group = groups.get(layer.scope);
    return {
        id: layerNodeId(layer),
        kind: "layer",
        label: layer.definition.name,
        path: layer.path,
        family: layer.definition.family,
        detail: layerDetail(layer),
        shape: layer.outputs.map(({ shape }) => formatShape(shape)).join(", "),
        parameters: layerParameters(layer) ?? 0,
        macs: layerMacs(layer) ?? 0,
        ...memoryOf(layer, graph),
        ...(layer.call === undefined ? {} : { arguments: argumentsText(layer.call) }),
        ...(group === undefined ? {} : { group: group.id }),
        ...place(source, layer.location),
    };
}

/**
 * The groups by their scope, without the model itself. A round and a block that is its only content share a path, but
 * not an id.
 */
function groupsOf(source: AnalyzedDocument, graph: ModelGraph): ReadonlyMap<Scope, PreviewGroup> {
    const groups = new Map<Scope, PreviewGroup>();
    const taken = new Set<string>();
    for (const scope of graph.scopes) {
        if (scope.kind === "model") {
            continue;
        }
        const parent = scope.parent === undefined ? undefined : groups.get(scope.parent);
        const path = `${scope.kind}:${scope.path}`;
        const id = taken.has(path) ? `${path}#${scope.id}` : path;
        taken.add(id);
        groups.set(scope, {
            id,
            kind: scope.kind,
            label: scope.label,
            ...(scope.call === undefined ? {} : { call: { ...scope.call, arguments: [...scope.call.arguments] } }),
            path: scope.path,
            ...(parent === undefined ? {} : { parent: parent.id }),
            ...place(source, scope.location),
        });
    }
    return groups;
}

function edgesOf(graph: ModelGraph): readonly PreviewEdge[] {
    const readers = [
        ...graph.layers.map((layer) => ({ to: layerNodeId(layer), values: layer.inputs })),
        ...graph.outputs.map(({ name, value }) => ({ to: `output:${name}`, values: [value] })),
    ];
    return readers.flatMap(({ to, values }) => [...new Set(values)].flatMap((value) => edgeTo(to, value) ?? []));
}

/** The edge by which a node reads a value; undefined if an error left no producer. */
function edgeTo(to: string, { producer, result, shape }: Value): PreviewEdge | undefined {
    if (producer === undefined) {
        return undefined;
    }
    const from = producer.kind === "input" ? `input:${producer.name}` : layerNodeId(producer);
    return { value: `${from}:${result}`, from, to, shape: formatShape(shape) };
}

function place(source: AnalyzedDocument, location: Location): { readonly uri: string; readonly range: ProtocolRange } {
    return { uri: location.uri, range: rangeAt(source, location) ?? startOfFile };
}
