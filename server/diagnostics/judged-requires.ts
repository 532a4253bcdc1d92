import type { Analysis } from "../analysis/analysis.ts";
import type { ModelGraph } from "../graph/graph.ts";
import type { SizeRule } from "../graph/input-rule.ts";
import type { SizeDemand } from "../graph/graph.ts";
import type { Fix } from "./fix.ts";
import {
    exactCondition, insertRequire, judgedSizes, requireAt, rulesOfAlone, sharingRule, type RequireStatus,
} from "./size-requirements.ts";
import { text } from "./text.ts";

/** A `require` that is weaker or stricter than the rule for sizes that it is about. */
export interface JudgedRequire {
    readonly requirement: SizeDemand;
    /** Its condition as it is written. */
    readonly text: string;
    readonly hasMessage: boolean;
    /** The sizes with one rule of which it is so, the first of them, and one that shows it. */
    readonly rules: readonly SizeRule[];
    readonly first: SizeRule;
    readonly example: number | undefined;
}

/** The `require` lines of a model that stand in one way to the rule; each once. */
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

/** The exact condition in place of the one that is written, or on a line of its own where others are about it too. */
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
