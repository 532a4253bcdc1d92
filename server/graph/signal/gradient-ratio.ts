import { limits } from "../../limits.ts";
import { worksOn } from "../consumers.ts";
import { foundOnce } from "../found-once.ts";
import type { Layer, ModelGraph, Value } from "../graph.ts";
import { initializationOf, type InitializationKind } from "../initialization.ts";
import { isWeighted } from "../parameters.ts";
import { predictSignal, signalOf, type Signal } from "./signal.ts";
import { signalWork } from "./work.ts";

/** How much of a loss's gradient reaches the first weighted layer of a model, compared with the last. */
export interface GradientRatio {
    readonly first: Layer;
    readonly last: Layer;
    /** The root of the sums of squares: below 1 if the gradient vanishes, above 1 if it explodes. */
    readonly ratio: number;
    /** The weighted layers on the longest way from the one to the other. */
    readonly layers: number;
}

/** A change of a model, and the ratio with it. */
export type GradientRemedy =
    | { readonly kind: "initialization"; readonly ratio: number }
    | { readonly kind: "normalization"; readonly ratio: number }
    | { readonly kind: "shortcuts" };

/** Ratios beyond this and its inverse are reported; those of published networks are between 1/50 and 1300. */
const greatestRatio = 1e4;

export function isBalanced(ratio: number): boolean {
    return ratio <= greatestRatio && ratio >= 1 / greatestRatio;
}

/** The root of the sum of squares of the gradient at the first weighted layer, relative to the last. */
export function gradientRatio(graph: ModelGraph): number | undefined {
    const ways = weightedWays(graph);
    return ways && ratioOf(signalOf(graph), ways);
}

/** The ratio of a model, if it is out of balance; undefined also if it cannot be predicted. */
export function unbalancedGradient(graph: ModelGraph): GradientRatio | undefined {
    const ways = waysIfChecked(graph);
    if (ways === undefined || signalWork(graph) > limits.gradientSteps) {
        return undefined;
    }
    const ratio = ratioOf(signalOf(graph), ways);
    return ratio === undefined || isBalanced(ratio)
        ? undefined
        : { first: ways.first, last: ways.last, ratio, layers: ways.longest };
}

/** Whether the check of gradients would take more work than its limit. */
export function isUncheckedGradient(graph: ModelGraph): boolean {
    return waysIfChecked(graph) !== undefined && signalWork(graph) > limits.gradientSteps;
}

function waysIfChecked(graph: ModelGraph): WeightedWays | undefined {
    const ways = weightedWays(graph);
    return ways !== undefined && mayBeUnbalanced(ways) ? ways : undefined;
}

/** The first change that balances the gradient: of the initialization, by norms, otherwise by shortcuts. */
export function gradientRemedy(graph: ModelGraph): GradientRemedy {
    const { kind } = initializationOf(graph);
    const balanced = (initialization: InitializationKind, normalized: boolean): number | undefined => {
        const ways = weightedWays(graph);
        const signal = predictSignal(graph, { initialization, training: true, normalized });
        const ratio = ways === undefined ? undefined : ratioOf(signal, ways);
        return ratio !== undefined && isBalanced(ratio) ? ratio : undefined;
    };
    const initialized = kind === "he" ? undefined : balanced("he", false);
    if (initialized !== undefined) {
        return { kind: "initialization", ratio: initialized };
    }
    const isNormalized = graph.layers.some(({ definition }) => definition.traits.normalization);
    const normalized = isNormalized ? undefined : balanced(kind, true);
    return normalized === undefined ? { kind: "shortcuts" } : { kind: "normalization", ratio: normalized };
}

function ratioOf(signal: Signal, { first, last }: WeightedWays): number | undefined {
    const sumAt = ({ outputs: [value] }: Layer): number | undefined =>
        (value === undefined ? undefined : signal.of(value)?.gradientSum);
    const [entry, exit] = [sumAt(first), sumAt(last)];
    return entry === undefined || exit === undefined || exit === 0 ? undefined : Math.sqrt(entry / exit);
}

/** The weighted layers of a model, and how they follow each other. */
interface WeightedWays {
    readonly first: Layer;
    readonly last: Layer;
    /** On the longest way from an input to an output. */
    readonly longest: number;
    /** The most in a row without a merge that one of them bypasses. */
    readonly row: number;
    /** The same, since the last norm. */
    readonly bareRow: number;
    readonly merges: number;
    readonly isNormalized: boolean;
}

/**
 * Only a long row without shortcuts, or many merges without a norm, can multiply gradients often enough; all other
 * networks need no prediction at each keystroke. A norm, an activation and a weighted layer multiply them by less than
 * 2, so with norms the row must be longer.
 */
function mayBeUnbalanced({ row, bareRow, merges, isNormalized }: WeightedWays): boolean {
    return bareRow > longestBareRow || row > longestRow || (!isNormalized && merges > mostMerges);
}

const longestBareRow = 6;
const longestRow = 26;
const mostMerges = 12;

const weightedWays = foundOnce(({ layers }: ModelGraph): WeightedWays | undefined => {
    const followed = new FollowedWays();
    for (const layer of layers) {
        followed.add(layer);
    }
    return followed.ways();
});

/** The ways through the layers so far. It has a method for a layer, which V8 optimizes sooner than a long loop. */
class FollowedWays {
    /** Indexed by value id. */
    readonly #counts: number[] = [];
    readonly #rows: number[] = [];
    readonly #bareRows: number[] = [];
    #longest = 0;
    #row = 0;
    #bareRow = 0;
    #merges = 0;
    #isNormalized = false;
    #first: Layer | undefined;
    #last: Layer | undefined;

    add(layer: Layer): void {
        const read = worksOn(layer);
        const weighted = isWeighted(layer) ? 1 : 0;
        const before = most(read, this.#counts);
        const { merges, normalization } = layer.definition.traits;
        const rejoins = (merges === "sum" || merges === "concatenation")
            && read.length > 1 && before > least(read, this.#counts);
        const count = before + weighted;
        const row = rejoins ? 0 : least(read, this.#rows) + weighted;
        const bareRow = normalization || rejoins ? 0 : least(read, this.#bareRows) + weighted;
        for (const { id } of layer.outputs) {
            this.#counts[id] = count;
            this.#rows[id] = row;
            this.#bareRows[id] = bareRow;
        }
        this.#longest = Math.max(this.#longest, count);
        this.#row = Math.max(this.#row, row);
        this.#bareRow = Math.max(this.#bareRow, bareRow);
        this.#merges += rejoins ? 1 : 0;
        this.#isNormalized ||= normalization;
        if (weighted === 1) {
            this.#first ??= layer;
            this.#last = layer;
        }
    }

    /** Undefined without weighted layers. */
    ways(): WeightedWays | undefined {
        return this.#first === undefined || this.#last === undefined ? undefined : {
            first: this.#first, last: this.#last, longest: this.#longest, row: this.#row, bareRow: this.#bareRow,
            merges: this.#merges, isNormalized: this.#isNormalized,
        };
    }
}

function most(values: readonly Value[], of: readonly number[]): number {
    let largest = 0;
    for (const { id } of values) {
        const one = of[id] ?? 0;
        largest = one > largest ? one : largest;
    }
    return largest;
}

function least(values: readonly Value[], of: readonly number[]): number {
    let smallest: number | undefined;
    for (const { id } of values) {
        const one = of[id] ?? 0;
        smallest = smallest === undefined || one < smallest ? one : smallest;
    }
    return smallest ?? 0;
}
