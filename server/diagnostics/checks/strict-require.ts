import { defineCheck } from "../check.ts";
import { judgedRequires, wordExample, writeAnew, type JudgedRequire } from "../judged-requires.ts";
import { rulesText } from "../size-rule-text.ts";
import { quote } from "../wording.ts";

/**
 * A model's `require` that forbids sizes which fit the network. That may well be meant: one with a message, which gives
 * its reason, is left alone.
 */
export const strictRequire = defineCheck({
    code: "strict-require",
    severity: "hint",
    message: ({ text, rules, first, example }: JudgedRequire) =>
        `${quote(text)} forbids sizes that fit${example === undefined ? "" : `, such as ${wordExample(first, example)}`}: ` +
        `${rulesText(rules)}; if that is meant, give it a message that says why`,
    *inModel(graph, analysis) {
        for (const judged of judgedRequires(graph, analysis, "strict")) {
            if (!judged.hasMessage) {
                yield {
                    location: judged.requirement.location,
                    scope: undefined,
                    facts: judged,
                    fixes: () => writeAnew(judged, graph, analysis),
                };
            }
        }
    },
});
