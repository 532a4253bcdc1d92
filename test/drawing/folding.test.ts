import { describe, expect, test } from "vitest";
import type { PreviewGraph } from "../../server/protocol.ts";
import {
    foldAll, foldGraph, isFolded, keepFolding, showRound, stepLevel, toggleFolding, unfoldAll, unfoldTo,
} from "../../drawing/folding.ts";
import type { Folding, VisibleGraph } from "../../drawing/folding.ts";
import { outlineOf } from "../../drawing/outline.ts";
import { startLayersFolding } from "../../drawing/start-folding.ts";
import { fc } from "../support/fast-check.ts";
import { GraphBuilder } from "../webview/graph/graph-builder.ts";
import { randomGraph } from "../webview/graph/random-graphs.ts";
import { densenet, flat, googlenet, longResidual, resnet18 } from "../webview/graph/sample-networks.ts";

function leafCount({ boxes }: VisibleGraph): number {
    return [...boxes.values()].filter(({ kind }) => kind !== "open").length;
}

describe("the visible part of a network", () => {
    test.each([
        ["ResNet-18 with all open", resnet18, unfoldAll(), 72, 79],
        ["ResNet-18 with all folded", resnet18, foldAll(), 14, 13],
        ["ResNet-18 with its loops open", resnet18, { level: 1, chosen: new Map() }, 18, 17],
        ["GoogLeNet with all folded", googlenet, foldAll(), 22, 21],
        ["DenseNet-201 with all folded", densenet, foldAll(), 17, 16],
        ["DenseNet-201 without groups, folded", () => flat(densenet()), foldAll(), 708, 805],
    ] as const)("%s", (_name, network, folding, boxes, edges) => {
        const graph = foldGraph(outlineOf(network()), folding);
        expect({ boxes: leafCount(graph), edges: graph.edges.length }).toEqual({ boxes, edges });
    });

    test("edges into and out of a folded block are merged, one to a value", () => {
        const outline = outlineOf(resnet18());
        const block = outline.groups.get("round:layer2.0");
        const folding = block === undefined ? unfoldAll() : toggleFolding(unfoldAll(), block);
        const { edges } = foldGraph(outline, folding);
        const touching = edges.filter(({ from, to }) => from === "round:layer2.0" || to === "round:layer2.0");
        expect(touching.map(({ from, to, shape }) => [from, to, shape])).toEqual([
            ["layer:layer1.1.relu_2", "round:layer2.0", "[64, 56, 56]"],
            ["round:layer2.0", "layer:layer2.1.conv1", "[128, 28, 28]"],
            ["round:layer2.0", "layer:layer2.1.add_1", "[128, 28, 28]"],
        ]);
    });

    test("a folded group has the shapes that leave it and its layers' families", () => {
        const graph = foldGraph(outlineOf(resnet18()), foldAll());
        expect(graph.boxes.get("loop:layer1")).toMatchObject({
            kind: "folded",
            shapes: ["[64, 56, 56]"],
            families: [
                { family: "Convolution", count: 4 },
                { family: "Normalization", count: 4 },
                { family: "Activation", count: 4 },
                { family: "Merging", count: 2 },
            ],
        });
    });
});

describe("how a network is folded at first", () => {
    test.each([
        ["ResNet-18", resnet18(), 14],
        ["GoogLeNet", googlenet(), 22],
        ["DenseNet-201", densenet(), 26],
        ["DenseNet-201 without groups", flat(densenet()), 708],
        ["5,000 residual layers", longResidual(5000), 3],
    ])("%s", (_name, graph, boxes) => {
        const outline = outlineOf(graph);
        expect(leafCount(foldGraph(outline, startLayersFolding(outline)))).toBe(boxes);
    });
});

