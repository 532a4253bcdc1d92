import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { fillWeights } from "../../../server/emit/weights.ts";
import { runnableText } from "../inference/models.ts";
import type { PageServer } from "../served-page.ts";
import { sharedBrowser } from "../shared-browser.ts";
import { openInspector, runEveryLayer, serveInspector } from "./inspect-page.ts";
import type { FinishedRun } from "./page-script.ts";

const model = runnableText(`
model Small {
    input image: [3, 12, 10]
    first = conv(512, 3, stride=2, padding=1)
    norm = batch_norm()
    active = relu6()
    pool = max_pool(2, ceil_mode=true)
    next = conv(6, 3, padding=1, groups=2)
    depthwise = conv(6, 3, padding=1, groups=6)
    up = conv_transpose(4, 2, stride=2)
    flatten()
    output scores = linear(5)
}
`);

let server: PageServer;
let page: Page;
let errors: string[];
let run: FinishedRun;

beforeAll(async () => {
    [server, run] = await Promise.all([serveInspector(), runEveryLayer(model)]);
    ({ page, errors } = await openInspector(await sharedBrowser(), server));
});

afterAll(async () => {
    await page.close();
    await server[Symbol.asyncDispose]();
});

afterEach(() => {
    expect(errors.splice(0)).toEqual([]);
});

async function inspect(path: string): Promise<void> {
    await page.evaluate((node) => window.inspectNode(node), `layer:${path}`);
    await page.waitForFunction((shown) => window.inspectorRecord.shown.at(-1) === shown, path);
}

/** Chooses the first cell of an output channel, or an output of a vector. */
async function chooseOutput(output: number): Promise<void> {
    const channel = page.locator(`.inspect-viewer [data-channel='${output}']`);
    if (await channel.count() > 0) {
        await channel.click();
    } else {
        for (let press = 0; press < 5; press++) {
            await page.locator(".inspect-enlarged .inspect-map-frame").press("ArrowLeft");
        }
    }
}

const textOf = (selector: string): Promise<string> => page.locator(selector).first().innerText();

/** ONNX Runtime's number at an index of a layer's result, as it is written. */
function realNumber(tensor: string, [channel = 0, row = 0, column = 0]: readonly number[]): number {
    const found = run.layers.find(({ name }) => name === tensor);
    const [, , rows = 1, columns = 1] = found?.dims ?? [];
    return found?.values[(channel * rows + row) * columns + column] ?? NaN;
}

it("asks for a run before it can show a layer", async () => {
    await page.getByRole("button", { name: "Run" }).click();
    expect(await page.evaluate(() => window.inspectorRecord.runs)).toBe(1);
});

