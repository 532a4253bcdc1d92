import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";
import type { Browser } from "playwright-core";

/** Flags that spare processor time: WebGPU is not emulated, and WebAssembly not optimized. */
export const frugalFlags: readonly string[] = ["--js-flags=--liftoff-only", ...(hasGpu() ? [] : ["--disable-gpu"])];

/** A headless Chromium with WebGPU, emulated if the machine has no GPU; CHROME_FLAGS adds to its command line. */
export async function launchChromium(flags: readonly string[] = []): Promise<Browser> {
    return chromium.launch({
        executablePath: findChromium(),
        headless: true,
        args: [
            "--enable-unsafe-webgpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-quic",
            "--disable-sync",
            "--no-first-run",
            ...flags,
            ...(process.env["CHROME_FLAGS"] ?? "").split(" ").filter((flag) => flag !== ""),
            ...(process.platform === "linux" ? ["--enable-features=Vulkan,WebGPU"] : []),
            ...(isRoot() ? ["--no-sandbox"] : []),
        ],
    });
}

/** The browser of CHROME_PATH, of the system or of Playwright; on Debian, as root, it is installed when missing. */
export function findChromium(): string {
    const named = process.env["CHROME_PATH"];
    if (named !== undefined) {
        if (existsSync(named)) {
            return named;
        }
        throw new Error(`CHROME_PATH is "${named}", and there is no such file.`);
    }
    const found = installedChromium();
    if (found !== undefined) {
        return found;
    }
    if (isRoot() && onPath("apt-get") !== undefined) {
        console.log("Installing Debian's chromium, because no browser was found …");
        // Runners that start side by side may all miss it: apt-get refuses to run twice at a time.
        const lock = join(tmpdir(), "cnn-chromium.lock");
        const install = "apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium";
        execFileSync("flock", [lock, "sh", "-c", install], { stdio: "inherit" });
        const installed = installedChromium();
        if (installed !== undefined) {
            return installed;
        }
    }
    const command = onPath("apt-get") === undefined ? "npx playwright-core install chromium" : "apt install chromium";
    throw new Error(`No Chromium or Chrome was found. Run \`${command}\`, or name one in CHROME_PATH.`);
}

function installedChromium(): string | undefined {
    const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    const files = [
        "/usr/bin/chromium",
        ...names.flatMap((name) => onPath(name) ?? []),
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "C:/Program Files/Google/Chrome/Application/chrome.exe",
        chromium.executablePath(),
    ];
    return files.find((file) => existsSync(file));
}

/** The path of a program on the PATH. */
export function onPath(program: string): string | undefined {
    const endings = process.platform === "win32" ? [".exe", ".cmd"] : [""];
    const folders = (process.env["PATH"] ?? "").split(delimiter);
    const files = folders.flatMap((folder) => endings.map((ending) => join(folder, program + ending)));
    return files.find((file) => existsSync(file));
}

/** Whether there may be a GPU; Linux has a folder for those with a driver. */
function hasGpu(): boolean {
    return process.platform !== "linux" || existsSync("/dev/dri");
}

function isRoot(): boolean {
    return process.getuid?.() === 0;
}
