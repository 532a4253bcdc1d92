import { describe, expect, test } from "vitest";
import { contrastsOf } from "./contrast.ts";
import { GraphBuilder } from "./graph-builder.ts";
import { boxOf, button, marked, placeOf } from "./preview-page.ts";
import type { PreviewPage } from "./preview-page.ts";
import { usePreviewPages } from "./preview-pages.ts";
import { densenet, flat, googlenet, longResidual, resnet18 } from "./sample-networks.ts";
import { themeNames } from "./themes.ts";

const pages = usePreviewPages();

describe("a network is drawn", () => {
    test.each([
        ["ResNet-18", resnet18(), 14, 13],
        ["GoogLeNet", googlenet(), 22, 21],
        ["DenseNet-201", densenet(), 26, 25],
    ])("%s", async (_name, graph, nodes, edges) => {
        const preview = await pages.open();
        expect(await preview.draw(graph)).toEqual({ type: "drawn", version: 1, nodes, edges, stale: false });
    });

    test("with all groups open", async () => {
        const preview = await pages.open();
        await preview.draw(resnet18());
        expect(await preview.unfold()).toEqual({ type: "drawn", version: 1, nodes: 72, edges: 79, stale: false });
    });

    test("with its layers, their details and the shapes between them", async () => {
        const preview = await pages.unfolded(resnet18());
        expect(await boxOf(preview, "layer:conv1").locator("text").allTextContents())
            .toEqual(["conv", "7×7, stride 2", "conv1", "9.41 k"]);
        expect(await boxOf(preview, "layer:conv1").getAttribute("aria-label"))
            .toBe("conv · 7×7, stride 2, conv1, gives [64, 112, 112], 9,408 parameters, 118,013,952 MACs");
        expect(await preview.page.locator(".shape").allTextContents()).toEqual(expect.arrayContaining(["[3, 224, 224]", "[64, 112, 112]"]));
        expect(await preview.page.locator(".header-model").innerText()).toMatch(/ResNet18\s+11.7 M parameters\s+1.81 G MACs\s+70 layers/);
    });

    test.each([460, 500, 640, 700, 780])("with the table in a header of one row of %i px", async (width) => {
        const graph = resnet18();
        const size = { width, height: 500 };
        const { page } = await pages.drawn({ ...graph, models: ["ResNet18", "ResNet152"] }, { size });
        const places = await page.locator(".header :is(button, select, input)").evaluateAll((all) => all
            .map((one) => one.getBoundingClientRect().toJSON() as DOMRect).filter((place) => place.width > 0));
        const sorted = places.toSorted((one, other) => one.left - other.left);
        expect(sorted.at(-1)?.right).toBeLessThanOrEqual(width);
        const covered = sorted.filter(({ left }, at) => left < (sorted[at - 1]?.right ?? 0) - 0.5);
        expect(covered).toEqual([]);
        expect(Math.max(...places.map(({ top, height }) => top + height / 2)) -
            Math.min(...places.map(({ top, height }) => top + height / 2))).toBeLessThan(6);
        await page.getByRole("button", { name: "Show the table of all layers and plots (T)" }).waitFor();
    });

    test("with counts in the header that are not cut off", async () => {
        const { page } = await pages.drawn(resnet18());
        const [counts, first] = await Promise.all([".header-counts", ".header-count"].map((selector) =>
            page.locator(selector).first().evaluate((found) => found.getBoundingClientRect().toJSON() as DOMRect)));
        expect(first?.bottom).toBeLessThanOrEqual(counts?.bottom ?? 0);
        expect(first?.top).toBeGreaterThanOrEqual(counts?.top ?? 0);
    });

    test("with two lines for equal halves of a split", async () => {
        const net = new GraphBuilder("file:///split.cnn");
        const halves = net.split(net.input("x", [8, 256, 256], 1), 2, { line: 2 });
        net.output("y", net.join("add", halves, { line: 3 }), 4);
        const preview = await pages.open();
        expect(await preview.draw(net.graph("Halves"))).toMatchObject({ nodes: 4, edges: 4 });
        // The sum's shape is that of its inputs, and only shown when its line is pointed at.
        expect(await preview.page.locator(".shape").allTextContents()).toEqual(["[8, 256, 256]", "[4, 256, 256]", "[4, 256, 256]"]);
        const starts = await preview.page.locator(".lines:not(.stressed) .line").evaluateAll((lines) =>
            lines.map((line) => line.getAttribute("d")?.split(/[A-Z]/)[1]));
        expect(new Set(starts).size).toBe(4);
        const places = await preview.page.locator(".shape").evaluateAll((labels) =>
            labels.map((label) => label.getBoundingClientRect().toJSON() as Pick<DOMRect, "left" | "right" | "top">));
        const halved = places.slice(1, 3).toSorted((a, b) => a.left - b.left);
        expect(halved[0]?.right).toBeLessThan(halved[1]?.left ?? 0);
        await boxOf(preview, "layer:split_1").hover();
        await expect.poll(() => preview.page.locator(".lines.stressed .line").count()).toBe(3);
    });

    test("to the right in a wide panel, in rows", async () => {
        const preview = await pages.drawn(resnet18(), { size: { width: 1300, height: 420 } });
        const [first, second] = await Promise.all(["input:image", "layer:conv1"].map((id) => placeOf(preview, id)));
        expect(second?.x).toBeGreaterThan((first?.x ?? 0) + 100);
        expect((await placeOf(preview, "layer:fc")).x).toBeLessThan(1300);
    });

    test("as far open as everything can be read", async () => {
        const preview = await pages.drawn(googlenet(), { size: { width: 700, height: 800 } });
        const widths = await preview.page.locator("[data-box] .title").evaluateAll((titles) =>
            titles.map((title) => title.getBoundingClientRect().height));
        expect(widths).toHaveLength(22);
        expect(Math.min(...widths)).toBeGreaterThan(9);
    });

    test("whatever its texts are, as text", async () => {
        const graph = resnet18();
        const nodes = graph.nodes.map((node) => ({ ...node, label: "<img src=x onerror=alert(1)>" }));
        const preview = await pages.drawn({ ...graph, model: "<b>Net</b>", nodes });
        expect(await boxOf(preview, "layer:bn1").locator(".title").textContent()).toMatch(/^<img src=/);
        expect(await preview.page.locator("h1").textContent()).toBe("<b>Net</b>");
        expect(await preview.page.locator("img, #app b:not(.header-count b)").count()).toBe(0);
    });

    test("and a message if there is none", async () => {
        const preview = await pages.drawn(resnet18());
        await preview.send({ type: "no-graph", message: "This file has no model yet." });
        await preview.page.getByText("This file has no model yet.").waitFor();
        expect(await preview.page.locator("[data-box]").count()).toBe(0);
        expect(await preview.draw(resnet18())).toMatchObject({ nodes: 14 });
    });

    test("a large one with only its visible part in the document", async () => {
        const preview = await pages.open();
        expect(await preview.draw(flat(longResidual(1500)))).toMatchObject({ nodes: 1502, edges: 1801 });
        expect(await preview.page.locator(".graph-drawing *").count()).toBeLessThan(2_000);
        // First as much as can be read, then really everything.
        await button(preview, "Show everything (0)").click();
        expect(await preview.page.locator(".graph-drawing.far").count()).toBe(0);
        await button(preview, "Show everything (0)").click();
        await preview.page.locator(".graph-drawing.far").waitFor();
        expect(await preview.page.locator(".graph-drawing *").count()).toBeLessThan(100);
    });
});

