import { assert, describe, expect, test } from "vitest";
import { examplePreviews } from "../../support/preview-graphs.ts";
import { boxOf, marked } from "./preview-page.ts";
import { usePreviewPages } from "./preview-pages.ts";
import { resnet18 } from "./sample-networks.ts";

const pages = usePreviewPages();
const volumes = ".volume";
const examples = new Map(examplePreviews());

describe("feature maps are drawn instead of layers", () => {
    test.each(["light", "highContrast"] as const)("with V, and layers again, in the theme %s", async (theme) => {
        const preview = await pages.drawn(resnet18(), { theme });
        await preview.page.locator(".graph-drawing").press("v");
        await expect.poll(() => preview.page.locator(volumes).count()).toBeGreaterThan(5);
        expect(await preview.page.locator(".box").count()).toBe(0);
        expect(await preview.page.locator(".header [aria-pressed=true]").count()).toBe(1);
        await preview.page.locator(".graph-drawing").press("v");
        await expect.poll(() => preview.page.locator(volumes).count()).toBe(0);
        expect(await boxOf(preview, "layer:conv1").count()).toBe(1);
        expect(preview.errors).toEqual([]);
    });

    test("with the same selection, and the line of a click", async () => {
        const preview = await pages.drawn(resnet18());
        await boxOf(preview, "layer:conv1").click();
        await preview.next("reveal");
        await preview.page.locator(".graph-drawing").press("v");
        await expect.poll(() => preview.page.locator(`${volumes}.active`).getAttribute("data-box")).toBe("layer:conv1");
        await preview.page.locator(".graph-drawing").press("ArrowRight");
        await expect.poll(() => preview.page.locator(`${volumes}.active`).getAttribute("data-box")).toBe("layer:max_pool_1");
        await preview.page.locator(".graph-drawing").press("Enter");
        expect((await preview.next("reveal")).range.start.line).toBeGreaterThan(0);
    });

    test.each([320, 700])("with readable texts in a panel of %i pixels, and still so in another width", async (width) => {
        const densenet = examples.get("DenseNet121");
        assert(densenet !== undefined);
        const preview = await pages.drawn(densenet, { size: { width, height: 800 } });
        await preview.page.locator(".graph-drawing").press("v");
        await expect.poll(() => preview.page.locator(volumes).count()).toBeGreaterThan(5);
        const smallest = (): Promise<number> => preview.page.locator(".maps .words").evaluateAll((all) =>
            Math.min(...all.map((one) => parseFloat(getComputedStyle(one).fontSize) *
                one.getBoundingClientRect().width / (one as SVGTextElement).getBBox().width)));
        await expect.poll(smallest).toBeGreaterThan(8.9);
        await preview.page.setViewportSize({ width: 1020 - width, height: 800 });
        await expect.poll(async () => (await preview.page.locator(".graph-stage").boundingBox())?.width)
            .toBe(1020 - width);
        await expect.poll(smallest).toBeGreaterThan(8.9);
    });

    test.each([
        ["captions of YOLOv3", "title"], ["captions of DenseNet201", "title"], ["captions of UNet", "title"],
        ["captions of GoogLeNet", "title"], ["numbers of UNet", "shape"],
    ])("with %s that do not touch", async (what, style) => {
        const graph = examples.get(what.split(" ").at(-1) ?? "");
        assert(graph !== undefined);
        const preview = await pages.drawn(graph, { size: { width: 700, height: 800 } });
        await preview.page.locator(".graph-drawing").press("v");
        await expect.poll(() => preview.page.locator(volumes).count()).toBeGreaterThan(5);
        const touching = await preview.page.locator(`.maps .words.${style}`).evaluateAll((all) => {
            const places = all.map((one) => ({ text: one.textContent, box: one.getBoundingClientRect() }))
                .sort((a, b) => a.box.left - b.box.left);
            return places.flatMap(({ text, box }, at) => places.slice(at + 1)
                .filter((other) => Math.abs(other.box.top - box.top) < 2 && other.box.left < box.right + 2)
                .map((other) => `${text} / ${other.text}`));
        });
        expect(touching).toEqual([]);
    });

    test.each(["UNet", "DenseNet201", "GoogLeNet", "ResNet50", "VGG19"])(
        "as the whole of %s beside a text in a window of 1400 pixels", async (name) => {
            const graph = examples.get(name);
            assert(graph !== undefined);
            const preview = await pages.drawn(graph, { size: { width: 671, height: 803 } });
            await preview.page.locator(".graph-drawing").press("v");
            await expect.poll(() => preview.page.locator(volumes).count()).toBeGreaterThan(5);
            const right = await preview.page.locator(volumes).evaluateAll((all) =>
                Math.max(...all.map((one) => one.getBoundingClientRect().right)));
            expect(right).toBeLessThan(671);
        },
    );

    test("with the selected box again after a reload", async () => {
        const preview = await pages.drawn(resnet18());
        await boxOf(preview, "layer:conv1").click();
        await expect.poll(() => preview.state()).toMatchObject({ selection: { kind: "box", id: "layer:conv1" } });
        await preview.load({ state: await preview.state() });
        await preview.draw(resnet18());
        await expect.poll(() => marked(preview, "active")).toEqual(["layer:conv1"]);
        await preview.page.locator(".graph-drawing").press("]");
        await expect.poll(() => preview.state()).toMatchObject({ selection: { kind: "line" } });
        const state = await preview.state();
        await preview.load({ state });
        await preview.draw(resnet18());
        await expect.poll(() => preview.page.locator(".stressed path").count()).toBeGreaterThan(0);
        await expect.poll(() => preview.state()).toEqual(state);
    });

    test("again after a reload, as they were", async () => {
        const preview = await pages.drawn(resnet18());
        await preview.page.locator(".graph-drawing").press("v");
        await expect.poll(() => preview.state()).toMatchObject({ view: "maps" });
        const state = await preview.state();
        await preview.load({ state });
        await preview.draw(resnet18());
        await expect.poll(() => preview.page.locator(volumes).count()).toBeGreaterThan(5);
    });
});
