import { expect, it } from "vitest";
import { previewGraph } from "../../../server/features/preview-graph.ts";
import type { PreviewGraph } from "../../../server/protocol.ts";
import { analyzed } from "../../support/marked-source.ts";
import { boxOf } from "../graph/preview-page.ts";
import { usePreviewPages } from "../graph/preview-pages.ts";
import { runnableText } from "../inference/models.ts";

const text = `model Small {
    input image: [3, 12, 10]
    first = conv(8, 3, stride=2, padding=1)
    second = conv(4, 3)
    flatten()
    output scores = linear(5)
}
`;
const model = runnableText(text);

function graphOf(): PreviewGraph {
    const graph = previewGraph(analyzed(text), []);
    if (graph === undefined) {
        throw new Error("The text has no model.");
    }
    return { ...graph, version: model.version };
}

const pages = usePreviewPages();

it("inspects the layer of a line after a run, then each layer that is selected in the graph", async () => {
    const preview = await pages.open();
    const graph = graphOf();
    await preview.send({ type: "inspect", uri: graph.uri, line: 3 });
    await preview.draw(graph);
    await preview.next("request-inference-model");
    await preview.send({ type: "inference-model", model });
    expect(await preview.next("inspected")).toMatchObject({ path: "second", dims: [4, 4, 3] });
    await boxOf(preview, "layer:first").click();
    expect(await preview.next("inspected")).toMatchObject({ path: "first", dims: [8, 6, 5] });
    expect(await preview.page.locator(".inspect-agrees").innerText()).toContain("the same, up to rounding");
});

it("measures each layer, colours the graph by time, and drops the times with the next version", async () => {
    const preview = await pages.open();
    const { page } = preview;
    const graph = graphOf();
    await preview.send({ type: "inspect", uri: graph.uri, line: 3 });
    await preview.draw(graph);
    await preview.next("request-inference-model");
    await preview.send({ type: "inference-model", model });
    await preview.next("inspected");
    await page.getByText("Time per layer", { exact: true }).click();
    await page.getByRole("button", { name: "Measure time per layer" }).click();
    const { layers, device } = await preview.next("layers-measured");
    expect(device).toBe("wasm");
    expect(layers.map(({ path }) => path)).toEqual(model.layers.map(({ path }) => path));
    // A page's clock ticks every 0.1 ms: a small layer may seem to take no time.
    expect(layers.every(({ milliseconds }) => milliseconds >= 0)).toBe(true);
    expect(await page.locator(".times-table tbody tr").count()).toBe(model.layers.length);
    await page.getByLabel("Colour the graph by time").check();
    expect(await page.locator(".graph-drawing.by-time").count()).toBe(1);
    await page.locator(".times-layer", { hasText: "first" }).click();
    expect(await preview.next("inspected")).toMatchObject({ path: "first" });
    await preview.draw({ ...graph, version: graph.version + 1 });
    expect(await page.locator(".times-table").isVisible()).toBe(false);
    expect(await page.locator(".graph-drawing.by-time").count()).toBe(0);
});
