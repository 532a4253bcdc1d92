import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exampleModels } from "../../support/examples.ts";
import { differenceFromNode, runnable, runnableText } from "./models.ts";
import type { PageServer } from "../served-page.ts";
import { sharedBrowser } from "../shared-browser.ts";
import { openPanel, servePanel, type PanelPage } from "./panel-page.ts";

/** The time of a large network on a GPU emulated by two cores, twice: once for its layers' shapes. */
const patience = 600_000;

let server: PageServer;
let panel: PanelPage;

beforeAll(async () => {
    server = await servePanel();
    panel = await openPanel(await sharedBrowser(), server);
});

afterAll(async () => {
    await panel.page.close();
    await server[Symbol.asyncDispose]();
});

describe("networks with large weights run, and every layer's real shape is the shown one", () => {
    test.each([
        ["AlexNet", "wasm", 244_403_360],
    ] as const)("%s on %s: %i bytes", runs, patience);

    // These take up to minutes, most of all on an emulated GPU: `npm run test:large`.
    test.skipIf(process.env["CNN_LARGE"] === undefined).each([
        ["VGG16", "wasm", 553_430_176],
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
        await panel.renew(device);
        const result = await panel.run(model);
        expect(result).toMatchObject({ device, layersCompared: model.layers.length, mismatches: [] });
        expect(await differenceFromNode(model, result)).toBeLessThan(1e-3);
    }
});

test.skipIf(process.env["CNN_LARGE"] === undefined)("a feature map too large for the GPU's memory moves the run to WebAssembly, with a message", async () => {
    const model = runnableText(`
model Wide {
    input image: [3, 2048, 2048]
    conv(63, kernel=1)
    output maps = conv(1, kernel=1)
}`);
    await panel.renew("webgpu");
    const result = await panel.run(model);
    expect(result).toMatchObject({ device: "wasm", layersCompared: 2, mismatches: [] });
    expect(result.fallbackReason).toMatch(/WebGPU failed while it ran: the memory did not suffice/);
}, patience);
