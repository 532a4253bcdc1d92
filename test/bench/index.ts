// `npm run bench [-- keystroke layout sizes]`: measures the built extension and prints a table for each part.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { projectRoot } from "../support/extension.ts";
import { measureKeystrokes } from "./keystroke.ts";
import { layoutRows } from "./layout.ts";
import { measureSizes } from "./sizes.ts";

const parts = {
    keystroke: ["From a keystroke to fresh diagnostics and hints", measureKeystrokes],
    layout: ["Laying the preview's graph out", layoutRows],
    sizes: ["What the package ships", measureSizes],
} as const;

execFileSync(process.execPath, [join(projectRoot, "esbuild.mjs"), "--production"], { cwd: projectRoot });
for (const [name, [title, measure]] of Object.entries(parts)) {
    if (process.argv.length < 3 || process.argv.includes(name)) {
        console.log(title);
        console.table(await measure());
    }
}