describe("groups are folded and unfolded", () => {
    test("by a click on their header, which keeps its position", async () => {
        const preview = await pages.unfolded(resnet18());
        const before = await placeOf(preview, "loop:layer1");
        await boxOf(preview, "loop:layer1").locator(".title").click();
        expect(await preview.next("drawn")).toMatchObject({ nodes: 59, edges: 64 });
        expect(await placeOf(preview, "loop:layer1")).toMatchObject({ x: before.x, y: before.y });
        expect(await boxOf(preview, "loop:layer1").getAttribute("aria-expanded")).toBe("false");
    });

    test("to one of equal rounds, then to another, and to all", async () => {
        const preview = await pages.drawn(resnet18());
        await boxOf(preview, "loop:layer1").click();
        expect(await preview.next("drawn")).toMatchObject({ nodes: 20 });
        const rounds = boxOf(preview, "loop:layer1").locator(".round-control");
        expect(await rounds.allTextContents()).toEqual(["‹", "1/2", "›", "all"]);
        await rounds.nth(2).click();
        await preview.next("drawn");
        expect(await boxOf(preview, "round:layer1.1").count()).toBe(1);
        expect(await boxOf(preview, "round:layer1.0").count()).toBe(0);
        await rounds.nth(3).click();
        expect(await preview.next("drawn")).toMatchObject({ nodes: 27 });
    });

    test("by the buttons, all or level by level", async () => {
        const preview = await pages.drawn(resnet18());
        const counts: number[] = [];
        for (const name of ["Fold all", "Unfold one level", "Unfold all", "Fold one level"]) {
            await button(preview, name).click();
            counts.push((await preview.next("drawn")).nodes);
        }
        expect(counts).toEqual([14, 17, 72, 17]);
    });
});

