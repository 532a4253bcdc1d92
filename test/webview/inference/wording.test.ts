import { expect, test } from "vitest";
import { formatDuration } from "../../../server/quantities.ts";
import type { Progress, RunReport, RunTimes } from "../../../webview/inference/messages.ts";
import {
    describeDevice, describeProgress, describeTimes, formatNumber, isSlowEmulation, overallFraction,
} from "../../../webview/inference/wording.ts";

const wasm: RunReport = { device: "wasm", times: { load: 1234, first: 120, warm: { median: 61.4, runs: 9 } }, outputs: [] };
const software = { name: "google swiftshader", software: true };

test.each<[Partial<RunReport>, string]>([
    [{}, "WebAssembly"],
    [{ fallbackReason: "this browser has no WebGPU" }, "WebAssembly, because this browser has no WebGPU"],
    [{ device: "webgpu", adapter: { name: "nvidia ampere", software: false } }, "WebGPU (nvidia ampere)"],
    [{ device: "webgpu", adapter: software }, "WebGPU (google swiftshader, emulated on the processor)"],
])("the device of %o", (report, text) => expect(describeDevice({ ...wasm, ...report })).toBe(text));

test.each<[RunTimes, string]>([
    [{ load: 1234, first: 120, warm: { median: 61.4, runs: 9 } },
        "loaded in 1.2 s · first run, which also compiles, 120 ms · warm run 61 ms (median of 9)"],
    [{ load: 1234, first: 52_070 }, "loaded in 1.2 s · first run, which also compiles, 52.1 s"],
    [{ load: 0, warm: { median: 61.4, runs: 1 } }, "already loaded · warm run 61 ms"],
])("the times %o", (times, text) => expect(describeTimes(times)).toBe(text));

test.each<[Partial<RunReport>, boolean]>([
    [{}, false],
    [{ device: "webgpu", adapter: software, times: { load: 1, first: 4000 } }, true],
    [{ device: "webgpu", adapter: software, times: { load: 1, first: 4000, warm: { median: 40, runs: 2 } } }, false],
    [{ device: "webgpu", adapter: { ...software, software: false }, times: { load: 1, first: 4000 } }, false],
])("%o is slow for want of a GPU: %s", (report, slow) => expect(isSlowEmulation({ ...wasm, ...report })).toBe(slow));

test.each<[Progress, string]>([
    [{ phase: "weights", fraction: 0.746 }, "Making the weights …"],
    [{ phase: "compiling" }, "Loading the network onto the device …"],
    [{ phase: "running" }, "Running …"],
    [{ phase: "comparing" }, "Comparing every layer's shape …"],
])("%o", (progress, text) => expect(describeProgress(progress)).toBe(text));

test("the progress of a run grows from phase to phase, up to the whole", () => {
    const steps: readonly Progress[] = [
        { phase: "starting" }, { phase: "weights", fraction: 0 }, { phase: "weights", fraction: 0.5 },
        { phase: "weights", fraction: 1 }, { phase: "compiling", fraction: 0.5 }, { phase: "running" },
        { phase: "running", fraction: 1 },
    ];
    const fractions = steps.map(overallFraction);
    expect(fractions).toEqual([...new Set(fractions)].toSorted((one, other) => one - other));
    expect([fractions[0], fractions.at(-1)]).toEqual([0, 1]);
});

test.each([
    [0, "0.000"], [0.0459, "0.04590"], [-12.3456, "-12.35"], [NaN, "not a number"],
    [0.001, "0.001000"], [0.000_999_999, "0.001000"], [0.000_998_7, "0.0009987"], [0.000_04, "4.000e-5"],
    [123_456, "1.235e+5"], [99_999.9, "1.000e+5"],
])(
    "%d is written %s", (value, text) => expect(formatNumber(value)).toBe(text),
);

test.each([[0, "0.0 ms"], [0.000_1, "1 µs"], [0.083, "83 µs"], [0.94, "0.9 ms"], [61.4, "61 ms"], [1234, "1.2 s"]])(
    "%d ms are %s", (milliseconds, text) => expect(formatDuration(milliseconds)).toBe(text),
);
