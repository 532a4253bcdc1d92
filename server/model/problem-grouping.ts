import type { EvaluatedScope, Occurrence } from "./evaluation.ts";
import type { Location, Scope } from "./graph.ts";
import type { Problem, RelatedPlace } from "./problems.ts";

/** How many failed uses one problem names. */
const usesNamed = 8;

/**
 * Makes problems of occurrences: what fails in several uses of a block or rounds of a loop is one problem on its line,
 * which names the uses. What fails inside an imported file stands on the use in this one.
 */
export function groupOccurrences(
    uri: string, occurrences: readonly Occurrence[], scopes: readonly Scope[],
): readonly Problem[] {
    const groups = new Map<string, { readonly place: Place; readonly members: Occurrence[] }>();
    for (const occurrence of occurrences) {
        const place = placeIn(uri, occurrence);
        if (place === undefined) {
            continue;
        }
        const { finding } = occurrence.finding;
        const { span } = occurrence.location;
        const key = [place.span.start, place.span.end, finding.code, occurrence.location.uri, span.start].join("|");
        const group = groups.get(key);
        if (group === undefined) {
            groups.set(key, { place, members: [occurrence] });
        } else {
            group.members.push(occurrence);
        }
    }
    const useCounts = countUses(scopes);
    return [...groups.values()].flatMap(({ place, members }) => {
        const [first] = members;
        return first === undefined ? [] : [{
            span: place.span, ...first.finding,
            related: [...place.inside, ...first.related, ...failedUses(uri, members, useCounts)],
        }];
    });
}

interface Place {
    readonly span: Location["span"];
    /** Where it happened, if that is not where it is shown. */
    readonly inside: readonly RelatedPlace[];
}

/** Where an occurrence is shown in a file: its own place, or the innermost use in the file that led to it. */
function placeIn(uri: string, occurrence: Occurrence): Place | undefined {
    if (occurrence.location.uri === uri) {
        return { span: occurrence.location.span, inside: [] };
    }
    for (let scope: Scope | undefined = occurrence.scope; scope !== undefined; scope = scope.parent) {
        if (scope.kind === "block" && scope.location.uri === uri) {
            const label = scope.label;
            return { span: scope.location.span, inside: [{ ...occurrence.location, role: "inside", label }] };
        }
    }
    return undefined;
}

/** How often each block was used and each loop went round, by where it is defined. */
function countUses(scopes: readonly Scope[]): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const scope of scopes) {
        const key = definitionKey(scope);
        counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return counts;
}

/** The innermost uses in which it failed, each once, and from the first how that was reached. */
function failedUses(
    uri: string, members: readonly Occurrence[], useCounts: ReadonlyMap<string, number>,
): readonly RelatedPlace[] {
    const places: RelatedPlace[] = [];
    const seen = new Set<string>();
    const innermost = members.map((member) => innermostUse(member.scope)).filter((scope) => scope !== undefined);
    const add = (scope: Scope, count: number): void => {
        const key = `${scope.location.uri}|${scope.location.span.start}|${scope.label}`;
        if (!seen.has(key) && places.length < usesNamed) {
            seen.add(key);
            const total = useCounts.get(definitionKey(scope)) ?? count;
            places.push({ ...scope.location, role: "use", label: scope.label, count, total });
        }
    };
    for (const scope of innermost) {
        // A use in this file that the problem already stands on says nothing new.
        if (members[0]?.location.uri === uri || scope.location.uri !== uri) {
            add(scope, innermost.length);
        }
    }
    for (let scope = innermost[0]?.parent; scope !== undefined; scope = scope.parent) {
        if (scope.kind === "block") {
            add(scope, 1);
        }
    }
    return places;
}

/** The use of a block, or the round of a loop, that a scope stands for or in. */
function innermostUse(scope: EvaluatedScope | Scope | undefined): Scope | undefined {
    let current: Scope | undefined = scope;
    while (current !== undefined && current.kind !== "block" && current.kind !== "round") {
        current = current.parent;
    }
    return current;
}

function definitionKey(scope: Scope): string {
    const { uri, span } = scope.definition ?? scope.location;
    return `${scope.kind}|${uri}|${span.start}`;
}
