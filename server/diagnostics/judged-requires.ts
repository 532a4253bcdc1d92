import type { Analysis } from "../analysis/analysis.ts";
import type { ModelGraph } from "../graph/graph.ts";
import type { SizeRule } from "../graph/input-rule.ts";
import type { SizeDemand } from "../graph/graph.ts";
import type { Fix } from "./fix.ts";
import {
    exactCondition, insertRequire, judgedSizes, requireAt, rulesOfAlone, sharingRule, type RequireStatus,
} from "./size-requirements.ts";
import { text } from "../text.ts";

/** A `require` that is weaker or stricter than the rule for its sizes. */
export interface JudgedRequire {
    readonly requirement: SizeDemand;
    /** The text of its condition. */
    readonly text: string;
    readonly hasMessage: boolean;
    /** The sizes with one such rule, the first of them, and an example. */
    readonly rules: readonly SizeRule[];
    readonly first: SizeRule;
    readonly example: number | undefined;
}

/** The `require` lines of a model with one status, without duplicates. */
export function judgedRequires(
    graph: ModelGraph, analysis: Analysis, kind: Extract<RequireStatus["kind"], "weak" | "strict">,
): readonly JudgedRequire[] {
    const judged = judgedSizes(graph, analysis).filter(({ status }) => status.kind === kind);
    const groups = sharingRule(judged.map(({ rule }) => rule));
    const found = new Map<SizeDemand, JudgedRequire>();
    for (const rules of groups) {
        const [first] = rules;
        const requirement = first?.requirement.demands.at(-1);
        const status = judged.find(({ rule }) => rule === first)?.status;
        const source = requirement?.source;
        if (first !== undefined && requirement !== undefined && source?.kind === "require" && !found.has(requirement)) {
            found.set(requirement, {
                requirement, text: source.text, hasMessage: source.message !== undefined, rules, first,
                example: status !== undefined && "example" in status ? status.example : undefined,
            });
        }
    }
    return [...found.values()];
}

/** Replaces the condition with the exact one, or adds it on a separate line if other lines are about it too. */
export function rewriteRequire(
    { requirement, rules }: JudgedRequire, graph: ModelGraph, { file }: Analysis,
): readonly Fix[] {
    const about = rulesOfAlone(graph, requirement);
    const statement = requireAt(file, requirement.location);
    const written = statement?.condition;
    if (written === undefined || about.length === 0) {
        const condition = exactCondition(rules);
        return condition === undefined ? [] : [{
            title: text("Insert `require {condition}`", { condition }), preferred: true,
            edits: insertRequire(file, graph, rules, `require ${condition}`),
        }];
    }
    const exact = exactCondition(about);
    const kept = exactCondition(about, true);
    return [exact, kept].flatMap((condition, index): readonly Fix[] =>
        (condition === undefined || (index === 1 && condition === exact) ? [] : [{
            title: text("Require `{condition}`", { condition }), preferred: index === 0,
            edits: [{ span: { start: written.start, end: written.end }, text: condition }],
        }]));
}
