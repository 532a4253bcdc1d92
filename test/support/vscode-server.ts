import { execFile, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createWriteStream, existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { projectRoot } from "./extension.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** The npm package that carries a complete VS Code server and workbench; 4.139.1 is VS Code 1.139.1. */
const release = "code-server@4.139.1";

const startTimeout = 120_000;

export interface ServerOptions {
    /** Settings of the server's machine, which can be changed without a window. */
    readonly settings?: Readonly<Record<string, unknown>>;
    /** Variables that the extension host gets too. */
    readonly env?: Readonly<Record<string, string>>;
    /** Extensions as installed ones; without it there are none but VS Code's own. */
    readonly extensionsFolder?: string;
    /** False leaves VS Code's own extensions out. */
    readonly builtInExtensions?: boolean;
    /** Lets a page load an extension from a folder and run tests in it. */
    readonly testDriver?: boolean;
    /** Whether VS Code distrusts the workspace, as one that it was told not to trust; by default it trusts all. */
    readonly untrusted?: boolean;
    /** Where the server's own output goes. */
    readonly logFile?: string;
    readonly port?: number;
}

export interface VsCodeServer extends AsyncDisposable {
    /** Such as `http://127.0.0.1:40123`. */
    readonly origin: string;
    /** Such as `127.0.0.1:40123`, the authority of `vscode-remote:` addresses. */
    readonly authority: string;
    /** The project's folder by another way. By its own, it would be above this server's, and VS Code takes every
     *  theme below the folder of an extension under development for one to show. */
    readonly extension: string;
}

const quietSettings = {
    "telemetry.telemetryLevel": "off",
    "update.mode": "none",
    "extensions.autoUpdate": "off",
    "extensions.autoCheckUpdates": false,
    "extensions.ignoreRecommendations": true,
    "workbench.startupEditor": "none",
    "workbench.tips.enabled": false,
    "workbench.enableExperiments": false,
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "chat.disableAIFeatures": true,
    "security.workspace.trust.enabled": false,
    // In a browser VS Code saves automatically: screenshots and experiments must not change the examples.
    "files.autoSave": "off",
    "git.enabled": false,
    "window.commandCenter": false,
    "editor.cursorBlinking": "solid",
};

const distrust = {
    "security.workspace.trust.enabled": true,
    "security.workspace.trust.startupPrompt": "never",
    "security.workspace.trust.banner": "never",
};

/** Starts a real VS Code on a free local port; disposing of it ends it and removes its data. */
export async function startVsCodeServer(options: ServerOptions = {}): Promise<VsCodeServer> {
    const program = await installVsCodeServer();
    const folder = await temporaryFolder("vscode");
    const data = folder.path;
    const trust = options.untrusted === true ? distrust : {};
    const settings = `${JSON.stringify({ ...quietSettings, ...trust, ...options.settings }, undefined, 4)}\n`;
    for (const scope of ["Machine", "User"]) {
        await mkdir(join(data, "data", scope), { recursive: true });
        await writeFile(join(data, "data", scope, "settings.json"), settings);
    }
    const extension = join(data, "extension");
    await symlink(projectRoot, extension, "junction");
    const noExtensions = join(data, "no-extensions");
    await mkdir(noExtensions);
    const child = spawn(
        process.execPath,
        [
            program,
            ...["--host", "127.0.0.1"],
            ...["--port", String(options.port ?? 0)],
            ...["--server-data-dir", data],
            ...["--user-data-dir", join(data, "data")],
            ...["--extensions-dir", options.extensionsFolder ?? join(data, "extensions")],
            "--without-connection-token",
            "--accept-server-license-terms",
            "--disable-telemetry",
            ...(options.untrusted === true ? [] : ["--disable-workspace-trust"]),
            "--disable-getting-started-override",
            ...(options.testDriver === true ? ["--enable-smoke-test-driver"] : []),
            ...(options.builtInExtensions === false ? ["--builtin-extensions-dir", noExtensions] : []),
        ],
        { env: { ...process.env, ...options.env }, stdio: ["ignore", "pipe", "pipe"] },
    );
    // An aborted run must not leave a server behind.
    const abandon = (): boolean => child.kill("SIGKILL");
    const interrupted = (): never => process.exit(143);
    process.once("exit", abandon).once("SIGTERM", interrupted);
    const stop = async (): Promise<void> => {
        process.off("exit", abandon).off("SIGTERM", interrupted);
        await end(child);
        await folder[Symbol.asyncDispose]();
    };
    try {
        const port = await portOf(child, options.logFile);
        const authority = `127.0.0.1:${port}`;
        const origin = `http://${authority}`;
        await answering(`${origin}/version`, child);
        return { origin, authority, extension, [Symbol.asyncDispose]: stop };
    } catch (error) {
        await stop();
        throw error;
    }
}

/** Unpacks a packaged extension into a folder that a server can be started with. */
export async function installVsix(vsix: string, extensionsFolder: string): Promise<void> {
    const program = await installVsCodeServer();
    const args = ["--install-extension", vsix, "--extensions-dir", extensionsFolder];
    await promisify(execFile)(process.execPath, [program, ...args, "--accept-server-license-terms"]);
}

/** The server's entry file, after a first download into .vscode-test/, which takes about 20 s. */
export async function installVsCodeServer(): Promise<string> {
    const home = join(projectRoot, ".vscode-test", release.replace("@", "-"));
    const inside = "node_modules/code-server/lib/vscode";
    const program = join(home, inside, "out/server-main.js");
    if (existsSync(program)) {
        return program;
    }
    console.log(`Installing VS Code's server (${release}) into .vscode-test/ …`);
    await mkdir(dirname(home), { recursive: true });
    // Created elsewhere and moved, so that an aborted or concurrent run leaves nothing incomplete.
    const workshop = await mkdtemp(`${home}-`);
    try {
        await writeFile(join(workshop, "package.json"), `{ "private": true }\n`);
        await npm(workshop, ["install", release]);
        await npm(join(workshop, inside), ["install", "--omit=dev"]);
        await rename(workshop, home).catch((error: unknown) => {
            if (!existsSync(program)) {
                throw error;
            }
        });
    } finally {
        await rm(workshop, { recursive: true, force: true });
    }
    return program;
}

/** Without install scripts: they compile the terminal and a logger, which are not needed here. */
async function npm(cwd: string, args: readonly string[]): Promise<void> {
    const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    await promisify(execFile)("npm", [...args, ...quiet], { cwd, shell: process.platform === "win32" });
}

/** The port in the server's output. */
async function portOf(child: ChildProcess, logFile: string | undefined): Promise<number> {
    const lines: string[] = [];
    const log = logFile === undefined ? undefined : createWriteStream(logFile);
    const announced = new Promise<number>((resolve) => {
        for (const stream of [child.stdout, child.stderr]) {
            if (stream === null) {
                continue;
            }
            createInterface({ input: stream }).on("line", (line) => {
                lines.push(line);
                log?.write(`${line}\n`);
                const port = /Extension host agent listening on (\d+)/.exec(line)?.[1];
                if (port !== undefined) {
                    resolve(Number(port));
                }
            });
        }
    });
    const failed = new Promise<never>((_, reject) => {
        const fail = (why: string): void => reject(new Error(`VS Code's server ${why}:\n${lines.join("\n")}`));
        const timer = setTimeout(() => fail(`said no port within ${startTimeout / 1000} s`), startTimeout);
        child.once("error", (error) => fail(`could not be started (${error.message})`));
        child.once("exit", (code) => fail(`ended with code ${String(code)}`));
        void announced.finally(() => clearTimeout(timer));
    });
    failed.catch(() => undefined);
    return Promise.race([announced, failed]);
}

async function answering(url: string, child: ChildProcess): Promise<void> {
    const deadline = Date.now() + startTimeout;
    while (child.exitCode === null && Date.now() < deadline) {
        const answer = await fetch(url).catch(() => undefined);
        if (answer?.ok === true) {
            return;
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`VS Code's server did not answer ${url} within ${startTimeout / 1000} s.`);
}

/** Ends a process that was started here, and waits until it is gone. */
async function end(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) {
        return;
    }
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    const insist = setTimeout(() => child.kill("SIGKILL"), 5_000);
    await gone;
    clearTimeout(insist);
}
