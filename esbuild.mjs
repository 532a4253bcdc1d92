// Bundles everything the extension ships, and its in-editor tests, into dist/, or into FOLDER/dist/.
// node esbuild.mjs [--production] [--watch] [--into FOLDER]
import { build, context, transform } from "esbuild";
import { execFileSync } from "node:child_process";
import { copyFile, glob, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = dirname(fileURLToPath(import.meta.url));
const { values: { production, watch, into } } = parseArgs({
    options: {
        production: { type: "boolean", default: false },
        watch: { type: "boolean", default: false },
        into: { type: "string", default: root },
    },
});
/** Where dist/ is. */
const target = resolve(into);

/** Code for VS Code's extension host, the language server or the command line, in Node and in a browser's worker. */
const node = { format: "cjs", platform: "node", target: "node22" };
const browser = { format: "cjs", platform: "browser", target: "es2022" };
const script = { format: "iife", platform: "browser", target: "es2022" };

/** The parser needs Node 22: an older version exits with a one-line message. */
const programHead = `#!/usr/bin/env node
if (parseInt(process.versions.node) < 22) {
    process.stderr.write("cnn needs Node 22 or newer; this is " + process.version + "\\n");
    process.exit(2);
}`;

/** Programs for Node. What several of them need is in files that they share, `dist/shared-*.js`. */
const programs = [
    { from: "server/lsp/node.ts", to: "dist/server.js" },
    { from: "server/cli.ts", to: "dist/cli.js", head: programHead },
    { from: "server/cli/mcp.ts", to: "dist/mcp.js" },
    { from: "server/cli/draw.ts", to: "dist/draw.js" },
    { from: "markdown/figure.ts", to: "dist/markdown.js" },
];

/** All separate bundles: entry point, output and options. CSS that one imports is written next to it. */
const bundles = [
    // VS Code's extension host replaces `require`, which alone finds "vscode", so bundles are loaded by it.
    { from: "client/node.ts", to: "dist/client.js", ...node, supported: { "dynamic-import": false } },
    { from: "client/node-client.ts", to: "dist/language-client.js", ...node, external: ["vscode"] },
    { from: "client/browser.ts", to: "dist/client-web.js", ...browser, external: ["vscode"] },
    { from: "server/lsp/browser.ts", to: "dist/server-web.js", ...script },
    { from: "markdown/markdown.css", to: "dist/markdown.css" },
    { from: "webview/main.ts", to: "dist/webview.js", ...script },
    { from: "webview/inference/worker.ts", to: "dist/inference-worker.js", ...script },
    {
        from: "webview/graph/layout-worker.ts", to: "dist/layout-worker.js", ...script,
        globalName: "layoutWorker", footer: { js: 'if (typeof module === "object") module.exports = layoutWorker;' },
    },
];

/** The test suites that run inside VS Code; not part of the package. */
const testBundles = [
    {
        from: "test/e2e/suite/index.ts",
        to: "dist/test/index.js",
        ...node,
        external: ["vscode", "mocha", "onnxruntime-node"],
    },
    {
        from: "test/e2e/suite/web.ts",
        to: "dist/test/web.js",
        ...browser,
        external: ["vscode"],
        // Mocha's browser build is a module that nevertheless detects CommonJS, and would assign itself to our exports.
        define: { exports: "undefined" },
    },
];

const copies = [
    {
        from: "node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.jspi.wasm",
        to: "dist/ort-wasm-simd-threaded.jspi.wasm",
    },
];

/**
 * `import "test-files:*.test.ts"` imports every file that matches in the importer's folder, so that none is forgotten.
 */
const testFiles = {
    name: "test-files",
    setup(build) {
        build.onResolve({ filter: /^test-files:/ }, ({ path, resolveDir }) => ({
            path: path.slice("test-files:".length),
            namespace: "test-files",
            pluginData: resolveDir,
        }));
        build.onLoad({ filter: /.*/, namespace: "test-files" }, async ({ path, pluginData: folder }) => {
            const files = (await Array.fromAsync(glob(path, { cwd: folder }))).sort();
            const contents = files.map((file) => `import ${JSON.stringify(`./${file}`)};`).join("\n");
            return { contents, resolveDir: folder, watchDirs: [folder] };
        });
    },
};

/** An `import()`, or in Node a `require()`, of the file where another bundle starts loads that bundle. */
const otherBundles = {
    name: "other-bundles",
    setup(build) {
        const loads = new Set(["dynamic-import", ...(build.initialOptions.platform === "node" ? ["require-call"] : [])]);
        build.onResolve({ filter: /^\..*\.ts$/ }, ({ path, resolveDir, kind }) => {
            const file = join(resolveDir, path);
            const other = loads.has(kind)
                ? [...bundles, ...programs].find(({ from }) => join(root, from) === file) : undefined;
            return other && { path: `./${basename(other.to)}`, external: true };
        });
    },
};

const reportRebuilds = {
    name: "report-rebuilds",
    setup(build) {
        build.onEnd(({ errors }) => {
            const { outfile } = build.initialOptions;
            const name = outfile === undefined ? "the programs for Node" : basename(outfile);
            console.log(errors.length > 0 ? "build failed" : `built ${name}`);
        });
    },
};

/**
 * Writes the programs as CommonJS. esbuild splits only ECMAScript modules, which the Markdown preview could not load
 * synchronously, and which an older Node would not run as far as its message.
 */
const programsAsCommonJs = {
    name: "programs-as-commonjs",
    setup(build) {
        build.onEnd(async ({ outputFiles = [], errors }) => {
            if (errors.length > 0) {
                return;
            }
            const written = new Map();
            await Promise.all(outputFiles.map(async ({ path, text }) => {
                const { code, map } = await transform(text, {
                    ...node,
                    minify: production,
                    sourcemap: production ? false : "external",
                    sourcefile: basename(path),
                    supported: { "dynamic-import": false },
                    banner: programs.find(({ to }) => join(target, to) === path)?.head,
                });
                written.set(path, map === "" ? code : `${code}//# sourceMappingURL=${basename(path)}.map\n`);
                if (map !== "") {
                    written.set(`${path}.map`, map);
                }
            }));
            await Promise.all([...written].map(([path, content]) => writeFile(path, content)));
            for await (const file of glob("dist/shared-*", { cwd: target })) {
                if (!written.has(join(target, file))) {
                    await rm(join(target, file), { force: true });
                }
            }
        });
    },
};

/** Programs load the layout worker for its engine, so that the package has elkjs only once. */
const engineOfLayoutWorker = {
    name: "engine-of-layout-worker",
    setup(build) {
        build.onResolve({ filter: /\/elk-engine\.ts$/ }, () => ({ path: "./layout-worker.js", external: true }));
    },
};

const programOptions = {
    ...commonOptions({ plugins: [engineOfLayoutWorker, programsAsCommonJs] }),
    entryPoints: programs.map(({ from, to }) => ({ in: from, out: basename(to, ".js") })),
    outdir: join(target, "dist"),
    ...node,
    format: "esm",
    splitting: true,
    chunkNames: "shared-[hash]",
    write: false,
    sourcemap: production ? false : "inline",
};

function optionsFor({ from, to, ...rest }) {
    return { ...commonOptions(rest), entryPoints: [from], outfile: join(target, to) };
}

function commonOptions({ define, plugins = [], ...rest }) {
    return {
        absWorkingDir: root,
        bundle: true,
        minify: production,
        sourcemap: !production,
        legalComments: "none",
        metafile: production,
        logLevel: production ? "info" : "warning",
        logOverride: { "empty-import-meta": "silent" },
        define: { "process.env.NODE_ENV": JSON.stringify(production ? "production" : "development"), ...define },
        plugins: [testFiles, otherBundles, ...plugins, ...(watch ? [reportRebuilds] : [])],
        ...rest,
    };
}

const mitText = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to
whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

const bsdText = `Redistribution and use in source and binary forms, with or without modification, are permitted provided that the
following conditions are met:

1. Redistributions of source code must retain the above copyright notice, this list of conditions and the following
disclaimer.
2. Redistributions in binary form must reproduce the above copyright notice, this list of conditions and the following
disclaimer in the documentation and/or other materials provided with the distribution.
3. Neither the name of the copyright holder nor the names of its contributors may be used to endorse or promote products
derived from this software without specific prior written permission.

THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR IMPLIED WARRANTIES,
INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL,
SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES;
LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN
CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS
SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.`;

const selected = [...(production ? bundles : [...bundles, ...testBundles]).map(optionsFor), programOptions];

if (production) {
    await rm(join(target, "dist"), { recursive: true, force: true });
}
await mkdir(join(target, "dist"), { recursive: true });
const templates = ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", "templates/generate.ts", join(target, "dist/templates.json")];
execFileSync(process.execPath, templates, { cwd: root, stdio: "inherit" });
await Promise.all(copies.map(({ from, to }) => copyFile(join(root, from), join(target, to))));
if (watch) {
    const contexts = await Promise.all(selected.map((options) => context(options)));
    await Promise.all(contexts.map((one) => one.watch()));
} else {
    // esbuild has already printed the errors of a failed bundle; the others are still built.
    const results = await Promise.allSettled(selected.map((options) => build(options)));
    const built = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    if (built.length < selected.length) {
        process.exitCode = 1;
    } else if (production) {
        const bundled = built.flatMap(({ metafile }) => Object.keys(metafile.inputs));
        const inputs = [...bundled, ...copies.map(({ from }) => from)];
        await writeFile(join(target, "dist/THIRD-PARTY-LICENSES.txt"), await licencesOf(inputs));
    }
}

/** The licences of the packages that these files come from, which a bundle must include. */
async function licencesOf(files) {
    const folders = files.flatMap((file) => file.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0] ?? []);
    const texts = [...new Set(folders)].sort().map(async (folder) => {
        const { name, version, license } = JSON.parse(await readFile(join(root, folder, "package.json"), "utf8"));
        const file = (await readdir(join(root, folder))).find((entry) => /^licen[cs]e/i.test(entry));
        const text = file === undefined
            ? await declaredText(name, license)
            : await readFile(join(root, folder, file), "utf8");
        return `${name} ${version}, ${license}\n\n${text.trim()}\n`;
    });
    return (await Promise.all(texts)).join(`\n${"-".repeat(80)}\n\n`);
}

/** The text of the licences that a package declares without including it; throws if one is not known. */
async function declaredText(name, license) {
    const declared = String(license).replace(/[()]/g, "").split(/ AND /);
    const texts = declared.map((one) => {
        switch (one) {
            case "MIT": return mitText;
            case "BSD-3-Clause": return bsdText;
            case "Apache-2.0": return readFile(join(root, "node_modules/typescript/LICENSE.txt"), "utf8");
            default: throw new Error(`${name} includes no licence file, and the text of ${one} is not known.`);
        }
    });
    return (await Promise.all(texts)).map((text) => text.trim()).join("\n\n");
}