describe("after a run", () => {
    beforeAll(async () => {
        await page.evaluate((shown) => window.showRun(shown), run);
        await inspect("first");
    });

    it("fetches only the layer and its inputs", async () => {
        await page.evaluate(() => { window.inspectorRecord.fetched = []; });
        await inspect("norm");
        expect(await page.evaluate(() => window.inspectorRecord.fetched)).toEqual(["norm", "first"]);
    });

    it("says that the weights are random", async () => {
        expect(await textOf(".inspect-note >> nth=1")).toContain("random numbers");
    });

    it.each(model.layers.filter(({ kind }) => kind !== "flatten").map(({ path }) => path))(
        "shows how %s computes a number of ONNX Runtime", async (path) => {
            await inspect(path);
            expect(await textOf(".inspect-agrees")).toContain("the same, up to rounding");
        });

    it("shows the number of a chosen cell, with the pointer and the arrow keys", async () => {
        await inspect("first");
        await page.locator(".inspect-viewer [data-channel='7']").click();
        const map = page.locator(".inspect-enlarged .inspect-map-frame");
        await map.click({ position: { x: 2, y: 2 } });
        await map.press("ArrowRight");
        await map.press("ArrowDown");
        const value = Number(/: (.*)$/.exec(await textOf(".inspect-readout"))?.[1]);
        expect(value).toBeCloseTo(realNumber("first", [7, 1, 1]), 3);
        expect(await textOf(".inspect-agrees")).toContain("at [7, 1, 1]");
    });

    it("shows the three strongest channels first, and the others with a press", async () => {
        await inspect("next");
        expect(await page.locator(".inspect-part").count()).toBe(3);
        await page.getByRole("button", { name: /and 253 more channels add/ }).click();
        expect(await page.locator(".inspect-part").count()).toBe(6);
    });

    it("draws only those of 512 channels that are in view, and others when they are scrolled to", async () => {
        await inspect("first");
        const list = page.locator(".inspect-viewer .inspect-thumbnails");
        const drawn = list.locator("canvas[data-drawn]");
        await expect.poll(() => drawn.count()).toBeGreaterThan(0);
        expect(await list.locator("canvas").count()).toBe(512);
        const first = await drawn.count();
        expect(first).toBeLessThan(200);
        await list.evaluate((scrolled) => { scrolled.scrollTop = scrolled.scrollHeight; });
        await expect.poll(() => drawn.count()).toBeGreaterThan(first);
        expect(await drawn.count()).toBeLessThan(400);
        await page.locator(".inspect-choice").first().selectOption("index");
        await page.locator(".inspect-viewer [data-channel='511']").click();
        expect(await page.locator(".inspect-viewer [data-channel='511'] canvas").getAttribute("data-drawn")).toBe("");
    });

    describe("the kernels", () => {
        const kernels = ".inspect-kernels";

        it.each([
            ["first", "one kernel per output channel, over red, green and blue; grey is 0", 512, [3, 3]],
            ["next", "the kernels of output channel 0, one per input channel", 256, [3, 3]],
            ["depthwise", "one kernel per output channel", 6, [3, 3]],
            ["up", "the kernels of output channel 0, one per input channel", 6, [2, 2]],
            ["scores", "the weights of output 0", 1, [12, 12]],
        ] as const)("of %s are drawn as pictures", async (path, caption, count, [width, height]) => {
            await inspect(path);
            await chooseOutput(0);
            expect(await page.locator(`${kernels} > p`).innerText()).toBe(caption);
            expect(await page.locator(`${kernels} :is(.inspect-thumbnails, .inspect-map-frame) canvas`).count()).toBe(count);
            const picture = page.locator(`${kernels} canvas`).first();
            await picture.scrollIntoViewIfNeeded();
            await expect.poll(() => picture.evaluate((canvas) => canvas instanceof HTMLCanvasElement
                ? [canvas.width, canvas.height] : [])).toEqual([width, height]);
        });

        it("over red, green and blue are darker and lighter around grey as the weights are", async () => {
            await inspect("first");
            const [weight] = model.layers[0]?.parameters ?? [];
            const values = new Float32Array(512 * 27);
            for (const tensor of model.weights.filter(({ name }) => name === weight?.tensor)) {
                fillWeights(tensor, model.seed, values);
            }
            const reach = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
            const kernel = page.locator(`${kernels} [data-channel='5'] canvas`);
            await kernel.scrollIntoViewIfNeeded();
            await page.waitForFunction((selector) => document.querySelector(selector) !== null,
                `${kernels} [data-channel='5'] canvas[data-drawn]`);
            const pixels = await kernel.evaluate((canvas) => canvas instanceof HTMLCanvasElement
                ? [...canvas.getContext("2d")?.getImageData(0, 0, 3, 3).data ?? []] : []);
            for (let place = 0; place < 9; place++) {
                for (let colour = 0; colour < 3; colour++) {
                    const expected = 127.5 * (1 + (values[(5 * 3 + colour) * 9 + place] ?? 0) / reach);
                    expect(Math.abs((pixels[place * 4 + colour] ?? -9) - expected)).toBeLessThanOrEqual(1);
                }
            }
        });
    });

    describe("the receptive field", () => {
        it.each([
            ["in the middle", [2, 2], "The field is 3 × 3 at 3…5, 3…5."],
            ["at the border", [0, 0], "The field is 3 × 3 at −1…1, −1…1: it extends over the border."],
        ] as const)("of a cell %s is framed on the input, and in words", async (_name, [row, column], words) => {
            await inspect("first");
            const map = page.locator(".inspect-enlarged .inspect-map-frame");
            const { width = 0, height = 0 } = await map.boundingBox() ?? {};
            await map.click({ position: { x: ((column + 0.5) * width) / 5, y: ((row + 0.5) * height) / 6 } });
            expect(await page.locator(".inspect-field figcaption").innerText()).toBe(words);
            const frame = page.locator(".inspect-field-frame");
            const style = await frame.evaluate(({ style: { left, top, width: wide, height: high } }: HTMLElement) =>
                [left, top, wide, high].map((share) => Math.round(parseFloat(share))));
            const [top, left] = [Math.max(0, 2 * row - 1), Math.max(0, 2 * column - 1)];
            const [bottom, right] = [2 * row + 1, 2 * column + 1];
            expect(style).toEqual([
                left * 10, Math.round((top / 12) * 100),
                (right - left + 1) * 10, Math.round(((bottom - top + 1) / 12) * 100),
            ]);
        });

        it("of a layer after a flattening is the whole input", async () => {
            await inspect("scores");
            expect(await page.locator(".inspect-field figcaption").innerText()).toContain("the whole input");
        });
    });

    it("moves the window to the next cell if motion is to be reduced", async () => {
        await page.emulateMedia({ reducedMotion: "reduce" });
        await inspect("pool");
        await page.locator(".inspect-enlarged .inspect-map-frame").click({ position: { x: 2, y: 2 } });
        await page.getByRole("button", { name: "Next cell" }).click();
        expect(await textOf(".inspect-agrees")).toMatch(/at \[\d+, 0, 1\]/);
        await page.emulateMedia({ reducedMotion: null });
    });

    it("chooses another layer from the list, and marks it in the graph", async () => {
        await page.locator(".inspect-layer").selectOption("layer:pool");
        await page.waitForFunction(() => window.inspectorRecord.shown.at(-1) === "pool");
        expect(await page.evaluate(() => window.inspectorRecord.wentTo)).toEqual(["layer:pool"]);
    });
});
