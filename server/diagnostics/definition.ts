import type { ParsedFile, Span, SyntaxProblem } from "../../grammar/syntax-tree.ts";
import type { LayerProblem } from "../layers/problems.ts";
import type { Analysis } from "../analysis/analysis.ts";
import type { Layer } from "../graph/graph.ts";
import type { ModelProblem, Occurrence } from "../evaluation/problems.ts";
import type { FileScope } from "../names/program.ts";
import type { Fix } from "./fix.ts";
import type { Text } from "./text.ts";

export type Severity = "error" | "warning" | "information" | "hint";

/** One more fact about a diagnostic, at another place of the same file if it has a span. */
export interface Note {
    readonly message: Text;
    readonly span?: Span;
}

/** Everything that a person reads about one code. Its documentation is the page docs/diagnostics/CODE.md. */
export interface DiagnosticDefinition<Code extends string, Facts, Context> {
    readonly code: Code;
    readonly severity: Severity;
    /** What is wrong, with the numbers: lower case, no period, about 100 characters at most. */
    message(facts: Facts): Text;
    /** What to do about it. */
    help?(facts: Facts, context: Context): Text | undefined;
    /** Causes and consequences, one fact each. */
    notes?(facts: Facts, context: Context): readonly Note[];
    /** Candidate edits, the likeliest first; those that do not help are dropped by trying them (`trial.ts`). */
    fixes?(facts: Facts, context: Context): readonly Fix[];
}

/** What is wrong with an `@allow` itself. */
export interface AllowProblem {
    readonly code: "unknown-code";
    readonly name: string;
    readonly suggestion?: string;
}

/** Anything that parsing, layers, evaluation or `@allow` report, as facts. */
export type Facts = SyntaxProblem | LayerProblem | ModelProblem | AllowProblem;

export type FactsOf<Code extends Facts["code"]> = Extract<Facts, { readonly code: Code }>;

/** What else help, notes and fixes may look at. */
export interface ProblemContext {
    readonly file: ParsedFile;
    readonly uri: string;
    readonly names: FileScope;
    readonly span: Span;
    readonly occurrences: readonly Occurrence[];
    readonly uses: Analysis["uses"];
    readonly calls: Analysis["calls"];
}

/** The same for a layer's problem: `layer` is the layer as it was in the first use in which it failed. */
export interface LayerContext extends ProblemContext {
    readonly layer: Layer;
}

export type ContextOf<Code extends Facts["code"]> = Code extends LayerProblem["code"] ? LayerContext : ProblemContext;

/** The definition of a code whose facts are found below server/diagnostics. Checks define theirs with `defineCheck`. */
export type DefinitionOf<Code extends Facts["code"]> = DiagnosticDefinition<Code, FactsOf<Code>, ContextOf<Code>>;

/** Defines a diagnostic: its code decides which facts its functions take. */
export function defineDiagnostic<Code extends Facts["code"]>(definition: DefinitionOf<Code>): DefinitionOf<Code> {
    return definition;
}
