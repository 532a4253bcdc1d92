import type { SyntaxProblem } from "../../grammar/syntax-problem.ts";
import type { ParsedFile } from "../../grammar/parsed-file.ts";
import type { Span } from "../../grammar/syntax-tree.ts";
import type { LayerProblem } from "../layers/problems.ts";
import type { Analysis } from "../analysis/analysis.ts";
import type { Layer } from "../graph/graph.ts";
import type { ModelProblem, Occurrence } from "../evaluation/problems.ts";
import type { FileScope } from "../names/program.ts";
import type { Fix } from "./fix.ts";
import type { Text } from "../text.ts";

export type Severity = "error" | "warning" | "information" | "hint";

/** A further fact about a diagnostic, at another place of the same file if it has a span. */
export interface Note {
    readonly message: Text;
    readonly span?: Span;
}

/** The texts of one code. Its documentation is the page docs/diagnostics/CODE.md. */
export interface DiagnosticDefinition<Code extends string, Facts, Context> {
    readonly code: Code;
    readonly severity: Severity;
    /** What is wrong, with the numbers: lower case, no period, at most about 100 characters. */
    message(facts: Facts): Text;
    /** What to do about it. */
    help?(facts: Facts, context: Context): Text | undefined;
    /** Causes and consequences, one fact each. */
    notes?(facts: Facts, context: Context): readonly Note[];
    /** Candidate edits, the most likely first; `trial.ts` drops those that do not help. */
    fixes?(facts: Facts, context: Context): readonly Fix[];
}

/** A problem of an `@allow` itself. */
export interface AllowProblem {
    readonly code: "unknown-code";
    readonly name: string;
    readonly suggestion?: string;
}

/** All facts that parsing, layers, evaluation or `@allow` report. */
export type Facts = SyntaxProblem | LayerProblem | ModelProblem | AllowProblem;

export type FactsOf<Code extends Facts["code"]> = Extract<Facts, { readonly code: Code }>;

/** The context for help, notes and fixes. */
export interface ProblemContext {
    readonly file: ParsedFile;
    readonly uri: string;
    readonly names: FileScope;
    readonly span: Span;
    readonly occurrences: readonly Occurrence[];
    readonly uses: Analysis["uses"];
    readonly calls: Analysis["calls"];
}

/** The same for a layer's problem: `layer` is the layer in the first use in which it failed. */
export interface LayerContext extends ProblemContext {
    readonly layer: Layer;
}

export type ContextOf<Code extends Facts["code"]> = Code extends LayerProblem["code"] ? LayerContext : ProblemContext;

/** The definition of a code whose facts come from outside server/diagnostics. Checks use `defineCheck`. */
export type DefinitionOf<Code extends Facts["code"]> = DiagnosticDefinition<Code, FactsOf<Code>, ContextOf<Code>>;

/** Defines a diagnostic: its code determines which facts its functions take. */
export function defineDiagnostic<Code extends Facts["code"]>(definition: DefinitionOf<Code>): DefinitionOf<Code> {
    return definition;
}
