import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
    chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { buildProgram } from "../support/cli-program.ts";
import { runCommandLine, type Finished } from "../support/command-line.ts";
import { projectRoot } from "../support/extension.ts";
import { safetensorsFile } from "../support/safetensors.ts";

const folder = mkdtempSync(join(tmpdir(), "cnn-cli-"));
const program = join(folder, "bin", "cli.js");

const files = {
    "good.cnn": `import "parts.cnn"

model Good(classes = 10, wide = false) {
    input image: [3, H = 32, W = 32]
    Stem(16 if wide else 8)
    global_avg_pool()
    flatten()
    output scores = linear(classes)
    require H >= 3 and W >= 3
}

model Other() {
    input x: [4]
    output y = relu()
}
`,
    "parts.cnn": "block Stem(channels) {\n    conv(channels, 3)\n    relu()\n}\n",
    "bad.cnn": `model Bad() {
    input image: [3, 32, 32]
\tconv(8, "커널")    # 나쁜 줄
    image -> conv(8, kernel=41)
    relu()
}

model Fine() {
    input x: [4]
    output y = relu()
}
`,
    "long.cnn": `model Long() {\n    input image: [3, 8, 8]\n    output y = concat(${"relu(), ".repeat(90)}` +
        `conv(1, kernel=9)${", relu()".repeat(90)})\n}\n`,
    "warned.cnn": "model M() {\n    input x: [4]\n    relu()\n}\n",
    "unet.cnn": `model UNet() {
    input image: [3, H = 30, W = 32]
    skip = conv(4, 3, padding=1)
    down = max_pool(2)
    conv(4, 3)
    up = conv_transpose(4, 2, stride=2)
    concat(crop(to=up), pad(1) -> crop(to=up))
    joined = concat(up -> upsample(to=skip), skip)
    output classes = add(down -> upsample(scale=2), joined -> conv(4, 1))
}
`,
    "fixed.cnn": `model Fixed() {
    input image: [3, H = 8, W = 8]
    flatten()
    output scores = linear(10)
}
`,
    "unformatted.cnn": "\uFEFFmodel M {\r\ninput x:[4]\r\nrelu() # note\r\n}\r\n",
    "broken.cnn": "let a=1\nmodel M {\nconv(,)\n}\n",
    "blocks.cnn": "block B() { relu() }\n",
    "trained.cnn": `@weights("trained.safetensors")
model Trained(outputs = 2) {
    input x: [3]
    output fc = linear(outputs)
}
`,
    "a folder/weights.cnn": "@weights(\"../a folder\")\nmodel M {\n    input x: [3]\n    output y = linear(2)\n}\n",
    "byte-order-mark.cnn": "\uFEFFmodel M() {\r\n    input x: [4]\r\n    output y = relu()\r\n}\r\n",
    "a folder/100% ok #1.cnn": "import \"../parts.cnn\"\nmodel M() {\n    input x: [3, 8, 8]\n    output y = Stem(2)\n}\n",
};

/** `fc.weight` counts from 0, `fc.bias` is 10 and 20. */
const trained = safetensorsFile({
    "fc.weight": { type: "F32", shape: [2, 3], numbers: new Uint8Array(Float32Array.of(0, 1, 2, 3, 4, 5).buffer) },
    "fc.bias": { type: "F64", shape: [2], numbers: new Uint8Array(Float64Array.of(10, 20).buffer) },
    "extra": { type: "I64", shape: [] },
});

beforeAll(async () => {
    for (const [path, text] of Object.entries({ ...files, "trained.safetensors": trained })) {
        mkdirSync(join(folder, path, ".."), { recursive: true });
        writeFileSync(join(folder, path), text);
    }
    mkdirSync(join(folder, "empty"));
    await buildProgram(program);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function cnn(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Finished> {
    return runCommandLine(args, folder, env);
}

/** The same in a separate process, whose streams are pipes. */
function spawnCnn(args: readonly string[], env: Readonly<Record<string, string>> = {}): Finished {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
        cwd: folder, encoding: "utf8", env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: undefined, ...env },
    });
    return { code: status, out: stdout, err: stderr };
}

function symlinkIfMissing(target: string, path: string): void {
    if (lstatSync(join(folder, path), { throwIfNoEntry: false }) === undefined) {
        symlinkSync(target, join(folder, path));
    }
}

