import { defineCheck } from "../check.ts";
import { judgedRequires, rewriteRequire, type JudgedRequire } from "../judged-requires.ts";
import { rulesText } from "../size-rule-text.ts";
import { text } from "../../text.ts";

/**
 * A model's `require` that forbids sizes which the network accepts. One with a message, which gives its reason, is
 * intentional.
 */
export const strictRequire = defineCheck({
    code: "strict-require",
    severity: "hint",
    message: ({ text: condition, first: { name }, example }: JudgedRequire) => (example === undefined
        ? text("`{condition}` forbids sizes that fit", { condition })
        : text("`{condition}` forbids sizes that fit, such as {name} = {example}", { condition, name, example })),
    help: () => text("relax the condition, or add a message that gives the reason"),
    notes: ({ rules }: JudgedRequire) => [text("the size rule of the network: {rule}", { rule: rulesText(rules) })],
    *inModel(graph, analysis) {
        for (const judged of judgedRequires(graph, analysis, "strict")) {
            if (!judged.hasMessage) {
                yield {
                    location: judged.requirement.location,
                    scope: undefined,
                    facts: judged,
                    fixes: () => rewriteRequire(judged, graph, analysis),
                };
            }
        }
    },
});
