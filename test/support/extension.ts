import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";

/** The folder of the project and the extension. */
export const projectRoot = dirname(dirname(import.meta.dirname));

/** Bundles the extension and its in-editor tests into dist/; a failed build shows its errors and ends the program. */
export function buildExtension(): void {
    console.log("Bundling the extension …");
    const { status } = spawnSync(process.execPath, [join(projectRoot, "esbuild.mjs")], { stdio: "inherit" });
    if (status !== 0) {
        process.exit(1);
    }
}
