import type { Layer, SizeDemand } from "../graph/graph.ts";
import type { Budget } from "../limits.ts";
import type { LayerProblem } from "../layers/problems.ts";
import type { Occurrence, Problem } from "../evaluation/problems.ts";
import { aloneIn, sizesEqual, testOf, variablesOf, type SizeTest } from "../sizes/size-condition.ts";
import { isEmptySet, nextSize, periodicPart, previousSize } from "../sizes/size-set.ts";
import { solveTest } from "../sizes/size-solutions.ts";
import type { Size } from "../sizes/size.ts";

/** A condition that the default sizes violate. */
export interface FailedDemand {
    readonly demanded: SizeTest;
    /** The problem of a layer's rule. */
    readonly finding: LayerProblem | undefined;
    /** Its occurrence and problem, if reported; a layer with a different problem does not report it. */
    readonly found: { readonly occurrence: Occurrence; readonly problem: Problem } | undefined;
    /** The model's own `require`, if the condition is one. */
    readonly requirement: SizeDemand | undefined;
}

/** The nearest sizes below and above a default. */
export interface Nearest {
    readonly below: number | undefined;
    readonly above: number | undefined;
}

/** The maximum ratio between a default and the nearest size that fits, if the default is at fault. */
export const farthest = 4;

/**
 * The dynamic sizes whose defaults may be at fault; empty if it is the layer's own mistake. Those of `forbidden`
 * violate the model's own `require`.
 */
export function blamedSizes(
    failed: FailedDemand, samples: ReadonlyMap<string, number>, forbidden: ReadonlySet<string>,
    budget: Budget,
): readonly string[] {
    if (paddingFor(failed) !== undefined) {
        return [];
    }
    const test = withoutRepeating(failed);
    return variablesOf(test).filter((name) => {
        const sample = samples.get(name) ?? 1;
        const alone = aloneIn(test, name, (other) => samples.get(other) ?? 1);
        const set = solveTest(alone, sample, budget);
        if (set === undefined || isEmptySet(set) || (isLargeKernel(failed) && !forbidden.has(name))) {
            return false;
        }
        if (failed.requirement !== undefined) {
            return true;
        }
        const goesOn = periodicPart(set).residues.includes(1);
        // A condition that is not reported yet only adds to the rule: its distance is considered together with the
        // rest.
        const near = { below: previousSize(set, sample), above: nextSize(set, sample) };
        const isNear = failed.found === undefined || isWithinReach(sample, near);
        return isNear && (goesOn || comparesWithNumber(alone));
    });
}

/** Whether a size that fits is near enough to the default to be intended. */
export function isWithinReach(sample: number, { below, above }: Nearest): boolean {
    return (below !== undefined && below * farthest >= sample) || (above !== undefined && above <= sample * farthest);
}

/** The condition on operands without the option that one is of size 1 and repeated. */
function withoutRepeating({ finding, demanded }: FailedDemand): SizeTest {
    return finding?.code === "size-mismatch" ? testOf(sizesEqual(finding.left, finding.right)) : demanded;
}

/** The padding with which a layer would produce the requested size, in which case the layer is at fault. */
function paddingFor({ finding, found }: FailedDemand): number | undefined {
    const problem = found?.problem;
    return finding?.code === "unsolvable-size" && problem?.source === "layer"
        ? fittingPadding(finding, problem.layer)
        : undefined;
}

/** The padding that a transposed convolution lacks, if that alone makes its result too large. */
export function fittingPadding(
    { requested, least, most }: Extract<LayerProblem, { readonly code: "unsolvable-size" }>, { definition, call }: Layer,
): number | undefined {
    if (requested.sample === undefined || least.sample === undefined || most.sample === undefined ||
        !definition.arguments.has("output_padding") || call?.arguments.get("padding") !== 0) {
        return undefined;
    }
    const padding = Math.ceil((least.sample - requested.sample) / 2);
    return padding > 0 && padding <= 2 && requested.sample <= most.sample - 2 * padding ? padding : undefined;
}

/** Up to this kernel, the map is too small; a larger kernel is itself too large. */
const smallKernel = 3;

function isLargeKernel({ finding }: FailedDemand): boolean {
    return finding?.code === "kernel-exceeds-input" && finding.extent > smallKernel;
}

/**
 * The dynamic sizes of operands that never agree: with a constant or growing difference, no condition on one is left.
 */
export function variablesOfSides(finding: LayerProblem | undefined): readonly string[] {
    return [...new Set(sidesOf(finding).flatMap(({ form }) => form?.variables ?? []))];
}

function sidesOf(finding: LayerProblem | undefined): readonly Size[] {
    switch (finding?.code) {
        case "size-mismatch": return [finding.left, finding.right];
        case "unsolvable-size": return [finding.requested, finding.least, finding.most];
        default: return [];
    }
}

/** Whether no value of a size satisfies the test, with the defaults of the other dynamic sizes. */
export function leavesNothing(
    test: SizeTest, name: string, samples: ReadonlyMap<string, number>, budget: Budget,
): boolean {
    const set = solveTest(aloneIn(test, name, (other) => samples.get(other) ?? 1), samples.get(name) ?? 1, budget);
    return set !== undefined && isEmptySet(set);
}

/** Whether each condition compares an expression that grows with the size with a constant. */
function comparesWithNumber(test: SizeTest): boolean {
    switch (test.kind) {
        case "zero":
        case "nonnegative":
            return test.of.terms.every(({ coefficient }) => coefficient > 0) ||
                test.of.terms.every(({ coefficient }) => coefficient < 0);
        case "not": return comparesWithNumber(test.part);
        case "all":
        case "any": return test.parts.every(comparesWithNumber);
        default: return true;
    }
}
