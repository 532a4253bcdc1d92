import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Log } from "sarif";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { layerExample, layerList } from "../../server/service.ts";
import { buildProgram } from "../support/cli-program.ts";
import { runCommandLine } from "../support/command-line.ts";
import { eventually } from "../support/eventually.ts";
import { sarifSchema } from "../support/sarif-schema.ts";

const folder = mkdtempSync(join(tmpdir(), "cnn-check-"));
const program = join(folder, "bin", "cli.js");

beforeAll(() => buildProgram(program));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): void {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), text);
}

function network(line: string): string {
    return `model M {\n    input image: [3, 8, 8]\n    output y = ${line}\n}\n`;
}

async function sarif(...args: readonly string[]): Promise<Log> {
    const { out } = await runCommandLine(["check", "--format", "sarif", ...args], folder);
    return JSON.parse(out) as Log;
}

describe("--budget", () => {
    it.each([
        ["macs=1k", 1, "M` has 18.432 k MACs, its budget is 1.000 k"],
        ["parameters=1M,macs=1G,memory=1GB", 0, ""],
        ["layers=3", 2, "write limits of parameters, macs, memory, such as macs=600M"],
    ])("%s", async (budget, code, words) => {
        write("budget.cnn", network("conv(32, 3, padding=1, bias=false)").replace("[3,", "[1,"));
        const result = await runCommandLine(["check", "--budget", budget, "budget.cnn"], folder);
        expect(result.code).toBe(code);
        expect(result.out + result.err).toContain(words);
    });

    it("reports every limit that a model exceeds", async () => {
        write("budget.cnn", network("conv(32, 3, padding=1, bias=false)"));
        const budget = "parameters=1,macs=1,memory=1";
        const { out } = await runCommandLine(["check", "--budget", budget, "budget.cnn"], folder);
        expect(out.match(/exceeds-budget: .* budget is/gu)).toHaveLength(3);
    });
});

describe("SARIF", () => {
    it("places a result in UTF-16 columns from 1, relative to the current directory, with its fix", async () => {
        write("sub/a b.cnn", network("conv(4, kernal=3)  # 😀").replace("input", "# 😀\n    input"));
        const [run] = (await sarif("sub/a b.cnn")).runs;
        expect(run?.columnKind).toBe("utf16CodeUnits");
        expect(run?.results).toMatchObject([{
            ruleId: "unknown-argument", level: "error",
            locations: [{
                physicalLocation: {
                    artifactLocation: { uri: "sub/a%20b.cnn", uriBaseId: "%SRCROOT%" },
                    region: { startLine: 4, startColumn: 24, endLine: 4, endColumn: 30 },
                },
            }],
            fixes: [{ artifactChanges: [{ replacements: [{ insertedContent: { text: "kernel" } }] }] }],
        }]);
        const [result] = run?.results ?? [];
        expect(run?.tool.driver.rules?.[result?.ruleIndex ?? -1]?.id).toBe("unknown-argument");
    });

    it("keeps fingerprints when lines above are added, and tells equal lines apart", async () => {
        const fingerprints = async (text: string): Promise<readonly unknown[]> => {
            write("prints.cnn", text);
            return (await sarif("prints.cnn")).runs[0]?.results?.map(({ partialFingerprints }) =>
                partialFingerprints?.["primaryLocationLineHash"]) ?? [];
        };
        const twice = network("conv(4, 9)") + network("conv(4, 9)").replace("M", "N");
        const before = await fingerprints(twice);
        expect(new Set(before).size).toBe(2);
        expect(await fingerprints(`# a comment\n\n${twice}`)).toEqual(before);
    });

    it.each([
        "a b.cnn", "%41%.cnn", "per%cent/#hash?.cnn", "c:/d.cnn", "..dots/..cnn", "[a]{b}|c^`\"<>.cnn", "한글/망.cnn", "😀.cnn",
        "tab\t.cnn", "new\nline.cnn", "back\\slash.cnn",
    ])("matches the schema for the path %j, and names the file", async (path) => {
        const hostile = `hostile/${path}`;
        write(hostile, `${network("conv(4, kernal=3)")}${network("conv(4, 9)").replace("M", "N")}block B(k) {\n    conv(4, k)\n}\n`);
        const log = v.parse(sarifSchema, await sarif(hostile));
        const [{ results } = { results: [] }] = log.runs;
        expect(results.map(({ ruleId }) => ruleId)).toEqual(
            expect.arrayContaining(["unknown-argument", "kernel-exceeds-input"]));
        for (const { locations: [location] } of results) {
            const { uri } = location?.physicalLocation.artifactLocation ?? { uri: "" };
            expect(fileURLToPath(new URL(uri, pathToFileURL(`${realpathSync(folder)}/`)))).toBe(join(realpathSync(folder), hostile));
        }
    });

    it("has related locations, and levels by severity", async () => {
        write("parts.cnn", "block B(k) {\n    conv(4, k)\n}\n");
        write("user.cnn", `import "parts.cnn"\n${network("B(9)")}`);
        const results = (await sarif("user.cnn", "--severity", "kernel-exceeds-input=information")).runs[0]?.results;
        expect(results).toMatchObject([{ level: "note" }]);
        expect(results?.[0]?.relatedLocations?.map(({ physicalLocation }) =>
            physicalLocation?.artifactLocation?.uri)).toContain("parts.cnn");
    });
});

