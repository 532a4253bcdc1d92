import { fillWeights } from "../../server/emit/weights.ts";
import type { InferenceInput } from "../../server/protocol.ts";

/** The distribution of an input's random numbers. */
export type Distribution = "uniform" | "normal";

/** Uniform in ±1, or normal with a deviation of 1; the same for the same seed and name. */
export function randomInput(
    { name, dims }: Pick<InferenceInput, "name" | "dims">, seed: number, distribution: Distribution,
): Float32Array<ArrayBuffer> {
    const count = dims.reduce((product, size) => product * size, 1);
    const values = uniform(`input/${name}`, count, seed);
    if (distribution === "uniform") {
        return values;
    }
    // Box and Muller's transform of two uniform numbers.
    const angles = uniform(`input/${name}/angle`, count, seed);
    return values.map((value, index) => {
        const radius = Math.sqrt(-2 * Math.log(Math.max(Math.abs(value), 1e-7)));
        return radius * Math.cos(Math.PI * (angles[index] ?? 0));
    });
}

function uniform(name: string, count: number, seed: number): Float32Array<ArrayBuffer> {
    const values = new Float32Array(count);
    fillWeights({ name, dims: [count], offset: 0, count, fill: { kind: "uniform", limit: 1 } }, seed, values);
    return values;
}

/**
 * A point on the way between two normal noises. It keeps their length, unlike a straight line, whose middle a generator
 * was not trained on.
 */
export function mixNoise(
    from: Float32Array<ArrayBuffer>, to: Float32Array<ArrayBuffer>, share: number,
): Float32Array<ArrayBuffer> {
    const angle = share * Math.PI / 2;
    return from.map((value, index) => Math.cos(angle) * value + Math.sin(angle) * (to[index] ?? 0));
}
