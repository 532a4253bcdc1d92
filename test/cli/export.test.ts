import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
    chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import type { Finished } from "../support/command-line.ts";
import { commandLineFolder } from "../support/command-line-folder.ts";
import { eventually } from "../support/eventually.ts";
import { projectRoot } from "../support/extension.ts";

const { folder, program, run: cnn, spawn: spawnCnn } = commandLineFolder({ isBuilt: true });

function symlinkIfMissing(target: string, path: string): void {
    if (lstatSync(join(folder, path), { throwIfNoEntry: false }) === undefined) {
        symlinkSync(target, join(folder, path));
    }
}

describe("draw", () => {
    it("writes the format that the file's name ends with", async () => {
        const starts = [["svg", "<svg xmlns="], ["tex", "% Good"], ["mmd", "flowchart TD"]] as const;
        for (const [ending, start] of starts) {
            const { code, out } = await cnn(["draw", "good.cnn", "--model", "Good", "-o", `good.${ending}`]);
            expect({ code, out }).toEqual({ code: 0, out: `Wrote good.${ending}: Good.\n` });
            expect(readFileSync(join(folder, `good.${ending}`), "utf8").slice(0, start.length)).toBe(start);
        }
    });

    it("draws boxes, in dark colours, to the standard output", async () => {
        const { code, out } = await cnn([
            "draw", "good.cnn", "--model", "Good", "--view", "layers", "--theme", "dark", "--to", "svg", "-o", "-",
        ]);
        expect(code).toBe(0);
        expect(out).toContain("global_avg_pool");
        expect(out).toContain("fill=\"#1e1e1e\"");
    });

    it("draws a network with errors, reports them and exits with 1", async () => {
        const { code, out, err } = await cnn(["draw", "bad.cnn", "-o", "bad.svg", "--model", "Bad"]);
        expect({ code, out }).toEqual({ code: 1, out: "Wrote bad.svg: Bad, which has 2 errors.\n" });
        expect(err).toContain("bad.cnn:3:");
        expect(readFileSync(join(folder, "bad.svg"), "utf8")).toContain("?");
    });

    it("does not guess a format", async () => {
        expect(await cnn(["draw", "good.cnn", "-o", "figure.gif"])).toMatchObject({
            code: 2, err: "cnn: the format of figure.gif is unknown: name a file that ends with .svg, .tex, .mmd, or add --to\n",
        });
    });
});

