import type { ParsedFile } from "../../grammar/parsed-file.ts";
import type { Dimension, Input, Require } from "../../grammar/syntax-tree.ts";
import { nodePathAt } from "../../grammar/traversal.ts";
import { foundOnce } from "../graph/found-once.ts";
import type { ModelGraph, SizeDemand } from "../graph/graph.ts";
import type { Analysis } from "../analysis/analysis.ts";
import type { Location } from "../names/location.ts";
import { inputRule, type SizeLimits, type SizeRule } from "../graph/input-rule.ts";
import { testExpression } from "../sizes/function-expression.ts";
import { allOfThem, setExpression, type Condition } from "../sizes/set-expression.ts";
import { partsOfTest, variablesOf } from "../sizes/size-condition.ts";
import {
    complementOf, intersectSets, isEmptySet, isEverySize, isSubset, nextSize, previousSize, type SizeSet,
} from "../sizes/size-set.ts";
import { insertLineAfter, type TextChange } from "./edits.ts";
import { holderOf } from "./concerned-models.ts";
import { definitionOf } from "./definitions.ts";

/** How a model's own `require` lines compare with the rule for one of its dynamic sizes. */
export type RequireStatus =
    /** A size with a rule has no `require`. */
    | { readonly kind: "undeclared" }
    /** A size is allowed that does not fit; undefined if a relation between sizes has no `require`. */
    | { readonly kind: "weak"; readonly example: number | undefined }
    /** A size that fits is forbidden. */
    | { readonly kind: "strict"; readonly example: number }
    /** They are equivalent, there is no rule, or it is unknown. */
    | { readonly kind: "settled" };

/** The rule for one dynamic size, and the status of the model's `require` lines. */
export interface Judged {
    readonly rule: SizeRule;
    readonly status: RequireStatus;
}

/** The dynamic sizes of a model with the status of its `require` lines; empty while the model has errors. */
export function judgedSizes(graph: ModelGraph, analysis: Analysis): readonly Judged[] {
    return judgedModels(analysis).get(graph) ?? [];
}

const judgedModels = foundOnce((analysis: Analysis): ReadonlyMap<ModelGraph, readonly Judged[]> =>
    new Map(validModels(analysis).map((graph) =>
        [graph, inputRule(graph).sizes.map((rule) => ({ rule, status: statusOf(rule) }))])));

/** While a model has errors, or its file has pending imports, its demands are incomplete. */
function validModels({ problems, pending, models }: Analysis): readonly ModelGraph[] {
    const errors = problems.filter(({ finding }) => definitionOf(finding).severity === "error");
    const holders = new Set(errors.map(({ span }) => holderOf(span, models)));
    return pending.length > 0 || holders.has(undefined) ? [] : models.filter((graph) => !holders.has(graph));
}

const settled: RequireStatus = { kind: "settled" };

function statusOf({ limits, requirement, sample }: SizeRule): RequireStatus {
    const isLimited = !isEverySize(limits.numbers) || limits.ties.length > 0;
    // If the network accepts any size, the `require` has another purpose.
    if (requirement.demands.length === 0 || !isLimited) {
        return isLimited ? { kind: "undeclared" } : settled;
    }
    // Conditions that are only known at the default sizes, or relate sizes in an unknown way, cannot be compared.
    const said = new Set(requirement.ties.map(({ key }) => key));
    const tieKeys = new Set(limits.ties.map(({ key }) => key));
    if (!limits.isComplete || !requirement.isComplete || hasLost(limits) || hasLost(requirement)) {
        return settled;
    }
    const onlyIn = (a: SizeSet, b: SizeSet): number | undefined => {
        const difference = intersectSets(a, complementOf(b));
        return difference === undefined ? undefined : nearestTo(sample, difference);
    };
    const example = onlyIn(requirement.numbers, limits.numbers);
    const isTied = requirement.ties.length > 0;
    if (isSubset(requirement.numbers, limits.numbers) === false && !isTied) {
        return { kind: "weak", example };
    }
    if (limits.ties.some(({ key }) => !said.has(key))) {
        return isTied ? settled : { kind: "weak", example: undefined };
    }
    const forbidden = onlyIn(limits.numbers, requirement.numbers);
    const isComparable = requirement.relatedSizes.length === 0 && requirement.ties.every(({ key }) => tieKeys.has(key));
    return forbidden === undefined || !isComparable ? settled : { kind: "strict", example: forbidden };
}

/**
 * The size of a set that is nearest to a number, of two equally near ones the larger; undefined if the set is empty.
 */
function nearestTo(size: number, set: SizeSet): number | undefined {
    const [above, below] = [nextSize(set, size), previousSize(set, size)];
    return above === undefined || (below !== undefined && size - below < above - size) ? below : above;
}

