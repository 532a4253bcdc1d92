import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startOfFile } from "../../../server/features/analyzed-document.ts";
import type { InferenceModel, PreviewGraph } from "../../../server/protocol.ts";
import { safetensorsFile } from "../../support/safetensors.ts";
import { textContrastsOf } from "../graph/contrast.ts";
import { themeNames, themeStyle } from "../graph/themes.ts";
import { graphOf, runnableText } from "./models.ts";
import { small } from "./networks.ts";
import { textOf, useSharedPanel, type PanelPage } from "./panel-page.ts";

let panel: PanelPage;
useSharedPanel((opened) => {
    panel = opened;
});

describe("the panel's contents", () => {
    test("of layers that differ: both shapes, and the layer itself on a click", async () => {
        await panel.renew("wasm");
        const layers = small.layers.map((layer) => (layer.path === "conv2" ? { ...layer, dims: [1, 16, 9, 8] } : layer));
        const result = await panel.run({ ...small, layers });
        expect(result.mismatches).toEqual([{ path: "conv2", shown: [1, 16, 9, 8], real: [1, 16, 8, 8] }]);
        expect(await textOf(panel, ".inference-layers")).toContain("9 of 10 layers: real shape = shown shape");
        const mismatch = panel.page.locator(".inference-mismatch");
        expect(await mismatch.innerText()).toBe("conv2: shown [16, 9, 8], really [16, 8, 8]");
        await mismatch.click();
        expect(await panel.record()).toMatchObject({ highlighted: ["layer:conv2"], mismatched: ["layer:conv2"] });
    });

    test("of labels: the classes' names", async () => {
        await panel.renew("wasm");
        const labels = Array.from({ length: 10 }, (_, index) => `class <b>${index}</b>`).join("\r\n");
        const outputs = small.outputs.map((output) => ({ ...output, view: { kind: "classify" as const, top: 3, labels } }));
        await panel.run({ ...small, outputs });
        expect(await panel.page.locator(".inference-entry").first().innerText()).toMatch(/^class <b>\d<\/b>$/);
    });

    test("of a detector: the boxes above the threshold, with their classes", async () => {
        await panel.renew("wasm");
        const model = runnableText(`
model Boxes {
    input image: [3, 32, 32]
    conv(8, 8, stride=8)
    @detect("yolo", anchors=[[9, 9], [14, 14]], classes=2, labels="labels.txt", threshold=0.01, iou=0.3)
    output boxes = conv(2 * (5 + 2), 1)
}`, { "labels.txt": "" });
        const labelled = model.detection === undefined
            ? model : { ...model, detection: { ...model.detection, labels: "<i>one</i>\ntwo" } };
        await panel.run(labelled);
        const boxes = panel.page.locator(".stage-box");
        await boxes.first().waitFor({ state: "attached" });
        expect(await panel.page.locator(".stage-box-label").first().textContent()).toMatch(/^(<i>one<\/i>|two) [\d.]+ %$/);
        const counts = await panel.page.locator(".output-figure").allInnerTexts();
        expect(counts.reduce((sum, count) => sum + Number(count), 0)).toBe(await boxes.count());
        await boxes.first().focus();
        const readout = (): Promise<string> => textOf(panel, ".output-readout");
        for (const [key, place] of [["End", -1], ["Home", 0], ["ArrowRight", 1], ["ArrowUp", 0], ["ArrowUp", 0]] as const) {
            await panel.page.keyboard.press(key);
            const chosen = boxes.nth(place);
            expect(await chosen.evaluate((box) => box === document.activeElement)).toBe(true);
            expect(await chosen.getAttribute("aria-selected")).toBe("true");
            expect(await chosen.getAttribute("aria-label")).toBe(await readout());
        }
        expect(await readout()).toMatch(/^(<i>one<\/i>|two), score [\d.]+ %: \d+ × \d+ pixels at column -?\d+, row -?\d+$/);
        await panel.page.keyboard.press("Tab");
        expect(await readout()).toMatch(/^Point at a box, or focus it/);
        await panel.page.locator(".output-slider-range").first().fill("1");
        await panel.page.locator(".output-readout", { hasText: "No box has a score above 1.00." }).waitFor();
        expect(await boxes.count()).toBe(0);
    });

    test("of a feature map: its channels, of which the chosen one stays from run to run", async () => {
        await panel.renew("wasm");
        const model = runnableText("model Maps {\n    input image: [3, 16, 16]\n    output maps = conv(5, 3)\n}");
        const { outputs: [output] } = await panel.run(model);
        const channels = panel.page.locator(".output-maps [role='option']");
        expect(await channels.count()).toBe(5);
        await panel.page.locator(".output-maps [data-channel='3']").click();
        await panel.run(model);
        const selected = panel.page.locator(".output-maps [aria-selected='true']");
        expect(await selected.getAttribute("data-channel")).toBe("3");
        const numbers = output?.values.slice(3 * 14 * 14, 4 * 14 * 14) ?? [];
        const mean = numbers.reduce<number>((sum, number) => sum + (number ?? NaN), 0) / numbers.length;
        const facts = await panel.page.locator(".output-maps .inspect-facts").innerText();
        expect(Number(/mean\s+(-?[\d.e−-]+)/.exec(facts)?.[1]?.replace("−", "-"))).toBeCloseTo(mean, 2);
    });

    test("of a segmentation: the class of each pixel, which the arrow keys read", async () => {
        await panel.renew("wasm");
        // The first class is brightness, the second darkness.
        const weights = safetensorsFile({
            "scores.weight": { type: "F32", shape: [2, 1, 1, 1], numbers: new Uint8Array(Float32Array.of(2, -2).buffer) },
            "scores.bias": { type: "F32", shape: [2], numbers: new Uint8Array(Float32Array.of(-1, 1).buffer) },
        });
        const described = "scores.weight F32 [2, 1, 1, 1]\nscores.bias F32 [2]";
        const model = runnableText(`@weights("w.safetensors")
model Halves {
    input image: [1, 8, 8]
    @segment(labels="labels.txt")
    output scores = conv(2, 1)
}`, { "w.safetensors": described, "labels.txt": "" });
        const outputs = model.outputs.map((output) => ({
            ...output, view: { kind: "segment" as const, threshold: 0.5, labels: "light\n<b>dark</b>" },
        }));
        const result = await panel.run({ ...model, outputs }, weights);
        const scores = result.outputs[0]?.values ?? [];
        const dark = scores.slice(64).filter((score, pixel) => (score ?? NaN) > (scores[pixel] ?? NaN)).length;
        const shares: Readonly<Record<string, number>> = { "light": 1 - dark / 64, "<b>dark</b>": dark / 64 };
        const entries = panel.page.locator(".output-legend-entry");
        for (const text of await entries.allInnerTexts()) {
            const [name = "", figure = ""] = text.split("\n");
            expect(Number.parseFloat(figure) / 100).toBeCloseTo(shares[name] ?? NaN, 2);
        }
        const stage = panel.page.locator(".stage");
        await stage.focus();
        await panel.page.keyboard.press("ArrowRight");
        expect(await textOf(panel, ".output-readout")).toMatch(/^Column 4, row 4: (light|<b>dark<\/b>) -?\d.* \(softmax \d+ %\)/);
        const pixelAt = (): Promise<readonly number[]> => panel.page.locator(".stage-sharp").evaluate((canvas) => {
            const context = canvas instanceof HTMLCanvasElement ? canvas.getContext("2d") : null;
            return [...context?.getImageData(0, 0, 8, 8).data ?? []].filter((_, index) => index % 4 === 3);
        });
        expect((await pixelAt()).filter((alpha) => alpha === 255)).toHaveLength(64);
        await entries.first().click();
        expect(await entries.first().getAttribute("aria-pressed")).toBe("false");
        expect((await pixelAt()).filter((alpha) => alpha === 255).length).toBe(Math.min(dark, 64 - dark));
        await panel.page.locator(".output-slider-range").first().fill("0.25");
        expect(await panel.page.locator(".stage-sharp").evaluate(({ style }) => style.opacity)).toBe("0.25");
    });

    test("of a text that has changed since: that it has, and no marks", async () => {
        await panel.renew("wasm");
        await panel.run(small);
        await panel.send({ type: "graph", graph: graphOf(small) });
        expect(await panel.page.locator(".inference-note").isVisible()).toBe(false);
        await panel.send({ type: "graph", graph: graphOf(small, small.version + 1) });
        await panel.page.locator(".inference-note", { hasText: "These results are older" }).waitFor();
        expect((await panel.record()).verified).toEqual([]);
        await panel.page.locator(".inference-stale").waitFor();
    });
});

