import { defineCheck } from "../check.ts";
import { causePlaces } from "../size-causes.ts";
import { judgedRequires, wordExample, writeAnew, type JudgedRequire } from "../judged-requires.ts";
import { rulesText } from "../size-rule-text.ts";
import { quote } from "../wording.ts";

/** A model's `require` that allows sizes which do not fit the network. */
export const weakRequire = defineCheck({
    code: "weak-require",
    severity: "warning",
    message: ({ text, rules, example, first }: JudgedRequire) =>
        `${quote(text)} ${example === undefined ? "does not say all" : `allows sizes that do not fit, such as ${wordExample(first, example)}`}: ` +
        rulesText(rules),
    *inModel(graph, analysis) {
        for (const judged of judgedRequires(graph, analysis, "weak")) {
            yield {
                location: judged.requirement.location,
                scope: undefined,
                facts: judged,
                related: judged.first.causes.flatMap(causePlaces),
                fixes: () => writeAnew(judged, graph, analysis),
            };
        }
    },
});
