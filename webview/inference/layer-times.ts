import type { InferenceLayer } from "../../server/protocol.ts";
import { text } from "../../server/text.ts";
import { Refusal } from "./failures.ts";
import type { LayersRequest } from "./layer-results.ts";
import type { LoadListener } from "./loading.ts";
import type { LayerTimes } from "./messages.ts";
import { prefixTimes } from "./prefix-times.ts";
import { readProfile, type Profile, type ProfiledRun } from "./profile.ts";
import { openSession } from "./session.ts";

/**
 * Runs are measured until they take this together, in milliseconds, or are this many, but some in any case; the first
 * is a warm-up.
 */
const longestMeasurement = 1500;
const leastRuns = 3;
const mostRuns = 100;

/**
 * Measures the layers with ONNX Runtime's profile of some runs. On WebGPU, that has the GPU's own times, unless the GPU
 * has no timestamps, because of its driver or the browser's settings: then prefixes of the network are run.
 */
export async function measureLayers(
    { network, inputs, device }: LayersRequest, listener: LoadListener, isStopped: () => Promise<boolean>,
): Promise<LayerTimes> {
    const throwIfStopped = async (): Promise<void> => {
        if (await isStopped()) {
            throw new Refusal(text("The measurement was stopped."));
        }
    };
    const session = await openSession(network, {
        device,
        onnx: network.model.onnx,
        keepResults: true,
        profile: true,
        onProgress: (progress) => listener.progress(progress),
        onDeviceLost: (message) => listener.deviceLost(message),
    });
    let profile: Profile;
    try {
        const start = performance.now();
        const needsMore = (runs: number): boolean =>
            runs <= leastRuns || (runs <= mostRuns && performance.now() - start < longestMeasurement);
        for (let runs = 0; needsMore(runs); runs++) {
            await throwIfStopped();
            const passed = Math.min(1, (performance.now() - start) / longestMeasurement);
            listener.progress({ phase: "measuring", fraction: Math.max(runs / (mostRuns + 1), passed) });
            const results = await session.run(inputs);
            results.forEach((result) => result.dispose());
            await session.settle();
        }
        profile = readProfile(session.endProfile());
    } finally {
        await session.close();
    }
    const [, ...warm] = device === "webgpu" ? profile.gpuRuns : profile.runs;
    return warm.some(({ nodes }) => nodes.length > 0)
        ? { device, method: "profile", ...timesOf(network.model.layers, warm) }
        : { device, method: "prefixes", ...await prefixTimes({ network, inputs, device }, listener, throwIfStopped) };
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
            const [path = name] = name.split("/", 1);
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
