import type { Analysis } from "../analysis/analysis.ts";
import type { Location } from "../names/location.ts";
import { foundOnce } from "../graph/found-once.ts";
import type { ModelGraph, Scope } from "../graph/graph.ts";
import type { DiagnosticDefinition, Severity } from "./definition.ts";
import type { Fix } from "./fix.ts";
import type { Text } from "../text.ts";

/** Another place that explains a diagnostic. */
export interface RelatedInformation extends Location {
    readonly message: Text;
}

/** A finding of a check at one place during one use of a block, as facts. */
export interface Found<Facts> {
    readonly location: Location;
    /** The layer's or line's scope; undefined for code that no model reaches. */
    readonly scope: Scope | undefined;
    readonly facts: Facts;
    readonly related?: readonly RelatedInformation[];
    /** Tells several findings at the same place apart; those without are one. */
    readonly about?: string;
    /** The growth factor of the finding: it is only reported if the user's limit is lower. */
    readonly exceeds?: number;
    /** Edits of the file with `location`, computed on demand. */
    readonly fixes?: () => readonly Fix[];
}

/**
 * A problem of a network in which every layer's rule is satisfied. One file each in checks/. Its message, help and
 * notes are defined like those of other diagnostics; places and fixes are part of its findings.
 */
export interface CheckSpecification<Code extends string, Facts> extends
    Pick<DiagnosticDefinition<Code, Facts, undefined>, "code" | "severity" | "message"> {
    /** What to do about it. */
    help?(facts: Facts): Text | undefined;
    /** Causes and consequences without a separate place, one fact each. */
    notes?(facts: Facts): readonly Text[];
    /** Whether the code of a finding is unnecessary: editors fade it. */
    readonly unnecessary?: boolean;
    /**
     * Whether a finding is only reported if its line has it in every use: writing the uses on separate lines reveals
     * findings about the same network.
     */
    readonly inEveryUse?: boolean;
    /** Whether `cnn check` fails if it finds this, although it is not an error. */
    readonly failsCheck?: boolean;
    /** Whether the findings of `inGraph` are reported for a model; another diagnostic may explain them. */
    applies?(graph: ModelGraph, analysis: Analysis): boolean;
    /**
     * Checks one model on its own. The findings are kept with the graph, so their places must be the graph's own
     * locations, which move with the text.
     */
    inGraph?(graph: ModelGraph): Iterable<Found<Facts>>;
    /** Checks one model of a file. Layers may be faulty and sizes unknown: nothing is reported about those. */
    inModel?(graph: ModelGraph, analysis: Analysis): Iterable<Found<Facts>>;
    /** Checks the file as a whole, once. */
    inFile?(analysis: Analysis): Iterable<Found<Facts>>;
}

/** A finding with its message. */
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
    readonly inEveryUse: boolean;
    readonly failsCheck: boolean;
    /** All findings in a file and its models. */
    find(analysis: Analysis): readonly WordedFinding[];
}

/** Makes a check from a specification, which puts its findings into words. */
export function defineCheck<Code extends string, Facts>(specification: CheckSpecification<Code, Facts>): Check<Code> {
    const { code, severity, unnecessary = false, inEveryUse = false, failsCheck = false } = specification;
    const inGraph = foundOnce((graph: ModelGraph) => [...(specification.inGraph?.(graph) ?? [])]);
    // Messages are created on demand: settings and `@allow` hide many findings.
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
        inEveryUse,
        failsCheck,
        find: (analysis) => [
            ...(specification.inFile?.(analysis) ?? []),
            // A partial model may lack what its rest contains.
            ...analysis.models.filter(({ isPartial }) => !isPartial).flatMap((graph) => [
                ...(specification.applies?.(graph, analysis) === false ? [] : inGraph(graph)),
                ...(specification.inModel?.(graph, analysis) ?? []),
            ]),
        ].map(word),
    };
}
