import type { ModelGraph } from "../../graph/graph.ts";
import type { Analysis } from "../../analysis/analysis.ts";
import type { Location } from "../../names/location.ts";
import type { SizeRule } from "../../graph/input-rule.ts";
import { isEverySize } from "../../sizes/size-set.ts";
import { defineCheck } from "../check.ts";
import type { Fix } from "../fix.ts";
import { causeNotes, causePlaces } from "../size-causes.ts";
import { exactCondition, insertRequire, judgedSizes, sharingRule } from "../size-requirements.ts";
import { multipleOf, rulesText } from "../size-rule-text.ts";
import { text } from "../../text.ts";

/** A model that accepts only some sizes, without a `require` that says so. */
export const sizeRule = defineCheck({
    code: "size-rule",
    severity: "information",
    message: ({ rules }: UndeclaredRule) => text("no `require` states the size rule: {rule}", { rule: rulesText(rules) }),
    help: ({ rules }: UndeclaredRule) => {
        const condition = exactCondition(rules);
        return condition === undefined
            ? text("state it with a `require`")
            : text("add `require {condition}`", { condition });
    },
    notes: ({ rules: [first] }: UndeclaredRule) => first?.causes.slice(0, 1).flatMap(causeNotes) ?? [],
    *inModel(graph, analysis) {
        const undeclared = undeclaredRules(graph, analysis).filter((rule) => !isDistantBound(rule));
        const reported = new Set<string>();
        for (const rules of sharingRule(undeclared)) {
            const [first] = rules;
            const ties = rules.flatMap(({ limits }) => limits.ties.map(({ key }) => key));
            const isReported = ties.length > 0 && ties.every((key) => reported.has(key)) &&
                rules.every(({ limits }) => isEverySize(limits.numbers));
            ties.forEach((key) => reported.add(key));
            if (first !== undefined && !isReported) {
                yield {
                    location: declarationOf(rules, first),
                    scope: undefined,
                    facts: { rules },
                    related: first.causes.flatMap(causePlaces),
                    fixes: () => requireFixes(graph, analysis, rules),
                };
            }
        }
    },
});

/**
 * The minimum ratio of the default size to a plain lower bound that is not reported: it only excludes images far
 * smaller than intended.
 */
const distance = 4;

/** Whether the only limit of a size is a lower bound far below the default. Hover and `cnn sizes` show it. */
function isDistantBound({ sample, pattern, relations, isComplete, limits }: SizeRule): boolean {
    const { minimum = 1, maximum, period, alsoIn, notIn } = pattern;
    const isBound = period === 1 && maximum === undefined && alsoIn.length + notIn.length === 0;
    const isAlone = relations.length === 0 && limits.relatedSizes.length === 0;
    return isBound && isComplete && isAlone && distance * minimum <= sample;
}

interface UndeclaredRule {
    /** The sizes with this rule. */
    readonly rules: readonly SizeRule[];
}

/** The range of an input's dimensions from the first to the last of these sizes. */
export function declarationOf(rules: readonly SizeRule[], first: SizeRule): Location {
    const spans = rules.map(({ declaration }) => declaration.location.span);
    return {
        uri: first.declaration.location.uri,
        span: {
            start: Math.min(...spans.map(({ start }) => start)), end: Math.max(...spans.map(({ end }) => end)),
        },
    };
}

/** The rules for the dynamic sizes of a model that no `require` states. */
export function undeclaredRules(graph: ModelGraph, analysis: Analysis): readonly SizeRule[] {
    return judgedSizes(graph, analysis).filter(({ status }) => status.kind === "undeclared").map(({ rule }) => rule);
}

/** States the rule that some sizes share. */
export function requireFixes(graph: ModelGraph, { file }: Analysis, rules: readonly SizeRule[]): readonly Fix[] {
    const condition = exactCondition(rules);
    if (condition === undefined) {
        return [];
    }
    const message = multiplesMessage(rules);
    const line = `require ${condition}${message === undefined ? "" : `, "${message}"`}`;
    return [{
        title: text("Insert `require {condition}`", { condition }), preferred: true,
        edits: insertRequire(file, graph, rules, line),
    }];
}

/** The message of a `require`, for rules that are easier to read in words: "H and W must be multiples of 32". */
function multiplesMessage(rules: readonly SizeRule[]): string | undefined {
    return multipleOf(rules) === undefined ? undefined : rulesText(rules);
}
