import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "../../support/chromium.ts";
import { runnableText } from "../inference/models.ts";
import type { PageServer } from "../served-page.ts";
import { openInspector, runEveryLayer, serveInspector } from "./inspect-page.ts";
import type { FinishedRun } from "./page-script.ts";

const model = runnableText(`
model Small {
    input image: [3, 12, 10]
    first = conv(80, 3, stride=2, padding=1)
    norm = batch_norm()
    active = relu6()
    pool = max_pool(2, ceil_mode=true)
    next = conv(6, 3, padding=1, groups=2)
    flatten()
    output scores = linear(5)
}
`);

let browser: Browser;
let server: PageServer;
let page: Page;
let errors: string[];
let run: FinishedRun;

beforeAll(async () => {
    [browser, server, run] = await Promise.all([launchChromium(), serveInspector(), runEveryLayer(model)]);
    ({ page, errors } = await openInspector(browser, server));
});

afterAll(async () => {
    await browser.close();
    await server[Symbol.asyncDispose]();
});

afterEach(() => {
    expect(errors.splice(0)).toEqual([]);
});

async function inspect(path: string): Promise<void> {
    await page.evaluate((node) => window.inspectNode(node), `layer:${path}`);
    await page.waitForFunction((shown) => window.inspectorRecord.shown.at(-1) === shown, path);
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
        await page.locator("[data-channel='7']").click();
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
        await page.getByRole("button", { name: /and 37 more channels add/ }).click();
        expect(await page.locator(".inspect-part").count()).toBe(6);
    });

    it("draws a page of channels at a time", async () => {
        await inspect("first");
        const channels = page.locator(".inspect-viewer");
        expect(await channels.locator("canvas").count()).toBe(65);
        expect(await channels.locator(".inspect-page").innerText()).toBe("1–64 of 80");
        await channels.getByRole("button", { name: "Next channels" }).click();
        expect(await channels.locator(".inspect-page").innerText()).toBe("65–80 of 80");
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
