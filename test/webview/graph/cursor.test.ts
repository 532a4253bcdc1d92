import { describe, expect, test } from "vitest";
import { boxesFor, layerOf, nodeAtLine, thingsAtLine } from "../../../webview/graph/cursor.ts";
import { foldAll, foldGraph, unfoldAll } from "../../../drawing/folding.ts";
import { outlineOf } from "../../../drawing/outline.ts";
import { resnet18 } from "./sample-networks.ts";

const graph = resnet18();
const conv1 = [1, 2, 3, 4].flatMap((layer) => [`layer:layer${layer}.0.conv1`, `layer:layer${layer}.1.conv1`]);

describe("the text cursor's line", () => {
    test.each([
        ["a layer of the model", 22, ["layer:bn1"]],
        ["a line with two layers", 5, [2, 3, 4].flatMap((layer) => [
            `layer:layer${layer}.0.downsample.0`, `layer:layer${layer}.0.downsample.1`,
        ])],
        ["a block's line: all its uses", 8, conv1],
        ["a loop: itself, not each of its rounds", 26, ["loop:layer2"]],
        ["a line about nothing", 100, []],
    ])("%s", (_name, line, things) => {
        expect([...thingsAtLine(graph, graph.uri, line)].sort()).toEqual([...things].sort());
    });

    test.each([
        ["its own", 8, ["layer:layer2.1.conv1"]],
        ["of the block's head, the use itself", 7, ["block:layer2.1"]],
        ["outside the block, as without it", 22, ["layer:bn1"]],
    ])("of a block with a chosen use: %s", (_name, line, things) => {
        const range = { start: { line: 7, character: 0 }, end: { line: 16, character: 1 } };
        const chosen = [{ group: "block:layer2.1", uri: graph.uri, range }];
        expect([...thingsAtLine({ ...graph, chosen }, graph.uri, line)]).toEqual(things);
    });

    test("of another file is about nothing", () => {
        expect(thingsAtLine(graph, "file:///other.cnn", 22)).toEqual(new Set());
    });

    test("in a layer's second row, the layer wins over the loop around it", () => {
        const range = { start: { line: 8, character: 0 }, end: { line: 9, character: 3 } };
        const loop = { start: { line: 7, character: 0 }, end: { line: 12, character: 1 } };
        const text = {
            ...graph,
            nodes: graph.nodes.filter(({ path }) => path === "layer1.0.conv1").map((node) => ({ ...node, range })),
            groups: graph.groups.filter(({ id }) => id === "loop:layer1").map((group) => ({ ...group, range: loop })),
        };
        expect([...thingsAtLine(text, graph.uri, 9)]).toEqual(["layer:layer1.0.conv1"]);
        expect([...thingsAtLine(text, graph.uri, 11)]).toEqual(["loop:layer1"]);
    });
});

describe("the layer to inspect", () => {
    const layerAt = (line: number): string | undefined => {
        const node = nodeAtLine(graph, graph.uri, line);
        return node === undefined ? undefined : layerOf(graph, node)?.id;
    };
    test.each([
        ["the line's own", 22, "layer:bn1"],
        ["the first of a block's uses", 8, "layer:layer1.0.conv1"],
        ["none on a line about nothing", 100, undefined],
    ])("%s", (_name, line, layer) => {
        expect(layerAt(line)).toBe(layer);
    });

    test.each([
        ["the first that reads an input", "input", "layer:conv1"],
        ["the one that computes an output", "output", "layer:softmax_1"],
    ])("%s", (_name, kind, layer) => {
        const node = graph.nodes.find((one) => one.kind === kind);
        expect(node === undefined ? undefined : layerOf(graph, node)?.id).toBe(layer);
    });
});

describe("the marked boxes", () => {
    const outline = outlineOf(graph);

    test.each([
        ["each node, if all groups are open", unfoldAll(), conv1, conv1],
        ["the groups that hide the nodes", foldAll(), conv1, [1, 2, 3, 4].map((layer) => `loop:layer${layer}`)],
        ["a group merged into the one around it", unfoldAll(), ["block:layer3.0"], ["round:layer3.0"]],
        ["the group around one that is hidden", foldAll(), ["block:layer3.0"], ["loop:layer3"]],
        ["nothing for ids that are not in the graph", unfoldAll(), ["layer:gone"], []],
    ])("%s", (_name, folding, things, boxes) => {
        expect([...boxesFor(things, outline, foldGraph(outline, folding))]).toEqual(boxes);
    });
});