describe("format", () => {
    it("changes files in place, and keeps byte order mark and line ends", async () => {
        expect(await cnn(["format", "unformatted.cnn", "parts.cnn"]))
            .toEqual({ code: 0, out: "Formatted unformatted.cnn\n1 of 2 files changed\n", err: "" });
        expect(readFileSync(join(folder, "unformatted.cnn"), "utf8"))
            .toBe("\uFEFFmodel M {\r\n    input x: [4]\r\n    relu()  # note\r\n}\r\n");
    });

    it("leaves items with syntax errors as they are", async () => {
        expect(await cnn(["format", "broken.cnn"])).toEqual({
            code: 1, out: "Formatted broken.cnn\n1 of 1 file changed\n",
            err: "broken.cnn: has syntax errors; `cnn check` lists them\n",
        });
        expect(readFileSync(join(folder, "broken.cnn"), "utf8")).toBe("let a = 1\n\nmodel M {\nconv(,)\n}\n");
    });
});

describe("exit codes and words", () => {
    it.each<[string, readonly string[], number, RegExp]>([
        ["clean files", ["check", "good.cnn", "parts.cnn", "byte-order-mark.cnn"], 0, /^$/],
        ["a file whose name needs escapes, with an import", ["check", "a folder/100% ok #1.cnn"], 0, /^$/],
        ["only warnings", ["check", "warned.cnn"], 0, /^warned\.cnn:1:7: warning missing-output: /],
        ["a code that is off", ["check", "warned.cnn", "--severity", "missing-output=off"], 0, /^$/],
        ["a warning that is an error", ["check", "warned.cnn", "--severity", "missing-output=error"], 1,
            /^warned\.cnn:1:7: error missing-output: /],
        ["an unknown code", ["check", "warned.cnn", "--severity", "missing-ouput=off"], 2,
            /Unknown code missing-ouput; did you mean missing-output\?/],
        ["an unknown severity", ["check", "warned.cnn", "--severity", "missing-output=loud"], 2,
            /Write code=severity, with one of error, warning, information, hint, off\./],
        ["errors", ["check", "bad.cnn"], 1, /^bad\.cnn:4:29: error kernel-exceeds-input: .*\b32 < 41\b/m],
        ["a file that is not there", ["check", "nowhere.cnn"], 2, /^cnn: cannot read nowhere\.cnn: there is no such file or folder\n$/],
        ["the files in a folder", ["check", "a folder"], 1, /error invalid-weights: /],
        ["a folder without files", ["check", "empty"], 2, /^cnn: there are no \.cnn files in empty\n$/],
        ["a layer of another library", ["layers", "UpSampling2D"], 2,
            /^cnn: there is no layer UpSampling2D; did you mean upsample\?\n$/],
        ["an unknown layer", ["layers", "cov"], 2, /^cnn: there is no layer cov; did you mean conv\?\n$/],
        ["a layer", ["layers", "conv"], 0, /\n {2}parameters {2}73,856: weight \[128, 64, 3, 3\], bias \[128\]\n/],
        ["the layers", ["layers"], 0, /^Convolution\n {2}conv /],
        ["no command", [], 2, /^Usage: cnn /],
        ["an unknown command", ["chekc"], 2, /unknown command 'chekc'\n\(Did you mean check\?\)/],
        ["an unknown option", ["check", "good.cnn", "--colour"], 2, /unknown option '--colour'/],
        ["no file", ["summary"], 2, /missing required argument 'file'/],
        ["an unknown format", ["check", "good.cnn", "--format", "xml"], 2, /Allowed choices are text, json/],
        ["an unknown model", ["summary", "good.cnn", "--model", "Goof"], 2, /^cnn: good\.cnn has no model Goof; it has Good, Other\n$/],
        ["no model", ["summary", "blocks.cnn"], 2, /^cnn: blocks\.cnn has no model\n$/],
        ["an unknown parameter", ["summary", "good.cnn", "--model", "Good", "--set", "clases=4"], 2,
            /^cnn: --set clases: the parameters of Good are classes, wide\n$/],
        ["an unknown free size", ["summary", "good.cnn", "--model", "Good", "--input", "D=4"], 2,
            /^cnn: --input D: the dynamic sizes of Good are H, W\n$/],
        ["no free size", ["summary", "good.cnn", "--model", "Other", "--input", "H=4"], 2,
            /^cnn: --input H: there are no dynamic sizes of Other\n$/],
        ["an invalid size", ["summary", "good.cnn", "--input", "H=1.5"], 2, /Must be an integer from 1 to 2147483647\./],
        ["a size of zero", ["summary", "good.cnn", "--input", "H=0"], 2, /Must be an integer from 1/],
        ["a size over the limit", ["sizes", "good.cnn", "--input", "H=2147483648"], 2, /Must be an integer from 1 to 2147483647\./],
        ["the largest exact number as a size", ["summary", "good.cnn", "--input", "H=9007199254740991"], 2, /from 1 to 2147483647\./],
        ["no value", ["summary", "good.cnn", "--set", "classes"], 2, /Write name=value\./],
        ["nowhere to write", ["export", "good.cnn", "--to", "onnx"], 2, /required option '-o, --output <file>' not specified/],
        ["an unknown format", ["export", "good.cnn", "--to", "keras", "-o", "x"], 2, /Allowed choices are onnx, pytorch/],
        ["decoded PyTorch", ["export", "good.cnn", "--to", "pytorch", "--decode", "-o", "x"], 2, /^cnn: --decode needs --to onnx\n$/],
        ["nothing to decode", ["export", "good.cnn", "--model", "Good", "--to", "onnx", "--decode", "-o", "x"], 1, /no output with a valid @detect or @segment/],
        ["a place that cannot be written", ["export", "good.cnn", "--model", "Other", "--to", "onnx", "-o", "none/x.onnx"], 2,
            /^cnn: cannot write none\/x\.onnx: there is no such file or folder\n$/],
        ["an export with errors", ["export", "bad.cnn", "--to", "onnx", "-o", "bad.onnx", "--model", "Bad"], 1,
            /\nBad is not exported, because it has 2 errors\.\n$/],
        ["a Python module of a model with errors", ["export", "bad.cnn", "--to", "pytorch", "-o", "bad.py", "--model", "Bad"], 1,
            /\nBad is not exported, because it has 2 errors\.\n$/],
        ["a model beyond its limit", ["summary", "good.cnn", "--max-params", "300"], 1, /Good has 314 parameters, more than 300\n$/],
        ["a comparison of one file", ["compare", "good.cnn"], 2, /name two files, or one file and --against REVISION/],
        ["a summary with errors", ["summary", "bad.cnn", "--model", "Bad"], 1, /bad\.cnn:4:29: error/],
        ["a file that is not formatted", ["format", "--check", "bad.cnn", "parts.cnn"], 1,
            /^Would format bad\.cnn\n2 files checked, 1 not formatted\n$/],
        ["files that are formatted", ["format", "--check", "good.cnn", "parts.cnn"], 0, /^2 files checked, all formatted\n$/],
        ["weights that are a folder", ["check", "a folder/weights.cnn"], 1, /error invalid-weights: .*\n.*\n.*\n.*\n.*it cannot be read/],
        ["weights of a model without any", ["weights", "good.cnn", "--model", "Other"], 2, /^cnn: Other has no @weights\n$/],
        ["weights that partly fit", ["weights", "trained.cnn", "--set", "outputs=4"], 1, /^Trained: 0 of 2 tensors from /],
        ["the version", ["--version"], 0, /^\d+\.\d+\.\d+\n$/],
        ["help", ["summary", "--help"], 0, /^Usage: cnn summary \[options\] <file>/],
    ])("%s", async (_, args, code, words) => {
        const { code: found, out, err } = await cnn(args);
        expect(out + err).toMatch(words);
        expect(found).toBe(code);
        expect(out + err).not.toMatch(/\n {2,}at |node:internal|undefined/);
    });

    it("reports the readable files when others cannot be read", async () => {
        const { code, out, err } = await cnn(["check", "nowhere.cnn", "bad.cnn"]);
        expect(code).toBe(2);
        expect(out).toContain("bad.cnn:4:29: error kernel-exceeds-input");
        expect(err).toContain("cannot read nowhere.cnn");
    });

    it("a model is not held up by another one's errors", async () => {
        expect(await cnn(["export", "bad.cnn", "--model", "Fine", "--to", "onnx", "-o", "fine.onnx"])).toMatchObject({ code: 0, err: "" });
    });
});

