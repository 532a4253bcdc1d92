import { foundOnce } from "../graph/found-once.ts";
import type { ModelGraph, Scope, SizeDemand } from "../graph/graph.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { inputRule, nearestSizes, type InputRule, type SizeRule } from "../graph/input-rule.ts";
import type { Occurrence } from "../evaluation/problems.ts";
import { Budget, limits } from "../limits.ts";
import { holds, partsOfTest, variablesOf, type SizeTest } from "../sizes/size-condition.ts";
import { everySize, intersectSets, isEmptySet, isSubset, type SizeSet } from "../sizes/size-set.ts";
import { solveTest } from "../sizes/size-solutions.ts";
import {
    blamedSizes, farthest, isWithinReach, leavesNothing, variablesOfSides, type FailedDemand, type Nearest,
} from "./sample-blame.ts";

/** Dynamic sizes of one input with the same default, which does not fit, and which are fixed together. */
export interface UnfitSample extends Nearest {
    readonly graph: ModelGraph;
    readonly sizes: readonly SizeRule[];
    readonly sample: number;
    /** The conditions that the default violates. */
    readonly failed: readonly FailedDemand[];
}

/** A size for which the model's `require` lines allow none that the network accepts, or none at all. */
export interface Contradiction {
    readonly graph: ModelGraph;
    readonly rule: SizeRule;
    /** The `require` that leaves no size. */
    readonly requirement: SizeDemand;
}

/** The problems of a file's models that default sizes cause. */
export interface SampleFindings {
    readonly unfit: readonly UnfitSample[];
    readonly contradictions: readonly Contradiction[];
    /** Problems that a default size or contradicting conditions cause, which are reported there. */
    readonly explained: ReadonlySet<Occurrence>;
    /** Dynamic sizes none of which would fix the problem: it is the layer's own mistake. */
    readonly unfixable: ReadonlyMap<Occurrence, readonly string[]>;
}

const nothing: SampleFindings = { unfit: [], contradictions: [], explained: new Set(), unfixable: new Map() };

/**
 * Separates problems of a default size from problems at all sizes. A default is at fault if nearby sizes satisfy the
 * demand: those of a pattern that continues or, if the demand compares a size with a number, that number. If two sides
 * grow at different rates, as after a stride that only one of them has, they agree at a few small sizes that nobody
 * intends, and the layer is at fault.
 */
export const sampleFindings = foundOnce((analysis: Analysis): SampleFindings => {
    const occurrences = analysis.problems.flatMap((problem) => problem.occurrences
        .filter(({ demanded }) => demanded !== undefined).map((occurrence) => ({ occurrence, problem })));
    if (occurrences.length === 0) {
        return nothing;
    }
    const parts = analysis.models.map((graph) =>
        findIn(graph, occurrences.filter(({ occurrence }) => rootOf(occurrence.scope) === graph.scopes[0])));
    return {
        unfit: parts.flatMap(({ unfit }) => unfit),
        contradictions: parts.flatMap(({ contradictions }) => contradictions),
        explained: new Set(parts.flatMap(({ explained }) => [...explained])),
        unfixable: new Map(parts.flatMap(({ unfixable }) => [...unfixable])),
    };
});

function rootOf(scope: Scope | undefined): Scope | undefined {
    let root = scope;
    while (root?.parent !== undefined) {
        root = root.parent;
    }
    return root;
}

type FoundOccurrence = NonNullable<FailedDemand["found"]>;

