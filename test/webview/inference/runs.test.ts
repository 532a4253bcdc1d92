import { chromium } from "playwright-core";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findChromium } from "../../support/chromium.ts";
import { projectRoot } from "../../support/extension.ts";
import { describedTensors, safetensorsFile } from "../../support/safetensors.ts";
import type { PageServer } from "../served-page.ts";
import { differenceFromNode, graphOf, runnableText } from "./models.ts";
import { classifier, small, tiny, twoInputs } from "./networks.ts";
import { openPanel, textOf, useSharedPanel, type PanelPage } from "./panel-page.ts";

let panel: PanelPage;
let server: PageServer;
useSharedPanel((...opened) => {
    [panel, server] = opened;
});

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
