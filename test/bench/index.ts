// `npm run bench [-- keystroke inference activation layout sizes]`: measures the built extension and prints a table for
// each part.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { projectRoot } from "../support/extension.ts";
import { measureActivation } from "./activation.ts";
import { measureInference } from "./inference.ts";
import { measureKeystrokes } from "./keystroke.ts";
import { layoutRows } from "./layout.ts";
import { measureSizes } from "./sizes.ts";

const parts = {
    keystroke: ["From a keystroke to fresh diagnostics and hints", measureKeystrokes],
    inference: ["A network in the preview beside onnxruntime-web alone", measureInference],
    activation: ["Activating the extension, as VS Code shows it for running extensions", measureActivation],
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
