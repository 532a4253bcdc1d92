import type { Step } from "../../../grammar/syntax-tree.ts";
import type { Scope, Value } from "../../graph/graph.ts";
import { channelsInWords } from "./numbers.ts";
import type { PythonText } from "./python.ts";
import { Untranslatable, type Ref, type State } from "./state.ts";
import type { Writing } from "./writing.ts";

/** The values of a step's results, in each use. */
export function resultValues(writing: Writing, step: Step, state: State): readonly ReadonlyMap<Scope, Value>[] {
    const uses = state.instances.map((scope) => [scope, writing.options.trace.use(step, scope)?.values ?? []] as const);
    const count = Math.max(0, ...uses.map(([, values]) => values.length));
    return Array.from({ length: count }, (_, index) => new Map(uses.flatMap(([scope, values]) => {
        const value = values[index];
        return value === undefined ? [] : [[scope, value] as const];
    })));
}

/** A step's results; `channels` are the first one's, where they are known in words. */
export function resultRefs(
    writing: Writing, step: Step, state: State, channels: PythonText | undefined,
): readonly Ref[] {
    return resultValues(writing, step, state).map((values, index): Ref => ({
        values: new Map(values),
        channels: index === 0 && channels !== undefined ? channels : channelsInWords(writing, values, state),
    }));
}

/** A step's first result. */
export function resultRef(writing: Writing, step: Step, state: State, channels: PythonText | undefined): Ref {
    const [ref] = resultRefs(writing, step, state, channels);
    if (ref === undefined) {
        throw new Untranslatable("a step without a result");
    }
    return ref;
}
