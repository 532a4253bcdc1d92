import type { GraphInput, SizeDemand } from "../../graph/graph.ts";
import { inputRule } from "../../graph/input-rule.ts";
import { unfollowedInput } from "../../graph/receptive-field.ts";
import { isUncheckedGradient } from "../../graph/signal/gradient-ratio.ts";
import { limits } from "../../limits.ts";
import { text } from "../../text.ts";
import { defineCheck, type Found } from "../check.ts";

/** A part of the checks that would take too much work. */
type Stopped =
    | { readonly part: "sizes"; readonly demand: SizeDemand }
    | { readonly part: "fields"; readonly input: GraphInput }
    | { readonly part: "gradients" };

/** A model whose checks stopped at a limit: what they found before is reported. */
export const checkLimit = defineCheck({
    code: "check-limit",
    severity: "information",
    message: (stopped: Stopped) => {
        switch (stopped.part) {
            case "sizes":
                return text("the rule for input sizes is incomplete from here on: its limit is {limit} steps", {
                    limit: limits.sizeSteps.toLocaleString("en-US"),
                });
            case "fields":
                return text("receptive fields in `{input}` and later inputs are not checked: their limit is {limit} steps", {
                    input: stopped.input.name, limit: limits.fieldSteps.toLocaleString("en-US"),
                });
            case "gradients":
                return text("gradients at initialization are not checked: their limit is {limit} steps", {
                    limit: limits.gradientSteps.toLocaleString("en-US"),
                });
        }
    },
    help: ({ part }: Stopped) => {
        switch (part) {
            case "sizes":
                return text("use fewer conditions, or conditions with shorter periods");
            case "fields":
                return text("split the model, or use fewer inputs");
            case "gradients":
                return text("split the model");
        }
    },
    *inModel(graph): Iterable<Found<Stopped>> {
        const demand = inputRule(graph).stoppedAt;
        if (demand !== undefined) {
            yield { location: demand.location, scope: demand.scope, facts: { part: "sizes", demand } };
        }
        const input = unfollowedInput(graph);
        if (input !== undefined) {
            yield { location: input.location, scope: graph.scopes[0], facts: { part: "fields", input } };
        }
        if (isUncheckedGradient(graph)) {
            yield { location: graph.location, scope: graph.scopes[0], facts: { part: "gradients" } };
        }
    },
});
