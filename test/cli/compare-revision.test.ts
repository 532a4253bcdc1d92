import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCommandLine } from "../support/command-line.ts";

const folder = mkdtempSync(join(tmpdir(), "cnn-compare-"));
const network = (channels: number): string =>
    `import "parts.cnn"\n\nmodel Net() {\n    input x: [3, 8, 8]\n    stem = Stem(${channels})\n    output y = conv(2, 1)\n}\n`;

function git(...args: readonly string[]): void {
    const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];
    const { status, stderr } = spawnSync("git", [...identity, ...args], { cwd: folder, encoding: "utf8" });
    expect(status, stderr).toBe(0);
}

function write(path: string, text: string): void {
    writeFileSync(join(folder, path), text);
}

beforeAll(() => {
    git("init", "--quiet");
    write("net.cnn", network(4));
    write("parts.cnn", "block Stem(channels) {\n    conv(channels, 3)\n}\n");
    git("add", ".");
    git("commit", "--quiet", "-m", "first");
    write("net.cnn", network(8));
    write("parts.cnn", "block Stem(channels) {\n    conv(channels, 3)\n    relu()\n}\n");
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("compare --against a revision", () => {
    it("reads the file and its imports as they were then", async () => {
        const { code, out, err } = await runCommandLine(["compare", "net.cnn", "--against", "HEAD"], folder);
        expect(out.split("\n").slice(0, 7)).toEqual([
            "Net → Net", "", "+ stem.relu_1",
            "~ stem.conv_1: output [4, 6, 6] → [8, 6, 6], parameters 112 → 224, MACs 3.888 k → 7.776 k",
            "~ y: parameters 10 → 18, MACs 288 → 576, kept for backward 576 B → 0 B", "",
            "layers                           2        3   +50.0 %",
        ]);
        expect({ code, err }).toEqual({ code: 0, err: "" });
    });

    it("finds nothing in a file that has not changed since", async () => {
        git("add", ".");
        git("commit", "--quiet", "-m", "second");
        const { out } = await runCommandLine(["compare", "net.cnn", "--against", "HEAD"], folder);
        expect(out).toContain("The layers are the same.");
        const before = await runCommandLine(["compare", "net.cnn", "--against", "HEAD~1", "--format", "json"], folder);
        expect(JSON.parse(before.out)).toMatchObject({ added: ["stem.relu_1"], removed: [] });
    });

    it.each([
        ["an unknown revision", ["net.cnn", "--against", "none"], 2, /^cnn: cannot read net\.cnn of none: /],
        ["a revision that is an option", ["net.cnn", "--against", "--output=x"], 2, /^cnn: cannot read net\.cnn of --output=x: /],
        ["two files", ["net.cnn", "parts.cnn", "--against", "HEAD"], 2, /--against compares one file with a revision of it/],
        ["a limit", ["net.cnn", "--against", "HEAD", "--max-params", "200"], 1, /Net has 242 parameters, more than 200/],
    ])("explains %s", async (_, args, code, words) => {
        const { code: found, out, err } = await runCommandLine(["compare", ...args], folder);
        expect(out + err).toMatch(words);
        expect(found).toBe(code);
    });
});
