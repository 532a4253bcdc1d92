import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { growthExponent, milliseconds, numberEdits, quantile, type Edit } from "./edits.ts";
import { startLanguageServer } from "./language-server.ts";
import { networkOfBlocks, straightNetwork, typeScriptCalls } from "./long-networks.ts";
import { startTypeScriptServer } from "./typescript-server.ts";
import { projectRoot } from "../support/extension.ts";

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
/** Each file is edited this often, or less where that would take too long: then as often as the time allows. */
const keystrokes = 60;
const fewestKeystrokes = 10;
const longestMeasurement = 15_000;
/** The share of the edits that come first and are not counted. */
const warmUp = 0.25;
const channelsOfAConv = /conv\((?:x\d+, )?(\d+)/gu;

const forms = [
    ["one model", straightNetwork],
    ["blocks of 20 lines, models of 200", networkOfBlocks],
] as const;

/**
 * Measures the edit of a convolution's channels at changing places of long files: here until diagnostics and hints of
 * the whole file arrived, in TypeScript's server, on a file with as many calls, until its semantic diagnostics did.
 */
export async function measureLongFiles(): Promise<readonly Row[]> {
    const typescript = await measureTypeScript();
    const rows: Row[] = [];
    for (const [form, write] of forms) {
        const measured = await measureForm(write);
        rows.push(...measured.map(({ size, time, p95 }, index) => ({
            file: form, "layer lines": size.toLocaleString("en"), median: milliseconds(time), p95: milliseconds(p95),
            "times as fast as tsserver": ((typescript[index]?.time ?? NaN) / time).toFixed(1),
        })), exponentRow(form, measured));
    }
    return [...rows, ...typescript.map(({ size, time, p95 }) => ({
        file: "tsserver: one call a line", "layer lines": size.toLocaleString("en"), median: milliseconds(time),
        p95: milliseconds(p95), "times as fast as tsserver": "1",
    })), exponentRow("tsserver: one call a line", typescript)];
}

function exponentRow(file: string, measured: readonly Measured[]): Row {
    const median = growthExponent(measured).toFixed(2);
    const p95 = growthExponent(measured.map(({ size, p95: time }) => ({ size, time }))).toFixed(2);
    return { file, "layer lines": "growth exponent", median, p95, "times as fast as tsserver": "" };
}

async function measureForm(write: (lines: number) => string): Promise<readonly Measured[]> {
    const server = await startLanguageServer();
    try {
        const measured: Measured[] = [];
        for (const size of sizes) {
            const text = write(size);
            await server.open(pathToFileURL(join(projectRoot, `long-${size}.cnn`)).href, text);
            measured.push(await measure(size, text, server.edit));
            await server.close();
        }
        return measured;
    } finally {
        server.stop();
    }
}

async function measureTypeScript(): Promise<readonly Measured[]> {
    const server = startTypeScriptServer();
    try {
        const measured: Measured[] = [];
        for (const size of sizes) {
            const text = typeScriptCalls(size);
            server.open(join(projectRoot, `long-${size}.ts`), text);
            measured.push(await measure(size, text, server.edit));
            server.close();
        }
        return measured;
    } finally {
        server.stop();
    }
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