function findIn(graph: ModelGraph, occurrences: readonly FoundOccurrence[]): SampleFindings {
    if (occurrences.length === 0) {
        return nothing;
    }
    const samples = new Map(graph.inputs.flatMap(({ dynamicSizes }) =>
        dynamicSizes.map(({ name, size }) => [name, size.sample ?? 1] as const)));
    const failed = failedDemands(graph, occurrences, samples);
    const forbidden = new Set(failed.flatMap(({ requirement, demanded }) =>
        (requirement === undefined ? [] : variablesOf(demanded))));
    const budget = new Budget(limits.sizeSteps);
    const blamed = new Map(failed.map((one) => [one, blamedSizes(one, samples, forbidden, budget)]));
    const isBlamed = (one: FailedDemand): boolean => (blamed.get(one)?.length ?? 0) > 0;
    const mistaken = failed.filter((one) => !isBlamed(one));
    const findings = new Findings(graph, inputRule(withoutDemands(graph, mistaken)));
    // Conditions that no layer has reported are only added to one that has been.
    if (failed.some((one) => one.found !== undefined && isBlamed(one))) {
        for (const group of groupsOf(findings.rule, [...blamed.values()])) {
            findings.addGroup(group, failed.filter((one) =>
                group.some(({ name }) => blamed.get(one)?.includes(name) === true)));
        }
    }
    for (const one of mistaken) {
        findings.addMistake(one, samples, budget);
    }
    return findings;
}

/** The findings about one model. */
class Findings implements SampleFindings {
    readonly unfit: UnfitSample[] = [];
    readonly contradictions: Contradiction[] = [];
    readonly explained = new Set<Occurrence>();
    readonly unfixable = new Map<Occurrence, readonly string[]>();
    readonly #graph: ModelGraph;
    /** The rule for the model's inputs, without mistaken demands. */
    readonly rule: InputRule;

    constructor(graph: ModelGraph, rule: InputRule) {
        this.#graph = graph;
        this.rule = rule;
    }

