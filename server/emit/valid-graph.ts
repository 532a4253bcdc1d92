import type { Inference, LayerCall } from "../layers/definition.ts";
import type { Layer, ModelGraph } from "../graph/graph.ts";
import type { Location } from "../names/location.ts";
import { sampleShape } from "../sizes/shape.ts";
import { text, type Text } from "../text.ts";

/** Why a model cannot be exported, as text for users. */
export interface Refusal {
    readonly refused: Text;
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
        return { refused: text("The model {name} has no output.", { name: graph.name }), location: graph.location };
    }
    const layers: ValidLayer[] = [];
    for (const layer of graph.layers) {
        const { call, inference, location, path } = layer;
        if (layer.faulty) {
            return {
                refused: text("{path} ({layer}) has an error. Fix it first.", { path, layer: layer.definition.name }), location,
            };
        }
        const known = [...layer.inputs, ...layer.outputs].every(({ shape }) => sampleShape(shape) !== undefined);
        if (call === undefined || inference === undefined || !known) {
            return { refused: unknownShape(path), location };
        }
        layers.push({ layer, call, inference });
    }
    for (const { name, value, location } of [...graph.inputs, ...graph.outputs]) {
        if (sampleShape(value.shape) === undefined) {
            return { refused: unknownShape(name), location };
        }
    }
    return { layers };
}

function unknownShape(name: string): Text {
    return text("The shape of {name} is unknown. Fix the errors before it first.", { name });
}
