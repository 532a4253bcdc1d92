import type { Finding } from "../model/problems.ts";
import { checks } from "./checks.ts";
import type { Entry, Severity } from "./entry.ts";
import { layerEntries } from "./layers.ts";
import { modelEntries } from "./model.ts";
import { allowEntries, type AllowProblem } from "./silencing.ts";
import { syntaxEntries } from "./syntax.ts";

/** Anything that parsing, layers, evaluation or `@allow` have wrong, as facts. */
export type Facts = Finding["finding"] | AllowProblem;

export type DiagnosticCode = Facts["code"] | (typeof checks)[number]["code"];

/** Everything that is found wrong but by checks, by who finds it: its severity and its words. */
export const catalogue = { syntax: syntaxEntries, layer: layerEntries, model: modelEntries, allow: allowEntries };

/** The entry that words a finding. */
export function entryFor(found: Finding): Entry<Facts> {
    switch (found.source) {
        case "syntax": return catalogue.syntax[found.finding.code];
        case "layer": return catalogue.layer[found.finding.code];
        case "model": return catalogue.model[found.finding.code];
    }
}

/** Every code there is, with its severity where no setting gives another. */
export const defaultSeverities: ReadonlyMap<string, Severity> = new Map([
    ...Object.values(catalogue).flatMap((entries: Readonly<Record<string, { readonly severity: Severity }>>) =>
        Object.entries(entries).map(([code, { severity }]) => [code, severity] as const)),
    ...checks.map(({ code, severity }) => [code, severity] as const),
].sort(([a], [b]) => (a < b ? -1 : 1)));
