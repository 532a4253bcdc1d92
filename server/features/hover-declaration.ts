import type { Block, Let, Model } from "../../grammar/syntax-tree.ts";
import { scopeCosts, formatTotal, totalCost } from "../graph/cost.ts";
import { scopeFigures } from "../graph/figures.ts";
import {
    bytesPerGibibyte, deviceMemories, inferenceBytes, largestBatch, trainingBytes, trainingMemory, type Training,
} from "../graph/training-memory.ts";
import { formatBytes, formatInteger, formatMacs } from "../quantities.ts";
import type { GraphInput, GraphOutput, ModelGraph, Scope } from "../graph/graph.ts";
import type { Analysis } from "../analysis/analysis.ts";
import type { Use } from "../evaluation/records.ts";
import { formatShape } from "../sizes/shape.ts";
import { text } from "../text.ts";
import type { CostOptions } from "./cost-options.ts";
import {
    bulletList, codeBlock, emptyMarkdown, inlineCode, joined, markdown, paragraphs, plainText, table, worded,
    wordedPlural, type Markdown,
} from "./markdown.ts";
import { declarationSignatureText } from "./signature-text.ts";

/** The maximum number of uses in a hover. */
const mostUses = 8;

/** A block or one-line function: its comment, its parameters, and the results of its uses. */
export function declarationHover(
    declaration: Block | Let, source: string, uses: readonly Use[], { models }: Analysis,
): Markdown {
    return paragraphs(
        codeBlock(`${declaration.kind} ${declarationSignatureText(declaration, source)}${valueOf(declaration, source)}`),
        declaration.documentation === undefined ? undefined : plainText(declaration.documentation),
        blockUses(uses, models),
    );
}

function valueOf(declaration: Block | Let, source: string): string {
    return declaration.kind === "block" || declaration.value === undefined
        ? ""
        : ` = ${source.slice(declaration.value.start, declaration.value.end)}`;
}

function blockUses(uses: readonly Use[], models: readonly ModelGraph[]): Markdown | undefined {
    const opened = uses.flatMap(({ opened: scope, values, model }) =>
        scope === undefined ? [] : [{ scope, values, model }],
    );
    if (opened.length === 0) {
        return undefined;
    }
    const costs = new Map(models.map((graph, model) => [model, scopeCosts(graph)]));
    const rows = opened.slice(0, mostUses).map(({ scope, values, model }) => {
        const cost = costs.get(model)?.get(scope);
        const graph = models[model];
        const saved = graph === undefined ? undefined : scopeFigures(graph).get(scope)?.saved;
        return [
            inlineCode(scope.path),
            inlineCode(scope.label),
            inlineCode(values.map(({ shape }) => formatShape(shape)).join(", ")),
            cost === undefined ? emptyMarkdown : plainText(formatTotal(cost.parameters, formatInteger)),
            cost === undefined ? emptyMarkdown : plainText(formatTotal(cost.macs, formatMacs)),
            saved === undefined ? emptyMarkdown : plainText(formatBytes(saved)),
        ];
    });
    const rest = opened.length - rows.length;
    return paragraphs(
        opened.length === 1 ? undefined : worded("{count} uses:", { count: opened.length }),
        table([
            worded("path"), worded("use"), worded("output"), worded("parameters"), worded("MACs"), worded("kept for backward"),
        ], rows),
        rest > 0 ? worded("and {count} more", { count: rest }) : undefined,
    );
}

/** All uses of a block in the file. */
export function usesOfBlock(analysis: Analysis, block: Block): readonly Use[] {
    const isOfBlock = ({ definition }: Scope): boolean => definition?.uri === analysis.uri
        && block.start <= definition.span.start && definition.span.end <= block.end;
    return [...analysis.uses].flatMap(([node, uses]) =>
        node.kind === "call" ? uses.filter(({ opened }) => opened?.kind === "block" && isOfBlock(opened)) : [],
    );
}

/** A model: its comment, inputs, outputs and cost. */
export function modelHover(
    model: Model, source: string, graph: ModelGraph | undefined, costs: CostOptions,
): Markdown {
    const parameters = model.parameters.map((one) => source.slice(one.start, one.end)).join(", ");
    return paragraphs(
        codeBlock(`model ${model.name?.text ?? "…"}${parameters === "" ? "" : `(${parameters})`}`),
        model.documentation === undefined ? undefined : plainText(model.documentation),
        graph === undefined ? undefined : modelFacts(graph, costs),
    );
}

function modelFacts(graph: ModelGraph, { training }: CostOptions): Markdown {
    const total = totalCost(graph);
    return bulletList([
        worded("takes {inputs}", { inputs: namedShapes(graph.inputs) }),
        worded("gives {outputs}", { outputs: namedShapes(graph.outputs) }),
        wordedPlural(total.layers, "{count} layer", "{count} layers", { count: plainText(formatInteger(total.layers)) }),
        worded("{count} parameters", { count: plainText(formatTotal(total.parameters, formatInteger)) }),
        worded("{count} MACs", { count: plainText(formatTotal(total.macs, formatMacs)) }),
        ...memoryFacts(graph, training),
    ]);
}

/** The memory of inference and training, and the largest batches. */
function memoryFacts(graph: ModelGraph, training: Training): readonly Markdown[] {
    const inference = inferenceBytes(graph);
    const memory = trainingMemory(graph, training);
    return [
        ...(inference === undefined ? [] : [
            worded("inference of one image: {size}", { size: plainText(formatBytes(inference)) }),
        ]),
        ...(memory === undefined ? [] : [
            worded("training with {optimizer}, {precision}: {fixed}, and {image} for each image", {
                optimizer: plainText(optimizerName(training.optimizer)),
                precision: plainText(precisionName(training.precision)),
                fixed: plainText(formatBytes(trainingBytes(memory, 0))), image: plainText(formatBytes(memory.peak)),
            }),
            worded("largest batch: {batches}", { batches: plainText(deviceMemories.map((gibibytes) => {
                const batch = largestBatch(memory, gibibytes * bytesPerGibibyte);
                return text("{batch} in {size} GiB", { batch: formatInteger(batch), size: gibibytes });
            }).join(", ")) }),
        ]),
    ];
}

function optimizerName(optimizer: Training["optimizer"]): string {
    switch (optimizer) {
        case "sgd": return "SGD";
        case "momentum": return text("SGD with momentum");
        case "adam": return "Adam";
    }
}

function precisionName(precision: Training["precision"]): string {
    return precision === "fp32" ? text("32-bit floats") : text("mixed precision");
}

/** The maximum number of inputs and of outputs in a hover. */
const mostNamed = 16;

function namedShapes(values: readonly (GraphInput | GraphOutput)[]): Markdown {
    const rest = values.length - mostNamed;
    return joined([
        ...values.slice(0, mostNamed)
            .map(({ name, value }) => markdown`${inlineCode(name)} ${inlineCode(formatShape(value.shape))}`),
        ...(rest > 0 ? [worded("and {count} more", { count: rest })] : []),
    ], ", ");
}
