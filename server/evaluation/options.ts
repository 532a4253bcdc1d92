import type { DecoratorValue } from "../graph/graph.ts";

/** Values from the command line or the preview that replace those in the file. */
export interface AnalysisOptions {
    /** Values for model parameters, by name. */
    readonly parameters?: ReadonlyMap<string, DecoratorValue>;
    /** Values of dynamic sizes, by name. */
    readonly samples?: ReadonlyMap<string, number>;
    /** Whether graphs keep a trace of their evaluation. */
    readonly trace?: boolean;
}
