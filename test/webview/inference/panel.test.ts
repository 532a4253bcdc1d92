import { chromium } from "playwright-core";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startOfFile } from "../../../server/features/analyzed-document.ts";
import type { InferenceModel, PreviewGraph } from "../../../server/protocol.ts";
import { findChromium, launchChromium } from "../../support/chromium.ts";
import { projectRoot } from "../../support/extension.ts";
import { describedTensors, safetensorsFile } from "../../support/safetensors.ts";
import { textContrastsOf } from "../graph/contrast.ts";
import { themeNames, themeStyle } from "../graph/themes.ts";
import { differenceFromNode, graphOf, runnableText } from "./models.ts";
import type { PageServer } from "../served-page.ts";
import { sharedBrowser } from "../shared-browser.ts";
import { openPanel, servePanel, type PanelPage } from "./panel-page.ts";

let server: PageServer;
/** The page that all tests share which do not end its browser or its GPU. Each begins with a new panel in it. */
let panel: PanelPage;

beforeAll(async () => {
    server = await servePanel();
    panel = await openPanel(await sharedBrowser(), server);
});

afterAll(async () => {
    await panel.page.close();
    await server[Symbol.asyncDispose]();
});

afterEach(() => {
    expect(panel.errors.splice(0)).toEqual([]);
});

const small = runnableText(`
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
    @classify(top=3)
    output scores = softmax()
}`);

const twoInputs = runnableText(`
model Sum {
    input left: [5, 12]
    input right: [5, 12]
    a = left -> conv(4, kernel=3)
    b = right -> conv(4, kernel=3)
    output total = add(a, b)
    output half = total -> max_pool(2)
}`);

/** Of few operators, because each costs seconds where the GPU is emulated: its shaders are compiled on the CPU. */
const classifier = runnableText(`
model Classifier {
    @image(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225])
    input image: [3, 8, 8]
    conv(4, kernel=3)
    flatten()
    linear(5)
    @classify(top=3)
    output scores = softmax()
}`);

/** Of one operator. */
const tiny = runnableText(`
model Tiny {
    input x: [4]
    output y = linear(3)
}`);

/** Takes so long everywhere that a test can act while it runs. */
const slow = runnableText(`
model Slow {
    input image: [3, 512, 512]
    repeat 12 { conv(128, kernel=3, padding=1) -> relu() }
    output maps = conv(1, kernel=1)
}`);

const textOf = (panel: PanelPage, selector: string): Promise<string> => panel.page.locator(selector).innerText();

