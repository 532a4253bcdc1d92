import { lineStartAt } from "../../grammar/source-tokens.ts";
import type { Span } from "../../grammar/syntax-tree.ts";
import type { Analysis } from "../analysis/analysis.ts";
import type { Location } from "../names/location.ts";
import { groupOccurrences } from "../analysis/problem-grouping.ts";
import type { Problem } from "../evaluation/problems.ts";
import { defaultSeverities, type DiagnosticCode } from "./catalogue.ts";
import type { RelatedInformation, WordedFinding } from "./check.ts";
import { checks } from "./checks.ts";
import type { Severity } from "./definition.ts";
import { apply, defineProblem } from "./definitions.ts";
import { unknownCode } from "./definitions/unknown-code.ts";
import type { Fix } from "./fix.ts";
import { relatedInformation } from "./related-places.ts";
import { sampleFindings } from "./sample-findings.ts";
import { allowedCodes, isAllowed, unknownCodes, type Allowed, type SeveritySetting } from "./silencing.ts";
import { codeList, text, type Text } from "../text.ts";

export interface Diagnostic extends Location {
    readonly code: DiagnosticCode;
    readonly severity: Severity;
    readonly message: string;
    /** What to do about it. */
    readonly help?: string | undefined;
    /** Causes and consequences without a separate place. */
    readonly notes: readonly string[];
    /** Causes and consequences at other places. */
    readonly related: readonly RelatedInformation[];
    /** Edits that may fix it, the most likely first. */
    readonly fixes: () => readonly Fix[];
    /** The place of the mistake itself, if it is in an imported file. */
    readonly origin: Location;
    /** Whether the code is unnecessary: editors fade it. */
    readonly unnecessary?: boolean;
    /** Only reported if it is more than `ReportOptions.channelGrowth`. */
    readonly exceeds?: number;
}

/** How the user wants diagnostics to be reported. */
export interface ReportOptions {
    /** By code; replaces the default severity. */
    readonly severities?: ReadonlyMap<string, SeveritySetting>;
    /** The maximum growth of channels in a dense block without compression. */
    readonly channelGrowth?: number;
}

/** The growth of published DenseNets. */
export const defaultChannelGrowth = 4;

const none = (): readonly Fix[] => [];

/** The maximum number of related places of one diagnostic. */
const mostRelated = 8;

/** The diagnostics of a file, according to settings and `@allow`. */
export function diagnose(analysis: Analysis, options: ReportOptions = {}): readonly Diagnostic[] {
    return reported(findDiagnostics(analysis), analysis, options);
}

/**
 * All problems of a file as text, in the order of the text; one diagnostic per cause. It ignores settings and `@allow`,
 * so it determines whether a graph is valid.
 */
