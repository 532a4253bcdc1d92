import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commandLineFolder } from "../support/command-line-folder.ts";

const { folder, run: cnn, spawn: spawnCnn } = commandLineFolder({ isBuilt: true });

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
