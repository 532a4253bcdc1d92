import { expect, test } from "vitest";
import { isFromWorker, isToWorker } from "../../../webview/inference/messages.ts";

const input = { name: "x", dims: [1], values: new Float32Array(1) };

test.each<[unknown, boolean]>([
    [{ type: "start", wasm: new ArrayBuffer(1) }, true],
    [{ type: "run", model: { onnx: "" }, device: "automatic", inputs: [input] }, true],
    [{ type: "run", model: { onnx: "" }, device: "wasm", inputs: [] }, true],
    [{ type: "start", wasm: "bytes" }, false],
    [{ type: "run", model: { onnx: "" }, device: "webnn", inputs: [] }, false],
    [{ type: "run", model: {}, device: "wasm", inputs: [] }, false],
    [{ type: "run", model: { onnx: "" }, device: "wasm", inputs: [{ ...input, values: [1] }] }, false],
    [{ type: "stop" }, false],
    ["run", false],
    [null, false],
])("to the worker: %o is ours: %s", (message, ours) => expect(isToWorker(message)).toBe(ours));

test.each<[unknown, boolean]>([
    [{ type: "progress", progress: { phase: "running" } }, true],
    [{ type: "ran", report: { outputs: [] } }, true],
    [{ type: "compared", check: { shapes: [] } }, true],
    [{ type: "compared", check: { failure: "no memory" } }, true],
    [{ type: "done" }, true],
    [{ type: "failed", message: "" }, true],
    [{ type: "device-lost", message: "" }, true],
    [{ type: "progress" }, false],
    [{ type: "ran", report: {} }, false],
    [{ type: "compared", check: null }, false],
    [{ type: "compared", check: {} }, false],
    [{ type: "failed" }, false],
    [{ type: "other" }, false],
    [undefined, false],
])("from the worker: %o is ours: %s", (message, ours) => expect(isFromWorker(message)).toBe(ours));
