import { describe, expect, it } from "vitest";
import { commandLineFolder } from "../support/command-line-folder.ts";

const { run: cnn } = commandLineFolder({ isBuilt: false });

describe("summary", () => {
    it("prints the table and the model's name", async () => {
        const { out, err, code } = await cnn(["summary", "good.cnn"]);
        expect(code).toBe(0);
        expect(out).toMatch(/^Good: image \[3, 32, 32\] → scores \[10\]\n/);
        expect(out).toMatch(/\n314 parameters, 194\.480 k MACs, 5 layers\n/);
        expect(err).toBe("Using Good, the first of Good, Other; --model NAME selects another.\n\n");
    });

    it("takes parameters and sizes", async () => {
        const args = ["--model", "Good", "--format", "json", "--set", "classes=3", "--set", "wide=true", "--input", "H=16, W=20"];
        const summary = JSON.parse((await cnn(["summary", "good.cnn", ...args])).out) as Record<string, unknown>;
        expect(summary).toMatchObject({
            model: "Good", inputs: [{ name: "image", shape: [3, 16, 20] }], outputs: [{ name: "scores", shape: [3] }],
            totals: { parameters: 448 + 51, macs: 27 * 16 * 14 * 18 + 48 },
        });
        expect((summary["layers"] as readonly unknown[])[0]).toMatchObject({
            path: "Stem_1.conv_1", kind: "conv", inputs: [[3, 16, 20]], output: [16, 14, 18], parameters: 448,
            macs: 27 * 16 * 14 * 18, line: 2, receptiveField: { size: [3, 3], stride: [1, 1], start: [0, 0] },
        });
    });

    it("prints CSV", async () => {
        const columns = ["--columns", "path,from,macs,saved", "--filter", "kind=re*"];
        const lines = (await cnn(["summary", "good.cnn", "--model", "Other", "--format", "csv", ...columns])).out.split("\r\n");
        expect(lines).toEqual(["path,from,macs,saved", "y,x,0,0", ""]);
    });
});

describe("sizes", () => {
    it("lists which sizes fit, the first of them, and the lines that cause the rule", async () => {
        const { out, code } = await cnn(["sizes", "unet.cnn"]);
        expect(code).toBe(0);
        expect(out.split("\n").slice(0, 5)).toEqual([
            "UNet",
            "H must be a multiple of 2 and H ≥ 6",
            "    6, 8, 10, 12, 14, 16, 18, 20, 22, 24, …",
            "    unet.cnn:9: `add` needs H = 2·⌊H/2⌋ or H = 1; `down` rounds here",
            "    unet.cnn:5: `conv` needs ⌊H/2⌋ ≥ 3",
        ]);
    });

    it("prints the documented JSON", async () => {
        const { out } = await cnn(["sizes", "unet.cnn", "--format", "json"]);
        expect(JSON.parse(out)).toMatchObject({
            model: "UNet",
            sizes: [
                {
                    name: "H", sample: 30, minimum: 6, maximum: null, period: 2, residues: [0],
                    exceptions: { fit: [], doNotFit: [] }, first: [6, 8, 10, 12, 14, 16, 18, 20, 22, 24],
                    causes: [{ file: "unet.cnn", line: 9 }, { file: "unet.cnn", line: 5 }],
                },
                { name: "W" },
            ],
        });
    });

    it("explains what fixes a size", async () => {
        expect((await cnn(["sizes", "fixed.cnn"])).out).toBe([
            "Fixed",
            "only H = 8 while W = 8",
            "    8",
            "    fixed.cnn:4: the weights of `scores` fix the size: [3, H, W] must keep its 192 elements; a global or adaptive pooling before `scores` leaves the size open",
            "only W = 8 while H = 8",
            "    8",
            "    fixed.cnn:4: the weights of `scores` fix the size: [3, H, W] must keep its 192 elements; a global or adaptive pooling before `scores` leaves the size open",
            "",
        ].join("\n"));
    });

    it("reports that no size is dynamic", async () => {
        expect((await cnn(["sizes", "good.cnn", "--model", "Other"])).out).toContain("no dynamic sizes");
    });
});

describe("weights", () => {
    it("lists the tensors of the model and the file, those that do not match first", async () => {
        const { code, out } = await cnn(["weights", "trained.cnn"]);
        expect(out.split("\n")).toEqual([
            "Trained: 2 of 2 tensors from trained.safetensors",
            "",
            "tensor     model   file",
            "extra      –       I64 []      not in the model",
            "fc.weight  [2, 3]  F32 [2, 3]",
            "fc.bias    [2]     F64 [2]",
            "",
        ]);
        expect(code).toBe(0);
    });

    it("prints the documented JSON", async () => {
        expect(JSON.parse((await cnn(["weights", "trained.cnn", "--set", "outputs=4", "--format", "json"])).out)).toEqual({
            model: "Trained", path: "trained.safetensors", matched: 0, total: 2,
            tensors: [
                { name: "fc.weight", state: "misfit", shape: "[4, 3]", stored: "F32 [2, 3]" },
                { name: "fc.bias", state: "misfit", shape: "[4]", stored: "F64 [2]" },
                { name: "extra", state: "unused", stored: "I64 []" },
            ],
        });
    });
});
