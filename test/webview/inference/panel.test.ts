import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium } from "../../support/chromium.ts";
import { differenceFromNode, runnableText } from "./models.ts";
import { openPanelPage } from "./panel-page.ts";

let browser: Browser;

beforeAll(async () => {
    browser = await launchChromium();
}, 60_000);

afterAll(() => browser.close());

const small = `
model Small(classes = 10) {
    @image(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225])
    input image: [3, 32, 32]
    conv1 = conv(8, kernel=3, stride=2, padding=1)
    bn1 = batch_norm()
    relu()
    max_pool(2)
    conv2 = conv(16, kernel=3, padding=1)
    relu()
    global_avg_pool()
    flatten()
    fc = linear(classes)
    output scores = softmax()
}`;

test("runs on WebGPU, with the same numbers as ONNX Runtime for Node, and compares every layer", async () => {
    await using panel = await openPanelPage(browser);
    const model = runnableText(small);
    const result = await panel.run(model);
    expect(result).toMatchObject({
        model: "Small", device: "webgpu", layersCompared: model.layers.length, mismatches: [],
        inputs: [{ name: "image", dims: [1, 3, 32, 32], source: "image" }],
    });
    expect(await differenceFromNode(model, result)).toBeLessThan(1e-3);
    expect(panel.errors).toEqual([]);
});
