import { describe, expect, test } from "vitest";
import type { PreviewGroup, PreviewNode } from "../../server/protocol.ts";
import { outlineOf } from "../../drawing/outline.ts";
import { graphOf } from "../webview/graph/random-graphs.ts";
import { densenet, resnet18 } from "../webview/graph/sample-networks.ts";

const place = { uri: "file:///a.cnn", range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } } };

function node(path: string, group?: string): PreviewNode {
    return {
        id: `layer:${path}`, kind: "layer", label: "conv", path, family: "Convolution", detail: "", shape: "[1]",
        parameters: 10, macs: 100, ...place, ...(group === undefined ? {} : { group }),
    };
}

function group(id: string, kind: PreviewGroup["kind"], label: string, parent?: string): PreviewGroup {
    return { id, kind, label, path: id, ...place, ...(parent === undefined ? {} : { parent }) };
}

describe("titles", () => {
    const resnet = outlineOf(resnet18());
    const dense = outlineOf(densenet());

    test.each([
        ["a block", dense, "block:transition1", "Transition()", "Transition()"],
        ["a loop of one block", resnet, "loop:layer1", "repeat 2", "Basic(64) × 2"],
        ["a loop of a block with different arguments", resnet, "loop:layer2", "repeat 2", "Basic(…) × 2"],
        ["a round that is one block", resnet, "round:layer1.0", "Basic(64)", "Basic(64)"],
        ["a round of several things", dense, "round:denseblock1.repeat_1.0", "round 0", "DenseLayer(32), concat"],
        ["a block that is one loop", dense, "block:denseblock1", "DenseBlock(6, 32) · repeat 6", "DenseBlock(6, 32) · repeat 6"],
    ])("%s", (_name, outline, id, title, foldedTitle) => {
        expect(outline.groups.get(id)).toMatchObject({ title, foldedTitle });
    });
});

test("a group counts its nodes at any depth", () => {
    const graph = graphOf(
        [node("a", "inner"), node("b", "outer"), node("c")],
        [group("outer", "block", "Outer()"), group("inner", "block", "Inner()", "outer")], [],
    );
    expect(outlineOf(graph).groups.get("outer")).toMatchObject({ nodeCount: 2, parameters: 20, macs: 200, depth: 1 });
});

describe("groups that are not as they should be", () => {
    test.each([
        ["an empty group is left out", [node("a")], [group("empty", "block", "Empty()")], ["layer:a"], []],
        ["a group that does not exist counts as none", [node("a", "gone")], [], ["layer:a"], []],
        ["a parent that does not exist counts as none", [node("a", "in")], [group("in", "block", "In()", "gone")], ["in"], ["in"]],
        [
            "groups that hold each other end somewhere",
            [node("a", "x")], [group("x", "block", "X()", "y"), group("y", "block", "Y()", "x")], ["y"], ["y"],
        ],
    ])("%s", (_name, nodes, groups, roots, kept) => {
        const outline = outlineOf(graphOf(nodes, groups, []));
        expect(outline.roots.map(({ id }) => id)).toEqual(roots);
        expect([...outline.groups.keys()]).toEqual(kept);
    });
});