describe("trained weights", () => {
    const text = `@weights("net/w.safetensors")
model Trained {
    input x: [3]
    y = linear(2)
    output scores = linear(2)
}`;
    const fileOf = (factor: number): Uint8Array => safetensorsFile({
        "y.weight": { type: "F32", shape: [2, 3], numbers: new Uint8Array(Float32Array.of(1, 2, 3, 4, 5, 6).buffer) },
        "y.bias": { type: "F32", shape: [2], numbers: new Uint8Array(Float32Array.of(7, 8).buffer) },
        "scores.weight": {
            type: "F64", shape: [2, 2], numbers: new Uint8Array(Float64Array.of(factor, 0, 0, factor).buffer),
        },
        "scores.bias": { type: "F32", shape: [2] },
    });
    const described = `y.weight F32 [2, 3]\ny.bias F32 [2]\nscores.weight F64 [2, 2]\nscores.bias F32 [2]`;
    const expected = (inputs: readonly number[], factor: number): readonly number[] => [
        factor * (inputs.reduce((sum, number, index) => sum + number * (index + 1), 0) + 7),
        factor * (inputs.reduce((sum, number, index) => sum + number * (index + 4), 0) + 8),
    ];

    test("from a file are used, also after the file has changed", async () => {
        const model = runnableText(text, { "net/w.safetensors": described });
        for (const factor of [1, 1, 10]) {
            const { inputs: [input], outputs: [output] } = await panel.run(model, fileOf(factor));
            const bytes = Buffer.from(input?.values ?? "", "base64");
            const numbers = Array.from({ length: 3 }, (_, index) => bytes.readFloatLE(4 * index));
            expected(numbers, factor).forEach((number, index) => expect(output?.values[index]).toBeCloseTo(number, 3));
        }
        expect(await textOf(panel, ".inference-weights > summary")).toBe("4 of 4 tensors from w.safetensors");
        await panel.page.locator(".inference-weights > summary").click();
        expect((await panel.page.locator(".inference-tensors tr").allInnerTexts()).map((row) => row.split("\t"))).toEqual([
            ["Tensor", "Shape"], ["y.weight", "[2, 3]"], ["y.bias", "[2]"], ["scores.weight", "[2, 2]"],
            ["scores.bias", "[2]"],
        ]);
    });

    test("missing ones are reported in the line", async () => {
        const tensors = "y.weight F32 [3, 2]\nscores.bias F32 [2]\nother F32 [1]";
        await panel.run(runnableText(text, { "net/w.safetensors": tensors }), describedTensors(tensors));
        expect(await textOf(panel, ".inference-weights-partial > summary"))
            .toBe("1 of 4 tensors from w.safetensors; the rest are random numbers of seed 0");
        await panel.page.locator(".inference-weights > summary").click();
        expect(await panel.page.locator(".inference-tensors td:last-child").allInnerTexts()).toEqual([
            "[2, 3], but F32 [3, 2] in the file", "[2], not in the file", "[2, 2], not in the file",
            "F32 [1], not in the model", "[2]",
        ]);
    });

    test("with long names are listed by parts of the names", async () => {
        const tensors = `${described}\n${"n".repeat(100_000)}\u001B F32 [1]`;
        await panel.run(runnableText(text, { "net/w.safetensors": tensors }), describedTensors(tensors));
        await panel.page.locator(".inference-weights > summary").click();
        expect(await panel.page.locator(".inference-tensor-unused td:first-child").allInnerTexts())
            .toEqual([expect.stringMatching(/^n{99}…n+␛$/u)]);
    });

    test.each([
        ["is another one since", safetensorsFile({ other: { type: "F32", shape: [1] } })],
        ["is half written", fileOf(1).subarray(0, 100)],
        ["has numbers of another type since", describedTensors(described.replace("F32 [2, 3]", "I64 [2, 3]"))],
    ])("in a file that %s are not used", async (_, bytes) => {
        await panel.start(runnableText(text, { "net/w.safetensors": described }), bytes);
        expect((await panel.next("inference-failed")).message)
            .toBe("net/w.safetensors has changed: run the network again.");
    });
});

