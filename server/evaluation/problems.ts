import type { Span, SyntaxProblem } from "../../grammar/syntax-tree.ts";
import type { LayerProblem } from "../layers/problems.ts";
import type { Shape } from "../sizes/shape.ts";
import type { SizeTest } from "../sizes/size-condition.ts";
import type { Layer, Scope } from "../graph/graph.ts";
import type { Location } from "../names/location.ts";
import type { NameProblem } from "../names/program.ts";
import type { SizeOrigin } from "../graph/size-origins.ts";

/** Something wrong at one place, as facts; server/diagnostics words it. */
export type Problem = {
    readonly span: Span;
    /** Other places that explain it: the use of a block that failed, where a size comes from. */
    readonly related: readonly RelatedPlace[];
    /** Every time it was found: in how many uses, and with which numbers. Empty for what the text alone shows. */
    readonly occurrences: readonly Occurrence[];
} & Finding;

export type Finding =
    | { readonly source: "syntax"; readonly finding: SyntaxProblem }
    /** `layer` is the one whose rule it is, or whose argument. */
    | { readonly source: "layer"; readonly finding: LayerProblem; readonly layer: Layer }
    | { readonly source: "model"; readonly finding: ModelProblem };

/** A finding at one place during one use; occurrences of the same finding become one problem. */
export interface Occurrence {
    readonly location: Location;
    readonly scope: Scope | undefined;
    readonly finding: Exclude<Finding, { readonly source: "syntax" }>;
    readonly related: readonly RelatedPlace[];
    /** What was asked of the free sizes and their samples do not meet, where it depends on them. */
    readonly asked?: SizeTest | undefined;
}

export type RelatedPlace = Location & (
    /** The use of a block or the round of a loop in which it failed; the first says how many of all uses did. */
    | {
        readonly role: "use";
        readonly label: string;
        readonly uses?: { readonly count: number; readonly total: number };
    }
    /** Where one of the sides that disagree got its shape. */
    | {
        readonly role: "operand";
        readonly shape: Shape | undefined;
        /** The layer or input to look at: what gave the axis that disagrees its size, else what made the value. */
        readonly path: string;
        readonly size?: Omit<SizeOrigin, "producer">;
    }
    /** The line inside an imported or called block that the problem is about. */
    | { readonly role: "inside"; readonly label: string }
    /** Where a name was first given. */
    | { readonly role: "first"; readonly name: string }
);

/** What evaluation itself finds wrong. */
export type ModelProblem =
    | NameProblem
    | { readonly code: "unknown-name"; readonly name: string; readonly suggestion?: string; readonly reason?: "not-yet" | "not-reached" | "is-called" }
    | { readonly code: "unknown-layer"; readonly name: string; readonly suggestion?: string; readonly reason?: "is-a-value" | "is-a-model" | "is-a-function" }
    | { readonly code: "unknown-argument"; readonly callee: string; readonly name: string; readonly suggestion?: string; readonly known: readonly string[] }
    | { readonly code: "missing-argument"; readonly callee: string; readonly name: string; readonly expected: string }
    | { readonly code: "duplicate-argument"; readonly callee: string; readonly name: string }
    | { readonly code: "too-many-arguments"; readonly callee: string; readonly given: number; readonly most: number; readonly hint?: string }
    /** `what` is what must have the type: "`kernel` of conv", "the condition". */
    | { readonly code: "wrong-type"; readonly what: string; readonly expected: string; readonly found: string; readonly suggestion?: string }
    | { readonly code: "unknown-attribute"; readonly name: string; readonly of: string; readonly suggestion?: string }
    | { readonly code: "invalid-operation"; readonly operation: string; readonly reason: string }
    | { readonly code: "number-too-large"; readonly value: string }
    | { readonly code: "changed-kind"; readonly name: string; readonly from: string; readonly to: string }
    | { readonly code: "wrong-result-count"; readonly callee: string; readonly results: number; readonly names: number }
    | { readonly code: "no-current-value"; readonly callee: string }
    | { readonly code: "no-such-in"; readonly where: string }
    | { readonly code: "misplaced-statement"; readonly statement: string; readonly where: string; readonly instead: string }
    | { readonly code: "missing-input"; readonly model: string }
    | { readonly code: "missing-output"; readonly model: string }
    | { readonly code: "missing-default"; readonly model: string; readonly parameter: string }
    | { readonly code: "invalid-input-size"; readonly name: string; readonly value: string }
    | { readonly code: "failed-claim"; readonly claimed: string; readonly actual: Shape; readonly axes: readonly number[] }
    | { readonly code: "failed-require"; readonly condition: string; readonly message?: string; readonly numbers: string }
    | { readonly code: "missing-file"; readonly path: string; readonly what: string }
    | { readonly code: "recursion-limit"; readonly name: string; readonly limit: number }
    | { readonly code: "layer-limit"; readonly limit: number }
    | { readonly code: "step-limit"; readonly limit: number }
    | { readonly code: "unknown-decorator"; readonly name: string; readonly suggestion?: string; readonly place: string }
    | { readonly code: "shared-weights"; readonly path: string; readonly uses: number }
    | { readonly code: "shared-weights-mismatch"; readonly path: string; readonly left: string; readonly right: string };
