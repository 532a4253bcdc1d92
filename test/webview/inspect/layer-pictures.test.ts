import { expect, it } from "vitest";
import { previewGraph } from "../../../server/features/preview-graph.ts";
import type { InferenceModel, PreviewGraph } from "../../../server/protocol.ts";
import { analyzed } from "../../support/marked-source.ts";
import { button, type PreviewPage } from "../graph/preview-page.ts";
import { usePreviewPages } from "../graph/preview-pages.ts";
import { runnableText } from "../inference/models.ts";

const small = `model Small {
    input image: [3, 12, 10]
    first = conv(8, 3, stride=2, padding=1)
    relu()
    flatten()
    output scores = linear(5)
}
`;
const long = `model Long {
    input image: [1, 6, 6]
    repeat 100 { conv(2, 3, padding=1) -> relu() }
    output last = conv(1, 1)
}
`;

function graphOf(text: string, { version }: InferenceModel): PreviewGraph {
    const graph = previewGraph(analyzed(text), []);
    if (graph === undefined) {
        throw new Error("The text has no model.");
    }
    return { ...graph, version };
}

const pages = usePreviewPages();

/** Answers the page's request for the network. */
async function run(preview: PreviewPage, model: InferenceModel): Promise<void> {
    await preview.next("request-inference-model");
    await preview.send({ type: "inference-model", model });
}

/** Records the layers whose maps the page computes. */
async function recordMaps({ page }: PreviewPage): Promise<() => Promise<readonly string[]>> {
    await page.evaluate(() => {
        const computed: string[] = [];
        Reflect.set(window, "computedMaps", computed);
        const { prototype } = Worker;
        const post = prototype.postMessage as (this: Worker, message: unknown, transfer: Transferable[]) => void;
        prototype.postMessage = function record(this: Worker, message: unknown, transfer: unknown): void {
            const { type, tensors } = message as { readonly type?: string; readonly tensors?: readonly string[] };
            computed.push(...type === "maps" ? tensors ?? [] : []);
            post.call(this, message, transfer as Transferable[]);
        };
    });
    return () => page.evaluate(() => Reflect.get(window, "computedMaps") as readonly string[]);
}

it("draws what the network sees and the strongest map of each layer in the boxes, after a run", async () => {
    const model = runnableText(small);
    const preview = await pages.drawn(graphOf(small, model));
    const { page } = preview;
    expect(await page.locator(".picture").count()).toBe(0);
    await button(preview, "Show the strongest map of each layer in its box (M)").click();
    await run(preview, model);
    // The input, and all layers; the output shows the same as the last layer.
    await expect.poll(() => page.locator(".picture image").count()).toBe(5);
    const sizes = await page.locator("[data-box='layer:first'] image").evaluate(async (image) => {
        const drawn = new Image();
        drawn.src = image.getAttribute("href") ?? "";
        await drawn.decode();
        return [drawn.width, drawn.height];
    });
    expect(sizes).toEqual([5, 6]);
    // The text stays beside the pictures.
    const overlaps = await page.locator("[data-box]").evaluateAll((boxes) => boxes.flatMap((box) => {
        const picture = box.querySelector(".picture")?.getBoundingClientRect();
        const whole = box.querySelector(".body")?.getBoundingClientRect();
        return picture === undefined || whole === undefined ? [] : [...box.querySelectorAll("text")].filter((text) => {
            const { left, right } = text.getBoundingClientRect();
            return left < picture.right || right > whole.right;
        }).map(({ textContent }) => textContent);
    }));
    expect(overlaps).toEqual([]);
});

it("draws the strongest maps of a line's layers for hovers, only of the version that ran", async () => {
    const model = runnableText(small);
    const graph = graphOf(small, model);
    const preview = await pages.drawn(graph);
    const place = { uri: graph.uri, version: graph.version, line: 2, character: 8 };
    const ask = async (id: number, change: Partial<typeof place> = {}) => {
        await preview.send({ ...place, ...change, type: "line-pictures", id });
        return preview.next("line-pictures");
    };
    expect(await ask(1)).toEqual({ type: "line-pictures", id: 1, pictures: { layers: [], more: 0 } });
    await button(preview, "Run").first().click();
    await run(preview, model);
    await preview.next("inference-finished");
    const { pictures: { layers: [layer] } } = await ask(2);
    expect(layer).toMatchObject({ path: "first", count: 8 });
    expect(layer?.channels.length).toBe(5);
    expect(layer?.picture).toMatch(/^data:image\/png;base64,/);
    expect((await ask(3, { version: graph.version + 1 })).pictures.layers).toEqual([]);
    expect((await ask(4, { line: 0 })).pictures.layers).toEqual([]);
    expect((await ask(5, { uri: "file:///other.cnn" })).pictures.layers).toEqual([]);
});

it("remembers that pictures are shown, and shows them after the next run", async () => {
    const model = runnableText(small);
    const first = await pages.drawn(graphOf(small, model));
    await first.page.locator(".graph-drawing").press("m");
    await expect.poll(() => first.state()).toMatchObject({ pictures: true });
    const preview = await pages.drawn(graphOf(small, model), { state: await first.state() });
    const { page } = preview;
    const shown = button(preview, "Show the strongest map of each layer in its box (M)");
    expect(await shown.getAttribute("aria-pressed")).toBe("true");
    await button(preview, "Run").first().click();
    await run(preview, model);
    await expect.poll(() => page.locator(".picture image").count()).toBe(5);
    await preview.send({ type: "graph", graph: { ...graphOf(small, model), version: model.version + 1 } });
    await page.locator(".old-pictures").waitFor();
    await shown.click();
    await expect.poll(() => page.locator(".picture").count()).toBe(0);
});

it("computes and draws only what is in view of 200 layers", async () => {
    const model = runnableText(long);
    const preview = await pages.drawn(graphOf(long, model));
    const { page } = preview;
    const computed = await recordMaps(preview);
    await button(preview, "Show the strongest map of each layer in its box (M)").click();
    await run(preview, model);
    await page.locator(".picture image").nth(2).waitFor();
    const before = await computed();
    expect(await page.locator(".picture image").count()).toBeLessThan(30);
    expect(before.length).toBeLessThan(30);
    await page.locator(".graph-drawing").press("End");
    await page.locator("[data-box='layer:last'] image").waitFor();
    expect(await page.locator(".picture image").count()).toBeLessThan(30);
});
