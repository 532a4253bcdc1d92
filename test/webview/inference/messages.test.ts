import { describe, expect, test } from "vitest";
import { validate } from "../../../server/validation.ts";
import { fromWorkerSchema, toWorkerSchema } from "../../../webview/inference/messages.ts";
import { runnableText } from "./models.ts";

const model = runnableText("model M { input x: [3, 4, 4] output y = relu() }");
const input = { name: "x", dims: [1], values: new Float32Array(1) };
const output = {
    name: "y", dims: [2], values: [1, NaN, Infinity], numbers: Float32Array.of(1, NaN),
    least: 1, mean: 1, greatest: 1, notFinite: 2,
};
const report = { device: "wasm", times: { load: 1, first: 1 }, outputs: [output] };

describe("messages to the worker", () => {
    test.each<[unknown, boolean]>([
        [{ type: "start", wasm: new ArrayBuffer(1), language: { locale: "en", translations: {} } }, true],
        [{ type: "network", model }, true],
        [{ type: "run", id: 1, device: "automatic", inputs: [input] }, true],
        [{ type: "run", id: 1, device: "webgpu", inputs: [] }, true],
        [{ type: "layers", id: 2, device: "wasm", inputs: [input], tensors: ["a"] }, true],
        [{ type: "apply", id: 3, onnx: "", inputs: [input] }, true],
        [{ type: "check", id: 4, device: "wasm", inputs: [] }, true],
        [{ type: "start", wasm: "bytes", language: { locale: "en", translations: {} } }, false],
        [{ type: "run", id: 1, device: "webnn", inputs: [] }, false],
        [{ type: "run", device: "wasm", inputs: [] }, false],
        [{ type: "network", model: { onnx: "" } }, false],
        [{ type: "run", id: 1, device: "wasm", inputs: [{ ...input, values: [1] }] }, false],
        [{ type: "layers", id: 2, device: "automatic", inputs: [], tensors: [] }, false],
        [{ type: "stop" }, false],
        ["run", false],
        [null, false],
    ])("%o is valid: %s", (message, valid) => expect("value" in validate(toWorkerSchema, message)).toBe(valid));
});

describe("messages from the worker", () => {
    test.each<[unknown, boolean]>([
        [{ type: "progress", id: 1, progress: { phase: "running" } }, true],
        [{ type: "ran", id: 1, report }, true],
        [{ type: "compared", id: 1, check: { shapes: [] } }, true],
        [{ type: "compared", id: 1, check: { failure: "no memory" } }, true],
        [{ type: "done", id: 1 }, true],
        [{ type: "failed", id: 1, message: "" }, true],
        [{ type: "failed", message: "" }, true],
        [{ type: "timed", id: 1, times: { load: 0 } }, true],
        [{ type: "tensors", id: 1, tensors: [{ name: "y", dims: [1], values: new Float32Array(1) }] }, true],
        [{ type: "done" }, false],
        [{ type: "device-lost", message: "" }, true],
        [{ type: "progress", id: 1 }, false],
        [{ type: "ran", id: 1, report: { ...report, outputs: [{ ...output, least: "1" }] } }, false],
        [{ type: "compared", id: 1, check: null }, false],
        [{ type: "compared", id: 1, check: {} }, false],
        [{ type: "failed", id: 1 }, false],
        [{ type: "other" }, false],
        [undefined, false],
    ])("%o is valid: %s", (message, valid) => expect("value" in validate(fromWorkerSchema, message)).toBe(valid));
});
