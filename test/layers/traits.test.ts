import { describe, expect, it } from "vitest";
import { layers } from "../../server/layers/catalogue.ts";
import { probeLayer } from "../support/layer-probe.ts";
import { observeTraits, probedValues, type ObservedTraits } from "../support/observed-traits.ts";
import { numericRows } from "./numeric-rows/rows.ts";

/** The traits of every call in the layer's numeric rows. */
async function observedCalls(name: string): Promise<readonly ObservedTraits[]> {
    const calls: ObservedTraits[] = [];
    for (const { layer, inputs, lines, operands } of numericRows) {
        if (layer === name && operands !== undefined) {
            const probe = await probeLayer(inputs, lines, operands);
            try {
                calls.push(await observeTraits(probe));
            } finally {
                await probe.close();
            }
        }
    }
    return calls;
}

/** The axis that every call with a bias agrees on. */
function biasAxisOf(calls: readonly ObservedTraits[]): string | undefined {
    const axes = calls.map(({ biasAxes }) => biasAxes).filter((one) => one !== undefined);
    return axes[0]?.find((axis) => axes.every((others) => others.includes(axis)));
}

describe.each([...layers.values()])("$name", ({ name, traits, operands }) => {
    it("has the traits that its calls show in ONNX Runtime", async () => {
        const calls = await observedCalls(name);
        expect(calls).not.toEqual([]);
        const always = (trait: "elementwise" | "cancelsBias" | "keepsChannels" | "setsChannels" | "keepsShape"): boolean =>
            calls.every((call) => call[trait]);
        // A trait applies to every call, and its absence shows in at least one.
        expect({
            elementwise: always("elementwise"),
            cancelsBias: always("cancelsBias"),
            mixesChannels: calls.some((call) => call.mixesChannels),
            resamples: calls.some((call) => call.resamples),
            biasAxis: biasAxisOf(calls),
            channels: always("setsChannels") ? "set" : always("keepsChannels") && operands.from === "line" ? "kept" : "derived",
            merges: [...new Set(calls.map(({ merges }) => merges).filter((join) => join !== undefined))],
        }).toEqual({
            elementwise: traits.elementwise,
            cancelsBias: traits.cancelsBias,
            mixesChannels: traits.mixesChannels,
            resamples: traits.resamples,
            biasAxis: traits.biasAxis,
            channels: traits.channels,
            merges: traits.merges === undefined ? [] : [traits.merges],
        });
        if (traits.activation || traits.normalization) {
            expect(always("keepsShape"), "it keeps the shape").toBe(true);
        }
        if (traits.activation) {
            expect(calls.some(({ proportional }) => !proportional), "it is not linear").toBe(true);
        }
        if (traits.range !== undefined) {
            const [least, most] = traits.range;
            expect(Math.min(...calls.map(({ range }) => range[0])), "it reaches its least value").toBeCloseTo(least, 5);
            expect(calls.every(({ range }) => range[0] >= least && range[1] <= most), "it stays in its range").toBe(true);
        }
        if (traits.keeps !== undefined) {
            const [least, most] = traits.keeps;
            const inside = probedValues.filter((value) => least <= value && value <= most);
            for (const { kept } of calls) {
                expect(kept, "it keeps these values").toEqual(expect.arrayContaining(inside));
            }
        }
        if (traits.normalization) {
            expect(calls.some(({ dampsScale }) => dampsScale), "it takes the scale out of its input").toBe(true);
        }
        if (traits.pools) {
            expect(calls.every(({ staysInRange }) => staysInRange), "it stays in its channels' range").toBe(true);
        }
    });
});
