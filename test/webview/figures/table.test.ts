import { expect, test } from "vitest";
import type { PreviewGraph } from "../../../server/protocol.ts";
import { previewOf } from "../../support/preview-graphs.ts";
import { figuresOfText } from "../../support/model-figures.ts";
import { button } from "../graph/preview-page.ts";
import type { PreviewPage } from "../graph/preview-page.ts";
import { usePreviewPages } from "../graph/preview-pages.ts";

const pages = usePreviewPages();

const source = `block Basic(channels) {
    conv1 = conv(channels, 3, padding=1)
    relu()
}

model Net() {
    input image: [3, 32, 32]
    stem = conv(8, 3, padding=1)
    body = repeat 3 { Basic(8) }
    flatten()
    output scores = linear(10)
}
`;

/** Opens the table of a network. */
async function withTable(
    text: string, state?: unknown,
): Promise<{ readonly preview: PreviewPage; readonly graph: PreviewGraph }> {
    const graph = previewOf(text);
    const size = { width: 1200, height: 900 };
    const preview = await pages.drawn(graph, state === undefined ? { size } : { size, state });
    if (state === undefined) {
        await button(preview, "Show the table of all layers and plots (T)").click();
    }
    await preview.next("request-figures");
    await preview.send({ type: "figures", uri: graph.uri, figures: figuresOfText(text) });
    await preview.page.locator(".grid-body .grid-row").first().waitFor();
    return { preview, graph };
}

function rowsIn({ page }: PreviewPage): Promise<readonly string[]> {
    return page.locator(".grid-body .grid-row").evaluateAll((rows) =>
        rows.map((row) => [...row.querySelectorAll(".grid-cell")].map((cell) => cell.textContent).join("|")));
}

function selectedRow({ page }: PreviewPage): Promise<string | null> {
    return page.locator(".grid-row[aria-selected=true]").getAttribute("data-row");
}

test("figures are requested only while the table is open", async () => {
    const graph = previewOf(source);
    const preview = await pages.drawn(graph);
    await preview.draw({ ...graph, version: 2 });
    await button(preview, "Show the table of all layers and plots (T)").click();
    // The first request is the one of the table that opened: the graphs before requested none.
    expect(await preview.next("request-figures")).toEqual({ type: "request-figures", signal: false, compared: false });
    await preview.draw({ ...graph, version: 3 });
    expect(await preview.next("request-figures")).toMatchObject({ signal: false });
});

test("blocks hold their layers, with sums and totals, and open with the keyboard", async () => {
    const { preview } = await withTable(source);
    expect(await rowsIn(preview)).toEqual([
        "stem|conv|[8, 32, 32]|224|221.184 k|3|1",
        "body|repeat 3|[8, 32, 32]|1,752|1.769 M|9|1",
        "flatten_1|flatten|[8192]|–|–|–|–",
        "scores|linear|[10]|81,930|81.920 k|32|–",
    ]);
    expect(await preview.page.locator(".grid-totals .grid-cell").allTextContents())
        .toEqual(["Total", "", "", "83,906", "2.073 M", "", ""]);
    const grid = preview.page.locator("#summary");
    await grid.press("ArrowDown");
    await grid.press("ArrowDown");
    await grid.press("ArrowRight");
    await grid.press("ArrowRight");
    expect(await selectedRow(preview)).toBe("block:body.0");
    const row = preview.page.locator("[data-row='block:body']");
    expect(await row.getAttribute("aria-expanded")).toBe("true");
    expect(await preview.page.locator("[data-row='block:body.1']").evaluate((one) =>
        ["aria-level", "aria-posinset", "aria-setsize", "aria-rowindex"].map((name) => one.getAttribute(name))))
        .toEqual(["2", "2", "3", "5"]);
    await grid.press("ArrowLeft");
    await grid.press("ArrowLeft");
    expect(await row.getAttribute("aria-expanded")).toBe("false");
});

test("the selection is that of the picture, in both directions", async () => {
    const { preview } = await withTable(source);
    await preview.page.locator("[data-row='layer:stem']").click();
    await preview.page.locator("[data-box='layer:stem'].active").waitFor();
    await preview.page.locator("[data-box='layer:scores']").click();
    expect(await preview.next("reveal")).toMatchObject({ range: { start: { line: 10 } } });
    await preview.page.locator("[data-row='layer:scores'][aria-selected=true]").waitFor();
    await preview.page.locator("[data-row='block:body']").click();
    expect(await preview.page.locator("[data-box].active").getAttribute("data-box")).toBe("loop:body");
    await preview.page.locator("[data-row='layer:stem']").dblclick();
    expect(await preview.next("reveal")).toMatchObject({ range: { start: { line: 7 } } });
    await preview.send({ type: "cursor", uri: "memory:/main.cnn", line: 10 });
    await preview.page.locator("[data-row='layer:scores'].cursor").waitFor();
});

test("rows are sorted, filtered and copied as cnn summary writes them", async () => {
    const { preview, graph } = await withTable(source);
    await button(preview, "MACs").click();
    expect((await rowsIn(preview)).map((row) => row.split("|")[0])).toEqual(["body", "stem", "scores", "flatten_1"]);
    await button(preview, "Layers only").click();
    await preview.page.locator(".table-filter").fill("conv parameters<600");
    expect((await rowsIn(preview)).map((row) => row.split("|")[0]))
        .toEqual(["body.0.conv1", "body.1.conv1", "body.2.conv1", "stem"]);
    expect(await preview.page.locator(".table-count:visible").textContent()).toBe("4 of 9 layers");
    await button(preview, "Copy").click();
    await preview.page.getByRole("menuitem", { name: "Copy as CSV" }).click();
    expect((await preview.next("copy")).text.split("\r\n").slice(0, 2)).toEqual([
        "path,kind,output,parameters,macs,field,stride", "body.0.conv1,conv,8x32x32,584,589824,5,1",
    ]);
    await expect.poll(async () => JSON.stringify(await preview.state())).toContain("conv parameters<600");
    const { preview: again } = await withTable(source, await preview.state());
    expect(await again.page.locator(".table-filter").inputValue()).toBe("conv parameters<600");
    expect(graph.nodes).not.toHaveLength(0);
});

test("columns are chosen; those of the signal request it", async () => {
    const { preview } = await withTable(source);
    await button(preview, "Columns").click();
    // Without a device, no layer has a least time.
    expect(await preview.page.getByLabel("At least", { exact: true }).isVisible()).toBe(false);
    await preview.page.getByLabel("RMS", { exact: true }).check();
    expect(await preview.next("request-figures")).toMatchObject({ signal: true });
    expect((await rowsIn(preview))[0]).toMatch(/^stem\|conv\|\[8, 32, 32\]\|224\|221\.184 k\|1\.4\|3\|1$/);
    await preview.page.keyboard.press("Escape");
    expect(await preview.page.locator(".column-list").count()).toBe(0);
});

test("of hundreds of rows, those in view are in the document", async () => {
    const { preview } = await withTable(`model Net() {\n    input image: [3, 8, 8]\n    for i in 0..200 {\n        conv(3, 1)\n        relu()\n    }\n}\n`);
    await button(preview, "Open all").click();
    expect(await preview.page.locator("#summary").getAttribute("aria-rowcount")).toBe("602");
    expect(await preview.page.locator(".grid-row").count()).toBeLessThan(60);
    await preview.page.locator("#summary").press("End");
    await preview.page.locator("[data-row='layer:for_1.199.relu_1'][aria-selected=true]").waitFor();
});
