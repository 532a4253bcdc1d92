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
        ["a block", dense, "block:transition1", "Transition", []],
        ["a loop of one block", resnet, "loop:layer1", "Basic(64) × 2", ["64"]],
        ["a loop of a block with different arguments", resnet, "loop:layer2", "Basic(128, first: stride=2) × 2", ["128", "first: stride=2"]],
        ["a round that is one block like the others: no argument differs", resnet, "round:layer1.0", "Basic(64)", []],
        ["a round with another argument: what differs", resnet, "round:layer2.0", "Basic(128, stride=2)", ["stride=2"]],
        ["a round of several things", dense, "round:denseblock1.repeat_1.0", "DenseLayer, concat", []],
        ["a block that is one loop", dense, "block:denseblock1", "DenseBlock(6, 32)", ["6", "32"]],
    ])("%s", (_name, outline, id, title, args) => {
        expect(outline.groups.get(id)).toMatchObject({ title, heading: { arguments: args } });
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

describe("rounds of a loop", () => {
    const rounds = (signatures: readonly string[]): ReturnType<typeof outlineOf> => outlineOf(graphOf(
        signatures.map((args, at) => ({ ...node(`l.${at}.conv`, `r${at}`), arguments: args })),
        [
            group("l", "loop", "repeat 4"),
            ...signatures.map((_args, at) => ({ ...group(`r${at}`, "round", `round ${at}`, "l"), path: `l.${at}` })),
        ], [],
    ));

    test("that are equal are one group that repeats", () => {
        expect(rounds(["a", "a", "a"]).groups.get("l")).toMatchObject({ repeats: true, heading: { name: "conv", times: 3 } });
    });

    test("that are equal next to others are a group among them", () => {
        const { groups } = rounds(["a", "b", "b", "b"]);
        expect(groups.get("l")?.children.map(({ id }) => id)).toEqual(["r0", "run:l:1"]);
        expect(groups.get("run:l:1")).toMatchObject({ repeats: true, heading: { name: "conv", times: 3 }, name: "l.1–3", nodeCount: 3 });
    });

    test("of a loop without a name that differ have no frames", () => {
        const outline = outlineOf(graphOf(
            [node("a", "r0"), node("b", "r1"), { ...node("c", "r1"), label: "relu" }],
            [
                group("for_1", "loop", "for i in 0..2"), group("r0", "round", "i = 0", "for_1"),
                group("r1", "round", "i = 1", "for_1"),
            ], [],
        ));
        expect(outline.groups.size).toBe(0);
        expect(outline.roots.map(({ id }) => id)).toEqual(["layer:a", "layer:b", "layer:c"]);
        expect([...outline.dissolved.keys()]).toEqual(["for_1", "r0", "r1"]);
    });
});
