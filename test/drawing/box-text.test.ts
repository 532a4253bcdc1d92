import { describe, expect, test } from "vitest";
import { describeBox, layoutRequest, shorten, textOf } from "../../drawing/box-text.ts";
import { foldAll, foldGraph, unfoldAll } from "../../drawing/folding.ts";
import type { Folding } from "../../drawing/folding.ts";
import { outlineOf } from "../../drawing/outline.ts";
import { densenet, resnet18 } from "../webview/graph/sample-networks.ts";

const wide = (text: string): number => 7 * text.length;
const open = unfoldAll();
const closed = foldAll();
const resnet = outlineOf(resnet18());

describe("the text in a box", () => {
    test.each([
        ["an input", open, "input:image", ["image", "input", "", ""]],
        ["a layer with a name", open, "layer:conv1", ["conv", "7×7, stride 2", "conv1", "9.41 k"]],
        ["a layer without a name", open, "layer:relu_1", ["relu", "", "", ""]],
        ["a layer with nothing but a name", open, "layer:bn1", ["batch_norm", "bn1", "", ""]],
        ["a layer in a block, by its path there", open, "layer:layer2.0.downsample.0", ["conv", "1×1, stride 2", "downsample.0", "8.19 k"]],
        ["a layer with parameters but no detail", open, "layer:fc", ["linear", "1000", "fc", "513 k"]],
        ["an open block in a loop", open, "round:layer1.0", ["Basic", "", "layer1.0", "7 layers · 74 k"]],
        ["a folded loop", closed, "loop:layer3", ["Basic ×2", "256, first: stride=2", "layer3", "16 layers · 2.1 M"]],
    ] as const)("%s", (_name, folding: Folding, id, [title, detail, name, count]) => {
        const graph = foldGraph(resnet, folding);
        const box = graph.boxes.get(id);
        expect(box && textOf(box)).toEqual({ title, detail, name, count });
    });
});

describe("the description of a box", () => {
    test.each([
        ["a layer", open, "layer:conv1", ["conv · 7×7, stride 2", "conv1", "gives [64, 112, 112]", "9,408 parameters", "118,013,952 MACs"]],
        ["an input", open, "input:image", ["input image", "gives [3, 224, 224]"]],
        ["a folded loop", closed, "loop:layer1", [
            "Basic(64) × 2", "layer1", "14 layers", "gives [64, 56, 56]", "147,968 parameters", "462,422,016 MACs",
        ]],
    ] as const)("%s", (_name, folding: Folding, id, lines) => {
        const box = foldGraph(resnet, folding).boxes.get(id);
        expect(box && describeBox(box)).toEqual(lines);
    });
});

test("boxes are as wide as their text or their channels, whichever is wider", () => {
    const graph = foldGraph(outlineOf(densenet()), closed);
    const widths = new Map(layoutRequest(graph, wide).boxes.map(({ id, width }) => [id, width]));
    expect([widths.get("layer:conv1"), widths.get("block:denseblock1")]).toEqual([112 + 6 * 14, 112 + 9 * 14]);
    const bare = new Map(layoutRequest(graph, () => 0).boxes.map(({ id, width }) => [id, width]));
    expect([bare.get("layer:conv1"), bare.get("block:denseblock1")]).toEqual([112 + 6 * 14, 112 + 8 * 14]);
    const widest = layoutRequest(graph, () => 900).boxes.map(({ width }) => width);
    expect(new Set(widest)).toEqual(new Set([280]));
});

describe("texts that are too long", () => {
    test.each([
        ["fits", 28, "conv"],
        ["too long", 21, "co…"],
        ["much too long", 7, "…"],
        ["no room at all", 0, "…"],
    ])("%s", (_name, width, expected) => {
        expect(shorten("conv", width, "title", wide)).toBe(expected);
    });
});
