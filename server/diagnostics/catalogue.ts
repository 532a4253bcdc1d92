import type { Finding } from "../model/problems.ts";
import type { checks } from "./checks.ts";
import type { Entry } from "./entry.ts";
import { layerEntries } from "./layers.ts";
import { modelEntries } from "./model.ts";
import { syntaxEntries } from "./syntax.ts";

/** Anything that parsing, layers or evaluation find wrong, as facts. */
export type Facts = Finding["finding"];

export type DiagnosticCode = Facts["code"] | (typeof checks)[number]["code"];

/** Everything that parsing, layers or evaluation find wrong, by who finds it: its severity and its words. */
export const catalogue = { syntax: syntaxEntries, layer: layerEntries, model: modelEntries };

/** The entry that words a finding. */
export function entryFor(found: Finding): Entry<Facts> {
    switch (found.source) {
        case "syntax": return catalogue.syntax[found.finding.code];
        case "layer": return catalogue.layer[found.finding.code];
        case "model": return catalogue.model[found.finding.code];
    }
}
