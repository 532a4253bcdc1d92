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

/** Of one operator with one shape: each costs seconds where the GPU is emulated, whose shader the CPU compiles. */
const uniformText = `model Uniform {
    input x: [256]
    first = linear(256)
    second = linear(256)
    output y = linear(256)
}
`;
const uniform = runnableText(uniformText);

function graphOf(source = text): PreviewGraph {
    const graph = previewGraph(analyzed(source), []);
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

it("inspects the layer that was selected before it is opened", async () => {
    const preview = await pages.open();
    const { page } = preview;
    await preview.draw(graphOf());
    await page.locator(".header-run").click();
    await preview.next("request-inference-model");
    await preview.send({ type: "inference-model", model });
    await page.locator(".inference-summary").waitFor();
    await boxOf(preview, "layer:second").click();
    await page.getByRole("tab", { name: "Inspect" }).click();
    expect(await preview.next("inspected")).toMatchObject({ path: "second" });
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

/** Takes the clock away from GPUs in a worker, as browsers may. */
function hideTimestamps(): void {
    for (const { prototype } of [GPUAdapter, GPUDevice]) {
        const features = Object.getOwnPropertyDescriptor(prototype, "features");
        Object.defineProperty(prototype, "features", {
            get(this: GPUAdapter) {
                const all = features?.get?.call(this) as GPUSupportedFeatures;
                return new Set([...all].filter((name) => name !== "timestamp-query"));
            },
        });
    }
}

it.each([
    ["its clock", "profile", false],
    ["prefixes of the network if it has no clock", "prefixes", true],
] as const)("measures each layer on a GPU by %s", async (_name, method, isHidden) => {
    const preview = await pages.open();
    const { page } = preview;
    await page.route("**/inference-worker.js", async (route) => {
        const answer = await route.fetch();
        const before = isHidden ? `(${String(hideTimestamps)})();` : "";
        await route.fulfill({ response: answer, body: before + await answer.text() });
    });
    try {
        await preview.draw(graphOf(uniformText));
        await page.locator(".header-run").click();
        await page.locator(".inference-device").selectOption("webgpu");
        await preview.next("request-inference-model");
        await preview.send({ type: "inference-model", model: uniform });
        await preview.next("inference-finished");
        await page.getByRole("tab", { name: "Inspect" }).click();
        await page.getByText("Time per layer", { exact: true }).click();
        await page.getByRole("button", { name: "Measure time per layer" }).click();
        const { layers, device } = await preview.next("layers-measured");
        expect(device).toBe("webgpu");
        expect(layers.map(({ path }) => path)).toEqual(uniform.layers.map(({ path }) => path));
        expect(layers.find(({ path }) => path === "first")?.milliseconds).toBeGreaterThan(0);
        expect(await page.locator(".times .inspect-note").innerText())
            .toMatch(method === "profile" ? /on WebGPU, by ONNX Runtime's profile/ : /on WebGPU, from 3 runs that each end at a later layer/);
    } finally {
        await page.unroute("**/inference-worker.js");
    }
});
