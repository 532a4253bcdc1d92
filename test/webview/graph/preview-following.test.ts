import { describe, expect, test } from "vitest";
import type { PreviewGraph } from "../../../server/protocol.ts";
import { boxOf, button, marked, placeOf } from "./preview-page.ts";
import type { PreviewPage } from "./preview-page.ts";
import { usePreviewPages } from "./preview-pages.ts";
import { densenet, resnet18 } from "./sample-networks.ts";

const pages = usePreviewPages();

describe("the text's cursor", () => {
    const graph = resnet18();

    test("marks all uses of a block's line", async () => {
        const preview = await pages.unfolded(graph);
        await preview.send({ type: "cursor", uri: graph.uri, line: 11 });
        await preview.page.locator(".box.cursor").first().waitFor();
        await button(preview, "Show everything (0)").click();
        await button(preview, "Show everything (0)").click();
        await expect.poll(() => marked(preview, "cursor")).toHaveLength(8);
    });

    test("marks the group that hides its layer", async () => {
        const preview = await pages.drawn(graph);
        await preview.send({ type: "cursor", uri: graph.uri, line: 11 });
        await expect.poll(() => marked(preview, "cursor"))
            .toEqual(["loop:layer1", "loop:layer2", "loop:layer3", "loop:layer4"]);
    });

    test("brings its layer into view only if it is not visible", async () => {
        const preview = await pages.unfolded(graph);
        const before = await placeOf(preview, "layer:conv1");
        await preview.send({ type: "cursor", uri: graph.uri, line: 8 });
        await preview.page.locator(".box.cursor").first().waitFor();
        expect(await placeOf(preview, "layer:conv1")).toEqual(before);
        await preview.send({ type: "cursor", uri: graph.uri, line: 52 });
        await expect.poll(() => marked(preview, "cursor")).toEqual(["layer:fc"]);
        await expect.poll(async () => (await placeOf(preview, "layer:fc")).y).toBeLessThan(900);
    });
});

describe("while the text has errors", () => {
    const graph = resnet18();
    const [wrong] = graph.nodes.filter(({ path }) => path === "bn1");
    const range = wrong?.range ?? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    const broken: PreviewGraph = {
        ...graph, version: 2, valid: false, broken: true,
        nodes: graph.nodes.slice(0, 4), edges: graph.edges.slice(0, 3), groups: [], problems: [{ severity: "error", message: "Kernel 9 is larger than its input, 7.", uri: graph.uri, range }],
    };

    test("the current network is drawn, with every error at its layer", async () => {
        const preview = await pages.drawn(graph);
        const [conv, , relu] = graph.nodes.filter(({ kind }) => kind === "layer");
        const places = [conv, relu].flatMap((node) => node?.range ?? []);
        const problems = places.map((at, index) =>
            ({ severity: "error" as const, message: `Error ${index}`, uri: graph.uri, range: at }));
        const warning = { severity: "warning" as const, message: "Doubtful", uri: graph.uri, range };
        expect(await preview.draw({ ...graph, version: 2, valid: false, problems: [...problems, warning] }))
            .toMatchObject({ version: 2, nodes: 14, stale: false });
        expect(await marked(preview, "faulty")).toEqual(["layer:conv1", "layer:relu_1"]);
        expect(await marked(preview, "doubtful")).toEqual(["layer:bn1"]);
        expect(await preview.page.locator(".banner").innerText()).toContain("and 1 more error");
        await boxOf(preview, "layer:relu_1").hover();
        await preview.page.locator(".graph-tooltip").getByText("Error 1").waitFor();
    });

    test("the last network stays while the syntax is broken, and the error is a click away", async () => {
        const preview = await pages.drawn(graph);
        await preview.send({ type: "graph", graph: broken });
        expect(await preview.next("drawn")).toEqual({ type: "drawn", version: 1, nodes: 14, edges: 13, stale: true });
        await preview.page.locator(".graph-stage.stale").waitFor();
        expect(await marked(preview, "faulty")).toEqual(["layer:bn1"]);
        await preview.page.getByText("Kernel 9 is larger than its input, 7.").click();
        expect(await preview.next("reveal")).toEqual({ type: "reveal", uri: graph.uri, range });
        expect(await preview.draw({ ...graph, version: 3 })).toMatchObject({ version: 3, stale: false });
        expect(await preview.page.locator(".banner, .stale, .faulty").count()).toBe(0);
    });

    test("an invalid graph is drawn if none was valid yet", async () => {
        const preview = await pages.open();
        expect(await preview.draw(broken)).toEqual({ type: "drawn", version: 2, nodes: 4, edges: 3, stale: false });
        expect(await marked(preview, "faulty")).toEqual(["layer:bn1"]);
        expect(await preview.page.locator(".banner").innerText()).toContain("Kernel 9 is larger than its input, 7.");
    });

    test("a click on a layer leads to its current position", async () => {
        const preview = await pages.unfolded(graph);
        const moved = { start: { line: 70, character: 0 }, end: { line: 70, character: 9 } };
        const nodes = broken.nodes.map((node) => ({ ...node, range: moved }));
        await preview.send({ type: "graph", graph: { ...broken, nodes } });
        await preview.next("drawn");
        await boxOf(preview, "layer:conv1").click();
        expect(await preview.next("reveal")).toMatchObject({ range: moved });
        await boxOf(preview, "layer:layer1.0.conv1").click();
        expect(await preview.next("reveal")).toMatchObject({ range: { start: { line: 8 } } });
    });
});

