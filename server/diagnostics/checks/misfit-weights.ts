import type { ModelGraph } from "../../graph/graph.ts";
import { matchWeights, type TensorPair } from "../../graph/weights-match.ts";
import { isWeightType } from "../../weights/tensor-numbers.ts";
import { defineCheck, type RelatedInformation } from "../check.ts";
import { isSettled } from "../settled.ts";
import { text, type Text } from "../../text.ts";
import { weightsPlace } from "../weights-place.ts";

/** Tensors of a `@weights` file whose shape differs in the model, or whose numbers cannot be weights. */
export const misfitWeights = defineCheck({
    code: "misfit-weights",
    severity: "warning",
    message: ({ path, model, pairs: [first, ...others] }: MisfitWeights) => first !== undefined && others.length === 0
        ? wordMisfit(first)
        : text("{count} tensors in \"{path}\" do not fit `{model}`", { path, model, count: others.length + 1 }),
    help: () => text("give the layers the arguments they were trained with, or train the model as it is now"),
    notes: () => [text("random numbers are used instead")],
    *inModel(graph, analysis) {
        const match = matchWeights(graph);
        if (match === undefined || match.misfits.length === 0 || !isSettled(analysis)) {
            return;
        }
        yield {
            location: weightsPlace(graph), scope: undefined,
            facts: { path: match.file.path, model: graph.name, pairs: match.misfits },
            related: match.misfits.flatMap((pair) => layerPlace(pair, graph)),
        };
    },
});

interface MisfitWeights {
    readonly path: string;
    readonly model: string;
    readonly pairs: readonly TensorPair[];
}

function wordMisfit({ parameter: { name, tensor }, stored: { type, shape } }: TensorPair): Text {
    return isWeightType(type)
        ? text("`{name}` has shape {expected} here and {actual} in the file", {
            name, expected: listed(tensor.shape ?? []), actual: listed(shape),
        })
        : text("`{name}` has numbers of type {type} in the file, which cannot be weights", { name, type });
}

function listed(shape: readonly number[]): string {
    return `[${shape.join(", ")}]`;
}

/** The layer with the tensor, if it is in the model's own file. */
function layerPlace(pair: TensorPair, graph: ModelGraph): readonly RelatedInformation[] {
    const [layer] = pair.parameter.layers;
    return layer === undefined || layer.location.uri !== graph.uri
        ? []
        : [{ ...layer.location, message: wordMisfit(pair) }];
}
