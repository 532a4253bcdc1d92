import type { Step } from "../../../grammar/syntax-tree.ts";
import type { Expression } from "../../python/syntax.ts";
import type { Draft, Environment } from "./draft.ts";
import { channelsInWords } from "./numbers.ts";
import { PlannedValue, mapScopes } from "./plan.ts";

/** A step's results; `channels` are their known channels. */
export function resultsOf(
    draft: Draft, step: Step, environment: Environment, channels: readonly (Expression | undefined)[],
): readonly PlannedValue[] {
    const { instances } = environment;
    const { trace } = draft.context;
    const count = Math.max(1, ...instances.map((scope) => trace.use(step, scope)?.values.length ?? 0));
    return Array.from({ length: count }, (_, index) => {
        const values = mapScopes(instances, (scope) => trace.use(step, scope)?.values[index]);
        return new PlannedValue(values, channels[index] ?? channelsInWords(draft, environment, values));
    });
}
