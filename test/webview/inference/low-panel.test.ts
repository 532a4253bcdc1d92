import { describe, expect, it } from "vitest";
import { previewGraph } from "../../../server/features/preview-graph.ts";
import type { InferenceModel, PreviewGraph } from "../../../server/protocol.ts";
import { analyzed } from "../../support/marked-source.ts";
import type { PreviewPage } from "../graph/preview-page.ts";
import { usePreviewPages } from "../graph/preview-pages.ts";
import { runnableText } from "./models.ts";

const pages = usePreviewPages();

/** A preview beside the text in a window of 1400, 1200 and 700 pixels, and one that fills a window. */
const sizes = [671, 560, 321, 1300].map((width) => ({ width, height: 803 }));

const segmenter = `model Segmenter {
    @image
    input picture: [3, 64, 64]
    @segment(labels="shapes.txt")
    output scores = conv(4, 3, padding=1)
}
`;
const detector = `model Detector {
    @image
    input picture: [3, 96, 96]
    eighth = conv(8, 8, stride=8)
    @detect("yolo", anchors=[[18, 18]], labels="shapes.txt")
    output boxes = conv(9, 1)
}
`;
const digits = `model Digits {
    @image
    input digit: [1, 28, 28]
    flatten()
    linear(10)
    @classify(top=3)
    output scores = softmax()
}
`;

describe("in a low panel", () => {
    it.each([["a segmentation", segmenter], ["boxes", detector]])(
        "%s and the buttons that step through pictures are in view together", async (_, text) => {
            const preview = await ran(text);
            const { page } = preview;
            for (const size of sizes) {
                await page.setViewportSize(size);
                await page.getByRole("button", { name: "Next picture (Right)" }).click();
                expect({ size, ...await hiddenParts(page, [".input-flip", ".inference-outputs .stage"]) })
                    .toEqual({ size, scrolled: 0, hidden: [] });
            }
            expect(await page.locator(".input-position").innerText()).toBe(`${sizes.length + 1} / 10`);
        });

    it("the drawing pad and the scores are in view together", async () => {
        const { page } = await ran(digits);
        await page.locator(".input-tab", { hasText: "Draw" }).click();
        for (const size of sizes) {
            await page.setViewportSize(size);
            expect({ size, ...await hiddenParts(page, [".input-pad", ".inference-top"]) })
                .toEqual({ size, scrolled: 0, hidden: [] });
        }
    });
});

/** A new preview in which the model of a text has run. */
async function ran(text: string): Promise<PreviewPage> {
    const preview = await pages.open({ size: sizes[0] ?? { width: 671, height: 803 } });
    const model = withLabels(runnableText(text, { "shapes.txt": "" }), "background\ncircle\nsquare\ntriangle");
    await preview.draw(graphOf(text, model));
    await preview.send({ type: "run" });
    await preview.next("request-inference-model");
    await preview.send({ type: "inference-model", model });
    await preview.next("inference-finished");
    return preview;
}

/** The extension reads the files of labels. */
function withLabels(model: InferenceModel, labels: string): InferenceModel {
    const { detection } = model;
    return {
        ...model,
        outputs: model.outputs.map((output) => (output.view?.kind === "segment"
            ? { ...output, view: { ...output.view, labels } }
            : output)),
        ...(detection === undefined ? {} : { detection: { ...detection, labels } }),
    };
}

function graphOf(text: string, { version }: InferenceModel): PreviewGraph {
    const graph = previewGraph(analyzed(text), []);
    if (graph === undefined) {
        throw new Error("The text has no model.");
    }
    return { ...graph, version };
}

/** Which of the elements are not seen whole, and how far the panel is scrolled. */
function hiddenParts(
    page: PreviewPage["page"], selectors: readonly string[],
): Promise<{ readonly scrolled: number; readonly hidden: readonly string[] }> {
    return page.evaluate((wanted) => {
        const panel = document.querySelector(".side:not(.figures) .side-body:not([hidden])");
        const room = panel?.getBoundingClientRect() ?? new DOMRect();
        const hidden = wanted.filter((selector) => {
            const element = document.querySelector(selector);
            const { left, top, right, bottom, width } = element?.getBoundingClientRect() ?? new DOMRect();
            return width === 0 || left < room.left || right > room.right || top < room.top || bottom > room.bottom;
        });
        return { scrolled: panel?.scrollTop ?? NaN, hidden };
    }, selectors);
}
