import type { Line, Output } from "../../../grammar/syntax-tree.ts";
import { call, reference, type Expression } from "../../python/syntax.ts";
import type { Binding } from "./draft.ts";
import type { PlannedValue, Reference } from "./plan.ts";

/** Where a step is in the source. */
export interface StepPlace {
    /** The names of its results; empty before the end of a flow. */
    readonly names: readonly string[];
    /** Whether it is the only step of a line that names it. */
    readonly isNamed: boolean;
    /** Whether it is among the arguments of another. */
    readonly isInline: boolean;
    readonly line: Line | Output | undefined;
}

/** What a step gives: its results, and the names that are known after it. */
export interface PlannedStep {
    readonly results: readonly PlannedValue[];
    readonly names: ReadonlyMap<string, Binding>;
}

/** The values that an assignment gives: a result named `_` is left out. */
export function targetsOf(
    results: readonly PlannedValue[], names: readonly string[],
): readonly (PlannedValue | undefined)[] {
    return results.map((result, index) => (names.length > 1 && names[index] === "_" ? undefined : result));
}

/** `x = self.part(x)` */
export function called(
    part: { readonly reference: Reference; readonly path: string | undefined }, module: Expression, input: PlannedValue,
    result: PlannedValue, isInline: boolean,
) {
    return {
        kind: "assign", targets: [result], isInline, row: { module, path: part.path, input },
        expression: call(reference(part.reference), [reference<Reference>(input)]),
    } as const;
}
