import { axisText } from "../diagnostics/axis-text.ts";
import type { LayerDefinition } from "../layers/definition.ts";
import { layerMacs, layerParameters } from "../graph/cost.ts";
import { intensityOf, layerFigures, rooflinePlace } from "../graph/figures.ts";
import {
    formatBytes, formatDuration, formatInteger, formatIntensity, formatMacs, formatQuantity, formatRatio,
} from "../quantities.ts";
import type { GraphInput, Layer, ModelGraph, Value } from "../graph/graph.ts";
import type { Use } from "../evaluation/records.ts";
import { isWeighted } from "../graph/parameters.ts";
import { signalOf } from "../graph/signal/signal.ts";
import { formatFields, measureFields, receptiveFields } from "../graph/receptive-field.ts";
import { evaluateFormula, formatNumbers } from "../sizes/formula.ts";
import { formatShape } from "../sizes/shape.ts";
import { formatSizeForm } from "../sizes/function-text.ts";
import { formatSize, type Size } from "../sizes/size.ts";
import { text, type Text } from "../text.ts";
import type { CostOptions } from "./cost-options.ts";
import type { LayerPage } from "./definition.ts";
import {
    bulletList, codeBlock, inlineCode, joined, markdown, ownMarkdown, pageLink, paragraphs, plainText, table, worded,
    type Markdown,
} from "./markdown.ts";
import { layerSignatureText } from "./signature-text.ts";

/** The maximum number of uses in a hover. */
const mostUses = 8;
/** The maximum number of inputs of one layer in a hover. */
const mostInputs = 6;

/** A layer's documentation and its uses: formulas, shapes, parameters, cost and receptive field. */
export function layerHover(
    definition: LayerDefinition, uses: readonly Use[], models: readonly ModelGraph[], costs: CostOptions,
    link?: LayerPage,
): Markdown {
    const layers = uses.flatMap(({ layer }) => layer ?? []);
    const [first] = layers;
    const graph = models[uses.find(({ layer }) => layer === first)?.model ?? -1];
    return paragraphs(
        codeBlock(layerSignatureText(definition)),
        link === undefined
            ? ownMarkdown(definition.summary)
            : markdown`${ownMarkdown(definition.summary)} ${pageLink(text("Reference"), link(definition.name))}`,
        first === undefined ? undefined : markdown`---`,
        layers.length > 1 ? usesTable(layers) : undefined,
        first === undefined ? undefined : layerFacts(first, layers.length > 1, graph, costs),
    );
}

/** A layer's documentation without its arguments, which completion documents separately. */
export function layerDocumentation(definition: LayerDefinition): Markdown {
    return paragraphs(
        codeBlock(layerSignatureText(definition)),
        ownMarkdown(definition.summary),
        ownMarkdown(definition.documentation),
        worded("As {name} in PyTorch.", { name: inlineCode(definition.pytorchName) }),
    );
}

function layerFacts(
    layer: Layer, amongOthers: boolean, graph: ModelGraph | undefined, costs: CostOptions,
): Markdown {
    const shapes = markdown`${inlineCode(shapesOf(layer.inputs))} → ${inlineCode(shapesOf(layer.outputs))}`;
    return paragraphs(
        amongOthers ? worded("The first, {path}: {shapes}", { path: inlineCode(layer.path), shapes }) : shapes,
        bulletList([
            ...axisLines(layer),
            ...parameterLines(layer),
            ...costLines(layer),
            ...(graph === undefined ? [] : memoryLines(layer, graph, costs)),
            ...(graph === undefined ? [] : fieldLines(layer, graph)),
            ...(graph === undefined ? [] : signalLines(layer, graph)),
            ...(amongOthers ? [] : [worded("path {path}", { path: inlineCode(layer.path) })]),
        ]),
    );
}

/**
 * `height, width: ⌊(224 + 2·3 − 7)/2⌋ + 1 = 112, for any input ⌈H/2⌉, ⌈W/2⌉`: axes with the same formula share a line.
 */
function axisLines(layer: Layer): readonly Markdown[] {
    const rank = layer.outputs[0]?.shape?.length ?? layer.call?.inputs[0]?.length ?? 0;
    const bySum = new Map<string, { readonly names: string[]; readonly sizes: Size[] }>();
    for (const { axis, formula } of layer.inference?.axes ?? []) {
        if (formula.kind === "term") {
            continue;
        }
        const size = evaluateFormula(formula);
        const sum = `${formatNumbers(formula)} = ${formatSize(size)}`;
        const { names, sizes } = bySum.get(sum) ?? { names: [], sizes: [] };
        bySum.set(sum, { names: [...names, axisText(axis, rank)], sizes: [...sizes, size] });
    }
    return [...bySum].map(([sum, { names, sizes }]) => {
        const forms = new Set(sizes.flatMap((size) => formatSizeForm(size) ?? []));
        const [axes, size] = [plainText(names.join(", ")), inlineCode(sum)];
        return forms.size === 0
            ? markdown`${axes}: ${size}`
            : worded("{axes}: {size}, for any input {forms}", { axes, size, forms: joined([...forms].map(inlineCode), ", ") });
    });
}

