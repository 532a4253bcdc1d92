import type { SyntaxProblem } from "../../grammar/syntax-problem.ts";
import type { Span } from "../../grammar/syntax-tree.ts";
import type { LayerProblem } from "../layers/problems.ts";
import type { Shape } from "../sizes/shape.ts";
import type { TensorFileProblem } from "../weights/safetensors.ts";
import type { SizeTest } from "../sizes/size-condition.ts";
import type { Layer, Scope } from "../graph/graph.ts";
import type { FileRefusal } from "../names/host.ts";
import type { Location } from "../names/location.ts";
import type { NameProblem } from "../names/program.ts";
import type { DecoratorPlace } from "./decorator-definitions.ts";
import type { DatumKind, FoundType, OperationFailure, TypeProblem } from "./type-problems.ts";
import type { SizeOrigin } from "../graph/size-origins.ts";

/** A problem at one place, as facts; server/diagnostics puts it into words. */
export type Problem = {
    readonly span: Span;
    /** Other places that explain it: the use of a block that failed, or the origin of a size. */
    readonly related: readonly RelatedPlace[];
    /** All occurrences: one per use, with its numbers. Empty for problems that are visible in the text alone. */
    readonly occurrences: readonly Occurrence[];
} & Finding;

export type Finding =
    | { readonly source: "syntax"; readonly finding: SyntaxProblem }
    /** `layer` is the one whose rule or argument is wrong. */
    | { readonly source: "layer"; readonly finding: LayerProblem; readonly layer: Layer }
    | { readonly source: "model"; readonly finding: ModelProblem };

/** A finding at one place during one use; occurrences of the same finding become one problem. */
export interface Occurrence {
    readonly location: Location;
    readonly scope: Scope | undefined;
    readonly finding: Exclude<Finding, { readonly source: "syntax" }>;
    readonly related: readonly RelatedPlace[];
    /** The condition that the default sizes violate, if it depends on dynamic sizes. */
    readonly demanded?: SizeTest | undefined;
}

export type RelatedPlace = Location & (
    /** The use of a block or the round of a loop in which it failed; the first states how many of all uses did. */
    | {
        readonly role: "use";
        readonly label: string;
        readonly uses?: { readonly count: number; readonly total: number };
    }
    /** The origin of the shape of one of the sides that disagree. */
    | {
        readonly role: "operand";
        readonly shape: Shape | undefined;
        /** The layer or input that determined the size of the axis, or that produced the value. */
        readonly path: string;
        readonly size?: Omit<SizeOrigin, "producer">;
    }
    /** The line of the problem inside an imported or called block. */
    | { readonly role: "inside"; readonly label: string }
    /** The first declaration of a name. */
    | { readonly role: "first"; readonly name: string }
);

/** The problems that evaluation itself finds. */
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
    /** `value` is missing if the result is not finite. */
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
    | { readonly code: "invalid-input-size"; readonly name: string; readonly value: string; readonly most?: number }
    | { readonly code: "failed-claim"; readonly claimed: string; readonly actual: Shape; readonly axes: readonly number[] }
    | { readonly code: "failed-require"; readonly condition: string; readonly message?: string; readonly numbers: readonly NamedNumber[] }
    | { readonly code: "missing-file"; readonly path: string; readonly refusal?: FileRefusal }
    | { readonly code: "invalid-weights"; readonly path: string; readonly problem: TensorFileProblem }
    | { readonly code: "recursion-limit"; readonly name: string; readonly limit: number }
    | { readonly code: "layer-limit"; readonly limit: number }
    | { readonly code: "step-limit"; readonly limit: number }
    /** Too many dynamic sizes: the further ones are fixed. */
    | { readonly code: "size-limit"; readonly limit: number }
    /** A decorator that cannot be repeated. */
    | { readonly code: "duplicate-decorator"; readonly name: string; readonly place: DecoratorPlace }
    | { readonly code: "unknown-decorator"; readonly name: string; readonly suggestion?: string; readonly place: DecoratorPlace }
    | { readonly code: "shared-weights"; readonly path: string; readonly uses: number }
    | { readonly code: "shared-weights-mismatch"; readonly path: string; readonly left: string; readonly right: string };

/** What a missing argument should be. */
export type MissingArgument =
    /** As in its documentation. */
    | { readonly documented: string }
    | { readonly signature: string }
    /** Operands of a merge: at least `minimum`, of which there are `actual`, perhaps a single name. */
    | { readonly minimum: number; readonly actual: number; readonly operand?: string }
    /** All operands are numbers, but at least one value is needed. */
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

/** A number that decided a condition, with the name or expression that reads it. */
export interface NamedNumber {
    readonly name: string;
    readonly value: string;
}
