import type { Line, Output } from "../../../grammar/syntax-tree.ts";
import { call, reference, type Expression } from "../../python/syntax.ts";
import type { Bindings } from "./bindings.ts";
import type { PlannedValue, Reference } from "./plan.ts";

/** The context of a step in the source. */
export interface StepPlace {
    /** The names of its results; empty before the end of a flow. */
    readonly names: readonly string[];
    /** Whether it is the only step of a line that names its result. */
    readonly isNamed: boolean;
    /** Whether it is inside another step's arguments. */
    readonly isInline: boolean;
    readonly line: Line | Output | undefined;
}

/** The results of a step, and the names after it. */
export interface PlannedStep {
    readonly results: readonly PlannedValue[];
    readonly names: Bindings;
}

/** The targets of an assignment, without results named `_`. */
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
