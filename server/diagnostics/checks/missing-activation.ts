import { consumersOf } from "../../graph/consumers.ts";
import type { Layer, ModelGraph } from "../../graph/graph.ts";
import { defineCheck } from "../check.ts";
import { findConsecutive } from "../consecutive-layers.ts";
import { insertStepBefore } from "../edits.ts";
import { text } from "../../text.ts";

/**
 * A convolution or linear layer directly after another: without a nonlinearity both are one linear map. Such pairs are
 * published where they save something, and these are not reported:
 * - depthwise, grouped and transposed convolutions (separable convolutions, FCN's learned upsampling);
 * - kernels that span different axes, as 1×7 and 7×1 do;
 * - a bottleneck: fewer channels in between than on either side make a low-rank map (MobileNetV2, SVD, embeddings);
 * - a pointwise convolution beside a larger one, if one layer for both would have more weights (RDN's fusion);
 * - a result that something else reads too (FPN's lateral convolutions), which one layer could not give.
 */
export const missingActivation = defineCheck({
    code: "missing-activation",
    severity: "warning",
    inEveryUse: true,
    message: ({ layer, before }: MissingActivation) =>
        text("`{layer}` directly follows `{before}`: without an activation both are one linear layer", { layer, before }),
    help: () => text("insert an activation between them, such as `relu()`"),
    inFile: findConsecutive((layer, graph) => {
        const before = mergeableWith(layer, graph);
        return before && {
            before,
            facts: { layer: layer.definition.name, before: before.definition.name },
            place: text("`{before}` computes the input here", { before: before.definition.name }),
            fixes: ({ uri, file }) => (layer.location.uri === uri
                ? [{
                    title: text("Insert `relu()`"), edits: insertStepBefore(file, layer.node, "relu()"),
                    preferred: true,
                }]
                : []),
        };
    }),
});

interface MissingActivation {
    readonly layer: string;
    readonly before: string;
}

/** The layer directly before one with which it could be merged into one layer, at no greater cost. */
function mergeableWith(layer: Layer, graph: ModelGraph): Layer | undefined {
    const [value] = layer.inputs;
    const before = value?.producer;
    if (value === undefined || before?.kind !== "layer" || before.definition.traits.channels !== "set" ||
        layer.definition.traits.channels !== "set") {
        return undefined;
    }
    const [map, mapBefore] = [linearMapOf(layer), linearMapOf(before)];
    if (map === undefined || mapBefore === undefined) {
        return undefined;
    }
    const consumers = consumersOf(graph);
    const isReadElsewhere = consumers.isOutput(value) || consumers.of(value).length > 1;
    return isReadElsewhere || !isMergeable(mapBefore, map) ? undefined : before;
}

/** A layer whose outputs are weighted sums of all channels in a window. */
interface LinearMap {
    readonly inputs: number;
    readonly outputs: number;
    /** Along each spatial axis; empty for a linear layer. */
    readonly extents: readonly number[];
    readonly strides: readonly number[];
    readonly weights: number;
}

function linearMapOf(layer: Layer): LinearMap | undefined {
    const { definition: { traits }, inference, faulty } = layer;
    const weight = inference?.parameters.find(({ initialization }) => initialization.kind === "random")?.shape;
    if (faulty || inference === undefined || weight === undefined) {
        return undefined;
    }
    const axis = traits.biasAxis === "last" ? -1 : 0;
    const [inputs, outputs] = [layer.inputs[0], layer.outputs[0]].map((one) => one?.shape?.at(axis)?.sample);
    const [first, second, ...kernel] = weight;
    const { windows } = inference;
    // A transposed convolution's weight starts with its inputs, a grouped convolution's contains a part of them.
    return inputs === undefined || outputs === undefined || first !== outputs || second !== inputs ||
        kernel.length !== windows.length || isTransposed(layer)
        ? undefined
        : {
            inputs, outputs, extents: windows.map(({ extent }) => extent), strides: windows.map(({ stride }) => stride),
            weights: weight.reduce((product, size) => product * size, 1),
        };
}

/** Whether a layer is a transposed convolution. */
function isTransposed({ inference }: Layer): boolean {
    return (inference?.reach?.[0]?.[0] ?? []).some((reach) => typeof reach === "object" && reach.over > 1);
}

function isMergeable(first: LinearMap, second: LinearMap): boolean {
    if (first.outputs < Math.min(first.inputs, second.outputs) || first.extents.length !== second.extents.length) {
        return false;
    }
    const spans = (map: LinearMap): readonly boolean[] => map.extents.map((extent) => extent > 1);
    const [spansFirst, spansSecond] = [spans(first), spans(second)];
    const isSquare = [spansFirst, spansSecond].every((axes) => axes.every((spanned) => spanned === axes[0]));
    const merged = first.inputs * second.outputs * first.extents.reduce((product, extent, axis) =>
        product * (extent + ((second.extents[axis] ?? 1) - 1) * (first.strides[axis] ?? 1)), 1);
    const bothSpan = spansFirst[0] === true && spansSecond[0] === true;
    return isSquare && (bothSpan || merged <= first.weights + second.weights);
}
