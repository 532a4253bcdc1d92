import { listFiles, PackageManager } from "@vscode/vsce";
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { deflateRaw } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import { projectRoot } from "./support/extension.ts";

const shipped = [
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "dist/THIRD-PARTY-LICENSES.txt",
    "dist/cli.js",
    "dist/client-web.js",
    "dist/client.js",
    "dist/draw.js",
    "dist/inference-worker.js",
    "dist/language-client.js",
    "dist/layout-worker.js",
    "dist/markdown.css",
    "dist/markdown.js",
    "dist/mcp.js",
    "dist/ort-wasm-simd-threaded.jspi.wasm",
    "dist/server-web.js",
    "dist/server.js",
    "dist/shared-2Y235PEE.js",
    "dist/templates.json",
    "dist/webview.css",
    "dist/webview.js",
    "docs/diagnostics/README.md",
    "docs/diagnostics/skipped-input.md",
    "examples/labels/imagenet.txt",
    "examples/pictures/digit.png",
    "examples/resnet18.cnn",
    "examples/weights/digits.safetensors",
    "l10n/bundle.l10n.ko.json",
    "media/icon.png",
    "media/walkthrough/write-dark.webp",
    "package.json",
    "package.nls.json",
    "package.nls.ko.json",
    "syntaxes/cnn-markdown.tmLanguage.json",
    "syntaxes/cnn.tmLanguage.json",
    "syntaxes/language-configuration.json",
];

const kept = [
    ".ci/run",
    ".npmrc",
    ".vscode-test/code-server/package.json",
    ".vscode/launch.json",
    "ARCHITECTURE.md",
    "client/node.ts",
    "dist/client.js.map",
    "dist/test/index.js",
    "dist/test/web.js",
    "docs/diagnostic-pages.ts",
    "docs/generate.ts",
    "esbuild.mjs",
    "examples/training/README.md",
    "examples/training/pictures.ts",
    "grammar/parser.ts",
    "markdown/markdown.css",
    "node_modules/chevrotain/package.json",
    "package-lock.json",
    "server/cli.ts",
    "syntaxes/generate.ts",
    "test-results/e2e.log",
    "test/package.test.ts",
    "tsconfig.json",
    "webview/main.ts",
];

/** The limit of the package's size, in bytes. */
const largestPackage = 8_000_000;

let folder = "";

beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "cnn-package-"));
    for (const file of [...shipped, ...kept]) {
        await mkdir(dirname(join(folder, file)), { recursive: true });
        await writeFile(join(folder, file), "");
    }
    for (const file of ["package.json", ".vscodeignore"]) {
        await cp(join(projectRoot, file), join(folder, file));
    }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

it("ships the bundles, the syntax, the media and the examples, and nothing else", async () => {
    const files = await listFiles({ cwd: folder, packageManager: PackageManager.None });
    expect([...files].sort()).toEqual(shipped);
});

it("includes the licence of every bundled package, and compresses to less than 8 MB", async () => {
    const builtFolder = await built();
    await cp(join(folder, ".vscodeignore"), join(builtFolder, ".vscodeignore"));
    await cp(join(folder, "package.json"), join(builtFolder, "package.json"));
    const licences = await readFile(join(builtFolder, "dist/THIRD-PARTY-LICENSES.txt"), "utf8");
    for (const entry of licences.split(`\n${"-".repeat(80)}\n\n`)) {
        expect(entry.length, `The licence of ${entry.split("\n")[0]} is too short.`).toBeGreaterThan(500);
    }
    expect(licences).toMatch(/^@bufbuild\/protobuf [\d.]+, /m);
    expect(licences).toMatch(/^onnxruntime-web [\d.]+, MIT$/m);
    const inBoth = { packageManager: PackageManager.None };
    const bundles = (await listFiles({ cwd: builtFolder, ...inBoth })).filter((file) => file.startsWith("dist/"));
    const others = (await listFiles({ cwd: projectRoot, ...inBoth })).filter((file) => !file.startsWith("dist/"));
    const parts = await Promise.all([
        ...bundles.map((file) => packedSize(file, builtFolder)), ...others.map((file) => packedSize(file, projectRoot)),
    ]);
    const total = parts.reduce((sum, { size }) => sum + size, 0);
    const largest = parts.sort((one, other) => other.size - one.size).slice(0, 25)
        .map(({ file, size }) => `${String(Math.round(size / 1000)).padStart(6)} kB  ${file}`);
    expect(total, `The package has ${total} bytes. Its largest parts:\n${largest.join("\n")}`).toBeLessThan(largestPackage);
});

it("bundles a script and a style for the preview that do not end their elements in its page", async () => {
    const textOf = async (name: string): Promise<string> => readFile(join(await built(), "dist", name), "utf8");
    expect(await textOf("webview.js")).not.toMatch(/<\/script|<!--/iu);
    expect(await textOf("webview.css")).not.toMatch(/<\/style|<!--/iu);
});

let building: Promise<string> | undefined;

/** The folder of a build for production: not the project's dist/, which other tests may be reading. */
function built(): Promise<string> {
    const into = join(folder, "built");
    const build = [join(projectRoot, "esbuild.mjs"), "--production", "--into", into];
    return building ??= promisify(execFile)(process.execPath, build).then(() => into);
}

/** The size of a file as an entry of a zip archive: the compressed content and two headers with its path. */
async function packedSize(file: string, base: string): Promise<{ readonly file: string; readonly size: number }> {
    const compressed = await promisify(deflateRaw)(await readFile(join(base, file)), {});
    return { file, size: compressed.length + 76 + 2 * `extension/${file}`.length };
}