describe("export", () => {
    it("writes the trained weights, which ONNX Runtime reads", async () => {
        const { out } = await cnn(["export", "trained.cnn", "--to", "onnx", "-o", "trained.onnx"]);
        expect(out).toMatch(/The weights are from trained\.safetensors\.\n$/);
        const session = await InferenceSession.create(join(folder, "trained.onnx"));
        const { fc } = await session.run({ x: new Tensor("float32", [1, 10, 100], [1, 3]) });
        expect([...fc?.data ?? []]).toEqual([0 + 10 + 200 + 10, 3 + 40 + 500 + 20]);
        const partly = (await cnn(["export", "trained.cnn", "--to", "onnx", "-o", "x.onnx", "--set", "outputs=4"])).out;
        expect(partly).toMatch(/The weights are random, from seed 0\.\n$/);
    });

    it("writes one file that ONNX Runtime runs, for a batch of any size", async () => {
        const { code, out } = await cnn(["export", "good.cnn", "--model", "Good", "--to", "onnx", "-o", "good.onnx"]);
        expect(code).toBe(0);
        expect(out).toMatch(/^Wrote good\.onnx: Good, 314 parameters, [\d,]+ bytes\. The weights are random, from seed 0\.\n$/);
        const session = await InferenceSession.create(join(folder, "good.onnx"));
        const image = new Tensor("float32", new Float32Array(4 * 3 * 32 * 32).fill(1), [4, 3, 32, 32]);
        const { scores } = await session.run({ image });
        expect(scores?.dims).toEqual([4, 10]);
    });

    it("writes a model that ends in boxes, on request", async () => {
        const detector = join(projectRoot, "examples/detector.cnn");
        const { code, out } = await cnn(["export", detector, "--to", "onnx", "--decode", "-o", "decoded.onnx"]);
        expect(code).toBe(0);
        expect(out).toMatch(/ Its outputs are boxes, scores, and classes\.\n$/);
    });

    it("writes a Python module with the blocks and names of the file", async () => {
        const args = ["--model", "Good", "--set", "classes=3", "--to", "pytorch", "-o", "good.py"];
        const { code, out, err } = await cnn(["export", "good.cnn", ...args]);
        expect({ code, err }).toEqual({ code: 0, err: "" });
        expect(out).toMatch(/^Wrote good\.py: Good, 251 parameters, the class Good\. /);
        const text = readFileSync(join(folder, "good.py"), "utf8");
        expect(text).toMatch(/^"""Good of good\.cnn, written by `cnn export --to pytorch`\."""\n/);
        expect(text).toContain("class Stem(nn.Module):\n    def __init__(self, in_channels, channels):\n");
        expect(text).toContain("        self.Stem_1 = Stem(3, 16 if wide else 8)\n");
        expect(text).toContain("    def __init__(self, classes=3, wide=False):\n");
    });

    const other = ["--model", "Other", "--to", "pytorch"];

    it.each([
        ["its own source", "good.cnn"], ["an import", "parts.cnn"], ["a link to its source", "link-to-good.cnn"],
    ])("does not overwrite %s", async (_, path) => {
        symlinkIfMissing("good.cnn", "link-to-good.cnn");
        const before = readFileSync(join(folder, path), "utf8");
        const { code, err } = await cnn(["export", "good.cnn", ...other, "-o", path]);
        expect({ code, err }).toEqual({ code: 2, err: `cnn: cannot write ${path}: the network is read from it\n` });
        expect(readFileSync(join(folder, path), "utf8")).toBe(before);
    });

    it("does not overwrite the labels of an output", async () => {
        writeFileSync(join(folder, "names.txt"), "cat\ndog\n");
        writeFileSync(join(folder, "labelled.cnn"), "model M {\n    input x: [2]\n    @classify(labels=\"names.txt\")\n    output y = relu()\n}\n");
        const { code, err } = await cnn(["export", "labelled.cnn", "--to", "pytorch", "-o", "names.txt"]);
        expect({ code, err }).toEqual({ code: 2, err: "cnn: cannot write names.txt: the network is read from it\n" });
        expect(readFileSync(join(folder, "names.txt"), "utf8")).toBe("cat\ndog\n");
    });

    it.skipIf(process.platform === "win32")("follows links, and keeps permissions and other files", async () => {
        mkdirSync(join(folder, "real"), { recursive: true });
        writeFileSync(join(folder, "real", "out.py"), "old", { mode: 0o640 });
        chmodSync(join(folder, "real", "out.py"), 0o640);
        writeFileSync(join(folder, "real", "out.py.part"), "mine");
        symlinkIfMissing("real/out.py", "linked.py");
        symlinkIfMissing("real/new.py", "dangling.py");
        for (const path of ["linked.py", "dangling.py"]) {
            expect((await cnn(["export", "good.cnn", ...other, "-o", path])).code).toBe(0);
            expect(lstatSync(join(folder, path)).isSymbolicLink()).toBe(true);
        }
        expect(readFileSync(join(folder, "real", "out.py"), "utf8")).toContain("class Other");
        expect(statSync(join(folder, "real", "out.py")).mode & 0o777).toBe(0o640);
        expect(readdirSync(join(folder, "real")).toSorted()).toEqual(["new.py", "out.py", "out.py.part"]);
        expect(readFileSync(join(folder, "real", "out.py.part"), "utf8")).toBe("mine");
    });

    it.skipIf(process.platform === "win32").each(["-", "/dev/stdout"])("writes nothing but the file to %s", (path) => {
        const { code, out, err } = spawnCnn(["export", "good.cnn", ...other, "-o", path]);
        expect(out).toMatch(/^"""Other of good\.cnn/);
        expect(out).not.toContain("Wrote");
        expect(err).toContain("Wrote");
        expect(code).toBe(0);
    });

    it.skipIf(!existsSync("/dev/full"))("ends with one line if the disk is full", () => {
        const run = (args: string): Finished => {
            const { status, stderr } = spawnSync("sh", ["-c", `"${process.execPath}" "${program}" ${args} > /dev/full`], {
                cwd: folder, encoding: "utf8",
            });
            return { code: status, out: "", err: stderr };
        };
        for (const args of ["check bad.cnn", "summary good.cnn --model Other", "check --format json bad.cnn"]) {
            expect(run(args)).toEqual({ code: 2, out: "", err: "cnn: cannot write the output: the disk is full\n" });
        }
    });

    it.skipIf(process.platform === "win32")("leaves nothing behind when it is interrupted", async () => {
        mkdirSync(join(folder, "interrupted"), { recursive: true });
        writeFileSync(join(folder, "large.cnn"), "model L {\n    input x: [8192]\n    linear(8192)\n    linear(8192)\n    output y = linear(4096)\n}\n");
        const child = spawn(process.execPath, [program, "export", "large.cnn", "--to", "onnx", "-o", "interrupted/out.onnx"], { cwd: folder });
        const written = join(folder, "interrupted");
        const ended = once(child, "exit");
        await eventually(() => expect(readdirSync(written)).toHaveLength(1));
        child.kill("SIGINT");
        expect(await ended).toEqual([null, "SIGINT"]);
        expect(readdirSync(written)).toEqual([]);
    });

    it("writes the same file each time, and nothing half", async () => {
        const write = async (path: string): Promise<Buffer> => {
            expect((await cnn(["export", "good.cnn", "--model", "Good", "--to", "onnx", "-o", path])).code).toBe(0);
            return readFileSync(join(folder, path));
        };
        expect((await write("again.onnx")).equals(await write("twice.onnx"))).toBe(true);
        await cnn(["export", "bad.cnn", "--model", "Bad", "--to", "onnx", "-o", "half.onnx"]);
        expect(readdirSync(folder).filter((file) => file.includes("half") || file.endsWith(".tmp"))).toEqual([]);
    });
});
