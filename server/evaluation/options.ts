import type { CostBudget } from "../graph/limited-costs.ts";
import type { DecoratorValue } from "../graph/graph.ts";

/** How an evaluation differs from the usual one: values that replace those in the file, and its extent. */
export interface AnalysisOptions {
    /** Values for model parameters, by name. */
    readonly parameters?: ReadonlyMap<string, DecoratorValue>;
    /** Values of dynamic sizes, by name. */
    readonly samples?: ReadonlyMap<string, number>;
    /** Whether graphs keep a trace of their evaluation. */
    readonly trace?: boolean;
    /** After how many steps evaluation stops with `step-limit`, if earlier than at the usual limit. */
    readonly steps?: number;
    /** What each model may cost, if its `@budget` does not allow less. */
    readonly budget?: CostBudget;
}
