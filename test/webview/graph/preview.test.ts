import { describe, expect, test } from "vitest";
import { contrastsOf } from "./contrast.ts";
import { GraphBuilder } from "./graph-builder.ts";
import { boxOf, button, marked, placeOf } from "./preview-page.ts";
import { usePreviewPages } from "./preview-pages.ts";
import { densenet, flat, googlenet, longResidual, resnet18 } from "./sample-networks.ts";
import { themeNames } from "./themes.ts";

const pages = usePreviewPages();

describe("a network is drawn", () => {
    test.each([
        ["ResNet-18", resnet18(), 72, 79],
        ["GoogLeNet", googlenet(), 199, 225],
        ["DenseNet-201, folded", densenet(), 120, 119],
    ])("%s", async (_name, graph, nodes, edges) => {
        const preview = await pages.open();
        expect(await preview.draw(graph)).toEqual({ type: "drawn", version: 1, nodes, edges, stale: false });
    });

    test("with its layers, their details and the shapes between them", async () => {
        const preview = await pages.drawn(resnet18());
        expect(await boxOf(preview, "layer:conv1").locator("text").allTextContents())
            .toEqual(["conv", "7×7, stride 2", "conv1", "9.41 k"]);
        expect(await boxOf(preview, "layer:conv1").getAttribute("aria-label"))
            .toBe("conv · 7×7, stride 2, conv1, gives [64, 112, 112], 9,408 parameters, 118,013,952 MACs");
        expect((await preview.page.locator(".shape").allTextContents()).slice(0, 2)).toEqual(["[3, 224, 224]", "[64, 112, 112]"]);
        expect(await preview.page.locator(".header-model").innerText()).toMatch(/ResNet18\s+11.7 M parameters\s+1.81 G MACs\s+70 layers/);
    });

    test("with two lines for equal halves of a split", async () => {
        const net = new GraphBuilder("file:///split.cnn");
        const halves = net.split(net.input("x", [8, 256, 256], 1), 2, { line: 2 });
        net.output("y", net.join("add", halves, { line: 3 }), 4);
        const preview = await pages.open();
        expect(await preview.draw(net.graph("Halves"))).toMatchObject({ nodes: 4, edges: 4 });
        expect(await preview.page.locator(".shape").allTextContents())
            .toEqual(["[8, 256, 256]", "[4, 256, 256]", "[4, 256, 256]", "[4, 256, 256]"]);
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
        expect(await preview.draw(resnet18())).toMatchObject({ nodes: 72 });
    });

    test("a large one with only its visible part in the document", async () => {
        const preview = await pages.open();
        expect(await preview.draw(flat(longResidual(5000)))).toMatchObject({ nodes: 5002, edges: 6001 });
        expect(await preview.page.locator(".graph-drawing *").count()).toBeLessThan(500);
        await button(preview, "Show everything (0)").click();
        await preview.page.locator(".graph-drawing.far").waitFor();
        expect(await preview.page.locator(".graph-drawing *").count()).toBeLessThan(100);
    });
});

describe("groups are folded and unfolded", () => {
    test("by a click on their header, which keeps its position", async () => {
        const preview = await pages.drawn(resnet18());
        const before = await placeOf(preview, "loop:layer1");
        await boxOf(preview, "loop:layer1").locator(".title").click();
        expect(await preview.next("drawn")).toMatchObject({ nodes: 59, edges: 64 });
        expect(await placeOf(preview, "loop:layer1")).toMatchObject({ x: before.x, y: before.y });
        expect(await boxOf(preview, "loop:layer1").getAttribute("aria-expanded")).toBe("false");
        await boxOf(preview, "loop:layer1").click();
        expect(await preview.next("drawn")).toMatchObject({ nodes: 72, edges: 79 });
        expect(await placeOf(preview, "loop:layer1")).toEqual(before);
    });

    test("by the buttons, all or level by level", async () => {
        const preview = await pages.drawn(resnet18());
        const counts: number[] = [];
        for (const name of ["Fold all", "Unfold one level", "Unfold all", "Fold one level"]) {
            await button(preview, name).click();
            counts.push((await preview.next("drawn")).nodes);
        }
        expect(counts).toEqual([14, 18, 72, 18]);
    });
});

describe("the user's actions", () => {
    test("a click on a layer shows its line", async () => {
        const graph = resnet18();
        const preview = await pages.drawn(graph);
        await boxOf(preview, "layer:bn1").click();
        expect(await preview.next("reveal")).toEqual({ type: "reveal", uri: graph.uri, range: graph.nodes[2]?.range });
        await boxOf(preview, "loop:layer1").locator(".title").click({ modifiers: ["ControlOrMeta"] });
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
        const preview = await pages.drawn(resnet18());
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
        for (const key of ["ArrowDown", "ArrowDown", "ArrowDown", " "]) {
            await page.keyboard.press(key);
        }
        expect(await preview.next("drawn")).toMatchObject({ nodes: 66 });
        expect(await marked(preview, "active")).toEqual(["round:layer1.0"]);
        await page.keyboard.press("Escape");
        expect(await marked(preview, "active")).toEqual([]);
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
        await preview.page.getByLabel("Model").selectOption("ResNet34");
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
        const side = await preview.page.locator(".side").boundingBox();
        const wide = size.width > 720;
        expect(wide ? (graph?.x ?? NaN) + (graph?.width ?? NaN) : (graph?.y ?? NaN) + (graph?.height ?? NaN))
            .toBe(wide ? side?.x : side?.y);
        expect([graph?.width, graph?.height].every((length) => (length ?? 0) > 300)).toBe(true);
        await button(preview, "Close panel").click();
        expect(await preview.page.locator(".side").isVisible()).toBe(false);
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
    const preview = await pages.drawn(resnet18(), { theme });
    const contrasts = await contrastsOf(preview.page);
    expect(contrasts.length).toBeGreaterThan(30);
    expect(contrasts.filter(({ contrast, least }) => contrast < least)).toEqual([]);
});
