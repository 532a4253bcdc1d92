import type { DecoratorValue } from "../graph/graph.ts";

/** What a command line or preview sets in place of what the file says. */
export interface AnalysisOptions {
    /** Values for model parameters, by name. */
    readonly parameters?: ReadonlyMap<string, DecoratorValue>;
    /** Samples for free sizes, by name. */
    readonly samples?: ReadonlyMap<string, number>;
    /** Whether graphs keep all that evaluation met. */
    readonly trace?: boolean;
}
