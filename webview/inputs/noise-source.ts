import { fillWeights } from "../../server/emit/weights.ts";
import type { InferenceInput } from "../../server/protocol.ts";
import { element } from "../ui/elements.ts";
import { iconButton } from "../ui/icon-button.ts";
import type { InputSource } from "./source.ts";

/** Random numbers by a seed, for any input. */
export function createNoiseSource(changed: () => void): InputSource {
    const field = element("input", "input-seed");
    field.type = "number";
    field.min = "0";
    field.step = "1";
    field.value = "0";
    const change = (seed: number): void => {
        field.value = String(seed);
        changed();
    };
    const seedOf = (): number => {
        const seed = Math.floor(Number(field.value));
        return Number.isSafeInteger(seed) && seed >= 0 ? seed % 2 ** 32 : 0;
    };
    field.addEventListener("input", changed);
    const controls = element(
        "div", "input-noise",
        element("label", "", "Seed ", field),
        iconButton("minus", "Previous seed", () => change(Math.max(0, seedOf() - 1))),
        iconButton("plus", "Next seed", () => change(seedOf() + 1)),
    );
    return {
        kind: "noise",
        label: "Noise",
        element: controls,
        suits: () => true,
        prepare: (input, modelSeed) => {
            const seed = seedOf();
            return Promise.resolve({
                name: `Noise of seed ${seed}`,
                tensor: { name: input.name, dims: input.dims, values: randomInput(input, modelSeed + seed) },
            });
        },
    };
}

/** Uniform in ±1, the same for the same seed and name. */
export function randomInput({ name, dims }: InferenceInput, seed: number): Float32Array<ArrayBuffer> {
    const count = dims.reduce((product, size) => product * size, 1);
    const values = new Float32Array(count);
    const fill = { kind: "uniform", limit: 1 } as const;
    fillWeights({ name: `input/${name}`, dims, offset: 0, count, fill }, seed, values);
    return values;
}
