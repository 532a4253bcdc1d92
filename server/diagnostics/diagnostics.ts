import type { Analysis, Location } from "../model/graph.ts";
import { groupOccurrences } from "../model/problem-grouping.ts";
import type { Problem, RelatedPlace } from "../model/problems.ts";
import { formatShape } from "../sizes/shape.ts";
import { entryFor, type DiagnosticCode, type Facts } from "./catalogue.ts";
import type { RelatedInformation } from "./check.ts";
import { checks } from "./checks.ts";
import type { Severity } from "./entry.ts";
import { fixesFor, type Fix } from "./fixes.ts";
import { count } from "./wording.ts";

export interface Diagnostic extends Location {
    readonly code: DiagnosticCode;
    readonly severity: Severity;
    readonly message: string;
    readonly related: readonly RelatedInformation[];
    /** Changes that may mend it, the likeliest first. */
    readonly fixes: () => readonly Fix[];
}

const none = (): readonly Fix[] => [];

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
    return [...merged.values(), ...checked(analysis)]
        .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

/** What the checks find, grouped as problems are: once on its line, with the uses in which it happens. */
function checked(analysis: Analysis): readonly Diagnostic[] {
    const { uri } = analysis;
    const scopes = analysis.models.flatMap((graph) => graph.scopes);
    return checks.flatMap((check) => {
        const groups = groupOccurrences(uri, check.find(analysis), scopes, ({ code }) => code);
        return groups.map(({ span, first, inside, uses }): Diagnostic => ({
            uri, span,
            code: check.code,
            severity: check.severity,
            message: first.message,
            related: listed([
                ...inside.map((place) => related(place, soInUses)), ...first.related ?? [],
                ...uses.map((place) => related(place, soInUses)),
            ]),
            // What lies in an imported file is mended there.
            fixes: first.location.uri === uri ? first.fixes ?? none : none,
        }));
    });
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
            ...problem.related.map((place) => related(place, usesFail)),
        ]),
        fixes: () => fixesFor(facts, problem.span, file.text),
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

/** What is said of some uses out of all: of an error that they fail, of anything else only how many they are. */
type UsesWording = (some: number, all: number) => string;

const usesFail: UsesWording = (some, all) => `${some} of ${count(all, "use")} ${some === 1 ? "fails" : "fail"}`;

const soInUses: UsesWording = (some, all) => `so in ${some} of ${count(all, "use")}`;

function related(place: RelatedPlace, wordUses: UsesWording): RelatedInformation {
    return { uri: place.uri, span: place.span, message: wordPlace(place, wordUses) };
}

function wordPlace(place: RelatedPlace, wordUses: UsesWording): string {
    switch (place.role) {
        case "use":
            return place.total === 1 ? `in ${place.label}` : `in ${place.label}; ${wordUses(place.count, place.total)}`;
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
