import type { Analysis } from "../analysis/analysis.ts";
import type { Location } from "../names/location.ts";
import { foundOnce } from "../graph/found-once.ts";
import type { ModelGraph, Scope } from "../graph/graph.ts";
import type { DiagnosticDefinition, Severity } from "./definition.ts";
import type { Fix } from "./fix.ts";
import type { Text } from "./text.ts";

/** Another place that explains a diagnostic. */
export interface RelatedInformation extends Location {
    readonly message: Text;
}

/** What a check has found at one place during one use of a block, as facts. */
export interface Found<Facts> {
    readonly location: Location;
    /** The layer's or line's scope; undefined for what no model has reached. */
    readonly scope: Scope | undefined;
    readonly facts: Facts;
    readonly related?: readonly RelatedInformation[];
    /** How many times what it began with something has become: said only where a person's limit is less. */
    readonly exceeds?: number;
    /** Changes of the file in which `location` lies, worked out when they are asked for. */
    readonly fixes?: () => readonly Fix[];
}

/**
 * Something that a network can do badly though every layer's rule is kept. One file each in checks/. Its words are
 * defined as those of other diagnostics; places and fixes come with what it finds.
 */
export interface CheckSpecification<Code extends string, Facts> extends
    Pick<DiagnosticDefinition<Code, Facts, undefined>, "code" | "severity" | "message"> {
    /** What to do about it. */
    help?(facts: Facts): Text | undefined;
    /** Causes and consequences that are at no other place, one fact each. */
    notes?(facts: Facts): readonly Text[];
    /** Whether what it finds could be left out: editors fade it. */
    readonly unnecessary?: boolean;
    /** Whether what `inGraph` finds is reported for a model; something else may explain it. */
    applies?(graph: ModelGraph, analysis: Analysis): boolean;
    /**
     * Looks through one model, whatever the rest of the file is. What it finds is kept with the graph, so its places
     * are the graph's own locations, which move with the text.
     */
    inGraph?(graph: ModelGraph): Iterable<Found<Facts>>;
    /**
     * Looks through one model of a file. Layers may be faulty and sizes unknown: nothing is said of what is not
     * known.
     */
    inModel?(graph: ModelGraph, analysis: Analysis): Iterable<Found<Facts>>;
    /** Looks at the file as a whole, once. */
    inFile?(analysis: Analysis): Iterable<Found<Facts>>;
}

/** A finding with its words. */
export interface WordedFinding extends Omit<Found<unknown>, "facts"> {
    readonly code: string;
    message(): Text;
    help(): Text | undefined;
    notes(): readonly Text[];
}

export interface Check<Code extends string = string> {
    readonly code: Code;
    readonly severity: Severity;
    readonly unnecessary: boolean;
    /** Everything it finds in a file and its models. */
    find(analysis: Analysis): readonly WordedFinding[];
}

/** Makes a check of a specification: from here on its facts are words. */
export function defineCheck<Code extends string, Facts>(specification: CheckSpecification<Code, Facts>): Check<Code> {
    const { code, severity, unnecessary = false } = specification;
    const inGraph = foundOnce((graph: ModelGraph) => [...(specification.inGraph?.(graph) ?? [])]);
    // What settings and `@allow` hide is never worded.
    const word = ({ facts, ...found }: Found<Facts>): WordedFinding => ({
        ...found, code,
        message: () => specification.message(facts),
        help: () => specification.help?.(facts),
        notes: () => specification.notes?.(facts) ?? [],
    });
    return {
        code,
        severity,
        unnecessary,
        find: (analysis) => [
            ...(specification.inFile?.(analysis) ?? []),
            // A part of a model may lack what the rest of it does.
            ...analysis.models.filter(({ isPartial }) => !isPartial).flatMap((graph) => [
                ...(specification.applies?.(graph, analysis) === false ? [] : inGraph(graph)),
                ...(specification.inModel?.(graph, analysis) ?? []),
            ]),
        ].map(word),
    };
}
