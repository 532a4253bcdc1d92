import type { Analysis } from "../../analysis/analysis.ts";
import { hasSize, isEmptySet, nextSize, previousSize } from "../../sizes/size-set.ts";
import { defineCheck } from "../check.ts";
import { removeStatement } from "../edits.ts";
import type { Fix } from "../fix.ts";
import { sampleFindings, type Contradiction } from "../sample-findings.ts";
import { causePlaces } from "../size-causes.ts";
import { exactCondition, requireAt, rulesOfAlone, setSample } from "../size-requirements.ts";
import { ruleText } from "../size-rule-text.ts";
import { quote } from "../wording.ts";

/** A model's `require` that leaves no size: the network fits none that it allows, or it allows none at all. */
export const contradictoryRequire = defineCheck({
    code: "contradictory-require",
    severity: "error",
    message: ({ rule, requirement }: Contradiction) => {
        const text = requirement.source.kind === "require" ? requirement.source.text : rule.name;
        return isEmptySet(rule.required)
            ? `no ${quote(rule.name)} meets ${quote(text)}${rule.requirement.demands.length > 1 ? " and what else is required" : ""}`
            : `no ${quote(rule.name)} that fits the network meets ${quote(text)}: ${ruleText(rule)}`;
    },
    *inModel(graph, analysis) {
        for (const contradiction of sampleFindings(analysis).contradictions.filter((one) => one.graph === graph)) {
            const { rule, requirement } = contradiction;
            yield {
                location: requirement.location,
                scope: undefined,
                facts: contradiction,
                related: isEmptySet(rule.required) ? [] : rule.causes.flatMap(causePlaces),
                fixes: () => mend(contradiction, analysis),
            };
        }
    },
});

/** The network's own rule in place of it, with a sample that fits; nothing is to be required where any size fits. */
function mend({ graph, requirement }: Contradiction, { file }: Analysis): readonly Fix[] {
    const statement = requireAt(file, requirement.location);
    const rules = rulesOfAlone(graph, requirement);
    const condition = exactCondition(rules);
    const removal = { title: "Remove the `require`", edits: statement === undefined ? [] : removeStatement(file, statement) };
    if (statement?.condition === undefined || condition === undefined) {
        return [{ ...removal, preferred: true }];
    }
    const unfit = rules.filter(({ fits, sample }) => !hasSize(fits, sample));
    const samples = unfit.map(({ fits, sample }) => nextSize(fits, sample) ?? previousSize(fits, sample) ?? sample);
    const also = unfit.map(({ name }, index) => ` and set ${quote(name)} to ${samples[index] ?? 0}`).join("");
    const { start, end } = statement.condition;
    return [
        {
            title: `Require \`${condition}\`${also}`, preferred: true,
            edits: [
                { span: { start, end }, text: condition },
                ...unfit.flatMap((rule, index) => setSample(file, [rule], samples[index] ?? rule.sample)),
            ],
        },
        { ...removal, preferred: false },
    ];
}
