import { strideOf } from "../../graph/field-window.ts";
import { findDecorator } from "../../graph/decorators.ts";
import type { GraphInput, GraphOutput, Layer, ModelGraph, Value } from "../../graph/graph.ts";
import { readInputs, receptiveFields, type AxisField, type ReceptiveFields } from "../../graph/receptive-field.ts";
import { defineCheck, type Found } from "../check.ts";
import { text } from "../../text.ts";

/**
 * An output without any path on which an object of `@smallest_object` spans a position: an object smaller than the
 * stride shares its position with its surroundings, and no later layer restores it. Hence the skips of FCN and the
 * finer maps of detectors.
 */
export const vanishingObject = defineCheck({
    code: "vanishing-object",
    severity: "warning",
    message: ({ pixels, output, layer, stride }: Vanishing) =>
        text("objects of {pixels} pixels vanish before `{output}`: `{layer}` has a stride of {stride} pixels", {
            pixels, output, layer, stride,
        }),
    help: ({ still }: Vanishing) => still === undefined
        ? text("start with a smaller stride")
        : text("give the output a branch from `{path}`, whose stride is {stride}", {
            path: still.path, stride: still.stride,
        }),
    *inGraph(graph) {
        for (const input of graph.inputs) {
            const pixels = findDecorator(input.decorators, "smallest_object")?.named.get("pixels");
            if (typeof pixels === "number") {
                yield* vanishingIn(graph, input, pixels);
            }
        }
    },
});

interface Vanishing {
    readonly pixels: number;
    readonly output: string;
    readonly layer: string;
    readonly stride: number;
    /** The last feature map with a stride that the object spans, if it is not the input itself. */
    readonly still: { readonly path: string; readonly stride: number } | undefined;
}

/** Of all paths from the input to a value, the one with the smallest coarsest stride. */
interface FinestPath {
    readonly coarsest: number;
    /** The last layer on it that keeps the object, and the last that does not. */
    readonly still: Layer | undefined;
    readonly last: Layer | undefined;
}

function* vanishingIn(graph: ModelGraph, input: GraphInput, pixels: number): Iterable<Found<Vanishing>> {
    const fields = receptiveFields(graph, input);
    const paths = finestPaths(graph, input, fields, pixels);
    const reported = new Set<Layer>();
    for (const output of graph.outputs) {
        const path = paths.get(output.value);
        const layer = path?.last;
        if (path !== undefined && layer !== undefined && !reported.has(layer)) {
            reported.add(layer);
            yield vanished(output, layer, path.still, fields, pixels);
        }
    }
}

function vanished(
    output: GraphOutput, layer: Layer, still: Layer | undefined, fields: ReceptiveFields, pixels: number,
): Found<Vanishing> {
    const stride = layerStride(layer, fields);
    const kept = still === undefined ? undefined : { path: still.path, stride: layerStride(still, fields) };
    return {
        location: layer.location,
        scope: layer.scope,
        facts: { pixels, output: output.name, layer: layer.path, stride, still: kept },
        related: still === undefined ? [] : [{
            ...still.location, message: text("`{path}` is the last layer with a stride of at most {pixels}", { path: still.path, pixels }),
        }],
    };
}

function finestPaths(
    graph: ModelGraph, input: GraphInput, fields: ReceptiveFields, pixels: number,
): ReadonlyMap<Value, FinestPath> {
    const paths = new Map<Value, FinestPath>([[input.value, { coarsest: 1, still: undefined, last: undefined }]]);
    for (const layer of graph.layers) {
        for (const output of layer.outputs) {
            const before = readInputs(layer, output.result).flatMap(({ value }) => paths.get(value) ?? []);
            const finest = before.toSorted((a, b) => a.coarsest - b.coarsest)[0];
            if (finest !== undefined) {
                paths.set(output, continued(finest, layer, strideAmong(fields.get(output)), pixels));
            }
        }
    }
    return paths;
}

function continued(path: FinestPath, layer: Layer, stride: number, pixels: number): FinestPath {
    if (stride > pixels) {
        return { ...path, coarsest: Math.max(path.coarsest, stride), last: layer };
    }
    const kept = path.last === undefined && stride > 0;
    return { ...path, coarsest: Math.max(path.coarsest, stride), still: kept ? layer : path.still };
}

function layerStride(layer: Layer, fields: ReceptiveFields): number {
    const [output] = layer.outputs;
    return strideAmong(output === undefined ? undefined : fields.get(output));
}

/** The largest of the axes' strides; 0 if there are no positions. */
function strideAmong(fields: readonly AxisField[] | undefined): number {
    return (fields ?? []).reduce((largest, { local }) => {
        const { numerator, denominator } = typeof local === "object" ? strideOf(local) : { numerator: 0, denominator: 1 };
        return Math.max(largest, numerator / denominator);
    }, 0);
}
