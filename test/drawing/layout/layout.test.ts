import { describe, expect, test } from "vitest";
import type { PreviewGraph } from "../../../server/protocol.ts";
import { overlap } from "../../../drawing/rectangle.ts";
import { layoutRequest } from "../../../drawing/box-text.ts";
import { elkEngine } from "../../../drawing/layout/elk-engine.ts";
import { startLayersFolding } from "../../../drawing/start-folding.ts";
import { foldGraph, unfoldAll } from "../../../drawing/folding.ts";
import type { VisibleGraph } from "../../../drawing/folding.ts";
import { layOut } from "../../../drawing/layout/layout.ts";
import { layOutSimply } from "../../../drawing/layout/simple-layout.ts";
import type { Layout, Rectangle, Segment } from "../../../drawing/layout/layout-messages.ts";
import type { LevelEngine, Point } from "../../../drawing/layout/level.ts";
import { outlineOf } from "../../../drawing/outline.ts";
import { casesOf, fc } from "../../support/fast-check.ts";
import { previewOf } from "../../support/preview-graphs.ts";
import { randomGraph } from "../../webview/graph/random-graphs.ts";
import { densenet, denselyConnected, flat, googlenet, longResidual, multiScale, resnet18 } from "../../webview/graph/sample-networks.ts";

const elk = elkEngine();

async function arrange(graph: PreviewGraph, engine: LevelEngine = elk, folded = false): Promise<Arranged> {
    const outline = outlineOf(graph);
    const seen = foldGraph(outline, folded ? startLayersFolding(outline) : unfoldAll());
    return { seen, layout: await layOut(layoutRequest(seen, (text) => 7 * text.length), engine) };
}

interface Arranged {
    readonly seen: VisibleGraph;
    readonly layout: Layout;
}

describe("every network is laid out soundly", () => {
    test.each([
        ["ResNet-18", resnet18()],
        ["GoogLeNet", googlenet()],
        ["GoogLeNet without groups", flat(googlenet())],
        ["DenseNet-121", densenet([6, 12, 24, 16])],
        ["layers that read all before them", denselyConnected([12, 6])],
        ["streams that exchange", multiScale(4)],
        ["streams that exchange, without groups", flat(multiScale(4))],
    ])("%s", async (_name, graph) => {
        const arranged = await arrange(graph);
        expectValid(arranged);
        expect(linesThroughBoxes(arranged)).toEqual([]);
    });

    test("any graph at all", async () => {
        await fc.assert(
            fc.asyncProperty(randomGraph(30), async (graph) => {
                const arranged = await arrange(graph);
                expectValid(arranged);
                expect(linesThroughBoxes(arranged)).toEqual([]);
            }),
            { numRuns: casesOf(150) },
        );
    });

    test("even one whose groups read each other in turn", async () => {
        await fc.assert(
            fc.asyncProperty(randomGraph(20), fc.array(fc.nat(5)), async (graph, groups) => {
                const nodes = graph.nodes.map((node, at) => {
                    const group = graph.groups[groups[at % Math.max(1, groups.length)] ?? 0];
                    return group === undefined ? node : { ...node, group: group.id };
                });
                expectApart(await arrange({ ...graph, nodes }));
            }),
            { numRuns: casesOf(100) },
        );
    });

    test("even if the engine fails", async () => {
        expectValid(await arrange(googlenet(), () => Promise.reject(new Error("too deep"))));
    });
});

