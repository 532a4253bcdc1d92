/** Type errors, as facts. */

/** The kind of a datum. */
export type DatumKind = "number" | "string" | "boolean" | "list" | "range" | "value" | "unknown";

/** What must have a type. */
export type TypedPart =
    /** An argument of a layer, function or decorator. */
    | { readonly kind: "argument"; readonly callee: string; readonly name: string }
    /** An operand of a layer that merges, or of a function. */
    | { readonly kind: "operand"; readonly callee: string }
    | { readonly kind: "name"; readonly name: string }
    /** An operand of an operator. */
    | { readonly kind: "left" | "right" | "prefixed"; readonly operator: string }
    | { readonly kind: "each-element"; readonly names: readonly string[] }
    | {
        readonly kind: "claimed-size" | "condition" | "expression" | "indexed" | "index" | "iterable" | "range-bound"
            | "list-element" | "repeat-count" | "summand";
    };

/** The expected type. */
export type ExpectedType =
    | "any" | "boolean" | "integer" | "list" | "non-negative-integer" | "number" | "number-list"
    | "number-or-number-list" | "plain" | "positive-number" | "range-or-list" | "size-or-wildcard" | "string"
    | "value" | "value-or-number"
    /** As in the argument's documentation. */
    | { readonly documented: string }
    | { readonly choices: readonly string[] }
    | { readonly listOf: number };

/** What was found: a datum in the language's syntax, a value, or something that is not a datum. */
export type FoundType =
    | { readonly printed: string }
    | { readonly shape: string }
    | { readonly kind: DatumKind }
    | { readonly layer: string }
    | { readonly block: string }
    | { readonly kind: "flow" };

export interface TypeProblem {
    readonly part: TypedPart;
    readonly expected: ExpectedType;
    readonly found: FoundType;
}

/** Why an operation has no result although its operands have the right types. */
export type OperationFailure =
    | { readonly reason: "division-by-zero"; readonly operation: string }
    | { readonly reason: "not-real"; readonly operation: string }
    | { readonly reason: "negative-root"; readonly operand: string }
    | { readonly reason: "empty-list"; readonly callee: string }
    | { readonly reason: "too-long"; readonly kind: "string" | "list"; readonly limit: number }
    | { readonly reason: "too-deep"; readonly limit: number }
    | { readonly reason: "index-out-of-range"; readonly list: string; readonly index: number; readonly length: number }
    | { readonly reason: "circular-definition"; readonly name: string };