describe("folding while the text changes", () => {
    const small = outlineOf(longResidual(200));
    const large = outlineOf(longResidual(5000));

    test.each([
        ["is kept after a small addition", unfoldAll(), small, outlineOf(longResidual(300)), unfoldAll()],
        ["is kept if the user opened a large network", unfoldAll(), large, large, unfoldAll()],
        ["is reset after a large addition", unfoldAll(), small, large, startLayersFolding(large)],
    ])("%s", (_name, folding, before, after, expected) => {
        expect(keepFolding(folding, before, after, () => startLayersFolding(after))).toEqual(expected);
    });

    test("the user's choice for a group is kept while the group exists", () => {
        const outline = outlineOf(resnet18());
        const group = outline.groups.get("loop:layer3");
        expect(group).toBeDefined();
        if (group !== undefined) {
            const folding = toggleFolding(unfoldAll(), group);
            expect(isFolded(keepFolding(folding, outline, outlineOf(resnet18()), unfoldAll), group)).toBe(true);
            expect(toggleFolding(folding, group).chosen.get("loop:layer3")).toBe(false);
        }
    });
});

describe("steps between all open and all folded", () => {
    const outline = outlineOf(densenet());

    test.each([
        ["one level less from all open", unfoldAll(), -1, 1],
        ["one level less from all folded", foldAll(), -1, 0],
        ["one level more from all folded", foldAll(), 1, 1],
        ["one level more from all open", unfoldAll(), 1, 2],
    ] as const)("%s", (_name, folding, step, level) => {
        expect(stepLevel(folding, outline, step)).toEqual({ level, chosen: new Map(), compact: true });
    });

    test("a node is opened with all groups around it, and no others", () => {
        const node = "layer:denseblock2.repeat_1.3.denselayer.conv1";
        const graph = foldGraph(outline, unfoldTo(foldAll(), outline, node));
        expect(graph.boxOfNode.get(node)).toBe(node);
        expect([...graph.boxes.values()].filter(({ kind }) => kind === "open").map(({ id }) => id).sort()).toEqual([
            "block:denseblock2", "block:denseblock2.repeat_1.3.denselayer",
        ]);
    });
});

describe("equal halves of a split", () => {
    const net = new GraphBuilder("file:///split.cnn");
    const halves = net.group("block", "Halves()", { name: "halves", line: 2 }, () => {
        return net.split(net.relu(net.input("x", [8, 4, 4], 1), { line: 3 }), 2, { line: 4 });
    });
    net.output("y", net.join("add", halves, { line: 5 }), 6);

    test.each([
        ["are two edges", unfoldAll(), "layer:halves.split_1"],
        ["are two edges out of a folded block", foldAll(), "block:halves"],
    ])("%s", (_name, folding, from) => {
        const { edges } = foldGraph(outlineOf(net.graph("Halves")), folding);
        expect(edges.filter(({ to }) => to === "layer:add_1").map((edge) => [edge.from, edge.value, edge.shape])).toEqual([
            [from, "layer:halves.split_1:0", "[4, 4, 4]"],
            [from, "layer:halves.split_1:1", "[4, 4, 4]"],
        ]);
    });
});

test("folding any set of groups keeps every visible path and makes up none", () => {
    fc.assert(fc.property(randomGraph(14), fc.array(fc.nat(5)), fc.nat(3), (graph, toggled, level) => {
        const outline = outlineOf(graph);
        const groups = [...outline.groups.values()];
        const folding = toggled.reduce<Folding>((current, number) => {
            const group = groups[number % Math.max(1, groups.length)];
            return group === undefined ? current : toggleFolding(current, group);
        }, { level, chosen: new Map() });
        const seen = foldGraph(outline, folding);
        const expected = new Set(
            graph.edges
                .map(({ value, from, to }) => [seen.boxOfNode.get(from), seen.boxOfNode.get(to), value] as const)
                .filter(([from, to]) => from !== to)
                .map((edge) => JSON.stringify(edge)),
        );
        expect(new Set(seen.edges.map(({ from, to, value }) => JSON.stringify([from, to, value])))).toEqual(expected);
        expect(seen.edges).toHaveLength(expected.size);
        expectWhole(graph, seen);
    }));
});

