import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { assert } from "chai";
import * as vscode from "vscode";
import { describedTensors, fileWithHeader } from "../../support/safetensors.ts";
import { closeEditors, codeOf, diagnosticsUntil, openFile, workspaceFile } from "./editor.ts";
import { pageOrSkip } from "./page.ts";

const blocks = "block Stem(channels) {\n    conv(channels, 3)\n}\n";
const folder = "readable";

const pathOf = (name: string): string => join(workspaceFile(folder).fsPath, name);

/** What is reported at each import of a file of the test's folder, by its path. */
async function problemsOf(paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const name = `${folder}/importing.cnn`;
    const imports = paths.map((path) => `import ${JSON.stringify(path)}\n`).join("");
    writeFileSync(workspaceFile(name).fsPath,
        `${imports}model Uses {\n    input image: [3, 8, 8]\n    output y = Stem(4)\n}\n`);
    const { document } = await openFile(name);
    // The good import is the last one: no other problem remains once it is read.
    const found = await diagnosticsUntil(document, "a problem of each import but the last",
        (all) => all.length === paths.length - 1 && all.every((one) => codeOf(one) === "failed-import"));
    await closeEditors();
    return new Map(found.map(({ range, message }) => [paths[range.start.line] ?? "", message]));
}

suite("files that a text names", () => {
    suiteSetup(() => {
        mkdirSync(workspaceFile(folder).fsPath);
        writeFileSync(pathOf("blocks.cnn"), blocks);
    });
    suiteTeardown(async () => {
        await closeEditors();
        rmSync(workspaceFile(folder).fsPath, { recursive: true });
    });

    test("are not read if they are folders, pipes, long, binary or on another machine", async function () {
        if (process.platform === "win32") {
            this.skip();
        }
        mkdirSync(pathOf("folder.cnn"));
        execFileSync("mkfifo", [pathOf("pipe.cnn")]);
        writeFileSync(pathOf("long.cnn"), blocks);
        truncateSync(pathOf("long.cnn"), 5 * 2 ** 20);
        writeFileSync(pathOf("binary.cnn"), Uint8Array.of(98, 0, 98));
        const far = "//attacker.example/share/blocks.cnn";
        const problems = await problemsOf(["folder.cnn", "pipe.cnn", "long.cnn", "binary.cnn", far, "blocks.cnn"]);
        assert.include(problems.get("folder.cnn"), "is not a regular file");
        assert.include(problems.get("pipe.cnn"), "is not a regular file");
        assert.include(problems.get("long.cnn"), "is larger than 4 MiB");
        assert.include(problems.get("binary.cnn"), "is not a text file");
        assert.include(problems.get(far), "is on another machine");
    });

    test("with more than 1 GiB of weights are an error in the preview, and nothing else", async function () {
        const page = pageOrSkip(this);
        const length = 2 ** 30 + 64;
        const header = JSON.stringify({
            "y.weight": { dtype: "F32", shape: [2, 3], data_offsets: [0, 24] },
            "y.bias": { dtype: "F32", shape: [2], data_offsets: [24, 32] },
            "left.over": { dtype: "U8", shape: [length], data_offsets: [32, 32 + length] },
        });
        const bytes = fileWithHeader(header);
        writeFileSync(pathOf("large.safetensors"), bytes);
        // A sparse file: it takes no space.
        truncateSync(pathOf("large.safetensors"), bytes.length + 32 + length);
        const text = "@weights(\"large.safetensors\")\nmodel Net {\n    input x: [3]\n    output y = linear(2)\n}\n";
        writeFileSync(pathOf("large.cnn"), text);
        const { document } = await openFile(`${folder}/large.cnn`);
        await diagnosticsUntil(document, "a tensor left over", (all) => all.length > 0);
        await page.runFromPalette("CNN: Run Preview Inference");
        const view = page.webview(".inference-failure");
        await view.waitFor(".inference-failure:has-text('large.safetensors could not be read: it is 1.07 GB large')");

        writeFileSync(pathOf("large.safetensors"), describedTensors("y.weight F32 [2, 3]\ny.bias F32 [2]"));
        await diagnosticsUntil(document, "no tensor left over", (all) => all.length === 0);
        await view.click(".inference-run");
        await view.waitFor(".inference-weights > summary:has-text('2 of 2 tensors from large.safetensors')");
    });
});

suite("in Korean, in a workspace that is not trusted", () => {
    suiteSetup(function () {
        if (vscode.env.language !== "ko" || vscode.workspace.isTrusted) {
            this.skip();
        }
        mkdirSync(workspaceFile(folder).fsPath);
        writeFileSync(pathOf("blocks.cnn"), blocks);
    });
    suiteTeardown(async () => {
        if (vscode.workspace.isTrusted) {
            return;
        }
        await closeEditors();
        rmSync(workspaceFile(folder).fsPath, { recursive: true, force: true });
    });

    test("only files of its folders are read, also behind links", async () => {
        const outside = join(dirname(workspaceFile("").fsPath), `outside-${process.pid}.cnn`);
        copyFileSync(pathOf("blocks.cnn"), outside);
        try {
            symlinkSync(outside, pathOf("link.cnn"));
            const relative = `../../${outside.split("/").at(-1) ?? ""}`;
            const problems = await problemsOf([relative, "link.cnn", "blocks.cnn"]);
            assert.include(problems.get(relative), "작업 영역 밖에 있으며, 이 작업 영역은 신뢰되지 않았습니다");
            assert.include(problems.get("link.cnn"), "작업 영역 밖에 있으며, 이 작업 영역은 신뢰되지 않았습니다");
        } finally {
            rmSync(outside);
        }
    });
});
