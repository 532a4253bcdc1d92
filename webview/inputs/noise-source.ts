import { text } from "../../server/text.ts";
import { element } from "../ui/elements.ts";
import { iconButton } from "../ui/icon-button.ts";
import { mixNoise, randomInput, type Distribution } from "./noise.ts";
import type { InputSource } from "./source.ts";

/** Random numbers by a seed, for any input; a slider moves to the next seed's. */
export function createNoiseSource(changed: () => void): InputSource {
    const field = element("input", "text-field input-seed");
    field.type = "number";
    field.min = "0";
    field.step = "1";
    field.value = "0";
    const slider = element("input", "input-mix");
    slider.type = "range";
    Object.assign(slider, { min: "0", max: "1", step: "0.01", value: "0" });
    slider.setAttribute("aria-label", text("Share of the next seed's noise"));
    const distribution = element("select", "input-distribution");
    distribution.append(new Option(text("normal"), "normal"), new Option(text("uniform in ±1"), "uniform"));
    distribution.setAttribute("aria-label", text("Distribution"));
    const seedOf = (): number => {
        const seed = Math.floor(Number(field.value));
        return Number.isSafeInteger(seed) && seed >= 0 ? seed % 2 ** 32 : 0;
    };
    const change = (by: number): void => {
        field.value = String(Math.max(0, seedOf() + by));
        slider.value = "0";
        changed();
    };
    [field, slider, distribution].forEach((control) => control.addEventListener("input", changed));
    const controls = element(
        "div", "input-noise", distribution,
        element("label", "input-mix-label", text("Towards the next seed"), slider),
    );
    return {
        kind: "noise",
        label: text("Noise"),
        element: controls,
        stepper: element(
            "div", "input-seeds",
            element("label", "", text("Seed"), " ", field),
            iconButton("minus", text("Previous seed"), () => change(-1)),
            iconButton("plus", text("Next seed"), () => change(1)),
        ),
        suits: () => true,
        prepare: (input, modelSeed) => {
            const seed = seedOf();
            const share = Number(slider.value);
            const kind: Distribution = distribution.value === "uniform" ? "uniform" : "normal";
            const first = randomInput(input, modelSeed + seed, kind);
            const values = share === 0 ? first : mixNoise(first, randomInput(input, modelSeed + seed + 1, kind), share);
            return Promise.resolve({
                name: text("Noise of seed {seed}", { seed }),
                tensor: { name: input.name, dims: input.dims, values },
            });
        },
    };
}