describe("the user's actions", () => {
    test("a click on a layer shows its line", async () => {
        const graph = resnet18();
        const preview = await pages.drawn(graph);
        await boxOf(preview, "layer:bn1").click();
        expect(await preview.next("reveal")).toEqual({ type: "reveal", uri: graph.uri, range: graph.nodes[2]?.range });
        await boxOf(preview, "loop:layer1").click({ modifiers: ["ControlOrMeta"] });
        expect(await preview.next("reveal")).toMatchObject({ range: { start: { line: 25 } } });
    });

    test("resting the pointer on a layer shows its description", async () => {
        const preview = await pages.drawn(resnet18());
        await boxOf(preview, "layer:conv1").hover();
        await preview.page.locator(".graph-tooltip").waitFor({ state: "visible" });
        expect(await preview.page.locator(".graph-tooltip > div").allTextContents()).toEqual([
            "conv · 7×7, stride 2", "conv1", "gives [64, 112, 112]", "9,408 parameters", "118,013,952 MACs", "Click for its line",
        ]);
    });

    test("the keyboard goes from layer to layer, shows lines and folds", async () => {
        const preview = await pages.unfolded(resnet18());
        const { page } = preview;
        await page.locator(".graph-drawing").focus();
        for (const key of ["Home", "ArrowDown", "ArrowDown"]) {
            await page.keyboard.press(key);
        }
        expect(await marked(preview, "active")).toEqual(["layer:bn1"]);
        const described = await page.locator(".graph-drawing").getAttribute("aria-activedescendant");
        expect(await page.locator(`#${described ?? "none"}`).getAttribute("data-box")).toBe("layer:bn1");
        await page.keyboard.press("Enter");
        expect(await preview.next("reveal")).toMatchObject({ range: { start: { line: 22 } } });
        // Past the pooling to the header of the loop, that of its first round, and into it.
        for (const key of ["ArrowDown", "ArrowDown", "ArrowDown"]) {
            await page.keyboard.press(key);
        }
        expect(await marked(preview, "active")).toEqual(["loop:layer1"]);
        for (const key of ["ArrowDown", "ArrowDown", " "]) {
            await page.keyboard.press(key);
        }
        expect(await preview.next("drawn")).toMatchObject({ nodes: 66 });
        expect(await marked(preview, "active")).toEqual(["round:layer1.0"]);
        await page.keyboard.press("Escape");
        expect(await marked(preview, "active")).toEqual([]);
    });

    test("a box that comes into view far away is named for screen readers", async () => {
        const preview = await pages.unfolded(resnet18());
        await preview.page.locator(".graph-drawing").press("End");
        await expect.poll(() => preview.page.locator(".graph-drawing").getAttribute("aria-activedescendant")).toMatch(/^box-/);
    });

    test("the keyboard goes along the lines of a layer", async () => {
        const preview = await pages.unfolded(resnet18());
        const { page } = preview;
        await page.locator(".graph-drawing").press("Home");
        await page.keyboard.press("]");
        expect(await page.locator(".lines.stressed").getAttribute("aria-label")).toBe("[3, 224, 224], from image, to conv1");
        expect(await page.locator(".graph-drawing").getAttribute("aria-activedescendant")).toBe("stressed-lines");
        await page.keyboard.press("ArrowDown");
        expect(await marked(preview, "active")).toEqual(["layer:conv1"]);
        await page.keyboard.press("[");
        await page.keyboard.press("ArrowUp");
        expect(await marked(preview, "active")).toEqual(["input:image"]);
    });

    test("Backspace goes back to what was shown before, and with Shift forward", async () => {
        const preview = await pages.drawn(resnet18());
        const round = boxOf(preview, "round:layer1.0");
        await boxOf(preview, "loop:layer1").click();
        await round.waitFor();
        await preview.page.keyboard.press("Backspace");
        await round.waitFor({ state: "detached" });
        await preview.page.keyboard.press("Shift+Backspace");
        await round.waitFor();
    });

    test("a menu has what can be done with a layer", async () => {
        const preview = await pages.drawn(resnet18());
        const { page } = preview;
        await boxOf(preview, "layer:conv1").click({ button: "right" });
        expect((await page.locator(".menu-group").first().locator(".menu-label").allTextContents()))
            .toEqual(["Show in the text", "Copy path", "Copy shape", "Inspect"]);
        await page.getByRole("menuitem", { name: "Copy path" }).click();
        expect(await preview.next("copy")).toEqual({ type: "copy", text: "conv1" });
        await page.locator(".graph-drawing").focus();
        await page.keyboard.press("Shift+F10");
        await page.getByRole("menuitem", { name: "Show in the text" }).press("Enter");
        expect(await preview.next("reveal")).toMatchObject({ range: { start: { line: 21 } } });
    });

    test("a notch of the wheel zooms by about 1.2, and no gesture loses the drawing", async () => {
        const preview = await pages.drawn(resnet18());
        const { page } = preview;
        await page.mouse.move(500, 400);
        const before = (await placeOf(preview, "layer:conv1")).width;
        await page.keyboard.down("Control");
        await page.mouse.wheel(0, -120);
        await page.keyboard.up("Control");
        await expect.poll(async () => Math.round(10 * (await placeOf(preview, "layer:conv1")).width / before)).toBe(12);
        for (let turn = 0; turn < 30; turn += 1) {
            await page.mouse.wheel(900, 4000);
        }
        expect(await page.locator("[data-box]").count()).toBeGreaterThan(0);
        expect(await page.locator(".minimap").isVisible()).toBe(true);
    });

    test.each([
        ["ResNet-18", resnet18, { width: 900, height: 500 }],
        ["GoogLeNet", googlenet, { width: 320, height: 700 }],
        ["GoogLeNet", googlenet, { width: 660, height: 400 }],
        ["DenseNet-201", densenet, { width: 320, height: 500 }],
    ] as const)("the map covers no box of the first picture of %s", async (_name, network, size) => {
        const { page } = await pages.drawn(network(), { size });
        expect(await coveredByMap(page)).toBe(0);
    });

    test("the map moves to another corner when a box would be below it in a view of another size", async () => {
        const preview = await pages.drawn(resnet18(), { size: { width: 510, height: 720 } });
        const { page } = preview;
        await boxOf(preview, "loop:layer1").click();
        await boxOf(preview, "round:layer1.0").waitFor();
        expect(await coveredByMap(page)).toBe(0);
        await page.setViewportSize({ width: 660, height: 450 });
        await page.evaluate(() => new Promise((resolve) => {
            requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        }));
        expect(await page.locator(".minimap").isVisible()).toBe(true);
        expect(await coveredByMap(page)).toBe(0);
    });

    test.each([
        ["beside it", { width: 1000, height: 900 }],
        ["below it, which turns the drawing", { width: 700, height: 900 }],
    ])("a panel that opens %s covers no box of a drawing that was all in view", async (_name, size) => {
        const net = new GraphBuilder("file:///small.cnn");
        let x = net.input("image", [3, 32, 32], 1);
        for (const line of [2, 3, 4, 5]) {
            x = net.conv(x, 8, 3, { line });
        }
        net.output("y", x, 6);
        const preview = await pages.drawn(net.graph("Small"), { size });
        const { page } = preview;
        const outside = (): Promise<number> => page.evaluate(() => {
            const view = document.querySelector(".graph-stage")?.getBoundingClientRect() ?? new DOMRect();
            const boxes = [...document.querySelectorAll("[data-box]")].map((box) => box.getBoundingClientRect());
            return boxes.filter(({ left, right, top, bottom }) =>
                left < view.left || right > view.right || top < view.top || bottom > view.bottom).length;
        });
        const boxes = await page.locator("[data-box]").count();
        expect(await outside()).toBe(0);
        await boxOf(preview, "layer:conv_2").click();
        await page.keyboard.press("i");
        await page.locator(".side:visible").waitFor();
        await expect.poll(outside).toBe(0);
        expect(await page.locator("[data-box]").count()).toBe(boxes);
    });

    test("a drawing that is laid out for a lower view shows its start again", async () => {
        const graph = resnet18();
        const preview = await pages.drawn(graph, { size: { width: 700, height: 900 } });
        await preview.page.locator(".header-run").click();
        await preview.page.locator(".side:visible").waitFor();
        await preview.draw(graph);
        const view = await preview.page.locator(".graph-stage").boundingBox();
        const rights = await preview.page.locator("[data-box]").evaluateAll((boxes) =>
            boxes.map((box) => box.getBoundingClientRect().right));
        expect(Math.max(...rights)).toBeLessThanOrEqual((view?.x ?? 0) + (view?.width ?? 0));
    });

    test("a search opens the groups that hide a layer", async () => {
        const preview = await pages.drawn(resnet18());
        await button(preview, "Fold all").click();
        await preview.next("drawn");
        const field = preview.page.getByPlaceholder("Find layer");
        await field.fill("layer3.1.conv");
        await expect.poll(() => preview.page.locator(".search-count").textContent()).toBe("2");
        await field.press("Enter");
        await preview.next("drawn");
        await expect.poll(() => marked(preview, "active")).toEqual(["layer:layer3.1.conv1"]);
        await field.press("Enter");
        await expect.poll(() => marked(preview, "active")).toEqual(["layer:layer3.1.conv2"]);
        expect(await preview.page.locator(".search-count").textContent()).toBe("2/2");
    });

    test("another model of the file can be chosen", async () => {
        const preview = await pages.drawn({ ...resnet18(), models: ["ResNet18", "ResNet34"] });
        await preview.page.getByLabel("Model", { exact: true }).selectOption("ResNet34");
        expect(await preview.next("select-model")).toEqual({ type: "select-model", model: "ResNet34" });
    });

    test.each([
        ["next to the graph in a wide window", { width: 1200, height: 900 }],
        ["below it in a narrow one", { width: 420, height: 800 }],
    ])("the inference is %s, never over it", async (_name, size) => {
        const preview = await pages.drawn(resnet18(), { size });
        await button(preview, "Run").first().click();
        await preview.next("request-inference-model");
        const graph = await preview.page.locator(".graph-area").boundingBox();
        const side = await preview.page.locator(".side:visible").boundingBox();
        const wide = size.width > 720;
        expect(wide ? (graph?.x ?? NaN) + (graph?.width ?? NaN) : (graph?.y ?? NaN) + (graph?.height ?? NaN))
            .toBe(wide ? side?.x : side?.y);
        expect([graph?.width, graph?.height].every((length) => (length ?? 0) > 300)).toBe(true);
        await button(preview, "Close panel").click();
        expect(await preview.page.locator(".side:visible").isVisible()).toBe(false);
    });
});