/** Each node is visible once, as itself or in one folded group, and each box is in its parent. */
function expectWhole(graph: PreviewGraph, seen: VisibleGraph): void {
    const shown = (ids: readonly string[], parent: string | undefined): number =>
        ids.reduce((sum, id) => {
            const box = seen.boxes.get(id);
            expect(box?.parent).toBe(parent);
            if (box?.kind === "open") {
                return sum + shown(box.children, id);
            }
            return sum + (box?.kind === "folded" ? box.group.nodeCount : 1);
        }, 0);
    expect(shown(seen.roots, undefined)).toBe(graph.nodes.length);
    expect(seen.boxOfNode.size).toBe(graph.nodes.length);
}

describe("one of equal rounds, shown for all", () => {
    const outline = outlineOf(resnet18());
    const folding = showRound(unfoldAll(), "loop:layer1", 1);
    const graph = foldGraph(outline, folding);

    test("has the only boxes", () => {
        expect(graph.boxes.get("loop:layer1")).toMatchObject({ children: ["round:layer1.1"], round: 1 });
        expect(graph.boxOfNode.get("layer:layer1.0.conv1")).toBe("layer:layer1.1.conv1");
    });

    test("has the lines that enter the first and leave the last", () => {
        const inside = (id: string): boolean => id.startsWith("layer:layer1.");
        expect(graph.edges.filter(({ from, to }) => !inside(from) && inside(to)).map(({ to }) => to).sort())
            .toEqual(["layer:layer1.1.add_1", "layer:layer1.1.conv1"]);
        expect(graph.edges.filter(({ from, to }) => inside(from) && !inside(to)).map(({ from }) => from))
            .toEqual(["layer:layer1.1.relu_2", "layer:layer1.1.relu_2"]);
    });

    test("has no frame if it is not one block", () => {
        const dense = outlineOf(densenet());
        const open = foldGraph(dense, showRound({ level: 1, chosen: new Map() }, "block:denseblock1", 2));
        expect(open.boxes.get("block:denseblock1")).toMatchObject({
            children: ["block:denseblock1.repeat_1.2.denselayer", "layer:denseblock1.repeat_1.2.concat_1"], round: 2,
        });
    });

    test.each([0, 2, 5])("has its own shapes at its lines: round %i", (round) => {
        const dense = outlineOf(densenet());
        const { edges } = foldGraph(dense, showRound(unfoldAll(), "block:denseblock1", round));
        const inside = `layer:denseblock1.repeat_1.${round}.denselayer.`;
        const shapes = edges.filter(({ from, to }) => from.startsWith(inside) && to.startsWith(inside))
            .map(({ from, shape }) => [from, shape]);
        expect(shapes.length).toBeGreaterThan(0);
        expect(shapes).toEqual(shapes.map(([from]) => [from, dense.nodes.get(from ?? "")?.shape]));
    });

    test("changes to the round of a node that is to be visible", () => {
        const shown = foldGraph(outline, unfoldTo(folding, outline, "layer:layer1.0.conv2"));
        expect(shown.boxes.get("loop:layer1")).toMatchObject({ round: 0 });
        expect(shown.boxes.has("layer:layer1.0.conv2")).toBe(true);
    });

    test("never makes a line that leads back, in any random graph", () => {
        fc.assert(fc.property(randomGraph(40), (random) => {
            const any = outlineOf(random);
            const { edges, boxOfNode } = foldGraph(any, { ...unfoldAll(), compact: true });
            const order = new Map(random.nodes.map(({ id }, at) => [boxOfNode.get(id) ?? id, at]));
            for (const { from, to } of edges) {
                expect(from).not.toBe(to);
                expect(order.has(from) && order.has(to)).toBe(true);
            }
        }));
    });
});
