import type { Layer } from "../../graph/graph.ts";
import { defineCheck } from "../check.ts";
import { findConsecutive, removeLayer } from "../consecutive-layers.ts";
import { text } from "../../text.ts";

/** A normalization of a normalization's result: the second only changes the scale of the first. */
export const repeatedNormalization = defineCheck({
    code: "repeated-normalization",
    severity: "warning",
    inEveryUse: true,
    message: ({ layer, before }: RepeatedNormalization) =>
        text("`{layer}` normalizes what `{before}` has normalized", { layer, before }),
    help: () => text("remove one of the two"),
    inFile: findConsecutive((layer) => {
        const before = normalizationBefore(layer);
        return before && {
            before,
            facts: { layer: layer.definition.name, before: before.definition.name },
            place: text("`{before}` is applied here", { before: before.definition.name }),
            fixes: (source) => removeLayer(layer, source),
        };
    }),
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
