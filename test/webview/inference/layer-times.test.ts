import { describe, expect, it } from "vitest";
import { timesOf } from "../../../webview/inference/layer-times.ts";
import { readProfile } from "../../../webview/inference/profile.ts";
import { runnableText } from "./models.ts";

const { layers } = runnableText(`
model Small {
    input image: [3, 8, 8]
    first = conv(8, 3)
    batch_norm()
    relu()
    gelu()
    output y = dropout()
}
`);

/** A profile as ONNX Runtime prints it: microseconds by node, for each run. */
function profileOf(...runs: readonly Readonly<Record<string, number>>[]): string {
    return JSON.stringify([
        { cat: "Session", name: "session_initialization", dur: 9 },
        ...runs.flatMap((run) => [
            ...Object.entries(run).map(([node, dur]) => ({ cat: "Node", name: `${node}_kernel_time`, dur, args: {} })),
            { cat: "Session", name: "SequentialExecutor::Execute", dur: 1 },
            { cat: "Session", name: "model_run", dur: 5000 },
        ]),
    ]);
}

describe("the times of layers", () => {
    const { runs } = readProfile(profileOf(
        { "first": 3000, "gelu_1": 100, "gelu_1/node_1": 200, "Reorder": 50 },
        { "first": 1000, "gelu_1": 100, "gelu_1/node_1": 400, "Reorder": 50 },
        { "first": 2000, "gelu_1": 100, "gelu_1/node_1": 300, "Reorder": 50 },
    ));
    const { total, layers: times } = timesOf(layers, runs);

    it("are means of the runs", () => {
        expect(total).toBe(5);
        expect(times[0]).toEqual({ node: "layer:first", milliseconds: 2 });
    });
    it("are sums of a layer's nodes", () => {
        expect(times[3]?.node).toBe("layer:gelu_1");
        expect(times[3]?.milliseconds).toBeCloseTo(0.4);
    });
    it("are those of the layer that computes a fused one", () => {
        expect(times[1]).toEqual({ node: "layer:batch_norm_1", milliseconds: 0, within: "layer:first" });
        expect(times[2]).toEqual({ node: "layer:relu_1", milliseconds: 0, within: "layer:first" });
        expect(times[4]).toMatchObject({ within: "layer:gelu_1" });
    });
});

describe("the times of a GPU", () => {
    const node = (name: string, dur: number, provider: string): object =>
        ({ cat: "Node", name: `${name}_kernel_time`, dur, args: { provider } });
    const run = [
        node("first", 9, "WebGpuExecutionProvider"), node("gelu_1", 400, "CPUExecutionProvider"),
        { cat: "Session", name: "model_run", dur: 5000 },
    ];
    const program = (name: string, dur: number): object => ({ cat: "Api", name, dur, args: { shapes: "" } });

    it("are those of its programs, at the profile's end, and of nodes on the processor", () => {
        const { gpuRuns } = readProfile(JSON.stringify([...run, ...run, ...[3000, 1000].flatMap((dur) => [
            program("Transpose&Transpose&Transpose", 50), program("first_token_2&Conv&Im2Col", dur),
            program("first_token_2&Conv&MatMul", 500),
        ])]));
        expect(gpuRuns.map(({ milliseconds }) => milliseconds)).toEqual([3.95, 1.95]);
        const { layers: times } = timesOf(layers, gpuRuns);
        expect(times[0]).toEqual({ node: "layer:first", milliseconds: 2.5 });
        expect(times[3]).toEqual({ node: "layer:gelu_1", milliseconds: 0.4 });
    });
    it("are missing if it has no clock", () => {
        expect(readProfile(JSON.stringify([...run, ...run])).gpuRuns).toEqual([]);
    });
});

it("reports a profile that is not a trace", () => {
    expect(() => readProfile(`[{"cat": "Node"}]`)).toThrow("profile cannot be read");
});
