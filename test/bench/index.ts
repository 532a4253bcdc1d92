// `npm run bench [-- PART … --readme]`: measures the built extension and prints a table for each part, or for some.
// With --readme, the tables also replace those in README.md.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { arch, cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { projectRoot } from "../support/extension.ts";
import { measureActivation } from "./activation.ts";
import { measureBombs, measureGrowth } from "./bombs.ts";
import { measureFirstPicture } from "./first-picture.ts";
import { measureFirstRun } from "./first-run.ts";
import { measureFixes } from "./fixes.ts";
import { measureFrames } from "./frames.ts";
import { measureInference } from "./inference.ts";
import { measureInputRule } from "./input-rule.ts";
import { measureKeystrokes } from "./keystroke.ts";
import { layoutRows } from "./layout.ts";
import { measureLongFiles } from "./long-files.ts";
import { measureMemory } from "./memory.ts";
import { measureSizes } from "./sizes.ts";
import { measureWorkspaceProblems } from "./workspace-problems.ts";
import { measureWorkspace } from "./workspace.ts";
import { measureWriting } from "./writing.ts";

const parts = {
    keystroke: ["From the edit of a number to fresh diagnostics and hints", measureKeystrokes],
    long: ["The edit of a layer's number in long files, beside TypeScript's server", measureLongFiles],
    writing: ["Completion after edits, and the first answers after opening a file", measureWriting],
    workspace: ["A workspace of 300 files with 20,000 lines", measureWorkspace],
    problems: ["The problems of a workspace of 300 files with 20,000 lines", measureWorkspaceProblems],
    fixes: ["Fixes of all errors in a long file: the menu, and the edit of the chosen one", measureFixes],
    inference: ["A network in the preview beside onnxruntime-web alone", measureInference],
    press: ["From the first press of Run on a new page to the result, in the best of three", measureFirstRun],
    memory: ["The browser's memory while a preview runs ResNet-18, and after it is closed", measureMemory],
    activation: ["Activating the extension, as VS Code shows it for running extensions", measureActivation],
    rule: ["The check of a file whose input has fixed sizes, and of the same with free sizes and their rule", measureInputRule],
    bombs: ["Texts that would take much without limits", () => measureBombs()],
    growth: ["How the answer's time grows with the length of a text", measureGrowth],
    picture: ["From the command to the first picture of DenseNet-201, beside other pages", measureFirstPicture],
    frames: ["The preview's first picture, and frames while the wheel pans and zooms unfolded networks", measureFrames],
    layout: ["Laying the preview's graph out", layoutRows],
    sizes: ["What the package ships", measureSizes],
} as const;

const { values: options, positionals: requested } = parseArgs({
    allowPositionals: true, options: { readme: { type: "boolean", default: false } },
});
const unknown = requested.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) {
    throw new Error(`There is no ${unknown.join(", ")}: the parts are ${Object.keys(parts).join(", ")}.`);
}
execFileSync(process.execPath, [join(projectRoot, "esbuild.mjs"), "--production"], { cwd: projectRoot });
for (const [name, [title, measure]] of Object.entries(parts)) {
    if (requested.length === 0 || requested.includes(name)) {
        console.log(title);
        const rows = await measure();
        console.table(rows);
        if (options.readme) {
            putIntoReadme(name, `${title}, on ${machine()}:\n\n${markdownTable(rows)}`);
        }
    }
}

function machine(): string {
    const [cpu] = cpus();
    const model = cpu?.model.replaceAll(/\s+/gu, " ").trim() ?? "";
    return `${cpus().length} × ${model === "" ? arch() : model}, Node ${process.versions.node}`;
}

function markdownTable(rows: readonly object[]): string {
    const line = (cells: readonly unknown[]): string => `| ${cells.map(String).join(" | ")} |`;
    const names = Object.keys(rows[0] ?? {});
    // The first column names the row, and the others are numbers.
    const rule = names.map((_, column) => (column === 0 ? "---" : "---:"));
    return [line(names), line(rule), ...rows.map((row) => line(Object.values(row)))].join("\n");
}

/** Between two comments that name the part; a part without them stays out. */
function putIntoReadme(name: string, text: string): void {
    const file = join(projectRoot, "README.md");
    const place = new RegExp(`(<!-- bench ${name} -->\\n).*?(<!-- end -->)`, "su");
    const readme = readFileSync(file, "utf8");
    writeFileSync(file, readme.replace(place, (_, start: string, end: string) => `${start}${text}\n${end}`));
}