    /** Adds a problem without a default at fault: a `require` that no size satisfies, or a layer's own mistake. */
    addMistake(
        { demanded, finding, found, requirement }: FailedDemand, samples: ReadonlyMap<string, number>, budget: Budget,
    ): void {
        const concerned = demanded.kind === "constant" ? variablesOfSides(finding) : variablesOf(demanded);
        const names = concerned.filter((name) => leavesNothing(demanded, name, samples, budget));
        const [first] = this.rule.sizes.filter(({ name }) => names.includes(name));
        if (found === undefined) {
            return;
        }
        if (requirement !== undefined && first !== undefined) {
            this.contradictions.push({ graph: this.#graph, rule: first, requirement });
            this.explained.add(found.occurrence);
            return;
        }
        this.explained.delete(found.occurrence);
        if (first !== undefined && names.length === concerned.length) {
            this.unfixable.set(found.occurrence, names);
        }
    }

    /** Adds defaults at fault with the same rule: the sizes near them, or the contradiction. */
    addGroup(group: readonly SizeRule[], failed: readonly FailedDemand[]): void {
        const [first] = group;
        if (first === undefined) {
            return;
        }
        const near = nearestOf(group, first, this.rule);
        // Together the demands may only leave sizes that nobody intends, even if each alone does not.
        if (near !== undefined && failed.every(({ requirement }) => requirement === undefined)
            && !isWithinReach(first.sample, near)) {
            return;
        }
        const contradiction = near === undefined ? contradictionOf(this.#graph, first) : undefined;
        const occurrences = failed.flatMap(({ found }) => (found === undefined ? [] : [found.occurrence]));
        if (near !== undefined) {
            this.unfit.push({ graph: this.#graph, sizes: group, sample: first.sample, ...near, failed });
        } else if (contradiction !== undefined) {
            this.contradictions.push(contradiction);
        } else {
            occurrences.forEach((occurrence) => this.unfixable.set(occurrence, group.map(({ name }) => name)));
            return;
        }
        occurrences.forEach((occurrence) => this.explained.add(occurrence));
    }
}

/** All conditions that the defaults violate, reported ones first. */
function failedDemands(
    graph: ModelGraph, occurrences: readonly FoundOccurrence[], samples: ReadonlyMap<string, number>,
): readonly FailedDemand[] {
    const requirements = new Map(graph.requirements.map((one) => [one.location.span.start, one]));
    const sample = (name: string): number => samples.get(name) ?? 1;
    const failing = (test: SizeTest): readonly SizeTest[] =>
        partsOfTest(test).filter((part) => !holds(part, sample, sample));
    const reported = occurrences.flatMap((found): readonly FailedDemand[] => {
        const { demanded, finding, location } = found.occurrence;
        return demanded === undefined ? [] : failing(demanded).map((part) => ({
            demanded: part, found,
            finding: finding.source === "layer" ? finding.finding : undefined,
            requirement: finding.finding.code === "failed-require" ? requirements.get(location.span.start) : undefined,
        }));
    });
    const known = new Set(reported.map(({ demanded }) => demanded.key));
    const unreported = graph.demands.flatMap(({ test, source }) => failing(test).filter(({ key }) => !known.has(key))
        .map((demanded): FailedDemand => ({
            demanded, finding: source.kind === "rule" ? source.problem() : undefined, found: undefined,
            requirement: undefined,
        })));
    return [...reported, ...unreported];
}

/** The model without mistaken demands, for the remaining rule. */
function withoutDemands(graph: ModelGraph, mistaken: readonly FailedDemand[]): ModelGraph {
    const keys = new Set(mistaken.map(({ demanded }) => demanded.key));
    const isMistaken = (test: SizeTest): boolean => partsOfTest(test).some(({ key }) => keys.has(key));
    return keys.size === 0 ? graph : { ...graph, demands: graph.demands.filter(({ test }) => !isMistaken(test)) };
}

/** The sizes at fault, grouped by input, default and the sizes that fit. */
function groupsOf(rule: InputRule, blamed: readonly (readonly string[])[]): readonly (readonly SizeRule[])[] {
    // If either of two sizes may be at fault, it is the one with another problem.
    const alone = new Set(blamed.flatMap((names) => (names.length === 1 ? names : [])));
    const names = new Set([...alone, ...blamed.flatMap((several) =>
        (several.some((name) => alone.has(name)) ? [] : several.slice(0, 1)))]);
    const groups: SizeRule[][] = [];
    for (const size of rule.sizes.filter(({ name }) => names.has(name))) {
        const group = groups.find(([first]) => first?.input === size.input && first.sample === size.sample &&
            isSubset(first.allowed, size.allowed) === true && isSubset(size.allowed, first.allowed) === true);
        if (group === undefined) {
            groups.push([size]);
        } else {
            group.push(size);
        }
    }
    return groups;
}

/** The nearest sizes in both directions that suit the whole group; undefined if there are none. */
function nearestOf(group: readonly SizeRule[], first: SizeRule, rule: InputRule): Nearest | undefined {
    const near = nearestSizes(first, first.sample);
    if (near.below !== undefined || near.above !== undefined) {
        return near;
    }
    if (!group.some(({ limits, requirement }) => [limits, requirement].some(({ ties, relatedSizes }) =>
        ties.length > 0 || relatedSizes.length > 0))) {
        return undefined;
    }
    const isAllowed = (size: number): boolean => rule.allows(new Map(group.map(({ name }) => [name, size])));
    const search = (from: number, step: 1 | -1): number | undefined => {
        const end = Math.min(Math.max(first.sample * farthest, 1), first.sample + mostTried);
        for (let size = from + step; size >= 1 && size <= end; size += step) {
            if (isAllowed(size)) {
                return size;
            }
        }
        return undefined;
    };
    const [below, above] = [search(first.sample, -1), search(first.sample, 1)];
    return below === undefined && above === undefined ? undefined : { below, above };
}

/** How many sizes are tried one by one if sizes depend on each other. */
const mostTried = 1024;

/** The `require` that leaves no size that the network accepts. */
function contradictionOf(graph: ModelGraph, rule: SizeRule): Contradiction | undefined {
    if (isEmptySet(rule.fits) || !rule.limits.isComplete || !rule.requirement.isComplete) {
        return undefined;
    }
    let left: SizeSet | undefined = rule.fits;
    const budget = new Budget(limits.sizeSteps);
    for (const requirement of rule.requirement.demands) {
        for (const part of partsOfTest(requirement.test)) {
            const [only, ...others] = variablesOf(part);
            const set = only === rule.name && others.length === 0 ? solveTest(part, rule.sample, budget) : everySize;
            left = set === undefined || left === undefined ? undefined : intersectSets(left, set, budget);
        }
        if (left !== undefined && isEmptySet(left)) {
            return { graph, rule, requirement };
        }
    }
    return undefined;
}
