import { isAsSampled, type SizeCondition } from "../sizes/size-condition.ts";
import type { Size } from "../sizes/size.ts";
import type { LayerProblem } from "./problems.ts";

/**
 * A condition on sizes that depend on the input's, from a layer's rule: true for the inputs that the network accepts.
 */
export type LayerDemand = { readonly condition: SizeCondition } & (
    /** The problem if the condition is false, with the numbers at the default sizes. */
    | { readonly kind: "rule"; readonly problem: () => LayerProblem }
    /** The size determines the shape of a learned tensor, so it must keep its value at the default sizes. */
    | { readonly kind: "parameter"; readonly size: Size }
);

/** Receives a rule's demands and findings. */
export interface DemandingReporter {
    report(problem: LayerProblem): void;
    demand(demand: LayerDemand): void;
}

/** Records a condition on sizes. Returns whether it is true at the default sizes, and reports the problem if not. */
export function requireSizes(
    reporter: DemandingReporter, condition: SizeCondition, problem: () => LayerProblem,
): boolean {
    if (condition.test !== undefined) {
        reporter.demand({ kind: "rule", condition, problem });
    }
    if (condition.truth === false) {
        reporter.report({ ...problem(), ...(condition.test === undefined ? {} : { demanded: condition.test }) });
        return false;
    }
    return true;
}

/** The number of a learned tensor's size at the default sizes; demands that the size keeps it. */
export function parameterSize(reporter: DemandingReporter, size: Size | undefined): number | undefined {
    if (size?.form !== undefined && size.sample !== undefined) {
        reporter.demand({ kind: "parameter", condition: isAsSampled(size), size });
    }
    return size?.sample;
}
