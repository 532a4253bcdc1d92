import type { CodeLens, Command } from "vscode-languageserver-types";
import type { Block, Model } from "../../grammar/syntax-tree.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { peakActivations } from "../graph/activation-memory.ts";
import { bytesPerFloat, isKnownTotal, scopesCost, totalCost, type Cost, type Total } from "../graph/cost.ts";
import { trainingBytes, trainingMemory } from "../graph/training-memory.ts";
import type { ChosenUses } from "../protocol.ts";
import { formatBytes, formatQuantity } from "../quantities.ts";
import { plural, text } from "../text.ts";
import { offsetOf, rangeOf, type AnalyzedDocument } from "./analyzed-document.ts";
import { chosenUse, useLabel, usesOf } from "./chosen-uses.ts";
import { defaultCostOptions, type CostOptions } from "./cost-options.ts";

/** The commands of a client that lenses run. */
export interface LensCommands {
    /** Gets the document's URI and the position of the block. */
    readonly chooseUse: string;
    /** Gets the document's URI and the model's name, as `run` does. */
    readonly preview: string;
    readonly run: string;
}

/** Places for lenses: above each block that is used, and above each model. Their text follows when they are shown. */
export function codeLenses(source: AnalyzedDocument): readonly CodeLens[] {
    return source.analysis.file.tree.items.flatMap((item) => {
        if ((item.kind !== "block" && item.kind !== "model") || item.name === undefined) {
            return [];
        }
        const range = rangeOf(source, item.name);
        return item.kind === "block"
            ? usesOf(source.analysis, item).length === 0 ? [] : [{ range, data: "uses" }]
            : ["totals", "preview", "run"].map((data) => ({ range, data }));
    });
}

/** The command of a lens, whose title is its text; undefined if its block or model is gone. */
export function lensCommand(
    source: AnalyzedDocument, { range, data }: CodeLens, chosen: ChosenUses, commands: LensCommands,
    { training }: CostOptions = defaultCostOptions,
): Command | undefined {
    const { analysis } = source;
    const at = offsetOf(source, range.start);
    const item = analysis.file.tree.items.find((one): one is Block | Model =>
        (one.kind === "block" || one.kind === "model") && one.name?.start === at);
    if (item?.kind === "block") {
        const title = blockText(analysis, item, chosen);
        return { title, command: commands.chooseUse, arguments: [analysis.uri, range.start] };
    }
    const graph = analysis.models.find(({ nameSpan }) => nameSpan.start === at);
    if (item === undefined || graph === undefined) {
        return undefined;
    }
    const args = [analysis.uri, graph.name];
    switch (data) {
        case "preview":
            return { title: text("Preview"), command: commands.preview, arguments: args };
        case "run":
            return { title: text("Run"), command: commands.run, arguments: args };
        default: {
            const cost = totalCost(graph);
            const peak = peakActivations(graph);
            const memory = trainingMemory(graph, training);
            const texts = [
                ...costTexts([cost]),
                ...(isKnownTotal(cost.parameters)
                    ? [text("{size} weights", { size: quantity(cost.parameters, bytesText) })]
                    : []),
                ...(peak === undefined ? [] : [text("{size} activations", { size: formatBytes(peak) })]),
                ...(memory === undefined ? [] : [text("training {fixed} + {image} per image", {
                    fixed: formatBytes(trainingBytes(memory, 0)), image: formatBytes(memory.peak),
                })]),
            ];
            return { command: "", title: texts.length === 0 ? text("costs unknown") : texts.join(" · ") };
        }
    }
}

/** `used 16 times · 23.5 M parameters · 4.1 G MACs · showing layer2.0`; of several models, the least and the most. */
function blockText(analysis: Analysis, block: Block, chosen: ChosenUses): string {
    const uses = usesOf(analysis, block);
    const byModel = Map.groupBy(uses, ({ model }) => model);
    const costs = Array.from(byModel, ([model, ofModel]) => {
        const graph = analysis.models[model];
        return graph === undefined ? [] : [scopesCost(graph, new Set(ofModel.map(({ scope }) => scope)))];
    }).flat();
    const use = chosenUse(analysis, block, chosen);
    const count = uses.length;
    return [
        byModel.size === 1
            ? plural(count, "used once", "used {count} times", { count })
            : text("used {count} times in {models} models", { count, models: byModel.size }),
        ...costTexts(costs),
        ...(use === undefined ? [] : [text("showing {use}", { use: useLabel(analysis, use) })]),
    ].join(" · ");
}

/** The known totals; of several models, the least and the most. */
function costTexts(costs: readonly Cost[]): readonly string[] {
    const [parameters, macs] = [costs.map((cost) => cost.parameters), costs.map((cost) => cost.macs)];
    return [
        ...(parameters.some(isKnownTotal) ? [text("{count} parameters", { count: rangeText(parameters) })] : []),
        ...(macs.some(isKnownTotal) ? [text("{count} MACs", { count: rangeText(macs) })] : []),
    ];
}

/** `23.5 M`, or `11.7 M–60.2 M`. */
function rangeText(totals: readonly Total[]): string {
    const texts = totals.toSorted((a, b) => a.value - b.value).map((total) => quantity(total, formatQuantity));
    const [least = "0", most = least] = [texts.at(0), texts.at(-1)];
    return least === most ? least : `${least}–${most}`;
}

function bytesText(parameters: number): string {
    return formatBytes(bytesPerFloat * parameters);
}

function quantity({ value, atLeast }: Total, format: (value: number) => string): string {
    return `${atLeast ? "≥ " : ""}${format(value)}`;
}
