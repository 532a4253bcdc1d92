import {
    Budget, codesThatFail, diagnose, findDiagnostics, limits, triedHelp, type Analysis, type AnalysisHost,
    type CostBudget, type Diagnostic, type SeveritySetting,
} from "../service.ts";
import { fittingJson } from "../output-text.ts";
import { analyzeFile, exitCode, isError, tally, type ExitCode } from "./commands.ts";
import { expandFolders, fileHost, uriOf } from "./files.ts";
import { Misuse } from "./misuse.ts";
import { print, printDiagnostics, printError, printJson } from "./output.ts";
import { diagnosticText, places, reportedDiagnostic, type Places, type ReportedDiagnostic } from "./report.ts";
import { omissionText, sarifLog, type ProgramIdentity, type SarifFinding } from "./sarif.ts";

export interface CheckOptions extends ProgramIdentity {
    readonly format: "text" | "json" | "sarif";
    /** By code; replaces the default severity. */
    readonly severity?: ReadonlyMap<string, SeveritySetting>;
    /** What each model may cost. */
    readonly budget?: CostBudget;
}

/** The result of a check. */
export interface Checked {
    readonly code: ExitCode;
    /** The number of checked files. */
    readonly files: number;
    readonly diagnostics: readonly Diagnostic[];
    /** The URIs of all files whose changes may change the result. */
    readonly dependencies: ReadonlySet<string>;
}

/** The advice of the first diagnostics of a file is tried: each try analyses the file once more. */
const mostTried = 50;

/**
 * Prints the diagnostics of all readable files and of the files in folders, even if some cannot be read. JSON and SARIF
 * of more than `longest` characters are shortened.
 */
export function check(
    paths: readonly string[], options: CheckOptions, longest: number = limits.outputCharacters,
): Checked {
    const { format, severity = new Map(), budget } = options;
    const files = expandFolders(paths);
    const host = fileHost(files);
    const lookUp = places(host);
    const unreadable: Misuse[] = [];
    if (files.length === 0) {
        unreadable.push(new Misuse(`there are no .cnn files in ${paths.join(", ")}`));
    }
    const dependencies = new Set(files.map(uriOf));
    const found = files.flatMap((file) => {
        try {
            const analysis = analyzeFile(file, host, budget === undefined ? {} : { budget });
            analysis.dependencies.forEach((uri) => dependencies.add(uri));
            return examine(analysis, host, severity);
        } catch (error) {
            if (!(error instanceof Misuse)) {
                throw error;
            }
            unreadable.push(error);
            return [];
        }
    });
    const diagnostics = found.map(({ diagnostic }) => diagnostic);
    if (format === "json") {
        const printed = fittingJson(reportedAll(found, lookUp), longest);
        const omitted = found.length - printed.length;
        printJson({ diagnostics: printed, ...(omitted === 0 ? {} : { omitted }) });
        printError(omittedText(omitted, found.length));
    } else if (format === "sarif") {
        const log = sarifLog(found, lookUp, host, options, longest);
        printJson(log);
        printError(omittedText(found.length - (log.runs[0]?.results?.length ?? 0), found.length));
    } else {
        printDiagnostics(found.map(({ diagnostic, help }) => diagnosticText(diagnostic, lookUp, help)), process.stdout);
        print(found.length === 0 ? "" : `\n${tally(diagnostics)}\n`);
    }
    printError(unreadable.map(({ message }) => `cnn: ${message}\n`).join(""));
    const code = unreadable.length > 0
        ? exitCode.misuse
        : diagnostics.some((one) => isError(one) || codesThatFail.has(one.code)) ? exitCode.errors : exitCode.clean;
    return { code, files: files.length, diagnostics, dependencies };
}

/** One at a time, so that no more are made than are printed. */
function* reportedAll(found: readonly SarifFinding[], lookUp: Places): Generator<ReportedDiagnostic> {
    for (const { diagnostic, help } of found) {
        yield reportedDiagnostic(diagnostic, lookUp, help);
    }
}

function omittedText(omitted: number, all: number): string {
    return omitted === 0 ? "" : `cnn: ${omissionText(omitted, all)}\n`;
}

function examine(
    analysis: Analysis, host: AnalysisHost, severities: ReadonlyMap<string, SeveritySetting>,
): readonly SarifFinding[] {
    const found = findDiagnostics(analysis);
    const budget = new Budget(limits.helpTrials);
    return diagnose(analysis, { severities }).map((diagnostic, index) => {
        const isTried = index < mostTried && !budget.isExceeded;
        const help = isTried ? triedHelp(diagnostic, { analysis, found, host }, budget) : diagnostic.help;
        return { diagnostic, help, analysis, found, isTried };
    });
}