describe("a run", () => {
    test("is on WebGPU, equals ONNX Runtime for Node, and compares every layer", async () => {
        await panel.renew("webgpu");
        const result = await panel.run(classifier);
        expect(result).toMatchObject({
            model: "Classifier", device: "webgpu", layersCompared: classifier.layers.length, mismatches: [],
            inputs: [{ name: "image", dims: [1, 3, 8, 8], source: "image" }],
        });
        expect(await differenceFromNode(classifier, result)).toBeLessThan(1e-3);
        expect(await textOf(panel, ".inference-device-used")).toMatch(/^WebGPU \(.+\)$/);
        expect(await textOf(panel, ".inference-layers")).toContain("4 of 4 layers: real shape = shown shape");
        expect(await textOf(panel, ".inference-layers")).toContain("4 layers: WebGPU's numbers = WebAssembly's");
        expect(await panel.page.locator(".inference-top li").count()).toBe(3);
        expect((await panel.record()).verified).toEqual(classifier.layers.map(({ node }) => node));
    });

    test("is on WebAssembly if that is chosen", async () => {
        await panel.renew("wasm");
        const result = await panel.run(small);
        expect(result).toMatchObject({ device: "wasm", fallbackReason: "WebAssembly was chosen", layersCompared: 10 });
        expect(await differenceFromNode(small, result)).toBeLessThan(1e-3);
    });

    test("is on WebAssembly without a GPU, with a message", async () => {
        await using without = await chromium.launch({
            executablePath: findChromium(), args: ["--no-sandbox", "--disable-gpu", "--disable-features=WebGPU,Vulkan"],
        });
        const alone = await openPanel(without, server);
        const result = await alone.run(small);
        expect(result.device).toBe("wasm");
        expect(await textOf(alone, ".inference-device-used")).toBe(`WebAssembly, because ${result.fallbackReason ?? ""}`);
        expect(result.fallbackReason).toMatch(/WebGPU/);
        expect(await differenceFromNode(small, result)).toBeLessThan(1e-3);
    });

    test("generates the same random numbers each time for inputs that are not images", async () => {
        await panel.renew("wasm");
        const first = await panel.run(twoInputs);
        const second = await panel.run(twoInputs);
        expect(first.inputs.map(({ source }) => source)).toEqual(["random", "random"]);
        expect(first.inputs[0]?.values).not.toBe(first.inputs[1]?.values);
        expect(second.inputs).toEqual(first.inputs);
        expect(second.outputs).toEqual(first.outputs);
        expect(first.outputs.map(({ name, dims }) => [name, dims])).toEqual([["total", [1, 4, 10]], ["half", [1, 4, 5]]]);
        expect(await differenceFromNode(twoInputs, first)).toBeLessThan(1e-3);
        expect(await panel.page.locator(".inference-picture").isVisible()).toBe(false);
        expect(await textOf(panel, ".inference-picture-name")).toBe("Noise of seed 0");
    });

    test("keeps the network for another image, and replaces it for another network", async () => {
        await panel.renew("wasm");
        const fresh = { ...small, seed: small.seed + 1 };
        const sample = await panel.run(fresh);
        expect(sample.loadMilliseconds).toBeGreaterThan(0);
        await panel.sendImage("icon.png", await readFile(join(projectRoot, "media/icon.png")));
        const { result } = await panel.next("inference-finished");
        expect(result).toMatchObject({ loadMilliseconds: 0, layersCompared: 10 });
        expect(result.outputs).not.toEqual(sample.outputs);
        expect(await differenceFromNode(fresh, result)).toBeLessThan(1e-3);
        expect(await textOf(panel, ".inference-picture-name")).toBe("icon.png");
        const reseeded = await panel.run({ ...small, seed: small.seed + 2 });
        expect(reseeded.loadMilliseconds).toBeGreaterThan(0);
        expect(reseeded.outputs).not.toEqual(result.outputs);
    });

    test("starts on the extension's request", async () => {
        await panel.renew("wasm");
        await panel.send({ type: "run" });
        await panel.next("request-inference-model");
        await panel.send({ type: "inference-model", model: small });
        expect((await panel.next("inference-finished")).result.model).toBe("Small");
    });
});

test("a run is not replaced when the panel prepares for another one", async () => {
    await panel.renew("wasm");
    await panel.page.evaluate(() => window.openPanel());
    await panel.page.locator(".inference-run").click();
    await panel.next("request-inference-model");
    await panel.send({ type: "graph", graph: graphOf(small) });
    await panel.send({ type: "inference-model", model: small });
    await panel.send({ type: "inference-model", model: small });
    expect((await panel.next("inference-finished")).result.model).toBe("Small");
});

