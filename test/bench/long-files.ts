import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { milliseconds, numberEdits, quantile, type Edit } from "./edits.ts";
import { startLanguageServer } from "./language-server.ts";
import { networkOfBlocks, straightNetwork, typeScriptCalls } from "./long-networks.ts";
import { startTypeScriptServer } from "./typescript-server.ts";
import { projectRoot } from "../support/extension.ts";
import { growthExponent } from "../support/growth-exponent.ts";

interface Row {
    readonly file: string;
    readonly "layer lines": string;
    readonly median: string;
    readonly p95: string;
    /** How many times as long the TypeScript server takes, by medians. */
    readonly "times as fast as tsserver": string;
}

interface Measured {
    readonly size: number;
    readonly time: number;
    readonly p95: number;
}

const sizes = [500, 2000, 5000, 20_000];
/** The number of edits per file, unless they take too long. */
const keystrokes = 60;
const fewestKeystrokes = 10;
const longestMeasurement = 15_000;
/** The share of initial edits that are not counted. */
const warmUp = 0.25;
const channelsOfAConv = /conv\((?:x\d+, )?(\d+)/gu;

const forms = [
    ["one model", straightNetwork],
    ["blocks of 20 lines, models of 200", networkOfBlocks],
] as const;

/** Editors ask for the hints of the lines that they show. */
const linesShownAround = 50;

/**
 * Measures the edit of a convolution's channels at changing places of long files: here until the file's diagnostics
 * and the hints around the edit arrived, in TypeScript's server, on a file with as many calls, until its semantic
 * diagnostics did. Files of one size follow each other, so that a busy machine slows all of them down.
 */
export async function measureLongFiles(): Promise<readonly Row[]> {
    const here = await startLanguageServer();
    const typescript = startTypeScriptServer();
    const ofTypeScript: Measured[] = [];
    const ofForms = forms.map(([form, write]) => ({ form, write, measured: new Array<Measured>() }));
    try {
        for (const size of sizes) {
            const calls = typeScriptCalls(size);
            typescript.open(join(projectRoot, `long-${size}.ts`), calls);
            ofTypeScript.push(await measure(size, calls, typescript.edit));
            typescript.close();
            for (const { write, measured } of ofForms) {
                const text = write(size);
                await here.open(pathToFileURL(join(projectRoot, `long-${size}.cnn`)).href, text);
                measured.push(await measure(size, text, (edit) => here.edit(edit, linesShownAround)));
                await here.close();
            }
        }
    } finally {
        here.stop();
        typescript.stop();
    }
    return [...ofForms, { form: "tsserver: one call a line", measured: ofTypeScript }].flatMap(({ form, measured }) =>
        [...measured.map((one, index) => row(form, one, ofTypeScript[index])), exponentRow(form, measured)]);
}

function row(file: string, { size, time, p95 }: Measured, typescript: Measured | undefined): Row {
    return {
        file, "layer lines": size.toLocaleString("en"), median: milliseconds(time), p95: milliseconds(p95),
        "times as fast as tsserver": ((typescript?.time ?? NaN) / time).toFixed(1),
    };
}

function exponentRow(file: string, measured: readonly Measured[]): Row {
    const exponentOf = (amount: (one: Measured) => number): string =>
        growthExponent(measured.map((one) => ({ size: one.size, amount: amount(one) }))).toFixed(2);
    const [median, p95] = [exponentOf(({ time }) => time), exponentOf((one) => one.p95)];
    return { file, "layer lines": "growth exponent", median, p95, "times as fast as tsserver": "" };
}

async function measure(
    size: number, text: string, edit: (edit: Edit) => Promise<number>,
): Promise<Measured> {
    const edits = numberEdits(text, channelsOfAConv);
    const times: number[] = [];
    const end = performance.now() + longestMeasurement;
    while (times.length < fewestKeystrokes || (times.length < keystrokes && performance.now() < end)) {
        times.push(await edit(edits.next().value));
    }
    const measured = times.slice(Math.floor(times.length * warmUp));
    return { size, time: quantile(measured, 0.5), p95: quantile(measured, 0.95) };
}
