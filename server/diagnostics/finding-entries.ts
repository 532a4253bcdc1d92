import type { Finding } from "../evaluation/problems.ts";
import type { Entry } from "./entry.ts";
import { layerEntries } from "./layers.ts";
import { modelEntries } from "./model.ts";
import { syntaxEntries } from "./syntax.ts";

/** The words of everything that parsing, layers and evaluation find wrong, by who finds it. */
export const findingEntries = { syntax: syntaxEntries, layer: layerEntries, model: modelEntries };

/** The entry that words a finding. */
export function entryFor(found: Finding): Entry<Finding["finding"]> {
    switch (found.source) {
        case "syntax": return findingEntries.syntax[found.finding.code];
        case "layer": return findingEntries.layer[found.finding.code];
        case "model": return findingEntries.model[found.finding.code];
    }
}
