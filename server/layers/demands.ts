import { isAsSampled, type SizeCondition } from "../sizes/size-condition.ts";
import type { Size } from "../sizes/size.ts";
import type { LayerProblem } from "./problems.ts";

/** What a layer's rule asks of sizes that depend on the input's: it holds for the inputs the network fits. */
export type LayerDemand = { readonly condition: SizeCondition } & (
    /** Where it does not hold, this is wrong. Its numbers are those at the sample. */
    | { readonly kind: "rule"; readonly problem: () => LayerProblem }
    /** The size decides the shape of a learned tensor, and so stays what it is at the sample. */
    | { readonly kind: "parameter"; readonly size: Size }
);

/** What a rule passes its demands and findings through. */
export interface DemandingReporter {
    report(problem: LayerProblem): void;
    demand(demand: LayerDemand): void;
}

/** Asks something of the sizes: whether it holds at the sample, where it is reported if it does not. */
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

/** A size that a learned tensor has: its number at the sample, which it keeps. */
export function parameterSize(reporter: DemandingReporter, size: Size | undefined): number | undefined {
    if (size?.form !== undefined && size.sample !== undefined) {
        reporter.demand({ kind: "parameter", condition: isAsSampled(size), size });
    }
    return size?.sample;
}