function hasLost({ demands }: SizeLimits): boolean {
    return demands.some(({ test }) => partsOfTest(test).some(({ kind }) => kind === "as-sampled"));
}

/** Sizes that share one rule, which is reported once: "H and W must be multiples of 32". */
export function sharingRule(rules: readonly SizeRule[]): readonly (readonly SizeRule[])[] {
    const groups: SizeRule[][] = [];
    for (const rule of rules) {
        const group = groups.find(([first]) =>
            first !== undefined && first.input === rule.input && sharesRule(first, rule));
        if (group === undefined) {
            groups.push([rule]);
        } else {
            group.push(rule);
        }
    }
    return groups;
}

function sharesRule(a: SizeRule, b: SizeRule): boolean {
    if (a.limits.ties.length > 0 || b.limits.ties.length > 0 || a.limits.isComplete !== b.limits.isComplete) {
        return false;
    }
    // A demand that fixes both, such as the weights of a linear layer, is one rule for both.
    const [joint, others] = [a, b].map(({ limits }) =>
        limits.demands.filter(({ test }) => variablesOf(test).length > 1));
    const isRelated = ({ limits: { relatedSizes } }: SizeRule, { name }: SizeRule): boolean =>
        relatedSizes.some((other) => other.name === name);
    const isJoint = isRelated(a, b) && isRelated(b, a) &&
        joint?.length === others?.length && joint?.every((demand) => others?.includes(demand)) === true;
    const isAlone = a.limits.relatedSizes.length === 0 && b.limits.relatedSizes.length === 0;
    return isJoint || (isAlone && isSubset(a.fits, b.fits) === true && isSubset(b.fits, a.fits) === true);
}

/**
 * The exact condition for these sizes, and the other conditions of their `require` lines if `kept`. Undefined if it is
 * too long to read.
 */
export function exactCondition(rules: readonly SizeRule[], kept = false): string | undefined {
    const conditions = new Map<string, Condition>();
    for (const { name, limits, requirement } of rules) {
        const numbers = kept ? intersectSets(limits.numbers, requirement.numbers) : limits.numbers;
        if (!limits.isComplete || numbers === undefined || isEmptySet(numbers)) {
            return undefined;
        }
        const written = setExpression(name, numbers);
        if (written === undefined && !isEverySize(numbers)) {
            return undefined;
        }
        const ties = limits.ties.map(testExpression);
        for (const condition of [...(written === undefined ? [] : [written]), ...ties]) {
            if (condition === undefined) {
                return undefined;
            }
            conditions.set(condition.text, condition);
        }
    }
    return conditions.size === 0 ? undefined : allOfThem([...conditions.values()]).text;
}

/** Inserts a line below the inputs that declare these sizes and related ones. */
export function insertRequire(
    file: ParsedFile, graph: ModelGraph, rules: readonly SizeRule[], line: string,
): readonly TextChange[] {
    const names = new Set(rules.flatMap(({ name, limits }) => [name, ...limits.ties.flatMap(variablesOf)]));
    const input = graph.inputs.findLast(({ dynamicSizes }) => dynamicSizes.some(({ name }) => names.has(name)));
    const statement = input === undefined ? undefined : nodePathAt(file.tree, input.location.span.start)
        .findLast((node): node is Input => node.kind === "input");
    return statement === undefined ? [] : insertLineAfter(file, statement, line);
}

/** The `require` of a model with a condition at a place. */
export function requireAt(file: ParsedFile, { span }: Location): Require | undefined {
    return nodePathAt(file.tree, span.start).findLast((node): node is Require => node.kind === "require");
}

/** The sizes of one `require`, if no other is about them: it can be rewritten as a whole. */
export function rulesOfAlone(graph: ModelGraph, requirement: SizeDemand): readonly SizeRule[] {
    const rules = inputRule(graph).sizes.filter(({ requirement: { demands } }) => demands.includes(requirement));
    return rules.every(({ requirement: { demands } }) => demands.length === 1) ? rules : [];
}

/** Replaces the defaults of dynamic sizes, if they are the file's and not chosen temporarily. */
export function setSample(file: ParsedFile, rules: readonly SizeRule[], size: number): readonly TextChange[] {
    if (rules.some(({ declaration, sample }) => declaration.written !== sample)) {
        return [];
    }
    return rules.flatMap(({ declaration }): readonly TextChange[] => {
        const dimension = nodePathAt(file.tree, declaration.location.span.start)
            .findLast((node): node is Dimension => node.kind === "dimension");
        return dimension === undefined
            ? []
            : [{ span: { start: dimension.size.start, end: dimension.size.end }, text: String(size) }];
    });
}