export function findDiagnostics(analysis: Analysis): readonly Diagnostic[] {
    const merged = new Map<string, Diagnostic>();
    for (const problem of analysis.problems.flatMap((one) => leftOf(one, analysis))) {
        const diagnostic = word(problem, analysis);
        const key = identityOf(problem);
        const before = merged.get(key);
        merged.set(key, before === undefined ? diagnostic : merge(before, diagnostic));
    }
    return [...merged.values(), ...checked(analysis), ...misallowed(analysis)]
        .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

/** The diagnostics that remain after settings change severities and `@allow` silences codes. */
export function reported(
    found: readonly Diagnostic[], { uri, file, imported }: Analysis,
    { severities = new Map(), channelGrowth = defaultChannelGrowth }: ReportOptions = {},
): readonly Diagnostic[] {
    const own = allowedCodes(file);
    const elsewhere = new Map<string, readonly Allowed[]>();
    const allowedIn = (other: string): readonly Allowed[] => {
        const parsed = imported.get(other);
        const allowed = elsewhere.get(other) ?? (parsed === undefined ? [] : allowedCodes(parsed));
        elsewhere.set(other, allowed);
        return allowed;
    };
    return found.flatMap((diagnostic) => {
        const { code, span, origin } = diagnostic;
        const severity = severities.get(code) ?? diagnostic.severity;
        const allowed = isAllowed(code, span, own) ||
            (origin.uri !== uri && isAllowed(code, origin.span, allowedIn(origin.uri)));
        const isBelow = diagnostic.exceeds !== undefined && diagnostic.exceeds <= channelGrowth;
        if (severity === "off" || allowed || isBelow) {
            return [];
        }
        const { message, help, notes } = diagnostic;
        return [{ ...diagnostic, severity, message, notes, ...(help === undefined ? {} : { help }) }];
    });
}

/** The findings of checks, grouped like problems: once on their line, with the uses in which they occur. */
function checked(analysis: Analysis): readonly Diagnostic[] {
    const { uri } = analysis;
    const scopes = analysis.models.flatMap((graph) => graph.scopes);
    const isBroken = brokenLines(analysis);
    return checks.flatMap((check) => {
        const found = check.find(analysis).filter(({ location }) => location.uri !== uri || !isBroken(location.span));
        const groups = groupOccurrences(uri, found, scopes, ({ code, about = "" }) => `${code} ${about}`);
        return groups.map(({ span, first, members, inside, uses }) => new CheckedDiagnostic({
            uri, span,
            code: check.code,
            severity: check.severity,
            related: listed([
                ...inside.map((place) => relatedInformation(place, "found")), ...first.related ?? [],
                ...uses.map((place) => relatedInformation(place, "found")),
            ]),
            // A mistake in an imported file is fixed there.
            fixes: first.location.uri === uri ? first.fixes ?? none : none,
            origin: first.location,
            unnecessary: check.unnecessary,
            ...(members.every(({ exceeds }) => exceeds !== undefined)
                ? { exceeds: members.reduce((most, { exceeds = 0 }) => Math.max(most, exceeds), 0) }
                : {}),
        }, first));
    });
}

/** Makes a function that returns whether a place is on a line with a syntax error, whose meaning is uncertain. */
function brokenLines({ file }: Analysis): (span: Span) => boolean {
    const lines = new Set(file.problems.map(({ start }) => lineStartAt(file, start)));
    return ({ start }) => lines.size > 0 && lines.has(lineStartAt(file, start));
}

type Words = Pick<WordedFinding, "message" | "help" | "notes">;

/**
 * A check's finding, put into words on demand. It is a class because the accessors of an object literal would close
 * over the whole graph, and keep it alive until V8's next full collection.
 */
class CheckedDiagnostic implements Diagnostic {
    readonly uri;
    readonly span;
    readonly code;
    readonly severity;
    readonly related;
    readonly fixes;
    readonly origin;
    readonly unnecessary: boolean;
    declare readonly exceeds?: number;
    readonly #words: Words;

    constructor(found: Omit<Diagnostic, "message" | "help" | "notes">, words: Words) {
        this.uri = found.uri;
        this.span = found.span;
        this.code = found.code;
        this.severity = found.severity;
        this.related = found.related;
        this.fixes = found.fixes;
        this.origin = found.origin;
        this.unnecessary = found.unnecessary ?? false;
        if (found.exceeds !== undefined) {
            this.exceeds = found.exceeds;
        }
        this.#words = words;
    }

    get message(): string {
        return this.#words.message();
    }

    get help(): string | undefined {
        return this.#words.help();
    }

    get notes(): readonly string[] {
        return this.#words.notes();
    }
}

/** The unknown codes of `@allow` decorators. */
function misallowed({ uri, file, names, uses, calls }: Analysis): readonly Diagnostic[] {
    return unknownCodes(allowedCodes(file), defaultSeverities).map(({ span, problem }) => {
        const { severity, message, help, notes, fixes } =
            apply(unknownCode, problem, { file, uri, names, span, occurrences: [], uses, calls });
        return {
            uri, span, code: problem.code, severity, message, ...(help === undefined ? {} : { help }),
            notes: notes.map((note) => note.message), related: [], fixes, origin: { uri, span },
        };
    });
}

/** A problem without the uses that fail because of a default size, if that is reported separately. */
function leftOf(problem: Problem, analysis: Analysis): readonly Problem[] {
    const { explained } = sampleFindings(analysis);
    const left = problem.occurrences.filter((occurrence) => !explained.has(occurrence));
    const [first] = left;
    if (left.length === problem.occurrences.length) {
        return [problem];
    }
    const isOwn = ({ role }: Problem["related"][number]): boolean => role === "operand" || role === "first";
    return first === undefined ? [] : [{
        span: problem.span, ...first.finding, occurrences: left,
        related: [...first.related, ...problem.related.filter((place) => !isOwn(place))],
    }];
}

/** The note that no other input size would help, if so. */
function ofEverySize({ occurrences: [first] }: Problem, analysis: Analysis): readonly Text[] {
    const names = first === undefined ? undefined : sampleFindings(analysis).unfixable.get(first);
    return names === undefined ? [] : [text("changing {names} would not fix this", { names: codeList(names, "or") })];
}

function word(problem: Problem, analysis: Analysis): Diagnostic {
    const { uri } = analysis;
    const { severity, message, help, notes, fixes } = defineProblem(problem, analysis);
    const origin = problem.occurrences[0]?.location ?? { uri, span: problem.span };
    const span = { start: problem.span.start, end: problem.span.end };
    return {
        uri, span,
        code: problem.finding.code,
        severity,
        message,
        ...(help === undefined ? {} : { help }),
        notes: [
            ...notes.flatMap((note) => (note.span === undefined ? [note.message] : [])),
            ...ofEverySize(problem, analysis),
        ],
        related: listed([
            ...notes.flatMap(({ span: at, message: note }) =>
                (at === undefined ? [] : [{ uri, span: at, message: note }])),
            ...problem.related.map((place) => relatedInformation(place, severity === "error" ? "fail" : "found")),
        ]),
        // A problem in an imported file is fixed there.
        fixes: origin.uri === uri ? fixes : none,
        origin,
    };
}

/** Identifies a cause: a call can lack two arguments, but its height and width fail for the same reason. */
function identityOf({ span, finding }: Problem): string {
    const name = "name" in finding ? finding.name : "parameter" in finding ? finding.parameter : "";
    return `${span.start}:${span.end}:${finding.code}:${name}`;
}

function merge(first: Diagnostic, second: Diagnostic): Diagnostic {
    const known = new Set(first.related.map(identityOfPlace));
    const added = second.related.filter((place) => !known.has(identityOfPlace(place)));
    return { ...first, related: listed([...first.related, ...added]) };
}

function identityOfPlace({ uri, span, message }: RelatedInformation): string {
    return `${uri}:${span.start}:${span.end}:${message}`;
}

function listed(places: readonly RelatedInformation[]): readonly RelatedInformation[] {
    return places.slice(0, mostRelated);
}
