import type { SizeDemand } from "../graph/graph.ts";
import { allHold, alwaysTrue, isAsSampled, settled, type SizeCondition, type SizeTest } from "../sizes/size-condition.ts";
import { isSize, listOf, type Datum } from "./data.ts";

/** The conditions of a model's evaluation; repeated ones are only counted. */
export class DemandList {
    readonly #demands = new Map<string, { readonly first: Omit<SizeDemand, "count">; count: number }>();

    /** Adds a test that some sizes may fail. `describe` returns its source. */
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

/** The condition that a number, or each number of a list, has its value at the default sizes. */
export function staysAsSampled(datum: Datum): SizeCondition {
    if (isSize(datum)) {
        return isAsSampled(datum.size);
    }
    return typeof datum === "object"
        ? allHold((listOf(datum) ?? []).map(staysAsSampled))
        : settled(true);
}