describe("the problem matcher", () => {
    interface Manifest {
        readonly contributes: {
            readonly problemPatterns: readonly { readonly regexp: string }[];
            readonly problemMatchers: readonly {
                readonly background?: { readonly beginsPattern: string; readonly endsPattern: string };
            }[];
        };
    }
    const { contributes } = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;

    it.each([
        ["error", network("conv(4, 9)"), ["net.cnn", "3", "24", "error", "kernel-exceeds-input"]],
        ["warning", "model M {\n    input x: [4]\n    relu()\n}\n", ["net.cnn", "1", "7", "warning", "missing-output"]],
    ])("reads an %s", async (_, text, expected) => {
        write("net.cnn", text);
        const { out } = await runCommandLine(["check", "net.cnn"], folder);
        const [pattern] = contributes.problemPatterns;
        expect(new RegExp(pattern?.regexp ?? "").exec(out.split("\n")[0] ?? "")?.slice(1, 6)).toEqual(expected);
    });

    it("sees where a check in watch mode begins and ends, after changes, deletions and new files", async () => {
        write("watched/main.cnn", `import "blocks/parts.cnn"\n${network("B(3)")}`);
        write("watched/blocks/parts.cnn", "block B(k) {\n    conv(4, k)\n}\n");
        const background = contributes.problemMatchers.find((matcher) => matcher.background !== undefined)?.background;
        const child: ChildProcess = spawn(process.execPath, [program, "check", "--watch", "watched"], { cwd: folder });
        let out = "";
        child.stdout?.on("data", (data: Buffer) => {
            out += data.toString();
        });
        /** Resolves with the output of the next finished check that contains `text`. */
        const checked = (text: string): Promise<void> => eventually(() => {
            const lines = out.split("\n");
            expect(lines[0]).toMatch(new RegExp(background?.beginsPattern ?? "-"));
            expect(lines.at(-2)).toMatch(new RegExp(background?.endsPattern ?? "-"));
            const last = out.slice(out.lastIndexOf("[cnn] Checking"));
            expect(last).toContain(text);
        });
        try {
            await checked("Found no problems");
            write("watched/blocks/parts.cnn", "block B(k) {\n    conv(4, 3 * k)\n}\n");
            await checked("kernel-exceeds-input");
            rmSync(join(folder, "watched/blocks"), { recursive: true });
            await checked("failed-import");
            write("replacement.cnn", "block B(k) {\n    conv(4, k)\n}\n");
            mkdirSync(join(folder, "watched/blocks"));
            renameSync(join(folder, "replacement.cnn"), join(folder, "watched/blocks/parts.cnn"));
            await checked("Found no problems");
            write("watched/later.cnn", network("conv(4, 9)"));
            await checked("later.cnn:3:24: error");
            const ended = new Promise((resolve) => child.once("exit", resolve));
            child.kill("SIGINT");
            expect(await ended, "the exit code of the last check").toBe(1);
        } finally {
            child.kill();
        }
    });
});

describe("the reference of layers", () => {
    const all = [...layerList().values()].flat().map(({ name }) => name);

    it.each(all)("has a valid example of %s", (name) => {
        const example = layerExample(name);
        expect(example?.outputs[0]).toMatch(/^\[\d+(, \d+)*\]$/);
        expect(example?.call).toContain(`${name}(`);
        expect(name === "identity" || name.startsWith("drop") || (example?.onnx.length ?? 0) > 0).toBe(true);
        expect([example?.parameters, example?.macs]).not.toContain(undefined);
    });
});
