import { shrunkMap } from "../inspect/map-picture.ts";
import { gridOf, squareGrid } from "../inspect/picture-grid.ts";
import { channelFigures, channelsOf, channelValues, sortChannels } from "../inspect/statistics.ts";
import type { MapTensor } from "../inspect/tensor.ts";
import { groupTensors } from "./layer-check.ts";
import type { LayerResults, LayersRequest } from "./layer-results.ts";
import type { LoadListener } from "./loading.ts";
import type { LayerMaps, NamedTensor } from "./messages.ts";

/** The maximum bytes of layers' results that are held at the same time. */
const largestHeld = 128e6;
/** The longest side of a map in numbers. */
const longestSide = 56;

/** Computes the strongest channels of layers, `most` of each, by the names of their ONNX values. */
export async function computeMaps(
    results: LayerResults, request: LayersRequest, tensors: readonly string[], most: number, listener: LoadListener,
): Promise<readonly LayerMaps[]> {
    const layers = request.network.model.layers.filter(({ tensor }) => tensors.includes(tensor));
    const maps: LayerMaps[] = [];
    for (const group of groupTensors(layers, largestHeld)) {
        const fetched = await results.fetch(request, group, listener);
        maps.push(...fetched.map((result) => strongestMaps(result, most)));
    }
    return maps;
}

/** The strongest channels of a result, which has a batch, as small maps. */
export function strongestMaps({ name, dims, values }: NamedTensor, most: number): LayerMaps {
    const tensor: MapTensor = { dims: dims.slice(1), values };
    const grid = tensor.dims.length > 1 ? gridOf(tensor.dims) : squareGrid(values.length);
    const strongest = sortChannels(channelFigures(tensor), "energy").slice(0, most);
    return {
        tensor: name,
        channels: channelsOf(tensor),
        maps: strongest.map(({ channel }) => ({
            channel, ...shrunkMap(channelValues(tensor, channel), grid, longestSide),
        })),
    };
}
