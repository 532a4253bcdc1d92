import { assert } from "chai";
import { closeEditors, openFile, until } from "./editor.ts";
import { pageOrSkip } from "./page.ts";

suite("outputs of the trained examples", () => {
    teardown(closeEditors);

    test("a segmentation: a mask, and the share of each class", async function () {
        this.timeout(180_000);
        const page = pageOrSkip(this);
        await openFile("segmenter.cnn");
        await page.runFromPalette("CNN: Run Preview Inference");
        const view = page.webview(".output-legend-entry");
        await view.waitFor(".output-drawing canvas.stage-sharp");
        const names = await view.texts(".output-legend-entry .output-name");
        assert.include(names, "background");
        assert.isAtLeast(names.length, 2);
        const shares = await view.texts(".output-legend-entry .output-figure");
        const sum = shares.reduce((total, share) => total + Number.parseFloat(share.replace("<", "")), 0);
        assert.closeTo(sum, 100, 2);
        const coloured = await view.evaluate(() => {
            const mask = document.querySelector("canvas.stage-sharp");
            const context = mask instanceof HTMLCanvasElement ? mask.getContext("2d") : null;
            return context?.getImageData(0, 0, 64, 64).data.some((level, at) => at % 4 === 3 && level > 0);
        });
        assert.isTrue(coloured);
        await page.screenshot("outputs-segment");
    });

    test("a detector: boxes with the names of their classes", async function () {
        this.timeout(180_000);
        const page = pageOrSkip(this);
        await openFile("detector.cnn");
        await page.runFromPalette("CNN: Run Preview Inference");
        const view = page.webview(".stage-box");
        const labels = await until("labels", () => view.texts(".stage-box-label"), (all) => all.length > 0);
        for (const label of labels) {
            assert.match(label, /^(circle|square|triangle) [\d.]+ %$/);
        }
        await view.hover(".stage-box >> nth=0", ".output-readout:has-text('score')");
        await page.screenshot("outputs-detect");
    });
});