describe("files that are not read", () => {
    const importing = async (path: string): Promise<string> => {
        writeFileSync(join(folder, "importing.cnn"), `import "${path}"\nmodel M {\n    input x: [4]\n    output y = relu()\n}\n`);
        return (await cnn(["check", "importing.cnn"])).out.split("\n")[0] ?? "";
    };

    it.skipIf(process.platform === "win32")("special, huge and binary ones, and those of other machines", async () => {
        spawnSync("mkfifo", [join(folder, "pipe.cnn")]);
        writeFileSync(join(folder, "huge.cnn"), " ".repeat(2 ** 22 + 1));
        writeFileSync(join(folder, "binary.cnn"), "PK\u0000\u0001");
        expect([
            await importing("/dev/zero"), await importing("pipe.cnn"), await importing("huge.cnn"), await importing("binary.cnn"),
        ]).toEqual([
            "importing.cnn:1:8: error failed-import: \"/dev/zero\" is not a regular file",
            "importing.cnn:1:8: error failed-import: \"pipe.cnn\" is not a regular file",
            "importing.cnn:1:8: error failed-import: \"huge.cnn\" is larger than 4 MiB",
            "importing.cnn:1:8: error failed-import: \"binary.cnn\" is not a text file",
        ]);
        expect(await cnn(["check", "pipe.cnn"])).toEqual({ code: 2, out: "", err: "cnn: cannot read pipe.cnn: it is not a regular file\n" });
        expect((await cnn(["check", "/dev/zero"])).err).toBe("cnn: cannot read /dev/zero: it is not a regular file\n");
    });
});

