import { defineCheck } from "../check.ts";
import { causePlaces } from "../size-causes.ts";
import { judgedRequires, rewriteRequire, type JudgedRequire } from "../judged-requires.ts";
import { rulesText } from "../size-rule-text.ts";
import { exactCondition } from "../size-requirements.ts";
import { text } from "../../text.ts";

/** A model's `require` that allows sizes which the network does not accept. */
export const weakRequire = defineCheck({
    code: "weak-require",
    severity: "warning",
    message: ({ text: condition, first: { name }, example }: JudgedRequire) => (example === undefined
        ? text("`{condition}` is not the whole size rule", { condition })
        : text("`{condition}` allows sizes that do not fit, such as {name} = {example}", { condition, name, example })),
    help: ({ rules }: JudgedRequire) => {
        const condition = exactCondition(rules);
        return condition === undefined ? undefined : text("require `{condition}`", { condition });
    },
    notes: ({ rules }: JudgedRequire) => [text("the size rule of the network: {rule}", { rule: rulesText(rules) })],
    *inModel(graph, analysis) {
        for (const judged of judgedRequires(graph, analysis, "weak")) {
            yield {
                location: judged.requirement.location,
                scope: undefined,
                facts: judged,
                related: judged.first.causes.flatMap(causePlaces),
                fixes: () => rewriteRequire(judged, graph, analysis),
            };
        }
    },
});
