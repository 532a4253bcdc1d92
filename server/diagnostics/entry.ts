import type { DiagnosticDefinition, LayerContext, Severity } from "./definition.ts";
import type { Fix } from "./fix.ts";
import type { Text } from "./text.ts";

/** What the catalogue says of one code: how grave it is and how its facts are worded. */
export interface Entry<Facts> {
    readonly severity: Severity;
    /** What is wrong, with which numbers, and what to do: lower case, no full stop, names in backticks. */
    message(facts: Facts): string;
}

/** An entry for every code of a union of facts: one missing or one too many is a type error. */
export type Entries<Facts extends { readonly code: string }> = {
    readonly [Code in Facts["code"]]: Entry<Extract<Facts, { readonly code: Code }>>;
};

type Defined<Facts extends { readonly code: string }> = {
    readonly [Code in Facts["code"]]:
        DiagnosticDefinition<Code, Extract<Facts, { readonly code: Code }>, LayerContext>;
};

export function definedBy<Facts extends { readonly code: string }>(
    entries: Entries<Facts>, fixes: (facts: Facts, context: LayerContext) => readonly Fix[],
): Defined<Facts> {
    return Object.fromEntries(Object.entries<Entry<Facts>>(entries).map(([code, entry]) => [
        code, { code, severity: entry.severity, message: (facts: Facts) => entry.message(facts) as Text, fixes },
    ])) as unknown as Defined<Facts>;
}