describe("the drawing of a network", () => {
    test("values flow from top to bottom", async () => {
        const { seen, layout } = await arrange(googlenet());
        const upwards = seen.edges.filter(({ from, to }) => place(layout, from).y >= place(layout, to).y);
        expect(upwards).toEqual([]);
    });

    test("a trunk is straight, with skip connections next to it", async () => {
        const { layout } = await arrange(resnet18());
        const middles = ["input:image", "layer:conv1", "layer:layer1.0.conv1", "layer:layer1.0.add_1", "output:scores"]
            .map((id) => place(layout, id).x + place(layout, id).width / 2);
        expect(new Set(middles).size).toBe(1);
        const box = place(layout, "layer:layer1.0.conv1");
        const isSkip = (segment: Segment): boolean =>
            segment.enters && segment.edges.some((id) => id.includes("layer1.0.add_1")) && segment.points.length > 2;
        const skip = layout.segments.find(isSkip)?.points ?? [];
        expect(Math.max(...skip.map(({ x }) => x))).toBeGreaterThan(box.x + box.width);
    });

    test("long lines run in one bundle next to a straight trunk, each in a lane", async () => {
        const { layout } = await arrange(previewOf(`
            block Up(skip, channels) {
                up = conv_transpose(channels, 2, stride=2)
                concat(skip, up)
                conv(channels, 3, padding=1)
            }
            model Net {
                input x: [3, 64, 64]
                one = conv(8, 3, padding=1)
                two = conv(16, 3, stride=2, padding=1)
                three = conv(32, 3, stride=2, padding=1)
                four = conv(64, 3, stride=2, padding=1)
                Up(three, 32)
                Up(two, 16)
                Up(one, 8)
                output y = conv(2, 1)
            }`));
        const trunk = ["input:x", "layer:one", "layer:two", "layer:three", "layer:four"]
            .map((id) => place(layout, id).x + place(layout, id).width / 2);
        expect(new Set(trunk).size).toBe(1);
        const lanes = layout.segments.filter(({ leaves, enters, points }) => leaves && !enters && points.length > 4)
            .map(({ points }) => Math.max(...points.map(({ x }) => x))).sort((a, b) => a - b);
        expect(lanes.map((x) => x - (lanes[0] ?? 0))).toEqual([0, 5, 10]);
    });

    test("a bundle of many lines is no wider than a box", async () => {
        const { layout } = await arrange(denselyConnected([100]));
        const boxes = Math.max(...[...layout.boxes.values()].map(({ x, width }) => x + width));
        expect(layout.width - boxes).toBeLessThan(190);
    });

    test("branches are ordered from left to right as in the text", async () => {
        const { layout } = await arrange(googlenet());
        const branches = ["branch1", "branch2.1", "branch3.1", "branch4.1"];
        const lefts = branches.map((branch) => place(layout, `block:inception3a.${branch}`).x);
        expect(lefts).toEqual([...lefts].sort((a, b) => a - b));
    });

    test("the lines of one value leave its box at one place", async () => {
        const { layout } = await arrange(denselyConnected([6]));
        const starts = new Map<string, Set<string>>();
        for (const { net, leaves, points: [first] } of layout.segments) {
            if (leaves && first !== undefined) {
                starts.set(net, (starts.get(net) ?? new Set()).add(`${first.x} ${first.y}`));
            }
        }
        expect([...starts.values()].filter(({ size }) => size !== 1)).toEqual([]);
    });
});

describe("a layout without an engine", () => {
    test.each([
        ["lines that skip boxes", densenet([6, 12]), true], ["branches", googlenet(), false],
        ["many layers", longResidual(1000), false],
    ])("%s", async (_name, graph, isSimple) => {
        const request = layoutRequest(foldGraph(outlineOf(graph), unfoldAll()), (text) => 7 * text.length);
        const layout = await layOutSimply(request);
        expect(layout).toEqual(isSimple ? await layOut(request, elk) : undefined);
    });
});

describe("large networks", () => {
    test.each([
        ["5,000 layers in blocks", longResidual(5000), 5002],
        ["5,000 layers without groups", flat(longResidual(5000)), 5002],
        ["400 layers that read all before them", denselyConnected(), 406],
    ])("%s", async (_name, graph, nodes) => {
        const { seen, layout } = await arrange(graph);
        expect([...seen.boxes.values()].filter(({ kind }) => kind !== "open")).toHaveLength(nodes);
        expect(layout.boxes.size).toBe(seen.boxes.size);
    });

    test("equal blocks are laid out once", async () => {
        let calls = 0;
        const counting: LevelEngine = (problem) => {
            calls += 1;
            return elk(problem);
        };
        const progress: number[] = [];
        const outline = outlineOf(longResidual(1000));
        const request = layoutRequest(foldGraph(outline, unfoldAll()), (text) => 7 * text.length);
        await layOut(request, counting, (done, total) => {
            progress.push(done / total);
            return Promise.resolve();
        });
        expect(calls).toBe(0);
        expect(progress.at(-1)).toBe(1);
        expect(progress).toEqual([...progress].sort((a, b) => a - b));
    });

    test("a layout ends if its listener throws", async () => {
        const request = layoutRequest(foldGraph(outlineOf(resnet18()), unfoldAll()), (text) => 7 * text.length);
        await expect(layOut(request, elk, () => Promise.reject(new Error("superseded")))).rejects.toThrow("superseded");
    });
});