describe("check", () => {
    it("prints no control characters of a file", async () => {
        writeFileSync(join(folder, "escapes.cnn"), "model M {\n    input x: [3, H = 8, W = 8]\n    @path(\"\u001b]0;x\u0007\")\n" +
            "    conv(4, 9, bias=\"\u001b[2J\")  # \u009b31m\u202e\n    require H > 99, \"\u001b[31m\"\n    output y = relu()\n}\n");
        for (const args of [["check"], ["check", "--format", "json"], ["summary"], ["sizes"], ["summary", "--format", "csv"]]) {
            const { out, err } = await cnn([...args, "escapes.cnn"], { FORCE_COLOR: "1" });
            const withoutColours = (out + err).replace(/\u001b\[(?:1|22|31|33|36|39)m/g, "");
            expect(withoutColours).not.toBe("");
            expect(withoutColours).not.toMatch(/[\0-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202e]/);
        }
    });

    it("prints no control characters of an argument", async () => {
        const name = "a\u001b[31m\u001b]0;x\u0007\u009b2J\u202e.cnn";
        const commandLines = [
            [name], [`--${name}`], ["check", name], ["check", `--${name}`], ["check", "good.cnn", "--format", name],
            ["format", name], ["summary", name], ["summary", "good.cnn", "--model", name], ["summary", "good.cnn", "--set", name],
            ["layers", name], ["export", "good.cnn", "--to", "onnx", "-o", `no folder/${name}`],
        ];
        for (const args of commandLines) {
            const { out, err } = await cnn(args);
            expect(out + err).not.toBe("");
            expect(out + err).not.toMatch(/[\0-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202e]/);
        }
    });

    it("shows the marked part of a long line", async () => {
        const { out } = await cnn(["check", "long.cnn"]);
        const [, source = "", carets = ""] = out.split("\n");
        expect(source).toMatch(/^ +3 \| ….*…$/);
        expect(source.slice(carets.indexOf("^"), carets.lastIndexOf("^") + 1)).toBe("9");
    });

    it("shows the line with a caret under wide characters and tabs", async () => {
        const { out } = await cnn(["check", "bad.cnn"]);
        const lines = out.split("\n");
        const at = lines.findIndex((line) => line.includes("wrong-type"));
        expect(lines.slice(at + 1, at + 3)).toEqual([
            "    3 | \tconv(8, \"커널\")    # 나쁜 줄",
            "      | \t        ^^^^^^",
        ]);
        expect(lines.slice(-3)).toEqual(["", "2 errors and 1 warning", ""]);
    });

    it.each([
        ["a pipe", {}, false], ["a pipe with FORCE_COLOR", { FORCE_COLOR: "1" }, true],
        ["a pipe with NO_COLOR", { NO_COLOR: "1" }, false],
    ])("%s", (_, env, coloured) => {
        const { code, out } = spawnCnn(["check", "bad.cnn"], env);
        expect(out.includes("\u001B[")).toBe(coloured);
        expect(code).toBe(1);
    });

    it("prints the documented JSON, one list for all files", async () => {
        const { out, code } = await cnn(["check", "--format", "json", "bad.cnn", "warned.cnn"]);
        expect(code).toBe(1);
        const { diagnostics } = JSON.parse(out) as { diagnostics: readonly Record<string, unknown>[] };
        expect(diagnostics.map(({ file, code: word }) => `${String(file)} ${String(word)}`)).toEqual([
            "bad.cnn missing-output", "bad.cnn wrong-type", "bad.cnn kernel-exceeds-input", "warned.cnn missing-output",
        ]);
        expect(diagnostics[2]).toEqual({
            file: "bad.cnn", line: 4, column: 29, endLine: 4, endColumn: 31, code: "kernel-exceeds-input", severity: "error",
            message: diagnostics[2]?.["message"], help: diagnostics[2]?.["help"], notes: [], related: [],
        });
        expect(JSON.parse((await cnn(["check", "--format", "json", "good.cnn"])).out)).toEqual({ diagnostics: [] });
    });
});

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
