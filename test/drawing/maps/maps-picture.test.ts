import { describe, expect, test } from "vitest";
import { foldAll, foldGraph, unfoldAll } from "../../../drawing/folding.ts";
import type { Folding } from "../../../drawing/folding.ts";
import { mapsPicture } from "../../../drawing/maps/maps-picture.ts";
import type { MapsPicture } from "../../../drawing/maps/maps-picture.ts";
import { outlineOf } from "../../../drawing/outline.ts";
import { startMapsFolding } from "../../../drawing/start-folding.ts";
import type { PreviewGraph } from "../../../server/protocol.ts";
import { examplePreviews, previewOf } from "../../support/preview-graphs.ts";
import { overlappingWords, outsideOf } from "./words.ts";

const examples = [...examplePreviews()];

function mapsOf(graph: PreviewGraph, folding?: Folding): MapsPicture {
    const outline = outlineOf(graph);
    return mapsPicture(outline, foldGraph(outline, folding ?? startMapsFolding(outline)));
}

function example(name: string): MapsPicture {
    const graph = examples.find(([model]) => model === name)?.[1];
    if (graph === undefined) {
        throw new Error(`examples/ has no model ${name}`);
    }
    return mapsOf(graph);
}

/** The left edge and the middle of the volume with a title. */
function place(picture: MapsPicture, title: string): { readonly x: number; readonly y: number } {
    const volume = picture.volumes.find((one) => one.title === title);
    const box = picture.boxes.get(volume?.id ?? "");
    if (box === undefined) {
        throw new Error(`no volume has the title ${title}`);
    }
    return { x: box.x, y: box.y + box.height / 2 };
}

/** The width of a volume's front, which shows its channels. */
function depthOf({ parts }: MapsPicture, volume: string | undefined): number {
    const marks = parts.filter(({ kind, id }) => kind === "box" && id === volume).flatMap((part) => part.marks);
    const xs = marks.flatMap((mark) => mark.kind === "area" && mark.tone === "front" ? mark.points.map(({ x }) => x) : []);
    return Math.max(...xs) - Math.min(...xs);
}

describe("the feature maps of the examples", () => {
    test.each(examples)("%s has no overlapping labels, and none outside", (_name, graph) => {
        const picture = mapsOf(graph);
        expect(overlappingWords(picture)).toEqual([]);
        expect(outsideOf(picture)).toEqual([]);
    });

    test.each(examples)("%s has no overlapping labels when all groups are folded", (_name, graph) => {
        expect(overlappingWords(mapsOf(graph, foldAll()))).toEqual([]);
    });

    test.each(examples)("%s is at most twice as wide as half an editor", (_name, graph) => {
        expect(mapsOf(graph).width).toBeLessThan(1_400);
    });

    test("a ResNet is a staircase of its stages, with their rounds", () => {
        const picture = example("ResNet50");
        const stages = ["layer1", "layer2", "layer3", "layer4"].map((title) => place(picture, title));
        expect(picture.volumes.filter(({ rounds }) => rounds > 1).map(({ title, rounds }) => `${title} ×${rounds}`))
            .toEqual(["layer1 ×3", "layer2 ×4", "layer3 ×6", "layer4 ×3"]);
        for (const [at, stage] of stages.slice(1).entries()) {
            expect(stage.x).toBeGreaterThan(stages[at]?.x ?? Infinity);
            expect(stage.y).toBeGreaterThan(stages[at]?.y ?? Infinity);
        }
        expect(picture.volumes.find(({ title }) => title === "layer1")?.adds).toBe(true);
    });

    test("a U-Net is a U, whose skips are level", () => {
        const picture = example("UNet");
        const concatenations = picture.volumes.filter(({ slices }) => slices.length === 2);
        expect(concatenations.map(({ slices }) => slices.map(({ channels }) => channels)))
            .toEqual([[512, 512], [256, 256], [128, 128], [64, 64]]);
        const heights = picture.volumes.map(({ id }) => {
            const box = picture.boxes.get(id);
            return box === undefined ? 0 : Math.round(box.y + box.height);
        });
        const lowest = heights.indexOf(Math.max(...heights));
        expect(picture.volumes[lowest]?.size.channels).toBe(512);
        const skips = picture.segments.filter(({ points }) =>
            points[0]?.y === points.at(-1)?.y && (points.at(-1)?.x ?? 0) - (points[0]?.x ?? 0) > 100);
        expect(skips).toHaveLength(4);
    });

    test("a DenseNet's blocks thicken, and its transitions do not", () => {
        const picture = example("DenseNet121");
        const blocks = picture.volumes.filter(({ title }) => title.startsWith("denseblock"));
        expect(blocks.map(({ rounds, slices, size }) => [rounds, slices.length, size.channels]))
            .toEqual([[6, 7, 256], [12, 13, 512], [24, 25, 1024], [16, 17, 1024]]);
        for (const block of blocks.slice(0, 3)) {
            const next = picture.volumes[picture.volumes.indexOf(block) + 1];
            expect(depthOf(picture, next?.id)).toBeLessThan(depthOf(picture, block.id));
        }
    });

    test("an SSD's six scales have heads at the heights of their maps", () => {
        const picture = example("SSD300");
        const heads = picture.volumes.filter(({ boxes }) => boxes.some((box) => box.includes("module_list") && !box.includes("Rows")));
        const middles = (channels: readonly number[]): readonly number[] => heads
            .filter(({ size }) => channels.includes(size.channels ?? 0))
            .map(({ id }) => picture.boxes.get(id)?.y ?? 0);
        expect(middles([16, 24])).toHaveLength(6);
        expect(middles([16, 24])).toEqual([...middles([16, 24])].sort((a, b) => a - b));
    });
});

describe("feature maps", () => {
    test("unknown sizes are dashed and written as ?", () => {
        const picture = mapsOf(previewOf("model M() {\n    input x: [3, 8, 8]\n    y = conv(8, 3) -> missing(2)\n    output z = conv(4, 3)\n}\n"));
        const words = picture.parts.flatMap(({ marks }) => marks).flatMap((mark) => mark.kind === "words" ? [mark.text] : []);
        expect(words.some((text) => text.includes("?"))).toBe(true);
        const areas = picture.parts.flatMap(({ marks }) => marks).filter((mark) => mark.kind === "area");
        expect(areas.some(({ dashed }) => dashed === true)).toBe(true);
    });

    test("all boxes of a graph belong to a volume, folded and unfolded", () => {
        for (const [name, graph] of examples.filter(([, { nodes }]) => nodes.length < 250)) {
            for (const folding of [foldAll(), unfoldAll()]) {
                const outline = outlineOf(graph);
                const folded = foldGraph(outline, folding);
                const leaves = [...folded.boxes.values()].filter(({ kind }) => kind !== "open").map(({ id }) => id);
                const { boxes } = mapsPicture(outline, folded);
                expect([name, leaves.filter((id) => !boxes.has(id))]).toEqual([name, []]);
            }
        }
    });
});
