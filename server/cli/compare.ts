import { spawnSync } from "node:child_process";
import { dirname, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import {
    compareSummaries, comparisonText, exceededLimits, summarize, type Summary,
} from "../service.ts";
import { budgetFrom, type BudgetOptions } from "./budget.ts";
import { exitCode, openModel, type ExitCode, type ModelOptions, type OpenedModel } from "./commands.ts";
import { fileHost, uriOf, type FileHost } from "./files.ts";
import { Misuse } from "./misuse.ts";
import { print, printDiagnostics, printError, printJson } from "./output.ts";
import { diagnosticText, places } from "./report.ts";

export interface CompareOptions extends ModelOptions, BudgetOptions {
    readonly format: "text" | "json";
    /** A git revision of the first file, with which it is compared. */
    readonly against?: string;
}

/** Prints the differences between two files' models, or between a file and a revision of it; checks limits. */
export function compare(files: readonly string[], options: CompareOptions): ExitCode {
    const [before, after] = openBoth(files, options);
    const summaries = [before, after].map(({ host, graph }): Summary => {
        const lookUp = places(host);
        return summarize(graph, (location) => lookUp.placeOf(location).line);
    });
    const [old, current] = summaries;
    if (old === undefined || current === undefined) {
        throw new Misuse("compare needs two models");
    }
    const comparison = compareSummaries(old, current);
    const exceeded = exceededLimits(current, budgetFrom(options));
    if (options.format === "json") {
        printJson({ ...comparison, exceeded });
    } else {
        print(comparisonText(comparison));
    }
    for (const { host, errors } of [before, after]) {
        printDiagnostics(errors.map((one) => diagnosticText(one, places(host))), process.stderr);
    }
    printError(exceeded.map((line) => `${line}\n`).join(""));
    const isClean = before.errors.length === 0 && after.errors.length === 0 && exceeded.length === 0;
    return isClean ? exitCode.clean : exitCode.errors;
}

function openBoth(
    [first = "", second, ...rest]: readonly string[], options: CompareOptions,
): readonly [before: OpenedModel, after: OpenedModel] {
    const { against } = options;
    if (against !== undefined) {
        if (second !== undefined) {
            throw new Misuse("--against compares one file with a revision of it");
        }
        return [openModel(first, options, revisionHost(first, against)), openModel(first, options)];
    }
    if (second === undefined || rest.length > 0) {
        throw new Misuse("name two files, or one file and --against REVISION");
    }
    return [openModel(first, options), openModel(second, options)];
}

/** The files as they are in a git revision: the named file, and what it imports. */
function revisionHost(file: string, revision: string): FileHost {
    const folder = dirname(fileURLToPath(uriOf(file)));
    const contentOf = (uri: string): ReturnType<typeof spawnSync> => {
        const path = relative(folder, fileURLToPath(uri)).split(sep).join("/");
        const args = ["-C", folder, "show", "--end-of-options", `${revision}:./${path}`];
        return spawnSync("git", args, { encoding: "utf8", maxBuffer: 2 ** 28 });
    };
    const named = contentOf(uriOf(file));
    if (named.status !== 0) {
        const reason = named.error?.message ?? String(named.stderr).trim();
        throw new Misuse(`cannot read ${file} of ${revision}: ${reason}`);
    }
    const texts = new Map<string, string | undefined>();
    const textOf = (uri: string): string | undefined => {
        if (!texts.has(uri)) {
            const { status, stdout } = contentOf(uri);
            texts.set(uri, status === 0 ? String(stdout) : undefined);
        }
        return texts.get(uri);
    };
    return {
        ...fileHost([file]),
        readText: (uri) => {
            const text = textOf(uri);
            return text === undefined ? undefined : { text };
        },
        refusal: () => undefined,
        exists: (uri) => textOf(uri) !== undefined,
    };
}
