import type { SyntaxProblem } from "../../grammar/syntax-tree.ts";
import type { LayerProblem } from "../layers/problems.ts";
import type { ModelProblem } from "../model/problems.ts";
import type { Entries, Entry } from "./entry.ts";
import { layerEntries } from "./layers.ts";
import { modelEntries } from "./model.ts";
import { syntaxEntries } from "./syntax.ts";

/** Anything a diagnostic can be about, as facts. */
export type Facts = SyntaxProblem | LayerProblem | ModelProblem;

export type DiagnosticCode = Facts["code"];

/** Every diagnostic there is: its severity and its words. */
export const catalogue: Entries<Facts> = { ...syntaxEntries, ...layerEntries, ...modelEntries };

/** The entry that words these facts. */
export function entryFor(facts: Facts): Entry<Facts> {
    return catalogue[facts.code];
}
