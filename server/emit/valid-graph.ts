import type { Inference, LayerCall } from "../layers/definition.ts";
import type { Layer, ModelGraph } from "../graph/graph.ts";
import type { Location } from "../names/location.ts";
import { sampleShape } from "../sizes/shape.ts";

/** Why a model cannot be exported, as text for users. */
export interface Refusal {
    readonly refused: string;
    readonly location?: Location;
}

/** A layer without errors. */
export interface ValidLayer {
    readonly layer: Layer;
    readonly call: LayerCall;
    readonly inference: Inference;
}

/** The graph's layers if all are valid, or the reason why they are not. */
export function validLayers(graph: ModelGraph): { readonly layers: readonly ValidLayer[] } | Refusal {
    if (graph.outputs.length === 0) {
        return { refused: `The model ${graph.name} has no output.`, location: graph.location };
    }
    const layers: ValidLayer[] = [];
    for (const layer of graph.layers) {
        const { call, inference, location, path } = layer;
        if (layer.faulty) {
            return { refused: `${path} (${layer.definition.name}) has an error. Fix it first.`, location };
        }
        const known = [...layer.inputs, ...layer.outputs].every(({ shape }) => sampleShape(shape) !== undefined);
        if (call === undefined || inference === undefined || !known) {
            return { refused: `The shape of ${path} is unknown. Fix the errors before it first.`, location };
        }
        layers.push({ layer, call, inference });
    }
    for (const { name, value, location } of [...graph.inputs, ...graph.outputs]) {
        if (sampleShape(value.shape) === undefined) {
            return { refused: `The shape of ${name} is unknown. Fix the errors before it first.`, location };
        }
    }
    return { layers };
}