describe("a page that is loaded again", () => {
    const wide = { width: 1200, height: 900 };
    const narrow = { width: 420, height: 800 };

    test.each([
        ["the table and the inference in a wide window", ["Show the table of all layers and plots (T)", "Run"], wide, wide, ["Details", "Figures"]],
        ["the inference in a narrow window", ["Run"], narrow, narrow, ["Details"]],
        ["only the inference in a window that is narrow now", ["Show the table of all layers and plots (T)", "Run"], wide, narrow, ["Details"]],
    ])("shows %s", async (_name, presses, before, after, panels) => {
        const preview = await pages.drawn(resnet18(), { size: before });
        for (const name of presses) {
            await button(preview, name).first().click();
        }
        await expect.poll(() => preview.state()).toMatchObject({ panelOpen: true });
        await preview.load({ size: after, state: await preview.state() });
        await preview.draw(resnet18());
        const shown = await preview.page.locator(".side:visible").evaluateAll((all) =>
            all.map((panel) => panel.getAttribute("aria-label")));
        expect(shown.toSorted()).toEqual(panels);
    });
});

describe("invalid messages are ignored", () => {
    test.each([
        ["an unknown type", { type: "explode" }, "A message that does not match the protocol was ignored: type must be"],
        ["a graph that is none", { type: "graph", graph: { nodes: 3 } }, "A message that does not match the protocol was ignored: graph.uri is missing"],
    ])("%s", async (_name, message, words) => {
        const preview = await pages.drawn(resnet18());
        await preview.page.evaluate((data) => window.postMessage(data), message);
        expect((await preview.next("log")).message).toContain(words);
        expect(await preview.page.locator("[data-box]").count()).toBeGreaterThan(5);
    });
});

test.each(themeNames)("texts can be read in the %s theme", async (theme) => {
    const preview = await pages.unfolded(resnet18(), { theme });
    const contrasts = await contrastsOf(preview.page);
    expect(contrasts.length).toBeGreaterThan(30);
    expect(contrasts.filter(({ contrast, least }) => contrast < least)).toEqual([]);
});

/** The number of boxes below the map. */
function coveredByMap(page: PreviewPage["page"]): Promise<number> {
    return page.evaluate(() => {
        const map = document.querySelector(".minimap")?.getBoundingClientRect() ?? new DOMRect();
        const boxes = [...document.querySelectorAll("[data-box]:not(.header-of-frame)")];
        return map.width === 0 ? 0 : boxes.map((box) => box.getBoundingClientRect()).filter(
            ({ left, right, top, bottom }) =>
                left < map.right && map.left < right && top < map.bottom && map.top < bottom,
        ).length;
    });
}
