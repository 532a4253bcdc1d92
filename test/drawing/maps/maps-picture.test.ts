import { describe, expect, test } from "vitest";
import { foldAll, foldGraph, unfoldAll } from "../../../drawing/folding.ts";
import type { Folding } from "../../../drawing/folding.ts";
import { mapsPicture } from "../../../drawing/maps/maps-picture.ts";
import type { MapsPicture } from "../../../drawing/maps/maps-picture.ts";
import { outlineOf } from "../../../drawing/outline.ts";
import { startMapsFolding } from "../../../drawing/start-folding.ts";
import type { PreviewGraph } from "../../../server/protocol.ts";
import { examplePreviews, previewOf } from "../../support/preview-graphs.ts";
import { overlappingWords, outsideOf, touchedWords } from "./words.ts";

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

    test("an SSD's six scales have heads at the heights of their maps, side by side", () => {
        const picture = example("SSD300");
        const heads = picture.volumes.filter(({ boxes }) => boxes.some((box) => box.includes("module_list") && !box.includes("Rows")));
        const placesOf = (channels: readonly number[]): readonly { readonly x: number; readonly y: number }[] => heads
            .filter(({ size }) => channels.includes(size.channels ?? 0))
            .map(({ id }) => picture.boxes.get(id) ?? { x: 0, y: 0 });
        const [boxes, scores] = [placesOf([16, 24]), placesOf([364, 546])];
        expect(boxes).toHaveLength(6);
        expect(boxes.map(({ y }) => y)).toEqual(boxes.map(({ y }) => y).sort((a, b) => a - b));
        expect(new Set(boxes.map(({ x }) => x)).size).toBe(1);
        expect(new Set(scores.map(({ x }) => x)).size).toBe(1);
        for (const [at, { y }] of scores.entries()) {
            expect(Math.abs(y - (boxes[at]?.y ?? 0))).toBeLessThan(5);
        }
        expect(picture.height).toBeLessThan(picture.width);
    });

    test.each(examples)("no line of %s goes through a volume", (_name, graph) => {
        expect(crossedVolumes(mapsOf(graph))).toEqual([]);
    });

    test.each(examples)("no vertical line of %s touches a label", (_name, graph) => {
        expect(touchedWords(mapsOf(graph))).toEqual([]);
    });
});

/** The fronts of volumes that a line of horizontal and vertical pieces goes through from above to below. */
function crossedVolumes({ parts }: MapsPicture): readonly string[] {
    const fronts = parts.flatMap(({ kind, id = "", marks }) => kind !== "box" ? [] : marks.flatMap((mark) =>
        mark.kind !== "area" || mark.tone !== "front" ? [] : [{
            id, left: Math.min(...mark.points.map(({ x }) => x)), right: Math.max(...mark.points.map(({ x }) => x)),
            top: Math.min(...mark.points.map(({ y }) => y)), bottom: Math.max(...mark.points.map(({ y }) => y)),
        }]));
    const lines = parts.flatMap(({ kind, marks }) => kind !== "line" ? [] : marks.flatMap((mark) =>
        mark.kind === "line" && mark.smooth !== true ? [mark.points] : []));
    return lines.flatMap((points) => points.slice(1).flatMap((to, at) => {
        const from = points[at] ?? to;
        const [top, bottom] = [Math.min(from.y, to.y), Math.max(from.y, to.y)];
        return fronts.filter((front) => from.x === to.x && front.left < to.x && to.x < front.right &&
            top < front.top && bottom > front.bottom).map(({ id }) => id);
    }));
}

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
