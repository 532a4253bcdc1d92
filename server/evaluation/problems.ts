import type { Span, SyntaxProblem } from "../../grammar/syntax-tree.ts";
import type { LayerProblem } from "../layers/problems.ts";
import type { Shape } from "../sizes/shape.ts";
import type { TensorFileProblem } from "../weights/safetensors.ts";
import type { SizeTest } from "../sizes/size-condition.ts";
import type { Layer, Scope } from "../graph/graph.ts";
import type { Location } from "../names/location.ts";
import type { NameProblem } from "../names/program.ts";
import type { DecoratorPlace } from "./decorator-definitions.ts";
import type { DatumKind, FoundType, OperationFailure, TypeProblem } from "./type-problems.ts";
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
    readonly demanded?: SizeTest | undefined;
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
    | { readonly code: "unknown-name"; readonly name: string; readonly suggestion?: string; readonly reason?: "not-yet" | "not-reached" | "is-called" | "no-function" }
    | { readonly code: "unknown-layer"; readonly name: string; readonly suggestion?: string; readonly reason?: "is-a-value" | "is-a-model" | "is-a-function" }
    | { readonly code: "unknown-argument"; readonly callee: string; readonly name: string; readonly suggestion?: string; readonly known: readonly string[] }
    | { readonly code: "missing-argument"; readonly callee: string; readonly name: string; readonly expected?: MissingArgument }
    | { readonly code: "duplicate-argument"; readonly callee: string; readonly name: string }
    | { readonly code: "too-many-arguments"; readonly callee: string; readonly actual: number; readonly most: number; readonly hint?: SurplusHint }
    | { readonly code: "wrong-type" } & TypeProblem
    | { readonly code: "unknown-attribute"; readonly name: string; readonly of: FoundType; readonly suggestion?: string }
    | { readonly code: "invalid-operation" } & OperationFailure
    /** `value` is missing if the result is not even finite. */
    | { readonly code: "number-too-large"; readonly value?: string }
    | { readonly code: "duplicate-name"; readonly name: string; readonly what: "input" | "output" | "dynamic-size" }
    | { readonly code: "changed-kind"; readonly name: string; readonly from: DatumKind; readonly to: DatumKind }
    | { readonly code: "wrong-result-count"; readonly callee: string; readonly results: number; readonly names: number }
    | { readonly code: "no-current-value"; readonly callee: string }
    | { readonly code: "no-such-in"; readonly where: "outside" | "before-input" }
    | { readonly code: "misplaced-statement"; readonly statement: "input" | "output" | "return"; readonly where: "block" | "model" | "loop" }
    | { readonly code: "missing-input"; readonly model: string }
    | { readonly code: "missing-output"; readonly model: string }
    | { readonly code: "missing-default"; readonly model: string; readonly parameter: string }
    | { readonly code: "invalid-input-size"; readonly name: string; readonly value: string }
    | { readonly code: "failed-claim"; readonly claimed: string; readonly actual: Shape; readonly axes: readonly number[] }
    | { readonly code: "failed-require"; readonly condition: string; readonly message?: string; readonly numbers: readonly NamedNumber[] }
    | { readonly code: "missing-file"; readonly path: string }
    | { readonly code: "invalid-weights"; readonly path: string; readonly problem: TensorFileProblem }
    | { readonly code: "recursion-limit"; readonly name: string; readonly limit: number }
    | { readonly code: "layer-limit"; readonly limit: number }
    | { readonly code: "step-limit"; readonly limit: number }
    /** A decorator that may not be repeated. */
    | { readonly code: "duplicate-decorator"; readonly name: string; readonly place: DecoratorPlace }
    | { readonly code: "unknown-decorator"; readonly name: string; readonly suggestion?: string; readonly place: DecoratorPlace }
    | { readonly code: "shared-weights"; readonly path: string; readonly uses: number }
    | { readonly code: "shared-weights-mismatch"; readonly path: string; readonly left: string; readonly right: string };

/** What an argument that is missing should have been. */
export type MissingArgument =
    /** As its documentation says. */
    | { readonly documented: string }
    | { readonly signature: string }
    /** Values to merge: at least `minimum`, of which `given` are written. */
    | { readonly minimum: number; readonly actual: number }
    /** Numbers alone are given, and one value is needed. */
    | { readonly someValue: true };

/** The habit that explains a surplus argument. */
export type SurplusHint =
    /** `relu(x)` for `x -> relu()`. */
    | { readonly habit: "value-first"; readonly value: string }
    /** `conv(3, 64, 3)` and `batch_norm(64)`, with the input's channels. */
    | { readonly habit: "input-channels" }
    /** `reshape(16, -1)` for `reshape([16, -1])`. */
    | { readonly habit: "list" }
    /** `leaky_relu(0.2)` for `leaky_relu(negative_slope=0.2)`. */
    | { readonly habit: "unnamed"; readonly parameter: string };

/** A number that decided a condition, under the name or expression that it is read by. */
export interface NamedNumber {
    readonly name: string;
    readonly value: string;
}
