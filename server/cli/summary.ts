import {
    exceededLimits, isSummaryColumn, nearestName, readSummaryFilter, summarize, summaryColumnNames, summaryCsv,
    summaryLatex, summaryMarkdown, summaryTable, viewedRows,
    type Device, type Optimizer, type Precision, type Summary,
    type SummaryColumnName, type SummaryFilter,
} from "../service.ts";
import { budgetFrom, type BudgetOptions } from "./budget.ts";
import { exitCode, openModel, type ExitCode, type ModelOptions } from "./commands.ts";
import { Misuse } from "./misuse.ts";
import { print, printDiagnostics, printError, printJson } from "./output.ts";
import { diagnosticText, places } from "./report.ts";

export interface SummaryOptions extends ModelOptions, BudgetOptions {
    readonly format: "table" | "markdown" | "latex" | "json" | "csv";
    readonly depth?: number;
    readonly columns?: readonly SummaryColumnName[];
    readonly filter?: readonly SummaryFilter[];
    readonly sort?: SummaryColumnName;
    readonly optimizer: Optimizer;
    readonly precision: Precision;
    readonly peakFlops?: number;
    readonly bandwidth?: number;
}

/** Prints a model's figures. */
export function summary(file: string, options: SummaryOptions): ExitCode {
    const { host, graph, errors } = openModel(file, options);
    const lookUp = places(host);
    const lineOf: Parameters<typeof summarize>[1] = (location) => lookUp.placeOf(location).line;
    const { depth, optimizer, precision, columns, filter: filters, sort } = options;
    const training = { optimizer, precision };
    const signal = [...columns ?? [], sort, ...(filters ?? []).map(({ column }) => column)]
        .some((column) => column === "rms" || column === "gradientRms");
    const summarized = summarize(graph, lineOf, { depth, training, device: deviceOf(options), signal });
    const view = { columns, filters, sort };
    switch (options.format) {
        case "table": print(summaryTable(summarized, view)); break;
        case "markdown": print(summaryMarkdown(summarized, view)); break;
        case "latex": print(summaryLatex(summarized, view)); break;
        case "json": printJson({ ...summarized, layers: viewedRows(summarized, view) } satisfies Summary); break;
        case "csv": print(summaryCsv(summarized, view)); break;
    }
    printDiagnostics(errors.map((one) => diagnosticText(one, lookUp)), process.stderr);
    const exceeded = exceededLimits(summarized, budgetFrom(options));
    printError(exceeded.map((line) => `${line}\n`).join(""));
    return errors.length === 0 && exceeded.length === 0 ? exitCode.clean : exitCode.errors;
}

/** The device whose roofline is used; the columns `time` and `bound` need one. */
function deviceOf({ peakFlops: flops, bandwidth, columns = [], sort }: SummaryOptions): Device | undefined {
    if (flops !== undefined && bandwidth !== undefined) {
        return { flops, bandwidth };
    }
    const asking = [...columns, sort].find((column) => column === "time" || column === "bound");
    if (asking !== undefined || flops !== undefined || bandwidth !== undefined) {
        const what = asking === undefined ? "a roofline" : `the column ${asking}`;
        throw new Misuse(`${what} needs --peak-flops and --bandwidth of a device`);
    }
    return undefined;
}

/** `path,kind,macs`, or `all`; throws an error with a suggestion for an unknown column. */
export function readColumns(text: string): readonly SummaryColumnName[] {
    return text === "all"
        ? summaryColumnNames.filter((name) => name !== "time" && name !== "bound")
        : text.split(",").map((name) => readColumn(name.trim()));
}

export function readColumn(name: string): SummaryColumnName {
    if (isSummaryColumn(name)) {
        return name;
    }
    throw unknownColumn(name);
}

function unknownColumn(name: string): Misuse {
    const near = nearestName(name, summaryColumnNames);
    const help = near === undefined ? `the columns are ${summaryColumnNames.join(", ")}` : `did you mean ${near}?`;
    return new Misuse(`there is no column ${name}; ${help}`);
}

/** `macs>1M`, `kind=conv`, `path=layer1.*`; can be repeated. */
export function readFilter(text: string, filters: readonly SummaryFilter[] | undefined): readonly SummaryFilter[] {
    const read = readSummaryFilter(text);
    if (!("problem" in read)) {
        return [...filters ?? [], read];
    }
    switch (read.problem) {
        case "form": throw new Misuse(`--filter ${text}: write a condition such as macs>1M or kind=conv`);
        case "column": throw unknownColumn(read.name);
        case "number": throw new Misuse(`--filter ${text}: ${read.value} is not a number`);
    }
}
