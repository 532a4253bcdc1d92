import type { Layer } from "../../graph/graph.ts";
import type { ValueRange } from "../../layers/traits.ts";
import { defineCheck } from "../check.ts";
import { findConsecutive, removeLayer } from "../consecutive-layers.ts";
import { text } from "../../text.ts";

/**
 * An activation of an activation's result that has no effect or cannot serve its purpose: `relu` of nonnegative values,
 * a probability of nonnegative values, softmax of probabilities, or the same activation twice. Others are not reported:
 * `tanh` of `softplus` is part of Mish.
 */
export const repeatedActivation = defineCheck({
    code: "repeated-activation",
    severity: "warning",
    inEveryUse: true,
    message: ({ fault, layer, before }: RepeatedActivation) => {
        switch (fault) {
            case "no-effect":
                return text("`{layer}` has no effect on the result of `{before}`", { layer, before });
            case "half-range":
                return text("`{layer}` never falls below 0.5, because `{before}` gives no negative values", { layer, before });
            case "clipped-scores":
                return text("`{layer}` cannot tell apart the scores that `{before}` has made 0", { layer, before });
            case "probabilities":
                return text("`{layer}` flattens values that `{before}` already limits to between 0 and 1", { layer, before });
            case "twice":
                return text("`{layer}` is applied twice in a row", { layer });
        }
    },
    help: ({ fault, layer, before }) => text("remove `{layer}`", { layer: removesFirst(fault) ? before : layer }),
    inFile: findConsecutive((layer) => {
        const before = activationBefore(layer);
        const fault = before && faultOf(layer, before);
        return before && fault && {
            before,
            facts: { fault, layer: layer.definition.name, before: before.definition.name },
            place: text("`{before}` is applied here", { before: before.definition.name }),
            fixes: (source) => removeLayer(removesFirst(fault) ? before : layer, source),
        };
    }),
});

interface RepeatedActivation {
    readonly fault: "no-effect" | "half-range" | "clipped-scores" | "probabilities" | "twice";
    readonly layer: string;
    readonly before: string;
}

/** Whether the first of the two activations is the superfluous one. */
function removesFirst(fault: RepeatedActivation["fault"]): boolean {
    return fault === "half-range" || fault === "clipped-scores";
}

function activationBefore(layer: Layer): Layer | undefined {
    const before = layer.inputs[0]?.producer;
    return layer.definition.traits.activation && !layer.faulty && before?.kind === "layer" &&
        before.definition.traits.activation
        ? before
        : undefined;
}

function faultOf(layer: Layer, before: Layer): RepeatedActivation["fault"] | undefined {
    const [{ traits }, { traits: traitsBefore }] = [layer.definition, before.definition];
    const rangeBefore = traitsBefore.range;
    if (rangeBefore !== undefined && traits.keeps !== undefined && contains(traits.keeps, rangeBefore)) {
        return "no-effect";
    }
    const axesDiffer = layer.call?.arguments.get("axis") !== before.call?.arguments.get("axis");
    if (!traitsBefore.elementwise && !traits.elementwise && axesDiffer) {
        return undefined;
    }
    if (rangeBefore !== undefined && rangeBefore[0] >= 0 && traits.range !== undefined &&
        contains(probability, traits.range)) {
        return traits.elementwise ? "half-range" : contains(probability, rangeBefore) ? "probabilities" : "clipped-scores";
    }
    return layer.definition === before.definition ? "twice" : undefined;
}

const probability: ValueRange = [0, 1];

function contains(outer: ValueRange, inner: ValueRange): boolean {
    return outer[0] <= inner[0] && inner[1] <= outer[1];
}
