import { Budget, limits as workLimits } from "../limits.ts";
import { equalTo, formatTest } from "../sizes/function-text.ts";
import { patternOf, type SetPattern } from "../sizes/set-pattern.ts";
import {
    aloneIn, alwaysFalse, functionsOf, holds, partsOfTest, variablesOf, type SizeTest,
} from "../sizes/size-condition.ts";
import type { SizeFunction } from "../sizes/function-form.ts";
import {
    everySize, hasSize, intersectAll, intersectSets, isEverySize, isSubset, nextSize, noSize, previousSize,
    type SizeSet,
} from "../sizes/size-set.ts";
import { solveTest } from "../sizes/size-solutions.ts";
import { foundOnce } from "./found-once.ts";
import type { DynamicSize, GraphInput, Layer, ModelGraph, SizeDemand, Value } from "./graph.ts";
import { operandsOf, roundingLayer } from "./rounding-layer.ts";

/** Which inputs a model accepts: the exact sets of its dynamic sizes, and their causes. */
export interface InputRule {
    /** In the order of the inputs. */
    readonly sizes: readonly SizeRule[];
    /** Whether the network runs on an input of these sizes; omitted dynamic sizes have their defaults. */
    fits(sizes: ReadonlyMap<string, number>): boolean;
    /** Whether these sizes also satisfy the model's own `require` lines. */
    allows(sizes: ReadonlyMap<string, number>): boolean;
    /** The condition at which the limit of work was reached: this and the later ones are not part of the sets. */
    readonly stoppedAt: SizeDemand | undefined;
}

/** The rule for one dynamic size. Other sizes that it depends on have their defaults. */
export interface SizeRule {
    readonly name: string;
    readonly declaration: DynamicSize;
    readonly input: GraphInput;
    readonly sample: number;
    /** The sizes that the network accepts. */
    readonly fits: SizeSet;
    /** The sizes that the model's own `require` lines allow. */
    readonly required: SizeSet;
    /** The intersection of both. */
    readonly allowed: SizeSet;
    /** Conditions that relate it to other dynamic sizes. */
    readonly relations: readonly SizeRelation[];
    /** Whether the sets are exact: a pattern whose period is too long is left out of them. */
    readonly isComplete: boolean;
    /** A description of `fits`. */
    readonly pattern: SetPattern;
    /** The causes of `fits`: of demands with the same effect, the strongest. */
    readonly causes: readonly SizeCause[];
    /** The limits from the network, and those from the model's own `require` lines. */
    readonly limits: SizeLimits;
    readonly requirement: SizeLimits;
}

/**
 * How a condition relates a size to others: it equals a formula of them, `W`, or satisfies a condition, `2·⌊H/2⌋ ≥ W`.
 */
export type SizeRelation =
    | { readonly kind: "equal"; readonly to: string }
    | { readonly kind: "condition"; readonly condition: string };

/** A dynamic size with its default. */
export interface SampledSize {
    readonly name: string;
    readonly sample: number;
}

/** The limits of one dynamic size: a set of numbers, and conditions that relate it to others. */
export interface SizeLimits {
    /** The numeric limits; conditions that are only readable with numbers use the default sizes of the others. */
    readonly numbers: SizeSet;
    /** The other dynamic sizes whose defaults `numbers` uses. */
    readonly relatedSizes: readonly SampledSize[];
    /** The conditions that relate it to others and are not part of `numbers`. */
    readonly ties: readonly SizeTest[];
    readonly isComplete: boolean;
    /** The demands that limit it, without duplicates. */
    readonly demands: readonly SizeDemand[];
}

/** One demand that limits a size. */
export interface SizeCause {
    readonly demand: SizeDemand;
    /** The sizes that satisfy this demand alone. */
    readonly leaves: SizeSet;
    /** The condition for display: `2·⌊H/32⌋ = ⌊H/16⌋`. */
    readonly condition: string;
    /** The operands of the demand, if the layer joins several values. */
    readonly operands: readonly Value[];
    /** The layer whose rounding causes the condition, if it is a different one. */
    readonly rounding: Layer | undefined;
}

/** Returns the rule for a model's inputs, computed on first use. */
export const inputRule = foundOnce(makeRule);

/** The nearest sizes below and above a number that the network accepts and `require` lines allow. */
export function nearestSizes(
    rule: SizeRule, to: number,
): { readonly below: number | undefined; readonly above: number | undefined } {
    return { below: previousSize(rule.allowed, to - 1), above: nextSize(rule.allowed, to + 1) };
}

/** The parts of a rule that are computed on first use. */
interface Later {
    pattern(): SetPattern;
    causes(): readonly SizeCause[];
}

/**
 * A rule whose pattern and causes are computed on first use. It is a class because the accessors of an object literal
 * would close over the whole graph, and keep it alive until V8's next full collection.
 */
