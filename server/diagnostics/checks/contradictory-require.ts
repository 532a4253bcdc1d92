import type { Analysis } from "../../analysis/analysis.ts";
import type { SizeDemand } from "../../graph/graph.ts";
import { hasSize, isEmptySet, nextSize, previousSize } from "../../sizes/size-set.ts";
import { defineCheck } from "../check.ts";
import { removeStatement } from "../edits.ts";
import type { Fix } from "../fix.ts";
import { sampleFindings, type Contradiction } from "../sample-findings.ts";
import { causePlaces } from "../size-causes.ts";
import { exactCondition, requireAt, rulesOfAlone, setSample } from "../size-requirements.ts";
import { ruleText } from "../size-rule-text.ts";
import { codeList, text } from "../../text.ts";

/** A model's `require` that leaves no size: the network accepts none of those it allows, or it allows none at all. */
export const contradictoryRequire = defineCheck({
    code: "contradictory-require",
    severity: "error",
    message: ({ rule, requirement }: Contradiction) => {
        const values = { name: rule.name, condition: conditionOf(requirement) };
        if (!isEmptySet(rule.required)) {
            return text("no `{name}` that fits the network meets `{condition}`", values);
        }
        return rule.requirement.demands.length > 1
            ? text("no `{name}` meets both `{condition}` and the other requirements", values)
            : text("no `{name}` meets `{condition}`", values);
    },
    help: ({ graph, requirement }: Contradiction) => {
        const condition = exactCondition(rulesOfAlone(graph, requirement));
        return condition === undefined
            ? text("change or remove the `require`")
            : text("require `{condition}`, or remove the `require`", { condition });
    },
    notes: ({ rule }: Contradiction) => (isEmptySet(rule.required)
        ? []
        : [text("the size rule of the network: {rule}", { rule: ruleText(rule) })]),
    *inModel(graph, analysis) {
        for (const contradiction of sampleFindings(analysis).contradictions.filter((one) => one.graph === graph)) {
            const { rule, requirement } = contradiction;
            yield {
                location: requirement.location,
                scope: undefined,
                facts: contradiction,
                related: isEmptySet(rule.required) ? [] : rule.causes.flatMap(causePlaces),
                fixes: () => rewrite(contradiction, analysis),
            };
        }
    },
});

function conditionOf({ source }: SizeDemand): string {
    return source.kind === "require" ? source.text : "";
}

/** Replaces it with the network's own rule, and the default with one that fits; removes it if any size fits. */
function rewrite({ graph, requirement }: Contradiction, { file }: Analysis): readonly Fix[] {
    const statement = requireAt(file, requirement.location);
    const rules = rulesOfAlone(graph, requirement);
    const condition = exactCondition(rules);
    const removal = {
        title: text("Remove the `require`"), edits: statement === undefined ? [] : removeStatement(file, statement),
    };
    if (statement?.condition === undefined || condition === undefined) {
        return [{ ...removal, preferred: true }];
    }
    const unfit = rules.filter(({ fits, sample }) => !hasSize(fits, sample));
    const samples = unfit.map(({ fits, sample }) => nextSize(fits, sample) ?? previousSize(fits, sample) ?? sample);
    const title = unfit.length === 0
        ? text("Require `{condition}`", { condition })
        : text("Require `{condition}` and set {sizes}", {
            condition, sizes: codeList(unfit.map(({ name }, index) => `${name} = ${samples[index] ?? 0}`)),
        });
    const { start, end } = statement.condition;
    return [
        {
            title, preferred: true,
            edits: [
                { span: { start, end }, text: condition },
                ...unfit.flatMap((rule, index) => setSample(file, [rule], samples[index] ?? rule.sample)),
            ],
        },
        { ...removal, preferred: false },
    ];
}
