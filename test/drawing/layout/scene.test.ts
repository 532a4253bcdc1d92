import { describe, expect, test } from "vitest";
import { layoutRequest } from "../../../drawing/box-text.ts";
import { foldGraph, unfoldAll } from "../../../drawing/folding.ts";
import { elkEngine } from "../../../drawing/layout/elk-engine.ts";
import { estimateText } from "../../../drawing/layout/layers-picture.ts";
import { layOut } from "../../../drawing/layout/layout.ts";
import { edgesAt, placeOfLabel, sceneOf } from "../../../drawing/layout/scene.ts";
import type { Scene } from "../../../drawing/layout/scene.ts";
import { outlineOf } from "../../../drawing/outline.ts";
import { startLayersFolding } from "../../../drawing/start-folding.ts";
import { estimatedWidth } from "../../../drawing/text-width.ts";
import { examplePreviews, previewOf } from "../../support/preview-graphs.ts";

/** Three values in one bundle, each read by two layers or more. */
async function bundled(): Promise<Scene> {
    const graph = foldGraph(outlineOf(previewOf(`
        model Net {
            input x: [3, 32, 32]
            a = conv(8, 3, padding=1)
            b = conv(8, 3, padding=1)
            c = concat(a, b) -> conv(8, 3, padding=1)
            d = concat(a, b, c) -> conv(8, 3, padding=1)
            output y = concat(a, b, c, d)
        }`)), unfoldAll());
    return sceneOf(graph, await layOut(layoutRequest(graph, estimateText), elkEngine()), false);
}

describe("the edges under the pointer", () => {
    test("are all that share a line, and one where they have parted", async () => {
        const scene = await bundled();
        const value = scene.graph.edges.find(({ from }) => from === "layer:a")?.value;
        const lines = scene.layout.segments.filter(({ net, points }) => net === value && points.length > 4);
        expect(lines).toHaveLength(3);
        const lane = Math.max(...lines.flatMap(({ points }) => points.map(({ x }) => x)));
        const readersAt = (y: number): readonly string[] => edgesAt(scene, { x: lane, y }, 2).map(({ to }) => to);
        const turns = lines.map(({ points }) => points.at(-2)?.y ?? 0).sort((a, b) => a - b);
        expect(turns.map((y) => readersAt(y - 20))).toEqual([
            ["layer:c.0", "layer:d.0", "layer:y"], ["layer:d.0", "layer:y"], ["layer:y"],
        ]);
    });

    test("are none between the lines", async () => {
        expect(edgesAt(await bundled(), { x: 1, y: 1 }, 2)).toEqual([]);
    });
});

describe("shapes along lines", () => {
    test.each([...examplePreviews()])("of %s are not crossed by other lines of the same box", async (_name, preview) => {
        const outline = outlineOf(preview);
        const graph = foldGraph(outline, startLayersFolding(outline));
        const { labels, layout } = sceneOf(graph, await layOut(layoutRequest(graph, estimateText), elkEngine()), false);
        const starts = layout.segments.filter(({ leaves }) => leaves);
        const crossed = labels.filter((label) => {
            const { at: { x, y }, anchor } = placeOfLabel(label);
            const width = estimatedWidth(label.shape, "shape");
            const left = anchor === "start" ? x : x - width;
            return starts.some(({ net, points: [from] }) => net !== label.net && from !== undefined &&
                Math.abs(from.y - label.at.y) < 1 && from.x > left && from.x < left + width && y > from.y);
        });
        expect(crossed).toEqual([]);
    });
});
