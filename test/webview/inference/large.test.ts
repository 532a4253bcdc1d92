import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exampleModels } from "../../support/examples.ts";
import { launchChromium } from "../../support/chromium.ts";
import { differenceFromNode, runnable, runnableText } from "./models.ts";
import { openPanelPage } from "./panel-page.ts";

/** What a large network takes on a GPU that is emulated on two cores, twice: once for its layers' shapes. */
const patience = 600_000;

let browser: Browser;

beforeAll(async () => {
    browser = await launchChromium();
}, 60_000);

afterAll(() => browser.close());

describe("networks with large weights run, and every layer's real shape is the shown one", () => {
    test.each([
        ["AlexNet", "wasm", 244_403_360],
        ["VGG16", "wasm", 553_430_176],
    ] as const)("%s on %s: %i bytes", runs, patience);

    // An emulated GPU takes minutes for these: `npm run test:large`.
    test.skipIf(process.env["CNN_LARGE"] === undefined).each([
        ["AlexNet", "webgpu", 244_403_360],
        ["VGG16", "webgpu", 553_430_176],
    ] as const)("%s on %s: %i bytes", runs, patience);

    async function runs(name: string, device: "wasm" | "webgpu", bytes: number): Promise<void> {
        const graph = exampleModels().get(name);
        if (graph === undefined) {
            throw new Error(`There is no ${name} among the examples.`);
        }
        const model = runnable(graph);
        expect(model.weights.reduce((sum, { count }) => sum + count * 4, 0)).toBe(bytes);
        await using panel = await openPanelPage(browser, { device: device === "wasm" ? "wasm" : "automatic" });
        const result = await panel.run(model, patience);
        expect(result).toMatchObject({ device, layersCompared: model.layers.length, mismatches: [] });
        expect(await differenceFromNode(model, result)).toBeLessThan(1e-3);
    }
});

test.skipIf(process.env["CNN_LARGE"] === undefined)("a feature map too large for the GPU's memory moves the run to WebAssembly, which is said", async () => {
    const model = runnableText(`
model Wide {
    input image: [3, 2048, 2048]
    conv(63, kernel=1)
    output maps = conv(1, kernel=1)
}`);
    await using panel = await openPanelPage(browser);
    const result = await panel.run(model, patience);
    expect(result).toMatchObject({ device: "wasm", layersCompared: 2, mismatches: [] });
    expect(result.fallbackReason).toMatch(/WebGPU failed while it ran: the memory did not suffice/);
}, patience);
