import { expect, test } from "vitest";
import type { Progress, RunReport } from "../../../webview/inference/messages.ts";
import {
    describeDevice, describeProgress, describeTimes, formatDuration, formatNumber, isSlowEmulation,
} from "../../../webview/inference/wording.ts";

const wasm: RunReport = { device: "wasm", loadMilliseconds: 1234, runMilliseconds: 61.4, runs: 9, outputs: [] };
const software = { name: "google swiftshader", software: true };

test.each<[Partial<RunReport>, string]>([
    [{}, "WebAssembly"],
    [{ fallbackReason: "this browser has no WebGPU" }, "WebAssembly, because this browser has no WebGPU"],
    [{ device: "webgpu", adapter: { name: "nvidia ampere", software: false } }, "WebGPU (nvidia ampere)"],
    [{ device: "webgpu", adapter: software }, "WebGPU (google swiftshader, emulated on the processor)"],
])("the device of %o", (report, text) => expect(describeDevice({ ...wasm, ...report })).toBe(text));

test.each<[Partial<RunReport>, string]>([
    [{}, "loaded in 1.2 s, ran in 61 ms (median of 9 runs)"],
    [{ loadMilliseconds: 0 }, "kept from before, ran in 61 ms (median of 9 runs)"],
    [{ runs: 1, runMilliseconds: 52_070 }, "loaded in 1.2 s, ran in 52.1 s (the first run, which also compiles)"],
])("the times of %o", (report, text) => expect(describeTimes({ ...wasm, ...report })).toBe(text));

test.each<[Partial<RunReport>, boolean]>([
    [{}, false],
    [{ device: "webgpu", adapter: software, runMilliseconds: 4000 }, true],
    [{ device: "webgpu", adapter: software, runMilliseconds: 40 }, false],
    [{ device: "webgpu", adapter: { ...software, software: false }, runMilliseconds: 4000 }, false],
])("%o is slow for want of a GPU: %s", (report, slow) => expect(isSlowEmulation({ ...wasm, ...report })).toBe(slow));

test.each<[Progress, string]>([
    [{ phase: "weights", fraction: 0.746 }, "Making the weights … 74 %"],
    [{ phase: "compiling" }, "Loading the network onto the device …"],
    [{ phase: "running" }, "Running …"],
    [{ phase: "comparing" }, "Comparing every layer's shape …"],
])("%o", (progress, text) => expect(describeProgress(progress)).toBe(text));

test.each([
    [0, "0.000"], [0.0459, "0.04590"], [-12.3456, "-12.35"], [NaN, "not a number"],
    [0.001, "0.001000"], [0.000_999_999, "0.001000"], [0.000_998_7, "0.0009987"], [0.000_04, "4.000e-5"],
    [123_456, "1.235e+5"], [99_999.9, "1.000e+5"],
])(
    "%d is written %s", (value, text) => expect(formatNumber(value)).toBe(text),
);

test.each([[0.94, "0.9 ms"], [61.4, "61 ms"], [1234, "1.2 s"]])(
    "%d ms are %s", (milliseconds, text) => expect(formatDuration(milliseconds)).toBe(text),
);
