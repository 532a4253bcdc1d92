import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { watch } from "../../server/cli/watch.ts";
import { eventually } from "../support/eventually.ts";

const folder = mkdtempSync(join(tmpdir(), "cnn-watch-"));
const block = (kernel: number): string => `block B() {\n    conv(4, ${kernel})\n}\n`;
const user = 'import "../parts/b.cnn"\nmodel M {\n    input image: [3, 8, 8]\n    output y = B()\n}\n';

afterEach(() => {
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true, force: true });
});

it.each([
    ["the given file", "nets/m.cnn", user.replace("B()", "conv(4, 9)")],
    ["an import in another folder", "parts/b.cnn", block(9)],
])("%s is checked again if it changes as soon as the first check was read", async (_, changed, text) => {
    mkdirSync(join(folder, "nets"), { recursive: true });
    mkdirSync(join(folder, "parts"));
    writeFileSync(join(folder, "nets/m.cnn"), user);
    writeFileSync(join(folder, "parts/b.cnn"), block(3));
    let out = "";
    vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
        if (!out.includes("Found") && chunk.toString().includes("Found")) {
            writeFileSync(join(folder, changed), text);
        }
        out += chunk.toString();
        return true;
    });
    const stop = vi.fn();
    watch([join(folder, "nets/m.cnn")], { format: "text", version: "0" }, stop);
    try {
        await eventually(() => expect(out).toMatch(/Found no problems[^]*kernel-exceeds-input[^]*Found 1 error/));
    } finally {
        process.listeners("SIGINT").at(-1)?.("SIGINT");
    }
    expect(stop).toHaveBeenCalledWith(1);
});
