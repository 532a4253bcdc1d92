import type { Finding } from "../model/problems.ts";
import type { Entry } from "./entry.ts";
import { layerEntries } from "./layers.ts";
import { modelEntries } from "./model.ts";
import { syntaxEntries } from "./syntax.ts";

/** Anything a diagnostic can be about, as facts. */
export type Facts = Finding["finding"];

export type DiagnosticCode = Facts["code"];

/** Every diagnostic there is, by who finds it: its severity and its words. */
export const catalogue = { syntax: syntaxEntries, layer: layerEntries, model: modelEntries };

/** The entry that words a finding. */
export function entryFor(found: Finding): Entry<Facts> {
    switch (found.source) {
        case "syntax": return catalogue.syntax[found.finding.code];
        case "layer": return catalogue.layer[found.finding.code];
        case "model": return catalogue.model[found.finding.code];
    }
}
