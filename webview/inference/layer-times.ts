import type { InferenceLayer } from "../../server/protocol.ts";
import { text } from "../../server/text.ts";
import { Refusal } from "./failures.ts";
import type { LoadListener } from "./loading.ts";
import type { DeviceName, InputTensor, LayerTimes } from "./messages.ts";
import type { Network } from "./network.ts";
import { readProfile, type ProfiledRun } from "./profile.ts";
import { openSession } from "./session.ts";

/**
 * Runs are measured until they take this together, in milliseconds, or are this many, but some in any case; the first
 * is a warm-up.
 */
const longestMeasurement = 1500;
const leastRuns = 3;
const mostRuns = 100;

export interface MeasureRequest {
    readonly network: Network;
    readonly inputs: readonly InputTensor[];
    /** The device of the run. */
    readonly device: DeviceName;
}

/**
 * Measures the layers with ONNX Runtime's profile of some runs on WebAssembly, whichever the run's device: on WebGPU
 * work is queued, and finishes later.
 */
export async function measureLayers(
    { network, inputs, device }: MeasureRequest, listener: LoadListener, isStopped: () => Promise<boolean>,
): Promise<LayerTimes> {
    const session = await openSession(network, {
        device: "wasm",
        onnx: network.model.onnx,
        keepResults: false,
        profile: true,
        onProgress: (progress) => listener.progress(progress),
        onDeviceLost: (message) => listener.deviceLost(message),
    });
    try {
        const start = performance.now();
        const needsMore = (runs: number): boolean =>
            runs <= leastRuns || (runs <= mostRuns && performance.now() - start < longestMeasurement);
        for (let runs = 0; needsMore(runs); runs++) {
            if (await isStopped()) {
                throw new Refusal(text("The measurement was stopped."));
            }
            const passed = Math.min(1, (performance.now() - start) / longestMeasurement);
            listener.progress({ phase: "measuring", fraction: Math.max(runs / (mostRuns + 1), passed) });
            const results = await session.run(inputs);
            results.forEach((result) => result.dispose());
        }
        const [, ...warm] = readProfile(session.endProfile());
        return { device: "wasm", ranOn: device, ...timesOf(network.model.layers, warm) };
    } finally {
        await session.close();
    }
}

/**
 * The mean time of each layer, by its node in the preview: a page's clock ticks every 0.1 ms, which only a mean can see
 * behind. A layer that ONNX Runtime computes together with the layer
 * before it, such as a normalization after a convolution, has that layer's node instead of a time.
 */
export function timesOf(
    layers: readonly InferenceLayer[], runs: readonly ProfiledRun[],
): Pick<LayerTimes, "runs" | "total" | "layers"> {
    const ofRuns = runs.map(({ nodes }) => {
        const times = new Map<string, number>();
        for (const { name, milliseconds } of nodes) {
            // The nodes of a layer are named by its path: `gelu`, `gelu/node_1`.
            const path = name.split("/", 1)[0] ?? name;
            times.set(path, (times.get(path) ?? 0) + milliseconds);
        }
        return times;
    });
    const producers = new Map(layers.map((layer) => [layer.tensor, layer]));
    const isTimed = ({ path }: InferenceLayer): boolean => ofRuns.some((times) => times.has(path));
    const timedBefore = (layer: InferenceLayer): InferenceLayer | undefined => {
        let one: InferenceLayer | undefined = layer;
        while (one !== undefined && !isTimed(one)) {
            one = producers.get(one.inputs[0]?.tensor ?? "");
        }
        return one;
    };
    return {
        runs: runs.length,
        total: meanOf(runs.map(({ milliseconds }) => milliseconds)),
        layers: layers.map((layer) => {
            const { node, path } = layer;
            if (isTimed(layer)) {
                return { node, milliseconds: meanOf(ofRuns.map((times) => times.get(path) ?? 0)) };
            }
            const within = timedBefore(layer);
            return { node, milliseconds: 0, ...(within === undefined ? {} : { within: within.node }) };
        }),
    };
}

function meanOf(values: readonly number[]): number {
    return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
