import type { Span } from "../../grammar/syntax-tree.ts";

export type Severity = "error" | "warning" | "information" | "hint";

/** What the catalogue says of one code: how grave it is and how its facts are worded. */
export interface Entry<Facts> {
    readonly severity: Severity;
    /** What is wrong, with which numbers, and what to do: lower case, no full stop, names in backticks. */
    message(facts: Facts): string;
    /** Other places of the same file that explain it. */
    related?(facts: Facts): readonly { readonly span: Span; readonly message: string }[];
}

/** An entry for every code of a union of facts: one missing or one too many is a type error. */
export type Entries<Facts extends { readonly code: string }> = {
    readonly [Code in Facts["code"]]: Entry<Extract<Facts, { readonly code: Code }>>;
};
