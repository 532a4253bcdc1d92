import { describe, expect, test } from "vitest";
import { validate } from "../../../server/validation.ts";
import { fromWorkerSchema, toWorkerSchema } from "../../../webview/inference/messages.ts";
import { runnableText } from "./models.ts";

const model = runnableText("model M { input x: [3, 4, 4] output y = relu() }");
const input = { name: "x", dims: [1], values: new Float32Array(1) };
const output = {
    name: "y", dims: [2], values: [1, NaN, Infinity], top: [{ index: 0, value: 1 }],
    least: 1, mean: 1, greatest: 1, notFinite: 2,
};
const report = { device: "wasm", loadMilliseconds: 1, runMilliseconds: 1, runs: 1, outputs: [output] };

describe("messages to the worker", () => {
    test.each<[unknown, boolean]>([
        [{ type: "start", wasm: new ArrayBuffer(1) }, true],
        [{ type: "run", model, device: "automatic", inputs: [input] }, true],
        [{ type: "run", model, device: "wasm", inputs: [] }, true],
        [{ type: "start", wasm: "bytes" }, false],
        [{ type: "run", model, device: "webnn", inputs: [] }, false],
        [{ type: "run", model: { onnx: "" }, device: "wasm", inputs: [] }, false],
        [{ type: "run", model, device: "wasm", inputs: [{ ...input, values: [1] }] }, false],
        [{ type: "stop" }, false],
        ["run", false],
        [null, false],
    ])("%o is valid: %s", (message, valid) => expect("value" in validate(toWorkerSchema, message)).toBe(valid));
});

describe("messages from the worker", () => {
    test.each<[unknown, boolean]>([
        [{ type: "progress", progress: { phase: "running" } }, true],
        [{ type: "ran", report }, true],
        [{ type: "compared", check: { shapes: [] } }, true],
        [{ type: "compared", check: { failure: "no memory" } }, true],
        [{ type: "done" }, true],
        [{ type: "failed", message: "" }, true],
        [{ type: "device-lost", message: "" }, true],
        [{ type: "progress" }, false],
        [{ type: "ran", report: { ...report, outputs: [{ ...output, least: "1" }] } }, false],
        [{ type: "compared", check: null }, false],
        [{ type: "compared", check: {} }, false],
        [{ type: "failed" }, false],
        [{ type: "other" }, false],
        [undefined, false],
    ])("%o is valid: %s", (message, valid) => expect("value" in validate(fromWorkerSchema, message)).toBe(valid));
});
