import { describe, expect, test } from "vitest";
import type { PreviewDynamicSize, PreviewGraph } from "../../../server/protocol.ts";
import { button, type PreviewPage } from "./preview-page.ts";
import { usePreviewPages } from "./preview-pages.ts";
import { resnet18 } from "./sample-networks.ts";

const pages = usePreviewPages();

const height: PreviewDynamicSize = {
    name: "H", value: 224, sample: 224, rule: "H must be a multiple of 32", below: 192, above: 256,
};
const width: PreviewDynamicSize = { name: "W", value: 224, sample: 224, rule: "any size of at least 63 fits", below: 223 };

function sized(...dynamicSizes: readonly PreviewDynamicSize[]): PreviewGraph {
    return { ...resnet18(), dynamicSizes };
}

const fieldOf = (preview: PreviewPage, name: string): ReturnType<PreviewPage["page"]["locator"]> =>
    preview.page.getByLabel(`Input size ${name}`);

describe("the input's free sizes", () => {
    test("step to the next that fits, by button and by key", async () => {
        const preview = await pages.drawn(sized(height, width));
        expect(await fieldOf(preview, "H").inputValue()).toBe("224");
        await button(preview, "H = 256, the next larger size that fits").click();
        expect(await preview.next("choose-size")).toEqual({ type: "choose-size", name: "H", value: 256 });
        await fieldOf(preview, "W").press("ArrowDown");
        expect(await preview.next("choose-size")).toEqual({ type: "choose-size", name: "W", value: 223 });
        expect(await button(preview, "No larger size fits").isDisabled()).toBe(true);
        expect(await preview.page.locator(".size-label").first().getAttribute("title")).toBe(height.rule);
    });

    test("can be typed, whether they fit or not; invalid text is reverted", async () => {
        const preview = await pages.drawn(sized(height));
        const field = fieldOf(preview, "H");
        await field.fill("100");
        await field.press("Enter");
        expect(await preview.next("choose-size")).toEqual({ type: "choose-size", name: "H", value: 100 });
        await field.fill("wide");
        await field.press("Enter");
        await expect.poll(() => field.inputValue()).toBe("224");
    });

    test("go back to the file's", async () => {
        const preview = await pages.drawn(sized({ ...height, value: 256, below: 224, above: 288 }));
        await button(preview, "Back to H = 224, as in the file").click();
        expect(await preview.next("choose-size")).toEqual({ type: "choose-size", name: "H" });
        await button(preview, "H = 224, the next smaller size that fits").click();
        expect(await preview.next("choose-size")).toEqual({ type: "choose-size", name: "H" });
    });

    test("keep the focus while the graph follows", async () => {
        const preview = await pages.drawn(sized(height));
        await fieldOf(preview, "H").press("ArrowUp");
        await preview.draw(sized({ ...height, value: 256, below: 224, above: 288 }));
        expect(await fieldOf(preview, "H").inputValue()).toBe("256");
        expect(await fieldOf(preview, "H").evaluate((field) => field === document.activeElement)).toBe(true);
    });

    test("become those of the picture, and the network runs", async () => {
        const pictureSize = { width: 300, height: 256, sizes: { H: 256, W: 300 } };
        const preview = await pages.drawn({ ...sized(height, width), pictureSize });
        await button(preview, "Run at 300 × 256").click();
        expect(await preview.next("choose-size")).toEqual({ type: "choose-size", name: "H", value: 256 });
        expect(await preview.next("choose-size")).toEqual({ type: "choose-size", name: "W", value: 300 });
        await preview.next("request-inference-model");
        await preview.draw({ ...sized({ ...height, value: 256 }, { ...width, value: 300 }), pictureSize });
        expect(await preview.page.locator(".size-picture").isVisible()).toBe(false);
    });

    test("open below the header of a narrow page, over no box, until another file is shown", async () => {
        const preview = await pages.drawn(sized(height), { size: { width: 320, height: 900 } });
        const steppers = preview.page.locator(".size-steppers");
        await preview.page.locator(".header-sizes-button").click();
        const [place, graph] = [await steppers.boundingBox(), await preview.page.locator(".graph-area").boundingBox()];
        expect((place?.y ?? NaN) + (place?.height ?? NaN)).toBeLessThanOrEqual(graph?.y ?? NaN);
        await fieldOf(preview, "H").press("Escape");
        expect(await steppers.isVisible()).toBe(false);
        await preview.page.locator(".header-sizes-button").click();
        await preview.draw({ ...sized(height), uri: "file:///other.cnn" });
        expect(await steppers.isVisible()).toBe(false);
    });

    test("are absent without dynamic sizes", async () => {
        const preview = await pages.drawn(resnet18());
        expect(await preview.page.locator(".size-steppers").isVisible()).toBe(false);
    });
});