function parameterLines(layer: Layer): readonly Markdown[] {
    const tensors = layer.inference?.parameters.filter(({ learned }) => learned) ?? [];
    const count = layerParameters(layer);
    if (tensors.length === 0 || count === undefined) {
        return [];
    }
    const shapes = tensors.map(({ name, shape }) =>
        inlineCode(`${name === "" ? "" : `${name} `}[${shape?.join(", ") ?? "?"}]`),
    );
    const values = { count: plainText(formatInteger(count)), tensors: joined(shapes, ", ") };
    return [layer.weightPath === layer.path
        ? worded("{count} parameters: {tensors}", values)
        : worded("{count} parameters: {tensors}, shared as {path}", { ...values, path: inlineCode(layer.weightPath) })];
}

function costLines(layer: Layer): readonly Markdown[] {
    const macs = layerMacs(layer);
    const operations = layer.inference?.operations;
    const parts = [
        ...(macs === undefined || macs === 0 ? [] : [worded("{count} MACs", { count: plainText(formatMacs(macs)) })]),
        ...(operations === undefined || operations === 0 ? [] : [
            worded("{count} element operations", { count: plainText(formatQuantity(operations)) }),
        ]),
    ];
    return parts.length === 0 ? [] : [joined(parts, ", ")];
}

/** `keeps 3.21 MB for the backward pass`, `moves 6.42 MB, 0.2 FLOP/byte`, and its place in the device's roofline. */
function memoryLines(layer: Layer, graph: ModelGraph, { device }: CostOptions): readonly Markdown[] {
    const figures = layerFigures(layer, graph);
    const { saved, moved } = figures;
    const intensity = intensityOf(figures);
    const place = device === undefined || moved === 0 ? undefined : rooflinePlace(figures, device);
    const values = { time: plainText(formatDuration(1000 * (place?.seconds ?? 0))) };
    return [
        ...(saved === undefined || saved === 0 ? [] : [
            worded("keeps {size} for the backward pass", { size: plainText(formatBytes(saved)) }),
        ]),
        ...(moved === undefined || intensity === undefined ? [] : [
            worded("moves {size}, {intensity} FLOP/byte", {
                size: plainText(formatBytes(moved)), intensity: plainText(formatIntensity(intensity)),
            }),
        ]),
        ...(place === undefined ? [] : [place.bound === "compute"
            ? worded("at least {time} on the device, limited by arithmetic", values)
            : worded("at least {time} on the device, limited by memory", values)]),
    ];
}

/** `at initialization: activations about 1.4 (RMS), gradients about 0.3` of a loss whose derivatives are about 1. */
function signalLines(layer: Layer, graph: ModelGraph): readonly Markdown[] {
    const [output] = layer.outputs;
    const signal = output === undefined || !isWeighted(layer) ? undefined : signalOf(graph).of(output);
    return signal === undefined ? [] : [worded("RMS at initialization: activations {activations}, gradients {gradients}", {
        activations: plainText(formatRatio(Math.sqrt(signal.square))),
        gradients: plainText(formatRatio(Math.sqrt(signal.gradient))),
    })];
}

/** The layer's receptive field in each input with spatial axes. */
function fieldLines(layer: Layer, graph: ModelGraph): readonly Markdown[] {
    const seen = graph.inputs.flatMap((input) => {
        const field = fieldText(layer, graph, input);
        return field === undefined ? [] : [{ input, field }];
    });
    return seen.map(({ input, field }) =>
        graph.inputs.length > 1
            ? worded("receptive field in {input} {field}", { input: inlineCode(input.name), field: plainText(field) })
            : worded("receptive field {field}", { field: plainText(field) }));
}

function fieldText(layer: Layer, graph: ModelGraph, input: GraphInput): Text | undefined {
    const [output] = layer.outputs;
    const fields = output === undefined ? undefined : receptiveFields(graph, input).get(output);
    const measured = measureFields(fields, input);
    if (fields === undefined || measured === undefined) {
        return undefined;
    }
    const sizes = input.value.shape?.slice(1) ?? [];
    const whole = fields.every((field) => field.whole);
    const exceeds = measured.some(({ size }, index) => size > (sizes[index]?.sample ?? Infinity));
    const { size, moves } = formatFields(measured);
    const field = moves === undefined
        ? text("{size}", { size })
        : text("{size}, stride {stride}, starting at {start}", { size, ...moves });
    return exceeds
        ? text("{field}, larger than the input's {sizes}: the rest is padding", {
            field, sizes: sizes.map(formatSize).join(" × "),
        })
        : whole ? text("{field}: the whole input", { field }) : field;
}

function usesTable(layers: readonly Layer[]): Markdown {
    const rows = layers.slice(0, mostUses).map((layer) => [
        inlineCode(layer.path), inlineCode(shapesOf(layer.inputs)), inlineCode(shapesOf(layer.outputs)),
    ]);
    const rest = layers.length - rows.length;
    return paragraphs(
        worded("{count} uses:", { count: layers.length }),
        table([worded("path"), worded("input"), worded("output")], rows),
        rest > 0 ? worded("and {count} more", { count: rest }) : undefined,
    );
}

function shapesOf(values: readonly Value[]): string {
    const shown = values.slice(0, mostInputs).map(({ shape }) => formatShape(shape));
    const rest = values.length - shown.length;
    return values.length === 0 ? "[?]" : [...shown, ...(rest > 0 ? [text("… {count} more", { count: rest })] : [])].join(", ");
}
