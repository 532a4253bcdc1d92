import type { Layer, SizeDemand } from "../graph/graph.ts";
import type { LayerProblem } from "../layers/problems.ts";
import type { Occurrence, Problem } from "../evaluation/problems.ts";
import { sizesEqual, substituteTest, testOf, variablesOf, type SizeTest } from "../sizes/size-condition.ts";
import { isEmptySet, nextSize, periodicPart, previousSize } from "../sizes/size-set.ts";
import { solveTest } from "../sizes/size-solutions.ts";
import type { Size } from "../sizes/size.ts";

/** A condition that the samples do not meet. */
export interface FailedDemand {
    readonly demanded: SizeTest;
    /** What a layer's rule finds wrong there. */
    readonly finding: LayerProblem | undefined;
    /** Where it has been found, and the problem that this is of; a layer with another problem does not report it. */
    readonly found: { readonly occurrence: Occurrence; readonly problem: Problem } | undefined;
    /** The model's own `require`, if it is of one. */
    readonly requirement: SizeDemand | undefined;
}

/** The nearest sizes below a sample and above it. */
export interface Nearest {
    readonly below: number | undefined;
    readonly above: number | undefined;
}

/** How many times smaller or larger than a sample the nearest size that fits may be, if the sample is to blame. */
export const farthest = 4;

/**
 * The free sizes whose samples may be to blame for what is wrong; none where it is the layer's own mistake. Those of
 * `forbidden` are wrong by what the model itself requires.
 */
export function blamedSizes(
    failed: FailedDemand, samples: ReadonlyMap<string, number>, forbidden: ReadonlySet<string>,
): readonly string[] {
    if (paddingFor(failed) !== undefined) {
        return [];
    }
    const test = withoutRepeating(failed);
    return variablesOf(test).filter((name) => {
        const sample = samples.get(name) ?? 1;
        const alone = aloneIn(test, name, samples);
        const set = solveTest(alone, sample);
        if (set === undefined || isEmptySet(set) || (isLargeKernel(failed) && !forbidden.has(name))) {
            return false;
        }
        if (failed.requirement !== undefined) {
            return true;
        }
        const goesOn = periodicPart(set).residues.includes(1);
        // What nothing has reported yet only adds to the rule: how far it is counts with all the rest.
        const near = { below: previousSize(set, sample), above: nextSize(set, sample) };
        const isNear = failed.found === undefined || isWithinReach(sample, near);
        return isNear && (goesOn || comparesWithNumber(alone));
    });
}

/** Whether one of the sizes that fit is near enough to the sample to be meant. */
export function isWithinReach(sample: number, { below, above }: Nearest): boolean {
    return (below !== undefined && below * farthest >= sample) || (above !== undefined && above <= sample * farthest);
}

/** What is asked of values that meet, apart from that one of them may be of size 1 and is repeated. */
function withoutRepeating({ finding, demanded }: FailedDemand): SizeTest {
    return finding?.code === "size-mismatch" ? testOf(sizesEqual(finding.left, finding.right)) : demanded;
}

/** The padding with which a layer would give the requested size: it is then the layer that is wrong. */
function paddingFor({ finding, found }: FailedDemand): number | undefined {
    const problem = found?.problem;
    return finding?.code === "unsolvable-size" && problem?.source === "layer"
        ? fittingPadding(finding, problem.layer)
        : undefined;
}

/** The padding that a transposed convolution without one lacks, if that alone is why it gives too large a size. */
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

/** A kernel up to which it is the map that has become too small: one larger is rather too large itself. */
const smallKernel = 3;

function isLargeKernel({ finding }: FailedDemand): boolean {
    return finding?.code === "kernel-exceeds-input" && finding.extent > smallKernel;
}

/** The free sizes of what never meets, by the same for every size or by more, so that no condition on one is left. */
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

/** The test with all free sizes but one at their samples. */
function aloneIn(test: SizeTest, name: string, samples: ReadonlyMap<string, number>): SizeTest {
    return variablesOf(test).filter((other) => other !== name).reduce((left, other) => {
        const sample = samples.get(other) ?? 1;
        return substituteTest(left, other, sample, sample);
    }, test);
}

/** Whether no size of a name meets the test, the other free sizes being at their samples. */
export function leavesNothing(test: SizeTest, name: string, samples: ReadonlyMap<string, number>): boolean {
    const set = solveTest(aloneIn(test, name, samples), samples.get(name) ?? 1);
    return set !== undefined && isEmptySet(set);
}

/** Whether each condition compares what grows with the size, and nothing else that does, with a number. */
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
