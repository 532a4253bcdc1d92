import type { Finding } from "../evaluation/problems.ts";
import { checks } from "./checks.ts";
import type { Severity } from "./entry.ts";
import { findingEntries } from "./finding-entries.ts";
import { allowEntries, type AllowProblem } from "./silencing.ts";

/** Anything that parsing, layers, evaluation or `@allow` have wrong, as facts. */
export type Facts = Finding["finding"] | AllowProblem;

export type DiagnosticCode = Facts["code"] | (typeof checks)[number]["code"];

/** Everything that is found wrong but by checks, by who finds it: its severity and its words. */
export const catalogue = { ...findingEntries, allow: allowEntries };

/** Every code there is, with its severity where no setting gives another. */
export const defaultSeverities: ReadonlyMap<string, Severity> = new Map([
    ...Object.values(catalogue).flatMap((entries: Readonly<Record<string, { readonly severity: Severity }>>) =>
        Object.entries(entries).map(([code, { severity }]) => [code, severity] as const)),
    ...checks.map(({ code, severity }) => [code, severity] as const),
].sort(([a], [b]) => (a < b ? -1 : 1)));
