import type { Analysis, Location } from "../model/graph.ts";
import type { Problem, RelatedPlace } from "../model/problems.ts";
import { formatShape } from "../sizes/shape.ts";
import { entryFor, type DiagnosticCode, type Facts } from "./catalogue.ts";
import type { Severity } from "./entry.ts";
import { fixesFor, type Fix } from "./fixes.ts";
import { count } from "./wording.ts";

export interface Diagnostic extends Location {
    readonly code: DiagnosticCode;
    readonly severity: Severity;
    readonly message: string;
    readonly related: readonly RelatedInformation[];
    readonly fixes: readonly Fix[];
}

export interface RelatedInformation extends Location {
    readonly message: string;
}

/** How many related places of one diagnostic are listed. */
const mostRelated = 8;

/** What is wrong with a file, worded for people, in the order of the text; one diagnostic for one cause. */
export function diagnose(analysis: Analysis): readonly Diagnostic[] {
    const merged = new Map<string, Diagnostic>();
    for (const problem of analysis.problems) {
        const diagnostic = word(problem, analysis);
        const key = identityOf(problem);
        const before = merged.get(key);
        merged.set(key, before === undefined ? diagnostic : merge(before, diagnostic));
    }
    return [...merged.values()].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

function word(problem: Problem, { uri, file }: Analysis): Diagnostic {
    const facts: Facts = problem.finding;
    const entry = entryFor(problem);
    const near = entry.related?.(facts) ?? [];
    return {
        uri,
        span: { start: problem.span.start, end: problem.span.end },
        code: facts.code,
        severity: entry.severity,
        message: entry.message(facts),
        related: listed([
            ...near.map(({ span, message }) => ({ uri, span, message })),
            ...problem.related.map((place) => ({ uri: place.uri, span: place.span, message: wordPlace(place) })),
        ]),
        fixes: fixesFor(facts, problem.span, file.text),
    };
}

/** What tells two causes apart: a call can lack two arguments, but its height and width fail for one reason. */
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

function wordPlace(place: RelatedPlace): string {
    switch (place.role) {
        case "use": {
            const failing = `${place.count} of ${count(place.total, "use")} ${place.count === 1 ? "fails" : "fail"}`;
            return place.total === 1 ? `in ${place.label}` : `in ${place.label}; ${failing}`;
        }
        case "operand":
            return place.path === ""
                ? `${formatShape(place.shape)} comes from here`
                : `${formatShape(place.shape)} comes from \`${place.path}\``;
        case "inside":
            return `in ${place.label}`;
        case "first":
            return `\`${place.name}\` was given here first`;
    }
}