class LazySizeRule implements SizeRule {
    readonly name;
    readonly declaration;
    readonly input;
    readonly sample;
    readonly fits;
    readonly required;
    readonly allowed;
    readonly relations;
    readonly isComplete;
    readonly limits;
    readonly requirement;
    readonly #later: Later;

    constructor(known: Omit<SizeRule, keyof Later>, later: Later) {
        this.name = known.name;
        this.declaration = known.declaration;
        this.input = known.input;
        this.sample = known.sample;
        this.fits = known.fits;
        this.required = known.required;
        this.allowed = known.allowed;
        this.relations = known.relations;
        this.isComplete = known.isComplete;
        this.limits = known.limits;
        this.requirement = known.requirement;
        this.#later = later;
    }

    get pattern(): SetPattern { return this.#later.pattern(); }
    get causes(): readonly SizeCause[] { return this.#later.causes(); }
}

function makeRule(model: ModelGraph): InputRule {
    const declared = model.inputs.flatMap((input) => input.dynamicSizes.map((declaration) => ({ input, declaration })));
    const samples = new Map(declared.map(({ declaration }) => [declaration.name, declaration.size.sample ?? 1]));
    const sample = (name: string): number => samples.get(name) ?? 1;
    const demands = partsOf(model.demands);
    const requirements = partsOf(model.requirements);
    const budget = new Budget(workLimits.sizeSteps);
    const [ofDemands, ofRequirements] = [demands, requirements].map(byVariable);
    let stoppedAt: SizeDemand | undefined;
    const solve = (name: string, parts: PartsByVariable | undefined): Solution => {
        const solution = solveFor(name, parts?.get(name) ?? parts?.get("") ?? [], sample, budget);
        stoppedAt ??= solution.stoppedAt;
        return solution;
    };
    // The model's own lines come first: those of the network may exceed the budget.
    const requiredOf = new Map(declared.map(({ declaration: { name } }) => [name, solve(name, ofRequirements)]));
    const sizes = declared.map(({ input, declaration }): SizeRule => {
        const { name } = declaration;
        const required = requiredOf.get(name) ?? unlimited;
        const demanded = solve(name, ofDemands);
        const allowed = intersectSets(demanded.set, required.set, budget) ?? demanded.set;
        return new LazySizeRule({
            name, declaration, input, sample: sample(name), fits: demanded.set, required: required.set, allowed,
            relations: demanded.relations, isComplete: demanded.isComplete,
            limits: limitsOf(name, demanded, samples, budget), requirement: limitsOf(name, required, samples, budget),
        }, {
            pattern: once(() => patternOf(demanded.set)),
            causes: once(() => causesOf(name, sample(name), demanded.limits, model)),
        });
    });
    const allHold = (parts: readonly Part[], chosen: ReadonlyMap<string, number>): boolean => {
        const at = (name: string): number => chosen.get(name) ?? sample(name);
        return parts.every(({ test }) => holds(test, at, sample));
    };
    const arePositive = (chosen: ReadonlyMap<string, number>): boolean =>
        [...chosen.values()].every((size) => Number.isInteger(size) && size >= 1);
    return {
        sizes, stoppedAt,
        fits: (chosen) => arePositive(chosen) && allHold(demands, chosen),
        allows: (chosen) => arePositive(chosen) && allHold(demands, chosen) && allHold(requirements, chosen),
    };
}

/** Computes a value on first use. */
function once<T>(work: () => T): () => T {
    let known: { readonly result: T } | undefined;
    return () => {
        known ??= { result: work() };
        return known.result;
    };
}

/** One of the conditions of a demand. */
interface Part {
    readonly test: SizeTest;
    readonly demand: SizeDemand;
}

function partsOf(demands: readonly SizeDemand[]): readonly Part[] {
    return demands.flatMap((demand) => partsOfTest(demand.test).map((test) => ({ test, demand })));
}

/** The parts that depend on each name, those that are always false among them; under "" these alone. */
type PartsByVariable = ReadonlyMap<string, readonly Part[]>;

function byVariable(parts: readonly Part[]): PartsByVariable {
    const found = new Map<string, Part[]>();
    const unsatisfiable = parts.filter(({ test }) => test === alwaysFalse);
    found.set("", unsatisfiable);
    for (const part of parts) {
        for (const name of part.test === alwaysFalse ? [] : variablesOf(part.test)) {
            const known = found.get(name) ?? [...unsatisfiable];
            found.set(name, known);
            known.push(part);
        }
    }
    return found;
}

/** A part that limits one size, with the sizes it leaves. */
interface Limit extends Part {
    readonly leaves: SizeSet;
    /** Whether it relates the size to others, which have their defaults in `leaves`. */
    readonly isJoint: boolean;
    /** How it relates them; undefined if numbers are more readable. */
    readonly relation: SizeRelation | undefined;
}

interface Solution {
    readonly set: SizeSet;
    readonly limits: readonly Limit[];
    readonly relations: readonly SizeRelation[];
    readonly isComplete: boolean;
    readonly stoppedAt: SizeDemand | undefined;
}

const unlimited: Solution = { set: everySize, limits: [], relations: [], isComplete: true, stoppedAt: undefined };

/** The sizes of one name that satisfy all parts when the others have their defaults. */
function solveFor(
    name: string, parts: readonly Part[], sample: (name: string) => number, budget: Budget,
): Solution {
    let isComplete = true;
    let stoppedAt: SizeDemand | undefined;
    const limits: Limit[] = [];
    for (const part of parts) {
        if (part.test === alwaysFalse) {
            limits.push({ ...part, leaves: noSize, isJoint: false, relation: undefined });
            continue;
        }
        const isAlone = variablesOf(part.test).length === 1;
        const leaves = budget.spend(part.test.key.length)
            ? solveTest(isAlone ? part.test : aloneIn(part.test, name, sample), sample(name), budget)
            : undefined;
        if (leaves === undefined) {
            isComplete = false;
            if (budget.isExceeded) {
                stoppedAt = part.demand;
                break;
            }
        } else if (!isEverySize(leaves) || !isAlone) {
            const isJoint = !isAlone && part.test.kind !== "as-sampled";
            limits.push({ ...part, leaves, isJoint, relation: isJoint ? relationOf(part.test, name) : undefined });
        }
    }
    const omitted = new Set<number>();
    const set = intersectAll(limits.map(({ leaves }) => leaves), budget, (index) => omitted.add(index));
    const kept = limits.filter((_, index) => !omitted.has(index));
    if (budget.isExceeded) {
        stoppedAt ??= limits[Math.min(...omitted)]?.demand;
    }
    const relations = new Map(kept.flatMap(({ relation }) =>
        (relation === undefined ? [] : [[relation.kind === "equal" ? relation.to : relation.condition, relation]])));
    return {
        set, limits: kept, relations: [...relations.values()], isComplete: isComplete && omitted.size === 0, stoppedAt,
    };
}

/** The maximum length of a relation. */
const longestRelation = 60;

/** How a condition relates a size to others; undefined if numbers are more readable. */
function relationOf(test: SizeTest, name: string): SizeRelation | undefined {
    if (functionsOf(test).some(hasProduct)) {
        return undefined;
    }
    const to = equalTo(name, test);
    if (to !== undefined) {
        return { kind: "equal", to };
    }
    const condition = formatTest(test);
    return condition.length <= longestRelation ? { kind: "condition", condition } : undefined;
}

function hasProduct(f: SizeFunction): boolean {
    return f.terms.some(({ product: { atoms } }) =>
        atoms.length > 1 || atoms.some((atom) => atom.kind !== "variable" && hasProduct(atom.of)));
}

function limitsOf(
    name: string, { set, limits, isComplete }: Solution, samples: ReadonlyMap<string, number>, budget: Budget,
): SizeLimits {
    const inNumbers = limits.filter(({ relation }) => relation === undefined);
    const tied = new Set(inNumbers.filter(({ isJoint }) => isJoint).flatMap(({ test }) => variablesOf(test)));
    // Numbers for a size that depends on others are only valid while those are fixed, and then all ties become numbers.
    const numbers = tied.size > 0 || inNumbers.length === limits.length
        ? set
        : intersectAll(inNumbers.map(({ leaves }) => leaves), budget);
    tied.delete(name);
    const ties = limits.filter(({ relation }) => relation !== undefined).map(({ test }) => test);
    const relatedSizes = [...tied].map((other) => ({ name: other, sample: samples.get(other) ?? 1 }));
    return {
        numbers, relatedSizes, ties, isComplete, demands: [...new Set(limits.map(({ demand }) => demand))],
    };
}

/** The limits that say something that stronger ones do not. */
function causesOf(
    name: string, sample: number, limits: readonly Limit[], model: ModelGraph,
): readonly SizeCause[] {
    const strongest = limits.filter(({ leaves }) => !isEverySize(leaves))
        .map((limit) => ({ limit, ...strengthOf(limit.leaves) }))
        .toSorted((a, b) => a.density - b.density || b.minimum - a.minimum);
    let left = everySize;
    const budget = new Budget(workLimits.sizeSteps);
    return strongest.flatMap(({ limit }): SizeCause[] => {
        const both = budget.isExceeded ? undefined : intersectSets(left, limit.leaves, budget);
        if (both === undefined || isSubset(left, limit.leaves, budget) === true) {
            return [];
        }
        left = both;
        const { demand, leaves, test } = limit;
        return [{
            demand, leaves, condition: formatTest(test), operands: operandsOf(demand),
            rounding: roundingLayer(model, test, demand, hasSize(leaves, sample) ? undefined : name),
        }];
    });
}

function strengthOf(set: SizeSet): { readonly density: number; readonly minimum: number } {
    const last = set.stretches.at(-1)?.residues ?? Uint8Array.of(0);
    const density = last.reduce((sum, bit) => sum + bit, 0) / last.length;
    return { density, minimum: nextSize(set, 1) ?? Infinity };
}
