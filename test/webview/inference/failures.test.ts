import { afterEach, describe, expect, test, vi } from "vitest";
import { text } from "../../../server/text.ts";
import { describeFailure, failureKind, Refusal, type FailureKind } from "../../../webview/inference/failures.ts";
import { describeAdapter, DeviceLostError, findGpu } from "../../../webview/inference/gpu.ts";

describe("failures in words", () => {
    const cases: readonly [error: unknown, kind: FailureKind, words: string][] = [
        [new Refusal(text("{name} does not fit.", { name: "Net" })), "refused", "Net does not fit."],
        [new DeviceLostError("gone"), "device-lost", "the GPU was lost"],
        [
            new Error("Can't create a session. ERROR_CODE: 6, ERROR_MESSAGE: std::bad_alloc"), "memory",
            "the memory did not suffice",
        ],
        [new RangeError("Array buffer allocation failed"), "memory", "the memory did not suffice"],
        [
            new Error("vkAllocateMemory failed with VK_ERROR_OUT_OF_DEVICE_MEMORY\n - While calling …"), "memory",
            "the memory did not suffice",
        ],
        [
            new Error("failed to call OrtRun(). ERROR_CODE: 1, ERROR_MESSAGE: Non-zero status code\n at somewhere"), "other",
            "Non-zero status code",
        ],
        ["just text", "other", "just text"],
        [new Error("x".repeat(400)), "other", `${"x".repeat(300)} …`],
    ];
    test.each(cases)("%s", (error, kind, words) => {
        expect(failureKind(error)).toBe(kind);
        expect(describeFailure(error)).toBe(words);
    });
});

describe("a GPU's name", () => {
    const cases: readonly [info: Partial<GPUAdapterInfo>, name: string, software: boolean][] = [
        [{ vendor: "nvidia", architecture: "ampere", description: "" }, "nvidia ampere", false],
        [{ vendor: "google", architecture: "swiftshader" }, "google swiftshader", true],
        [{ vendor: "intel", architecture: "gen-12lp", description: "Intel Iris Xe" }, "Intel Iris Xe", false],
        [{ description: "Microsoft Basic Render Driver" }, "Microsoft Basic Render Driver", true],
        [{ vendor: "google", isFallbackAdapter: true }, "google", true],
        [{}, "unnamed GPU", false],
    ];
    test.each(cases)("%o", (info, name, software) => expect(describeAdapter(info)).toEqual({ name, software }));
});

describe("the reason for a missing GPU", () => {
    afterEach(() => vi.unstubAllGlobals());
    const refusing = { requestAdapter: () => Promise.resolve(null) };
    const failing = { requestAdapter: () => Promise.reject(new Error("blocked")) };
    const cases: readonly [browser: object, missing: string][] = [
        [{}, "this browser has no WebGPU"],
        [{ gpu: refusing }, "WebGPU found no GPU that it may use"],
        [{ gpu: failing }, "WebGPU failed to start (Error: blocked)"],
    ];
    test.each(cases)("%o", async (browser, missing) => {
        vi.stubGlobal("navigator", browser);
        expect(await findGpu()).toEqual({ missing });
    });
});
