import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { projectRoot } from "./extension.ts";

/**
 * The npm package with the browser build of VS Code's own Markdown extension, of the version in vscode-server.ts; the
 * server's package only has the build for Node.
 */
const release = "@codingame/monaco-vscode-markdown-language-features-default-extension@37.6.1";

const home = join(projectRoot, ".vscode-test", "markdown-extension-37.6.1");

/** The folder of the extension, after a first download into .vscode-test/. */
export async function installMarkdownExtension(): Promise<string> {
    if (existsSync(home)) {
        return home;
    }
    await mkdir(dirname(home), { recursive: true });
    // Created elsewhere and moved, so that an aborted or concurrent run leaves nothing incomplete.
    const workshop = await mkdtemp(`${home}-`);
    try {
        await unpack(workshop);
        await rename(join(workshop, "extension"), home).catch((error: unknown) => {
            if (!existsSync(home)) {
                throw error;
            }
        });
    } finally {
        await rm(workshop, { recursive: true, force: true });
    }
    return home;
}

/** Puts the package's files where its module tells their paths in the extension. */
async function unpack(workshop: string): Promise<void> {
    const run = promisify(execFile);
    const shell = process.platform === "win32";
    const { stdout } = await run("npm", ["pack", release, "--loglevel=error"], { cwd: workshop, shell });
    await run("tar", ["-xzf", stdout.trim()], { cwd: workshop });
    const packed = join(workshop, "package");
    const module = await readFile(join(packed, "index.js"), "utf8");
    for (const [, path = "", resource = ""] of module.matchAll(/registerFileUrl\('([^']+)', new URL\('\.\/([^']+)'/g)) {
        const target = join(workshop, "extension", path);
        await mkdir(dirname(target), { recursive: true });
        await copyFile(join(packed, resource), target);
    }
}