test.each(["wasm", "webgpu"] as const)("a network that an open panel has loaded on %s runs like any other", async (device) => {
    await panel.renew(device);
    const model = { ...tiny, seed: tiny.seed + 7 };
    await panel.page.evaluate(() => window.openPanel());
    await panel.send({ type: "graph", graph: graphOf(model) });
    await panel.next("request-inference-model");
    await panel.send({ type: "inference-model", model });
    await panel.page.evaluate(() => window.prepared());
    const result = await panel.run(model);
    expect(result.device).toBe(device);
    expect(result.loadMilliseconds).toBeGreaterThan(0);
    expect(await differenceFromNode(model, result)).toBeLessThan(1e-3);
    expect((await panel.run(model)).loadMilliseconds).toBe(0);
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

test.each([
    ["while it starts", async (own: PanelPage) => own.page.locator(".inference-run").click()],
    ["while it runs", async (own: PanelPage) => {
        await own.start(slow);
        await own.page.locator(".inference-status", { hasText: "Running" }).waitFor();
    }],
])("nothing of a panel remains that is closed %s: its workers end", async (_, begin) => {
    const own = await openPanel(await sharedBrowser(), server);
    await begin(own);
    await expect.poll(() => own.page.workers().length).toBeGreaterThan(0);
    await own.page.evaluate(() => window.closePanel());
    await expect.poll(() => own.page.workers().length).toBe(0);
    await own.page.close();
});

describe("errors", () => {
    test("a refusal of the server is shown", async () => {
        await panel.renew();
        await panel.page.locator(".inference-run").click();
        await panel.next("request-inference-model");
        await panel.send({ type: "inference-refused", message: "Small has an error. Fix it first." });
        await panel.next("inference-failed");
        expect(await textOf(panel, ".inference-failure")).toBe("Small has an error. Fix it first.");
    });

    test("a network that fits neither device is refused with its numbers, before anything is made", async () => {
        await panel.renew("webgpu");
        const weights = small.weights.map((tensor, index) => (index === 0 ? { ...tensor, count: 750e6 } : tensor));
        await expect(panel.run({ ...small, weights, weightsLength: 3e9 })).rejects.toThrow(
            "Small does not fit: WebAssembly can hold 4.29 GB; this network needs about 5.7 GB there, with 3 GB of weights "
                + "and 20.5 kB of feature maps. The GPU cannot be used either: conv1.weight takes 3 GB, and this GPU's buffers hold",
        );
        expect(await textOf(panel, ".inference-failure")).toContain("Try a smaller input or fewer channels.");
    });

    test("a network that ONNX Runtime does not take fails in words, and the next one runs", async () => {
        await panel.renew("wasm");
        await panel.run(small);
        await expect(panel.run({ ...small, onnx: btoa("not a model") })).rejects.toThrow(
            "Could not run Small: Failed to load model because protobuf parsing failed.",
        );
        expect(await panel.page.locator(".inference-stale").count()).toBe(1);
        expect((await panel.run(small)).layersCompared).toBe(10);
    });

    test("an image that cannot be read is named, and the results become stale", async () => {
        await panel.renew("wasm");
        await panel.run(small);
        await panel.sendImage("cat.png", Uint8Array.of(1, 2, 3));
        await panel.page.locator(".inference-failure", { hasText: "cat.png could not be read as an image." }).waitFor();
        await panel.page.locator(".inference-stale").waitFor();
        await panel.page.locator(".inference-secondary", { hasText: "Samples" }).click();
        await panel.next("inference-failed");
        await panel.next("inference-finished");
        expect(await textOf(panel, ".inference-picture-name")).toBe("sample.jpg");
        expect(await panel.page.locator(".inference-stale").count()).toBe(0);
    });

    test("a cancelled run ends at once, and the next one runs", async () => {
        await panel.renew("wasm");
        await panel.start(slow);
        await panel.page.locator(".inference-status", { hasText: "Running" }).waitFor();
        await panel.page.locator(".inference-cancel").click();
        await panel.page.locator(".inference-run").waitFor();
        expect(await panel.page.locator(".inference-progress").isVisible()).toBe(false);
        expect((await panel.run(small)).model).toBe("Small");
    });

    test("requests for layers of a cancelled run are refused, and start no worker", async () => {
        await panel.renew("wasm");
        await panel.run(small);
        const tensor = small.layers[0]?.tensor ?? "";
        const answers = await panel.page.evaluate((name) => window.requestsAroundCancel(name), tensor);
        const cancelled = "Error: The run was cancelled. Run the network again.";
        expect(answers).toEqual([cancelled, cancelled, cancelled, cancelled]);
        await expect.poll(() => panel.page.workers().length).toBe(0);
    });

    test("a lost GPU is reported, and the next run gets a new one or WebAssembly", async () => {
        await using own = await launchChromium();
        const alone = await openPanel(own, server);
        await alone.renew("webgpu");
        await alone.start(slow);
        await alone.page.locator(".inference-status", { hasText: "Running" }).waitFor();
        const devTools = await own.newBrowserCDPSession();
        await devTools.send("Browser.crashGpuProcess");
        const { message } = await alone.next("inference-failed");
        expect(message).toMatch(/^The GPU was lost while the network ran/);
        expect(await textOf(alone, ".inference-failure")).toContain("or choose WebAssembly as the device.");
        const result = await alone.run(tiny);
        expect(await differenceFromNode(tiny, result)).toBeLessThan(1e-3);
    });
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
