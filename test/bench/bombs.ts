import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parse } from "../../grammar/parser.ts";
import { bombs, type Bomb } from "../support/bombs.ts";
import { editorAnswer } from "../support/editor-answer.ts";
import { growingTexts } from "../support/growing-texts.ts";
import { growthExponent } from "../support/growth-exponent.ts";

// `node test/bench/bombs.ts [NAME]` measures one text in this process, or all whose name contains NAME.

/** How long one text may take before it is killed, in milliseconds; the machine may be busy with other work. */
const longest = 60_000;
const mebibyte = 2 ** 20;

interface Row {
    readonly text: string;
    readonly parse: string;
    readonly answer: string;
    readonly memory: string;
    readonly diagnostics: string;
}

/**
 * The time of the thread and the memory that each text takes beyond its tree, in a separate process: diagnostics,
 * hints, symbols and candidate fixes.
 */
export function measureBombs(only?: string): readonly Row[] {
    return bombs.filter(({ name }) => only === undefined || name.includes(only)).map(({ name }) => {
        const { stdout, stderr, error } = spawnSync(
            process.execPath,
            [...process.execArgv, "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", fileURLToPath(import.meta.url), name],
            { encoding: "utf8", timeout: longest },
        );
        const failure = /^\w*Error.*$|heap out of memory/mu.exec(stderr)?.[0] ?? `killed after ${longest / 1000} s`;
        return error === undefined && stdout !== ""
            ? JSON.parse(stdout) as Row
            : { text: name, parse: "", answer: failure, memory: "", diagnostics: "" };
    });
}

interface Growth {
    readonly "number of": string;
    readonly "400": string;
    readonly "1,600": string;
    readonly exponent: string;
}

/** How the time beyond the tree grows with the number of layers, blocks, requires, inputs, diagnostics and fixes. */
export function measureGrowth(): readonly Growth[] {
    growingTexts.forEach(({ text }) => timeOf(text(50)));
    return growingTexts.map(({ of, text }): Growth => {
        const [less, more] = [timeOf(text(400)), timeOf(text(1600))];
        return {
            "number of": of, "400": `${less.toFixed(0)} ms`, "1,600": `${more.toFixed(0)} ms`,
            exponent: growthExponent([{ size: 400, amount: less }, { size: 1600, amount: more }]).toFixed(2),
        };
    });
}

function timeOf(text: string): number {
    const file = parse(text);
    const start = process.threadCpuUsage();
    editorAnswer(text, {}, file);
    return millisecondsSince(start);
}

function measure({ name, text, files }: Bomb): Row {
    // What every first analysis compiles is not the bomb's.
    growingTexts.forEach((one) => editorAnswer(one.text(50)));
    const before = process.memoryUsage().heapUsed;
    const start = process.threadCpuUsage();
    const file = parse(text);
    const parsed = process.threadCpuUsage();
    const found = editorAnswer(text, files, file);
    const grown = (process.memoryUsage().heapUsed - before) / mebibyte;
    return {
        text: name, parse: `${millisecondsSince(start, parsed).toFixed(0)} ms`,
        answer: `${millisecondsSince(parsed).toFixed(0)} ms`, memory: `${grown.toFixed(0)} MB`,
        diagnostics: [...new Set(found.map(({ code }) => code))].slice(0, 5).join(" "),
    };
}

function millisecondsSince(start: NodeJS.CpuUsage, end = process.threadCpuUsage()): number {
    return (end.user + end.system - start.user - start.system) / 1000;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    const [, , only] = process.argv;
    const chosen = bombs.find(({ name }) => name === only);
    if (chosen === undefined) {
        console.table(measureBombs(only));
    } else {
        console.log(JSON.stringify(measure(chosen)));
    }
}
