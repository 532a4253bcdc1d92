import {
    exceededLimits, isSummaryColumn, nearestName, summarize, summaryColumnNames, summaryCsv, summaryMarkdown,
    summaryTable, viewedRows,
    type CostLimits, type Device, type Optimizer, type Precision, type Summary, type SummaryColumnName,
    type SummaryFilter,
} from "../service.ts";
import { exitCode, openModel, type ExitCode, type ModelOptions } from "./commands.ts";
import { Misuse } from "./misuse.ts";
import { print, printError, printJson } from "./output.ts";
import { diagnosticText, places } from "./report.ts";

export interface SummaryOptions extends ModelOptions, CostLimits {
    readonly format: "table" | "markdown" | "json" | "csv";
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
    const summarized = summarize(graph, lineOf, { depth, training, device: deviceOf(options) });
    const view = { columns, filters, sort };
    switch (options.format) {
        case "table": print(summaryTable(summarized, view)); break;
        case "markdown": print(summaryMarkdown(summarized, view)); break;
        case "json": printJson({ ...summarized, layers: viewedRows(summarized, view) } satisfies Summary); break;
        case "csv": print(summaryCsv(summarized, view)); break;
    }
    printError(errors.map((one) => diagnosticText(one, lookUp)).join(""));
    const exceeded = exceededLimits(summarized, options);
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
    const near = nearestName(name, summaryColumnNames);
    const help = near === undefined ? `the columns are ${summaryColumnNames.join(", ")}` : `did you mean ${near}?`;
    throw new Misuse(`there is no column ${name}; ${help}`);
}

/** `macs>1M`, `kind=conv`, `path=layer1.*`; can be repeated. */
export function readFilter(text: string, filters: readonly SummaryFilter[] | undefined): readonly SummaryFilter[] {
    const [, column, operator, value] = /^\s*([\w%]+)\s*(>=|<=|!=|=|>|<)\s*(.*?)\s*$/s.exec(text) ?? [];
    const known = operators.find((one) => one === operator);
    if (column === undefined || known === undefined || value === undefined || value === "") {
        throw new Misuse(`--filter ${text}: write a condition such as macs>1M or kind=conv`);
    }
    const name = readColumn(column);
    const amount = readAmount(value);
    if (amount === undefined && known !== "=" && known !== "!=") {
        throw new Misuse(`--filter ${text}: ${value} is not a number`);
    }
    return [...filters ?? [], { column: name, operator: known, value: amount ?? value }];
}

const operators = ["=", "!=", ">", ">=", "<", "<="] as const;

/** `600M`, `2GB`, `1.5e9`; undefined if it is not a number. Prefixes are powers of 1000, with `i` of 1024. */
export function readAmount(text: string): number | undefined {
    const [, digits, prefix, binary] = /^(\d+(?:\.\d+)?(?:e\d+)?)\s*([kmgt]?)(i?)(?:b|flops?)?$/i.exec(text) ?? [];
    if (digits === undefined || prefix === undefined) {
        return undefined;
    }
    const power = " kmgt".indexOf(prefix === "" ? " " : prefix.toLowerCase());
    return Number(digits) * (binary === "" ? 1000 : 1024) ** power;
}
