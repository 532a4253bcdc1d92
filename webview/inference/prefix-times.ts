import { onnxPrefixes } from "../../server/emit/onnx-prefix.ts";
import type { InferenceLayer } from "../../server/protocol.ts";
import type { LayersRequest } from "./layer-results.ts";
import type { LoadListener } from "./loading.ts";
import type { LayerTimes } from "./messages.ts";
import { median } from "./median.ts";
import { decodeBase64, makeWeights, openSession } from "./session.ts";

/** The maximum number of prefixes, each of which is loaded: in longer networks, neighbours are measured together. */
const mostPrefixes = 64;
/** A prefix runs until its runs take this together, in milliseconds, or are this many, but some in any case. */
const longestPrefix = 60;
const leastRuns = 3;
const mostRuns = 20;

/** Measures layers by running the network up to each: a layer takes the difference to the one before, of medians. */
export async function prefixTimes(
    { network, inputs, device }: LayersRequest, listener: LoadListener, throwIfStopped: () => Promise<void>,
): Promise<Pick<LayerTimes, "runs" | "total" | "layers">> {
    const { layers, onnx } = network.model;
    const upTo = onnxPrefixes(decodeBase64(onnx));
    const weights = makeWeights(network, () => undefined);
    const ends = prefixEnds(layers.length);
    const totals = new Map<number, number>();
    for (const [done, end] of ends.entries()) {
        await throwIfStopped();
        listener.progress({ phase: "measuring", fraction: done / ends.length });
        const prefix = upTo(layers[end]?.tensor ?? "");
        if (prefix === undefined) {
            continue;
        }
        const session = await openSession(network, {
            device, onnx: prefix, weights, keepResults: true,
            onProgress: () => undefined,
            onDeviceLost: (message) => listener.deviceLost(message),
        });
        try {
            const times: number[] = [];
            const sum = (): number => times.reduce((total, time) => total + time, 0);
            // The first run compiles.
            for (let run = 0; run <= leastRuns || (run <= mostRuns && sum() < longestPrefix); run++) {
                const start = performance.now();
                const results = await session.run(inputs);
                await session.settle();
                if (run > 0) {
                    times.push(performance.now() - start);
                }
                results.forEach((result) => result.dispose());
            }
            totals.set(end, median(times));
        } finally {
            await session.close();
        }
    }
    return { runs: ends.length, ...differences(layers, totals) };
}

/** The last layers of the prefixes, evenly spaced. */
export function prefixEnds(layers: number): readonly number[] {
    const count = Math.min(layers, mostPrefixes);
    return Array.from({ length: count }, (_, index) => Math.round(((index + 1) * layers) / count) - 1);
}

/** The layers' times, from those of prefixes by their last layers; a layer without one is within the next that has. */
export function differences(
    layers: readonly InferenceLayer[], totals: ReadonlyMap<number, number>,
): Pick<LayerTimes, "total" | "layers"> {
    let before = 0;
    const times = layers.map(({ node }, index) => {
        const total = totals.get(index);
        if (total === undefined) {
            const next = layers.find((_, other) => other > index && totals.has(other));
            return { node, milliseconds: 0, ...(next === undefined ? {} : { within: next.node }) };
        }
        // Layers that are fused with the next one may make a longer prefix faster.
        const milliseconds = Math.max(0, total - before);
        before = Math.max(before, total);
        return { node, milliseconds };
    });
    return { total: before, layers: times };
}