/** No box lies over another, and each lies inside its group. */
function expectApart({ seen, layout }: Arranged): void {
    expect([...layout.boxes.keys()].sort()).toEqual([...seen.boxes.keys()].sort());
    const siblings = new Map<string | undefined, string[]>();
    for (const [id, { parent }] of seen.boxes) {
        siblings.set(parent, [...(siblings.get(parent) ?? []), id]);
        if (parent !== undefined) {
            expect(isInside(place(layout, id), place(layout, parent)), `${id} in ${parent}`).toBe(true);
        }
    }
    for (const ids of siblings.values()) {
        for (const [number, id] of ids.entries()) {
            const own = shrunk(place(layout, id));
            const over = ids.slice(number + 1).filter((other) => overlap(own, place(layout, other)));
            expect(over, `boxes over ${id}`).toEqual([]);
        }
    }
}

/** In addition, each edge is a chain of lines from box to box. */
function expectValid({ seen, layout }: Arranged): void {
    expectApart({ seen, layout });
    for (const { id, from, to } of seen.edges) {
        const segments = layout.segments.filter(({ edges }) => edges.includes(id));
        const ends = segments.map(({ points }) => [points[0], points.at(-1)] as const);
        const start = segments.find(({ leaves }) => leaves)?.points[0];
        const end = segments.find(({ enters }) => enters)?.points.at(-1);
        expect(start !== undefined && isOn(start, place(layout, from), "bottom"), `start of ${id}`).toBe(true);
        expect(end !== undefined && isOn(end, place(layout, to), "top"), `end of ${id}`).toBe(true);
        const joints = ends.filter(([, last]) => ends.some(([first]) => isSamePoint(first, last)));
        expect(joints, `joints of ${id}`).toHaveLength(segments.length - 1);
    }
}

/** Lines that run through a box which they neither leave nor enter. */
function linesThroughBoxes({ seen, layout }: Arranged): readonly string[] {
    const leaves = [...seen.boxes.values()].filter(({ kind }) => kind !== "open");
    return layout.segments.flatMap(({ net, points }) =>
        points.slice(1).flatMap((to, at) => {
            const from = points[at] ?? to;
            const line = {
                x: Math.min(from.x, to.x), y: Math.min(from.y, to.y),
                width: Math.abs(to.x - from.x), height: Math.abs(to.y - from.y),
            };
            const crossed = leaves.find(({ id }) => overlap(shrunk(place(layout, id)), line));
            return crossed === undefined ? [] : [`${net} through ${crossed.id}`];
        }),
    );
}

function place({ boxes }: Layout, id: string): Rectangle {
    const found = boxes.get(id);
    if (found === undefined) {
        throw new Error(`${id} has no place.`);
    }
    return found;
}

function shrunk({ x, y, width, height }: Rectangle): Rectangle {
    return { x: x + 0.5, y: y + 0.5, width: width - 1, height: height - 1 };
}

function isInside(inner: Rectangle, outer: Rectangle): boolean {
    return inner.x >= outer.x && inner.y >= outer.y
        && inner.x + inner.width <= outer.x + outer.width && inner.y + inner.height <= outer.y + outer.height;
}

function isOn({ x, y }: Point, box: Rectangle, side: "top" | "bottom"): boolean {
    const edge = side === "top" ? box.y : box.y + box.height;
    return Math.abs(y - edge) < 0.01 && x > box.x && x < box.x + box.width;
}

function isSamePoint(a: Point | undefined, b: Point | undefined): boolean {
    return a !== undefined && b !== undefined && Math.hypot(a.x - b.x, a.y - b.y) < 0.01;
}
