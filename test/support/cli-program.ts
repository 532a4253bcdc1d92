import { build } from "esbuild";
import { projectRoot } from "./extension.ts";

/** Bundles the command line into a file. */
export async function buildProgram(file: string): Promise<void> {
    await build({
        absWorkingDir: projectRoot, entryPoints: ["server/cli.ts"], outfile: file, bundle: true, platform: "node",
        format: "cjs", target: "node22", logLevel: "error",
    });
}
