import { describe, expect, test } from "vitest";
import { layoutRequest } from "../../../drawing/box-text.ts";
import { elkEngine } from "../../../drawing/layout/elk-engine.ts";
import { foldAll, foldGraph, unfoldAll } from "../../../drawing/folding.ts";
import type { Folding, VisibleGraph } from "../../../drawing/folding.ts";
import { layOut } from "../../../drawing/layout/layout.ts";
import type { Layout } from "../../../drawing/layout/layout-messages.ts";
import { firstBox, lastBox, neighbour } from "../../../webview/graph/navigation.ts";
import { outlineOf } from "../../../drawing/outline.ts";
import { googlenet } from "./sample-networks.ts";

async function googlenetUnder(folding: Folding): Promise<readonly [VisibleGraph, Layout]> {
    const graph = foldGraph(outlineOf(googlenet()), folding);
    return [graph, await layOut(layoutRequest(graph, (text) => 7 * text.length), elkEngine())];
}

describe("arrow keys", async () => {
    const [open, openLayout] = await googlenetUnder(unfoldAll());
    const [folded, foldedLayout] = await googlenetUnder(foldAll());
    const inception = "layer:inception3a";

    test.each([
        ["down into a group, to its header", "input:image", "down", "block:conv1"],
        ["down to a reader of the value", "layer:conv1.conv", "down", "layer:conv1.bn"],
        ["up to the producer of the value", "layer:conv1.bn", "up", "layer:conv1.conv"],
        ["up out of a group, to its header", "layer:conv1.conv", "up", "block:conv1"],
        ["from a header up to the box before", "block:conv1", "up", "input:image"],
        ["not to a box in another row", `${inception}.concat_1`, "right", undefined],
        ["up from a concat to the branch most nearly above", `${inception}.concat_1`, "up", `${inception}.branch2.1.relu_1`],
        ["right to the next branch", `${inception}.branch1.conv`, "right", `${inception}.branch2.1.conv`],
        ["left to the branch before", `${inception}.branch4.1.conv`, "left", `${inception}.branch3.1.conv`],
        ["from a group's header to its first layer", "block:inception3a.branch1", "down", `${inception}.branch1.conv`],
    ] as const)("%s", (_name, from, direction, to) => {
        expect(neighbour(open, openLayout, from, direction)).toBe(to);
    });

    test.each([
        ["down to a folded group", "input:image", "down", "block:conv1"],
        ["out of it again", "block:conv1", "down", "layer:max_pool_1"],
        ["nowhere beyond the end", "output:scores", "down", undefined],
        ["nowhere next to a column", "block:conv2", "right", undefined],
        ["nowhere from an unknown box", "layer:gone", "down", undefined],
    ] as const)("%s, with all groups folded", (_name, from, direction, to) => {
        expect(neighbour(folded, foldedLayout, from, direction)).toBe(to);
    });

    test("Home and End lead to the ends", () => {
        expect([firstBox(open, openLayout), lastBox(open)]).toEqual(["input:image", "output:scores"]);
    });
});
