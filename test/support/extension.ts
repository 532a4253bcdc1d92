import { execFileSync } from "node:child_process";
import { dirname, join } from "node:path";

/** The project's folder, which is the extension's. */
export const projectRoot = dirname(dirname(import.meta.dirname));

/** Bundles the extension and its in-editor tests into dist/. */
export function buildExtension(): void {
    execFileSync(process.execPath, [join(projectRoot, "esbuild.mjs")], { cwd: projectRoot, stdio: "inherit" });
}
