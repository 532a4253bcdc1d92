import { describe, expect, test } from "vitest";
import { diagnose } from "../../../server/diagnostics/diagnostics.ts";
import { analyzeText } from "../../support/memory-host.ts";

type Outputs = readonly (readonly [shape: string, decorator: string])[];

/** The messages for a model with an image of 64 × 96 and these outputs, which are its other inputs. */
function messagesFor(outputs: Outputs): readonly string[] {
    const inputs = outputs.map(([shape], index) => `input raw${index}: ${shape}`);
    const results = outputs.map(([, decorator], index) => `${decorator}\noutput y${index} = raw${index}`);
    const text = `model M {\ninput image: [3, 64, 96]\n${[...inputs, ...results].join("\n")}\noutput same = image\n}`;
    return diagnose(analyzeText(text)).filter(({ code }) => code === "detect-mismatch").map(({ message }) => message);
}

/** SSD's rows for a map of 4 × 6 with four boxes per position. */
function ssdRows(args: string): Outputs {
    return [
        ["[96, 4]", `@detect("ssd", ${args}, stride=16, part="boxes")`], ["[96, 3]", "@detect(part=\"scores\")"],
    ];
}

const anchors = "anchors=[[10, 10], [20, 20]]";

describe("an output is not as `@detect` describes it", () => {
    type Case = readonly [title: string, outputs: Outputs, message: RegExp];
    const scores = ["[192, 2]", "@detect(part=\"scores\")"] as const;
    const cases: readonly Case[] = [
        ["channels of a number of classes", [["[15, 8, 12]", `@detect("yolo", ${anchors}, classes=3)`]],
            /^`@detect` expects 16 channels in `y0` \(2 anchors of 8 numbers\), got 15/],
        ["channels of any number of classes", [["[15, 8, 12]", `@detect("yolo", ${anchors})`]],
            /^`@detect` expects 2 anchors of at least 6 numbers in `y0`, got 15 channels/],
        ["channels of the box alone", [["[10, 8, 12]", `@detect("yolo", ${anchors})`]],
            /^`@detect` expects 2 anchors of at least 6 numbers in `y0`, got 10 channels/],
        ["no anchors", [["[14, 8, 12]", "@detect(\"yolo\")"]], /^`@detect` of `y0` requires `anchors` for the format yolo/],
        ["anchors of one number", [["[14, 8, 12]", "@detect(\"yolo\", anchors=[10, 20])"]],
            /^`@detect` of `y0` has an invalid value for `anchors`/],
        ["another stride", [["[14, 8, 12]", `@detect("yolo", ${anchors}, stride=16)`]],
            /^a stride of 16 does not divide 64 pixels into the 8 positions of `y0`/],
        ["a number of rows", [["[190, 4]", `@detect("retinanet", ${anchors}, stride=8, part="boxes")`], scores],
            /^`@detect` expects 192 rows in `y0`, got 190/],
        ["rows without a stride", [["[192, 4]", `@detect("retinanet", ${anchors}, part="boxes")`], scores],
            /^`@detect` requires a `stride` for the rows of `y0`/],
        ["boxes without scores", [["[192, 4]", `@detect("retinanet", ${anchors}, stride=8, part="boxes")`]],
            /^`@detect` expects as many outputs with scores as with boxes/],
        ["one axis", [["[14]", `@detect("yolo", ${anchors}, stride=8)`]],
            /^`@detect` expects `y0` to be a map or rows of boxes, got \[14\]/],
        ["anchors for another number of maps", [["[192, 7]", "@detect(\"yolo\", anchors=[[[1, 1]], [[2, 2]]], stride=8)"]],
            /^`@detect` of `y0` expects 1 list of anchors, got 2/],
        ["anchors for one of two maps", [["[240, 7]", "@detect(\"yolo\", anchors=[[[1, 1]]], stride=[8, 16])"]],
            /^`@detect` of `y0` expects 2 lists of anchors, got 1/],
        ["an anchor without a height", [["[14, 8, 12]", "@detect(\"yolo\", anchors=[[10, 10], [20, 0]])"]],
            /^`@detect` of `y0` has an invalid value for `anchors`/],
        ["ratios that are not numbers", ssdRows("sizes=[12, 24], ratios=[[\"2\"]]"),
            /^`@detect` of `y0` has an invalid value for `ratios`/],
        ["a ratio of 0", ssdRows("sizes=[12, 24], ratios=[[2, 0]]"),
            /^`@detect` of `y0` has an invalid value for `ratios`/],
        ["a list among ratios", ssdRows("sizes=[12, 24], ratios=[[[2]]]"),
            /^`@detect` of `y0` has an invalid value for `ratios`/],
        ["ratios for another number of maps", ssdRows("sizes=[12, 24], ratios=[[2], [3]]"),
            /^`@detect` of `y0` expects 1 list of ratios, got 2/],
        ["as many sizes as maps", ssdRows("sizes=[12], ratios=[[2]]"), /^`@detect` of `y0` expects 2 sizes, got 1/],
        ["a size of 0", ssdRows("sizes=[12, 0], ratios=[[2]]"), /^`@detect` of `y0` has an invalid value for `sizes`/],
        ["other classes than the first", [
            ["[14, 8, 12]", `@detect("yolo", ${anchors})`], ["[16, 4, 6]", `@detect("yolo", ${anchors})`],
        ], /^`@detect` expects 2 classes in `y1`, got 3/],
    ];
    test.each(cases)("%s", (_, outputs, message) => {
        const messages = messagesFor(outputs);
        expect(messages).toHaveLength(1);
        expect(messages[0]).toMatch(message);
    });

    test("nor is there an image", () => {
        const text = `model M {\ninput x: [14, 8]\n@detect("yolo", ${anchors})\noutput y = x\n}`;
        expect(diagnose(analyzeText(text)).map(({ code }) => code)).toContain("detect-mismatch");
    });
});

describe("an output is as `@detect` describes it", () => {
    const described: readonly Outputs[] = [
        [["[16, 8, 12]", `@detect("yolo", ${anchors}, classes=3, stride=8)`]],
        [["[14, 8, 12]", `@detect("yolov5", ${anchors})`], ["[14, 4, 6]", `@detect(${anchors})`]],
        [["[4, 8, 12]", "@detect(\"fcos\", part=\"boxes\")"], ["[2, 8, 12]", "@detect(part=\"scores\")"]],
        [["[14, 8, 12]", "@detect"]],
        ssdRows("sizes=[12, 24], ratios=[[2]]"),
        [
            ["[48, 4]", "@detect(\"ssd\", sizes=[12, 24], ratios=[[]], stride=16, part=\"boxes\")"],
            ["[48, 3]", "@detect(part=\"scores\")"],
        ],
    ];
    test.each(described.map((outputs) => ({ outputs })))("$outputs", ({ outputs }) => {
        expect(messagesFor(outputs)).toEqual([]);
    });
});
