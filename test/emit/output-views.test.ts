import { describe, expect, test } from "vitest";
import { imageAreaOf } from "../../server/emit/output-views.ts";
import type { ModelGraph } from "../../server/graph/graph.ts";
import type { ImageArea } from "../../server/protocol.ts";
import { exampleModel } from "../support/examples.ts";
import { analyzeText } from "../support/memory-host.ts";

function areaIn(graph: ModelGraph | undefined): ImageArea | undefined {
    const output = graph?.outputs[0];
    if (graph === undefined || output === undefined) {
        throw new Error("There is no output.");
    }
    return imageAreaOf(output, graph);
}

/** The area of the last line's map on an image of 40 × 60. */
const areaOf = (...lines: readonly string[]): ImageArea | undefined => areaIn(analyzeText(
    `model M {\ninput image: [3, 40, 60]\n${lines.slice(0, -1).join("\n")}\noutput y = ${lines.at(-1) ?? ""}\n}`,
).models[0]);

describe("the area of an output on the image", () => {
    test("is the tile's centre in U-Net, as in figure 2 of its paper", () => {
        // 388 × 388 of 572 × 572 pixels, with a border of (572 − 388) / 2.
        expect(areaIn(exampleModel("UNet"))).toEqual({ left: 92, top: 92, width: 388, height: 388 });
    });

    const cases: readonly [title: string, lines: readonly string[], area: ImageArea | undefined][] = [
        ["a convolution that keeps the size", ["conv(4, 3, padding=1)"], undefined],
        ["a border of 4 pixels", ["conv(4, 9)"], { left: 4, top: 4, width: 52, height: 32 }],
        ["a border of the height alone", ["conv(4, [9, 1])"], { left: 0, top: 4, width: 60, height: 32 }],
        ["two borders", ["conv(4, 5)", "conv(4, 5)"], { left: 4, top: 4, width: 52, height: 32 }],
        ["a border at half resolution", ["max_pool(2)", "conv(4, 5)"], { left: 4, top: 4, width: 52, height: 32 }],
        ["half resolution", ["conv(4, 2, stride=2)"], undefined],
        ["a crop", ["crop(size=[20, 40])"], { left: 10, top: 10, width: 40, height: 20 }],
        ["global pooling", ["global_avg_pool()"], undefined],
    ];
    test.each(cases)("%s", (_, lines, area) => expect(areaOf(...lines)).toEqual(area));
});
