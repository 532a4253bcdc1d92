import { describe, expect, it } from "vitest";
import { depthBands, depthSeries } from "../../../webview/figures/depth-series.ts";
import { figuresOfText } from "../../support/model-figures.ts";

const { layers } = figuresOfText(`model Net() {
    input x: [3, 8, 8]
    a = conv(4, 3)
    relu()
    flatten()
    output y = linear(10)
}
`).summary;

describe("the figures over depth", () => {
    it("have a number per layer, or none", () => {
        const series = depthSeries(layers, (path) => (path === "a" ? 1.5 : undefined));
        expect(Object.fromEntries(series.map(({ id, values }) => [id, values]))).toEqual({
            size: [6, 6, null, null], channels: [4, 4, 144, 10], parameters: [112, 0, 0, 1450],
            macs: [3888, 0, 0, 1440],
            activations: [576, 576, 576, 40], saved: [768, 576, 0, 0],
            field: [3, 3, null, 8], time: [1.5, null, null, null],
        });
    });

    it("that were not measured are left out", () => {
        expect(depthSeries(layers, () => undefined).map(({ id }) => id)).not.toContain("time");
    });
});

describe("the blocks behind the plots", () => {
    const paths = (...all: readonly string[]): readonly { readonly path: string }[] => all.map((path) => ({ path }));

    it.each([
        [["a.0", "a.1", "b.0", "b.1"], ["a 0-2", "b 2-4"]],
        [["f.a.0", "f.a.1", "f.b.0", "f.b.1", "fc"], ["f.a 0-2", "f.b 2-4"]],
        [["a", "b", "c"], []],
    ])("of %j are %j", (layerPaths, bands) => {
        expect(depthBands(paths(...layerPaths)).map(({ name, start, end }) => `${name} ${start}-${end}`)).toEqual(bands);
    });
});
