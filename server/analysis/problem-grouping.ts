import { foundOnce } from "../graph/found-once.ts";
import type { Scope } from "../graph/graph.ts";
import type { Location } from "../names/location.ts";
import type { RelatedPlace } from "../evaluation/problems.ts";

/** The maximum number of uses that a problem lists. */
const usesNamed = 8;

/** A finding at one place during one use of a block or round of a loop. */
export interface FoundInUse {
    readonly location: Location;
    readonly scope: Scope | undefined;
}

/** The findings at one place, in all uses. */
export interface Grouped<Found> {
    /** Its position in the file. */
    readonly span: Location["span"];
    readonly first: Found;
    /** All findings, including the first. */
    readonly members: readonly Found[];
    /** The position of the finding, if it differs from where it is shown. */
    readonly inside: readonly RelatedPlace[];
    /** The uses of blocks and rounds of loops in which it happened. */
    readonly uses: readonly RelatedPlace[];
}

/**
 * Groups findings: what occurs in several uses of a block or rounds of a loop is one problem on its line, which lists
 * the uses. A finding inside an imported file is shown at the use in this one.
 */
export function groupOccurrences<Found extends FoundInUse>(
    uri: string, occurrences: readonly Found[], scopes: readonly Scope[], codeOf: (found: Found) => string,
): readonly Grouped<Found>[] {
    const groups = new Map<string, { readonly place: Place; readonly first: Found; readonly members: Found[] }>();
    for (const occurrence of occurrences) {
        const place = placeIn(uri, occurrence);
        if (place === undefined) {
            continue;
        }
        const { span } = occurrence.location;
        const key = [
            place.span.start, place.span.end, codeOf(occurrence), occurrence.location.uri, span.start,
        ].join("|");
        const group = groups.get(key);
        if (group === undefined) {
            groups.set(key, { place, first: occurrence, members: [occurrence] });
        } else {
            group.members.push(occurrence);
        }
    }
    const useCounts = groups.size === 0 ? new Map<string, number>() : countUses(scopes);
    return [...groups.values()].map(({ place, first, members }) => ({
        ...place, first, members, uses: usesOf(uri, members, useCounts),
    }));
}

interface Place {
    readonly span: Location["span"];
    readonly inside: readonly RelatedPlace[];
}

/** Where a finding is shown in a file: at its own position, or at the innermost use in the file that led to it. */
function placeIn(uri: string, occurrence: FoundInUse): Place | undefined {
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

/** The number of uses of each block and rounds of each loop, by definition. */
const countUses = foundOnce((scopes: readonly Scope[]): ReadonlyMap<string, number> => {
    // In one model, all uses of a block share its location, and all rounds that of their loop.
    const alike = new Map<Location, { readonly scope: Scope; count: number }>();
    for (const scope of scopes) {
        if (scope.kind === "block" || scope.kind === "round") {
            const definition = scope.definition ?? scope.location;
            const known = alike.get(definition);
            if (known === undefined) {
                alike.set(definition, { scope, count: 1 });
            } else {
                known.count += 1;
            }
        }
    }
    const counts = new Map<string, number>();
    for (const { scope, count } of alike.values()) {
        const key = definitionKey(scope);
        counts.set(key, (counts.get(key) ?? 0) + count);
    }
    return counts;
});

/** The innermost uses with the finding; if all have it, only the first, and how that was reached. */
function usesOf(
    uri: string, members: readonly FoundInUse[], useCounts: ReadonlyMap<string, number>,
): readonly RelatedPlace[] {
    const places: RelatedPlace[] = [];
    const seen = new Set<string>();
    const innermost = members.map((member) => innermostUse(member.scope)).filter((scope) => scope !== undefined);
    const add = (scope: Scope): void => {
        const key = `${scope.location.uri}|${scope.location.span.start}|${scope.label}`;
        if (!seen.has(key) && places.length < usesNamed) {
            seen.add(key);
            const total = useCounts.get(definitionKey(scope)) ?? 1;
            const isFirst = places.length === 0 && total > 1;
            places.push({
                ...scope.location, role: "use", label: scope.label,
                ...(isFirst ? { uses: { count: innermost.length, total } } : {}),
            });
        }
    };
    const [first] = innermost;
    const isInAll = first !== undefined && useCounts.get(definitionKey(first)) === innermost.length;
    for (const scope of isInAll ? [first] : innermost) {
        // A use in this file at which the problem is already shown adds nothing.
        if (members[0]?.location.uri === uri || scope.location.uri !== uri) {
            add(scope);
        }
    }
    for (let scope = first?.parent; scope !== undefined; scope = scope.parent) {
        if (scope.kind === "block") {
            add(scope);
        }
    }
    return places;
}

/** The innermost use of a block or round of a loop that a scope is, or is in. */
function innermostUse(scope: Scope | undefined): Scope | undefined {
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
