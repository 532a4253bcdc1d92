import type { LayerProblem } from "../layers/problems.ts";
import { alwaysTrue, bothHold, isAsSampled, settled, type SizeCondition, type SizeTest } from "../sizes/size-condition.ts";
import type { Size } from "../sizes/size.ts";
import { isSize, listOf, type Datum } from "./data.ts";
import type { Layer, Location, Scope, Value } from "./graph.ts";

/** Something that is asked of a model's free sizes, and by what. */
export interface SizeDemand {
    readonly test: SizeTest;
    readonly source: DemandSource;
    readonly location: Location;
    readonly scope: Scope | undefined;
    /** How often the same is asked; the first is kept. */
    readonly count: number;
}

export type DemandSource =
    /** A layer's rule: `problem` is what is wrong where it is not met, its numbers those at the sample. */
    | { readonly kind: "rule"; readonly layer: Layer; readonly problem: () => LayerProblem }
    /** A learned tensor has the size, which so is fixed. */
    | { readonly kind: "parameter"; readonly layer: Layer; readonly size: Size }
    /** An argument depends on a free size, and so is fixed. */
    | { readonly kind: "argument"; readonly callee: string; readonly argument: string; readonly number: string }
    /** A condition, a loop's count or an index depends on a free size, and so is fixed. */
    | { readonly kind: "condition" | "count" | "index"; readonly text: string; readonly number: string }
    /** A claim that a line's value has a size on one axis. */
    | { readonly kind: "claim"; readonly axis: number; readonly text: string; readonly value: Value }
    /** A dimension of an input that is worked out from a free size. */
    | { readonly kind: "input"; readonly text: string }
    /** A `require`: in a block asked of each use, in a model what the model is for. */
    | { readonly kind: "require"; readonly text: string; readonly message: string | undefined };

/** What a model's evaluation gathers: the same thing asked again is only counted. */
export class DemandList {
    readonly #demands = new Map<string, { readonly first: Omit<SizeDemand, "count">; count: number }>();

    /** Keeps a test that some sizes may fail. `describe` tells who asks it. */
    add(test: SizeTest, describe: () => Omit<SizeDemand, "count" | "test">): void {
        if (test === alwaysTrue) {
            return;
        }
        const known = this.#demands.get(test.key);
        if (known === undefined) {
            this.#demands.set(test.key, { first: { test, ...describe() }, count: 1 });
        } else {
            known.count += 1;
        }
    }

    list(): readonly SizeDemand[] {
        return [...this.#demands.values()].map(({ first, count }) => ({ ...first, count }));
    }
}

/** That a number, or each of a list, is what it is at the sample. */
export function staysAsSampled(datum: Datum): SizeCondition {
    if (isSize(datum)) {
        return isAsSampled(datum.size);
    }
    return typeof datum === "object"
        ? (listOf(datum) ?? []).map(staysAsSampled).reduce(bothHold, settled(true))
        : settled(true);
}
