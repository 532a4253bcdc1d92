import type { Layer } from "../../graph/graph.ts";
import { defineCheck } from "../check.ts";
import { removeStep } from "../edits.ts";
import { inEveryUse, layersWith } from "../in-every-use.ts";
import { text } from "../text.ts";

/** A normalization of a normalization's result: the second finds nothing to normalize but the first one's scale. */
export const repeatedNormalization = defineCheck({
    code: "repeated-normalization",
    severity: "warning",
    message: ({ layer, before }: RepeatedNormalization) =>
        text("`{layer}` normalizes what `{before}` has normalized", { layer, before }),
    help: () => text("remove one of the two"),
    *inFile(analysis) {
        for (const [layer, before] of inEveryUse(layersWith(analysis, normalizationBefore), analysis)) {
            yield {
                location: layer.location,
                scope: layer.scope,
                facts: { layer: layer.definition.name, before: before.definition.name },
                related: [{
                    ...before.location,
                    message: text("`{before}` is applied here", { before: before.definition.name }),
                }],
                fixes: () => (layer.location.uri === analysis.uri ? removeStep(analysis.file, layer.node) : [])
                    .map((edits) => ({
                        title: text("Remove `{layer}`", { layer: layer.definition.name }), edits, preferred: true,
                    })),
            };
        }
    },
});

interface RepeatedNormalization {
    readonly layer: string;
    readonly before: string;
}

function normalizationBefore({ definition, faulty, inputs: [value] }: Layer): Layer | undefined {
    const before = value?.producer;
    return definition.traits.normalization && !faulty && before?.kind === "layer" &&
        before.definition.traits.normalization
        ? before
        : undefined;
}
