import { describe, expect, it } from "vitest";
import { layers } from "../../../server/layers/catalogue.ts";
import { numericRows } from "../../layers/numeric-rows/rows.ts";
import { fc } from "../../support/fast-check.ts";
import { differences, explainLines } from "./explained-layers.ts";

/** Layers that only move elements, and those that take more than a few numbers of each element. */
const notExplained = [
    "max_unpool", "lrn", "l2_norm", "upsample", "pixel_shuffle", "pixel_unshuffle", "channel_shuffle", "pad", "crop",
    "flatten", "reshape", "permute", "slice", "split", "concat",
];

describe("explained values are ONNX Runtime's", () => {
    const explainedLayers = new Set<string>();
    it.each(numericRows.map((row) => [`${row.lines[0] ?? ""} on ${row.inputs.join(", ")}`, row] as const))(
        "%s", async (_, { inputs, lines }) => {
            const explained = await explainLines(inputs, lines);
            explained.forEach(({ layer }) => explainedLayers.add(layer.definition.name));
            expect(explained.flatMap(differences).slice(0, 3)).toEqual([]);
        });

    it("of all layers but these", () => {
        expect([...layers.keys()].filter((name) => !explainedLayers.has(name))).toEqual(notExplained);
    });
});

describe("explained windows of random attributes are ONNX Runtime's", () => {
    const side = fc.integer({ min: 0, max: 2 });
    const perAxis = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<readonly T[]> => fc.tuple(one, one);
    const pads = perAxis(fc.tuple(side, side)).map((sides) => JSON.stringify(sides));
    const window = fc.record({
        kernel: perAxis(fc.integer({ min: 1, max: 3 })), stride: perAxis(fc.integer({ min: 1, max: 3 })),
        dilation: perAxis(fc.integer({ min: 1, max: 2 })),
    });
    const groups = fc.constantFrom(1, 2, 4);
    const calls: readonly (readonly [name: string, call: fc.Arbitrary<string>])[] = [
        ["conv", fc.tuple(window, pads, groups, fc.boolean(), fc.constantFrom("zeros", "replicate", "reflect", "circular")).map(
            ([{ kernel, stride, dilation }, padding, count, bias, mode]) => `conv(4, [${kernel.join()}], stride=[${stride.join()}], `
                + `dilation=[${dilation.join()}], padding=${padding}, groups=${count}, bias=${bias}, padding_mode="${mode}")`)],
        ["conv with same padding", fc.tuple(window, groups).map(([{ kernel, stride }, count]) =>
            `conv(4, [${kernel.join()}], stride=[${stride.join()}], padding="same", groups=${count})`)],
        ["depthwise_conv", fc.tuple(window, pads, fc.integer({ min: 1, max: 3 })).map(([{ kernel, stride, dilation }, padding, multiplier]) =>
            `depthwise_conv([${kernel.join()}], stride=[${stride.join()}], dilation=[${dilation.join()}], padding=${padding}, multiplier=${multiplier})`)],
        ["conv_transpose", fc.tuple(window, pads, groups, fc.boolean()).map(([{ kernel, stride, dilation }, padding, count, bias]) =>
            `conv_transpose(4, [${kernel.join()}], stride=[${stride.join()}], dilation=[${dilation.join()}], `
                + `padding=${padding}, groups=${count}, bias=${bias}, output_padding=[${stride.map((one) => one - 1).join()}])`)],
        ["max_pool", fc.tuple(window, fc.boolean()).map(([{ kernel, stride, dilation }, ceil]) =>
            `max_pool([${kernel.join()}], stride=[${stride.join()}], dilation=[${dilation.join()}], `
                + `padding=[${kernel.map((one) => Math.floor(one / 2)).join()}], ceil_mode=${ceil})`)],
        ["avg_pool", fc.tuple(window, fc.boolean(), fc.boolean()).map(([{ kernel, stride }, ceil, counts]) =>
            `avg_pool([${kernel.join()}], stride=[${stride.join()}], padding=[${kernel.map((one) => Math.floor(one / 2)).join()}], `
                + `ceil_mode=${ceil}, count_include_pad=${counts})`)],
        ["adaptive_avg_pool", perAxis(fc.integer({ min: 1, max: 9 })).map((size) => `adaptive_avg_pool([${size.join()}])`)],
        ["group_norm", fc.tuple(groups, fc.boolean()).map(([count, affine]) => `group_norm(${count}, affine=${affine})`)],
        ["layer_norm", fc.tuple(fc.integer({ min: 0, max: 2 }), fc.boolean()).map(([axis, bias]) => `layer_norm(axis=${axis}, bias=${bias})`)],
    ];
    it.each(calls)("%s", async (_, call) => {
        const sizes = perAxis(fc.integer({ min: 5, max: 9 }));
        await fc.assert(fc.asyncProperty(call, sizes, async (line, [height, width]) => {
            const explained = await explainLines([`[4, ${height}, ${width}]`], [`y = ${line}`, "output out = identity()"]);
            expect(explained).toHaveLength(2);
            expect(explained.flatMap(differences).slice(0, 3)).toEqual([]);
        }), { numRuns: 12 });
    });
});
