import { InferenceSession, Tensor } from "onnxruntime-node";
import type { ModelGraph, Value } from "../../server/graph/graph.ts";
import { sampleShape } from "../../server/sizes/shape.ts";
import { sessionOptions } from "./ort.ts";
import { SizelessCall } from "./sizeless-call.ts";
import { sizelessForms } from "./sizeless-forms.ts";
import { SizelessGraph } from "./sizeless-graph.ts";

/** A network that ONNX Runtime takes or refuses at any size. */
export interface SizelessNetwork {
    /** Whether it runs on inputs of these shapes, by name, which leave the batch out. */
    accepts(shapes: ReadonlyMap<string, readonly number[]>): Promise<boolean>;
    release(): Promise<void>;
}

/**
 * Opens a network in ONNX Runtime. Unlike the exported ONNX, the graph contains nothing that was computed for one size:
 * sizes follow from the input alone, by ONNX's own rules, so its acceptance is independent of the rule for inputs.
 * Weights are zeros; a value without elements counts as rejected.
 */
export async function openSizeless(graph: ModelGraph): Promise<SizelessNetwork> {
    const onnx = new SizelessGraph();
    const names = new Map<Value, string>(graph.inputs.map(({ name, value }) => [value, name]));
    const results: string[] = [];
    for (const layer of graph.layers) {
        const { name } = layer.definition;
        const form = sizelessForms.get(name);
        if (form === undefined) {
            throw new Error(`There is no sizeless form of ${name}.`);
        }
        const made = form(onnx, new SizelessCall(layer, names));
        layer.outputs.forEach((value, index) => names.set(value, made[index] ?? ""));
        results.push(...made);
    }
    // No size is declared, so that nothing is inferred before it runs: for poolings that round up, ONNX Runtime's
    // inferred size differs from the computed one.
    const inputs = graph.inputs.map(({ name, value: { shape } }) => ({
        name, dims: [1, ...(shape ?? []).map((_, axis) => `${name}_${axis}`)],
    }));
    const session = await InferenceSession.create(onnx.bytes(inputs, results), {
        ...sessionOptions, logSeverityLevel: 4,
    });
    const demands = new Set(onnx.demands);
    return {
        accepts: async (shapes) => {
            const feeds = Object.fromEntries([...shapes].map(([name, shape]) => {
                const dims = [1, ...shape];
                return [name, new Tensor("float32", new Float32Array(dims.reduce((a, b) => a * b, 1)), dims)];
            }));
            try {
                return Object.entries(await session.run(feeds)).every(([name, { data, dims }]) =>
                    (demands.has(name) ? (data as Uint8Array).every((truth) => truth === 1) : !dims.includes(0)));
            } catch {
                return false;
            }
        },
        release: () => session.release(),
    };
}

/** The sizes of one name, among `sizes`, at which ONNX Runtime accepts the network; others have their defaults. */
export async function takenSizes(
    graph: ModelGraph, name: string, sizes: readonly number[],
): Promise<ReadonlySet<number>> {
    const network = await openSizeless(graph);
    try {
        const taken = new Set<number>();
        for (const size of sizes) {
            if (await network.accepts(inputShapes(graph, new Map([[name, size]])))) {
                taken.add(size);
            }
        }
        return taken;
    } finally {
        await network.release();
    }
}

/** The shapes of a model's inputs with these dynamic sizes; others have their defaults. */
export function inputShapes(
    graph: ModelGraph, sizes: ReadonlyMap<string, number>,
): ReadonlyMap<string, readonly number[]> {
    return new Map(graph.inputs.map(({ name, value, dynamicSizes }) => [
        name,
        (sampleShape(value.shape) ?? []).map((size, axis) =>
            sizes.get(dynamicSizes.find((free) => free.axis === axis)?.name ?? "") ?? size),
    ]));
}