test("another input size makes the results stale, and a live panel asks for the network of that size", async () => {
    const at = (size: number): InferenceModel => runnableText(`model Sized {
    input image: [3, ${size}, ${size}]
    output scores = conv(4, 3) -> global_avg_pool()
}`);
    const graphAt = (size: number): PreviewGraph => ({
        ...graphOf(at(size)),
        nodes: [{
            id: "input:image", kind: "input", label: "image", path: "image", family: "Input", detail: "",
            shape: `[3, ${size}, ${size}]`, parameters: 0, macs: 0, uri: "memory:/main.cnn", range: startOfFile,
        }],
    });
    await panel.renew("wasm");
    await panel.send({ type: "graph", graph: graphAt(24) });
    await panel.run(at(24));
    await panel.send({ type: "graph", graph: graphAt(32) });
    await panel.next("request-inference-model");
    expect(await textOf(panel, ".inference-note")).toContain("These results are older");
    await panel.send({ type: "inference-model", model: at(32) });
    const { result } = await panel.next("inference-finished");
    expect(result.inputs[0]?.dims).toEqual([1, 3, 32, 32]);
});

test("the size of the picture is reported, and that there is none", async () => {
    await panel.renew("wasm");
    await panel.run(small);
    const { picture } = await panel.next("show-picture");
    expect(picture).toEqual({ width: 256, height: 256 });
    await panel.page.getByRole("button", { name: "Noise" }).click();
    expect(await panel.next("show-picture")).toEqual({ type: "show-picture" });
});

describe("texts can be read", () => {
    beforeAll(async () => {
        await panel.renew("wasm");
        await panel.run(small);
        await panel.page.locator(".inference-agreed").waitFor();
    });

    afterAll(() => panel.setTheme(""));

    test.each(themeNames)("in the %s theme", async (theme) => {
        await panel.setTheme(themeStyle(theme));
        const contrasts = await textContrastsOf(panel.page, "body");
        expect(contrasts.length).toBeGreaterThan(10);
        expect(contrasts.filter(({ contrast, least }) => contrast < least)).toEqual([]);
    });
});
