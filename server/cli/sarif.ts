import type {
    ArtifactLocation, Fix, Location as SarifLocation, Log, Region, ReportingDescriptor, Result,
} from "sarif";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { fittingJson, jsonCharacters } from "../output-text.ts";
import { formatInteger } from "../quantities.ts";
import {
    defaultSeverities, newFixTrials, text, tryFix, type Analysis, type AnalysisHost, type Diagnostic, type Location,
    type Severity,
} from "../service.ts";
import type { Places } from "./report.ts";

/** A diagnostic with the file in which it was found. */
export interface SarifFinding {
    readonly diagnostic: Diagnostic;
    readonly help: string | undefined;
    readonly analysis: Analysis;
    readonly found: readonly Diagnostic[];
    /** Whether its fixes are tried: each try analyses the file once more. */
    readonly isTried: boolean;
}

/** The program's version, and its page on the web, if it has one. */
export interface ProgramIdentity {
    readonly version: string;
    readonly homepage?: string;
}

/** Where the checked paths are relative to, for tools that show the files of a repository. */
const sourceRoot = "%SRCROOT%";

const levels: Readonly<Record<Severity, "error" | "warning" | "note">> = {
    error: "error", warning: "warning", information: "note", hint: "note",
};

/**
 * A log in the Static Analysis Results Interchange Format, version 2.1.0, for code scanning. Has the first results, up
 * to about `longest` characters, and a notification if there are more.
 */
export function sarifLog(
    findings: readonly SarifFinding[], places: Places, host: AnalysisHost, { version, homepage }: ProgramIdentity,
    longest: number,
): Log {
    const codes = [...defaultSeverities.keys()];
    const run = {
        tool: {
            driver: {
                name: "cnn", semanticVersion: version,
                ...(homepage === undefined ? {} : { informationUri: homepage }),
                rules: codes.map((code) => rule(code, homepage)),
            },
        },
        originalUriBaseIds: {
            [sourceRoot]: { uri: pathToFileURL(`${process.cwd()}/`).href },
        },
        columnKind: "utf16CodeUnits",
    } as const;
    const results = fittingJson(
        resultsOf(findings, codes, places, host), longest - jsonCharacters(run, longest),
    );
    const omitted = findings.length - results.length;
    return {
        $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        version: "2.1.0",
        runs: [{
            ...run,
            ...(omitted === 0 ? {} : {
                invocations: [{
                    executionSuccessful: true,
                    toolExecutionNotifications: [{
                        level: "warning", message: { text: omissionText(omitted, findings.length) },
                    }],
                }],
            }),
            results: [...results],
        }],
    };
}

/** Says that the last findings are not in a log. */
export function omissionText(omitted: number, all: number): string {
    return `The last ${formatInteger(omitted)} of ${formatInteger(all)} problems are left out: the log would be too long.`;
}

/** One at a time, so that no more are made than are printed. */
function* resultsOf(
    findings: readonly SarifFinding[], codes: readonly string[], places: Places, host: AnalysisHost,
): Generator<Result> {
    const fingerprints = new Map<string, number>();
    for (const finding of findings) {
        const { diagnostic: { code, severity, message, notes, related }, help } = finding;
        const lines = [
            message, ...(help === undefined ? [] : [text("help: {help}", { help })]),
            ...notes.map((note) => text("note: {note}", { note })),
        ];
        yield {
            ruleId: code,
            ruleIndex: codes.indexOf(code),
            level: levels[severity],
            message: { text: lines.join("\n") },
            locations: [location(finding.diagnostic, places)],
            ...(related.length === 0 ? {} : {
                relatedLocations: related.map((one, id) =>
                    ({ id, ...location(one, places), message: { text: one.message } })),
            }),
            partialFingerprints: {
                primaryLocationLineHash: fingerprint(finding.diagnostic, places, fingerprints),
            },
            ...fixesOf(finding, places, host),
        };
    }
}

function rule(code: string, homepage: string | undefined): ReportingDescriptor {
    const page = readPage(code);
    const summary = page?.split("\n\n")[1] ?? code;
    return {
        id: code,
        name: code.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase()),
        shortDescription: { text: summary },
        fullDescription: { text: summary },
        ...(homepage === undefined ? {} : { helpUri: `${homepage}/docs/diagnostics/${code}.md` }),
        help: { text: summary, ...(page === undefined ? {} : { markdown: page }) },
        defaultConfiguration: { level: levels[defaultSeverities.get(code) ?? "warning"] },
    };
}

/** The page of a code in docs/, which ships beside the folder of the program. */
function readPage(code: string): string | undefined {
    try {
        return readFileSync(join(dirname(process.argv[1] ?? ""), "..", "docs", "diagnostics", `${code}.md`), "utf8");
    } catch {
        return undefined;
    }
}

function artifact({ uri }: Pick<Location, "uri">): ArtifactLocation {
    const root = pathToFileURL(`${process.cwd()}/`).href;
    return uri.startsWith(root) ? { uri: uri.slice(root.length), uriBaseId: sourceRoot } : { uri };
}

function region(place: Location, { placeOf }: Places): Region {
    const { line, column, endLine, endColumn } = placeOf(place);
    return { startLine: line, startColumn: column, endLine, endColumn };
}

function location(place: Location, places: Places): SarifLocation {
    return { physicalLocation: { artifactLocation: artifact(place), region: region(place, places) } };
}

/**
 * Identifies a result although lines above it come and go: a hash of its code and line, with a number for equal ones.
 */
function fingerprint(diagnostic: Diagnostic, places: Places, taken: Map<string, number>): string {
    const { file, line } = places.placeOf(diagnostic);
    const content = [file, diagnostic.code, places.textOf(diagnostic, line).trim()].join("\n");
    const hash = createHash("sha256").update(content).digest("hex").slice(0, 16);
    const count = (taken.get(hash) ?? 0) + 1;
    taken.set(hash, count);
    return `${hash}:${count}`;
}

function fixesOf(
    { diagnostic, analysis, found, isTried }: SarifFinding, places: Places, host: AnalysisHost,
): { readonly fixes?: Fix[] } {
    if (!isTried) {
        return {};
    }
    const trials = newFixTrials(diagnostic);
    const fix = trials.candidates.find((one) =>
        tryFix(one, trials, diagnostic, { analysis, found, host }) === undefined);
    return fix === undefined ? {} : {
        fixes: [{
            description: { text: fix.title },
            artifactChanges: [{
                artifactLocation: artifact(analysis),
                replacements: fix.edits.map(({ span, text: inserted }) => ({
                    deletedRegion: region({ uri: analysis.uri, span }, places), insertedContent: { text: inserted },
                })),
            }],
        }],
    };
}
