import { describe, expect, test } from "vitest";
import { foldAll, foldGraph, unfoldAll } from "../../../drawing/folding.ts";
import { marksFor, nothingMarked } from "../../../webview/graph/marking.ts";
import { outlineOf } from "../../../drawing/outline.ts";
import { resnet18 } from "./sample-networks.ts";

const graph = resnet18();
const outline = outlineOf(graph);
const open = foldGraph(outline, unfoldAll());
const folded = foldGraph(outline, foldAll());
const layers = graph.nodes.filter(({ kind }) => kind === "layer").map(({ id }) => id);
const firstLoop = layers.filter((id) => id.startsWith("layer:layer1."));

describe("layers whose real shape has been compared", () => {
    test.each([
        ["each separately", open, firstLoop.slice(0, 3), [], firstLoop.slice(0, 3), []],
        ["a folded group, once all its layers are", folded, firstLoop, [], ["loop:layer1"], []],
        ["a folded group, not before", folded, firstLoop.slice(1), [], [], []],
        ["a folded group with one that differs", folded, firstLoop.slice(1), firstLoop.slice(0, 1), [], ["loop:layer1"]],
    ])("%s", (_name, seen, verified, different, expected, mismatched) => {
        const things = { ...nothingMarked, verified: new Set(verified), mismatched: new Set(different) };
        const marks = marksFor(things, outline, seen);
        expect([[...marks.verified], [...marks.mismatched]]).toEqual([expected, mismatched]);
    });
});

test("a box that is not there any more is not active", () => {
    const things = { ...nothingMarked, active: "round:layer1.0" };
    const active = [open, folded].map((seen) => marksFor(things, outline, seen).active.size);
    expect(active).toEqual([1, 0]);
});
