import { styleText } from "node:util";
import stringWidth from "string-width";
import { TextDocument } from "vscode-languageserver-textdocument";
import { text, type AnalysisHost, type Diagnostic, type Location, type Severity } from "../service.ts";
import { printable, printableLine } from "../printable.ts";
import { pathOf } from "./files.ts";

/** A position with lines and columns from 1, as `cnn check --format json` prints it. */
export interface Place {
    readonly file: string;
    readonly line: number;
    readonly column: number;
    readonly endLine: number;
    readonly endColumn: number;
}

export interface ReportedDiagnostic extends Place {
    readonly code: string;
    readonly severity: Severity;
    readonly message: string;
    /** What to do about it. */
    readonly help?: string;
    /** Causes and consequences without a position. */
    readonly notes: readonly string[];
    readonly related: readonly (Place & { readonly message: string })[];
}

/** Converts offsets to lines and columns. */
export interface Places {
    readonly placeOf: (location: Location) => Place;
    /** A line of a file, from 1. */
    readonly textOf: (location: Location, line: number) => string;
}

export function places(host: AnalysisHost): Places {
    const documents = new Map<string, TextDocument>();
    const open = (uri: string): TextDocument => {
        const known = documents.get(uri);
        if (known !== undefined) {
            return known;
        }
        const text = host.readText(uri);
        const document = TextDocument.create(uri, "cnn", 0, typeof text === "object" ? text.text : "");
        documents.set(uri, document);
        return document;
    };
    return {
        placeOf: ({ uri, span }) => {
            const document = open(uri);
            const [start, end] = [document.positionAt(span.start), document.positionAt(span.end)];
            return {
                file: pathOf(uri),
                line: start.line + 1,
                column: start.character + 1,
                endLine: end.line + 1,
                endColumn: end.character + 1,
            };
        },
        textOf: ({ uri }, line) => {
            const start = { line: line - 1, character: 0 };
            const end = { line, character: 0 };
            return open(uri).getText({ start, end }).replace(/[\r\n]+$/, "");
        },
    };
}

export function reportedDiagnostic(
    diagnostic: Diagnostic, { placeOf }: Places, help = diagnostic.help,
): ReportedDiagnostic {
    const { code, severity, message, notes, related } = diagnostic;
    return {
        ...placeOf(diagnostic),
        code,
        severity,
        message,
        ...(help === undefined ? {} : { help }),
        notes,
        related: related.map((one) => ({ ...placeOf(one), message: one.message })),
    };
}

/**
 * A diagnostic as compilers print them, so that editors and CI can read it, with the line it is about:
 *
 *     net.cnn:4:19: error kernel-exceeds-input: the kernel …
 *         4 |     conv(8, kernel=9)
 *           |                    ^
 *           = help: use a kernel of at most 4
 *           = note: …
 *         net.cnn:9:5: note: in Stem(8)
 *
 * Colours only where the output is a terminal and NO_COLOR does not forbid them.
 */
export function diagnosticText(diagnostic: Diagnostic, places: Places, help = diagnostic.help): string {
    const { file, line, column, endLine, endColumn } = places.placeOf(diagnostic);
    const colour = diagnostic.severity === "error" ? "red" : diagnostic.severity === "warning" ? "yellow" : "cyan";
    const source = places.textOf(diagnostic, line);
    const { shown, before, marked } = excerpt(source, column - 1, endLine === line ? endColumn - 1 : source.length);
    const gutter = String(line).padStart(5);
    const blank = " ".repeat(gutter.length);
    return [
        `${style("bold", `${printableLine(file)}:${line}:${column}:`)} ${style(colour, `${diagnostic.severity} ${diagnostic.code}`)}` +
            `: ${diagnostic.message}`,
        `${gutter} | ${shown}`,
        `${blank} | ${before}${style(colour, marked)}`,
        ...(help === undefined ? [] : [`${blank} = ${text("help: {help}", { help })}`]),
        ...diagnostic.notes.map((note) => `${blank} = ${text("note: {note}", { note })}`),
        ...diagnostic.related.map((related) => {
            const place = places.placeOf(related);
            return `${blank} ${printableLine(place.file)}:${place.line}:${place.column}: ${text("note: {note}", { note: related.message })}`;
        }),
        "",
    ].join("\n");
}

/** The maximum length of an excerpt, and the length of the part before the marked range in a longer line. */
const widest = 200;
const lead = 60;

/** The visible part of a line, and the blanks and carets under a range of it, for characters of any width. */
function excerpt(
    source: string, start: number, end: number,
): { readonly shown: string; readonly before: string; readonly marked: string } {
    const from = source.length > widest ? Math.max(0, Math.min(start - lead, source.length - widest)) : 0;
    const to = Math.min(source.length, from + widest);
    const opening = from > 0 ? "…" : "";
    const before = `${opening}${printable(source.slice(from, start))}`;
    const width = stringWidth(printable(source.slice(start, Math.min(end, to))).replaceAll("\t", " "));
    return {
        shown: `${opening}${printable(source.slice(from, to))}${to < source.length ? "…" : ""}`,
        before: before.split("\t").map((part) => " ".repeat(stringWidth(part))).join("\t"),
        marked: "^".repeat(Math.max(1, width)),
    };
}

function style(format: Parameters<typeof styleText>[0], text: string): string {
    return styleText(format, text, { stream: process.stdout });
}