describe("while the text changes", () => {
    test("zoom, position and folding are kept", async () => {
        const graph = resnet18();
        const preview = await pages.unfolded(graph);
        await boxOf(preview, "loop:layer1").locator(".title").click();
        await preview.next("drawn");
        await button(preview, "Zoom out (-)").click();
        await preview.send({ type: "cursor", uri: graph.uri, line: 27 });
        await expect.poll(() => marked(preview, "cursor")).toEqual(["loop:layer3"]);
        const before = await placeOf(preview, "loop:layer3");
        const longer = { ...withExtraLayer(graph), version: 2 };
        expect(await preview.draw(longer)).toMatchObject({ version: 2, nodes: 60, edges: 65 });
        expect(await placeOf(preview, "loop:layer3")).toEqual(before);
    });

    test("only the newest of several graphs is drawn", async () => {
        const preview = await pages.open();
        const [slow, fast] = [densenet(), { ...resnet18(), version: 7 }];
        await preview.page.evaluate(([first, second]) => {
            window.postMessage({ type: "graph", graph: first });
            window.postMessage({ type: "graph", graph: second });
        }, [slow, fast] as const);
        expect(await preview.next("drawn")).toMatchObject({ version: 7, nodes: 14 });
    });

    test("the page brings its state back", async () => {
        const graph = resnet18();
        const preview = await pages.unfolded(graph);
        await boxOf(preview, "loop:layer1").locator(".title").click();
        await preview.next("drawn");
        const before = await zoomOf(preview);
        await button(preview, "Zoom in (+)").click();
        await expect.poll(() => zoomOf(preview)).toBeGreaterThan(before);
        const zoom = expect.closeTo(await zoomOf(preview), 6) as number;
        await expect.poll(() => preview.state()).toMatchObject({ uri: graph.uri, model: "ResNet18", transform: { k: zoom } });
        const [state, place] = [await preview.state(), await placeOf(preview, "loop:layer1")];
        const again = await pages.open({ state });
        expect(await again.draw(graph)).toMatchObject({ nodes: 59 });
        expect(await placeOf(again, "loop:layer1")).toEqual(place);
    });
});

async function zoomOf({ page }: PreviewPage): Promise<number> {
    const transform = await page.locator(".world").getAttribute("transform");
    return Number(/scale\(([\d.]+)\)/.exec(transform ?? "")?.[1]);
}

/** A layer more near the beginning, as if a line had been typed. */
function withExtraLayer(graph: PreviewGraph): PreviewGraph {
    const [image, conv, ...rest] = graph.nodes;
    if (image === undefined || conv === undefined) {
        return graph;
    }
    const extra = { ...conv, id: "layer:extra", path: "extra" };
    const edges = graph.edges.map((edge) => (edge.from === image.id ? { ...edge, value: `${extra.id}:0`, from: extra.id } : edge));
    return {
        ...graph,
        nodes: [image, extra, conv, ...rest],
        edges: [{ value: `${image.id}:0`, from: image.id, to: extra.id, shape: image.shape }, ...edges],
    };
}
