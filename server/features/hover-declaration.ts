import type { Block, Let, Model } from "../../grammar/syntax-tree.ts";
import { scopeCosts, formatTotal, totalCost } from "../graph/cost.ts";
import { formatInteger, formatMacs } from "../quantities.ts";
import type { GraphInput, GraphOutput, ModelGraph, Scope } from "../graph/graph.ts";
import type { Analysis } from "../analysis/analysis.ts";
import type { Use } from "../evaluation/records.ts";
import { formatShape } from "../sizes/shape.ts";
import { bulletList, codeBlock, inlineCode, paragraphs, plainText, table } from "./markdown.ts";
import { declarationSignatureText } from "./signature-text.ts";

/** The maximum number of uses in a hover. */
const mostUses = 8;

/** A block or one-line function: its comment, its parameters, and the results of its uses. */
export function declarationHover(
    declaration: Block | Let, text: string, uses: readonly Use[], { models }: Analysis,
): string {
    return paragraphs(
        codeBlock(`${declaration.kind} ${declarationSignatureText(declaration, text)}${valueOf(declaration, text)}`),
        declaration.documentation === undefined ? undefined : plainText(declaration.documentation),
        blockUses(uses, models),
    );
}

function valueOf(declaration: Block | Let, text: string): string {
    return declaration.kind === "block" || declaration.value === undefined
        ? ""
        : ` = ${text.slice(declaration.value.start, declaration.value.end)}`;
}

function blockUses(uses: readonly Use[], models: readonly ModelGraph[]): string | undefined {
    const opened = uses.flatMap(({ opened: scope, values, model }) =>
        scope === undefined ? [] : [{ scope, values, model }],
    );
    if (opened.length === 0) {
        return undefined;
    }
    const costs = new Map(models.map((graph, model) => [model, scopeCosts(graph)]));
    const rows = opened.slice(0, mostUses).map(({ scope, values, model }) => {
        const cost = costs.get(model)?.get(scope);
        return [
            inlineCode(scope.path),
            inlineCode(scope.label),
            inlineCode(values.map(({ shape }) => formatShape(shape)).join(", ")),
            cost === undefined ? "" : formatTotal(cost.parameters, formatInteger),
            cost === undefined ? "" : formatTotal(cost.macs, formatMacs),
        ];
    });
    const rest = opened.length - rows.length;
    return paragraphs(
        opened.length === 1 ? undefined : `${opened.length} uses:`,
        table(["path", "use", "output", "parameters", "MACs"], rows),
        rest > 0 ? `and ${rest} more` : undefined,
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
export function modelHover(model: Model, text: string, graph: ModelGraph | undefined): string {
    const parameters = model.parameters.map((one) => text.slice(one.start, one.end)).join(", ");
    return paragraphs(
        codeBlock(`model ${model.name?.text ?? "…"}${parameters === "" ? "" : `(${parameters})`}`),
        model.documentation === undefined ? undefined : plainText(model.documentation),
        graph === undefined ? undefined : modelFacts(graph),
    );
}

function modelFacts(graph: ModelGraph): string {
    const total = totalCost(graph);
    return bulletList([
        `takes ${graph.inputs.map(namedShape).join(", ")}`,
        `gives ${graph.outputs.map(namedShape).join(", ")}`,
        `${formatInteger(total.layers)} layers`,
        `${formatTotal(total.parameters, formatInteger)} parameters`,
        `${formatTotal(total.macs, formatMacs)} MACs`,
    ]);
}

function namedShape({ name, value }: GraphInput | GraphOutput): string {
    return `${inlineCode(name)} ${inlineCode(formatShape(value.shape))}`;
}
