import type { ShapeClaim } from "../../grammar/syntax-tree.ts";
import type { Value } from "../graph/graph.ts";
import { FaultSearch } from "../graph/fault-search.ts";

/** The axes of a failed claim: channels, others, or both. Claims about vectors are compared with all. */
type Axes = "channels" | "others" | "both" | "any";

/** The claims of a model that failed, and the failures that they explain. */
export class FailedClaims {
    readonly #claims = new Set<ShapeClaim>();
    readonly #searches: Readonly<Record<Axes, FaultSearch>>;

    /** `count` counts the layers that are followed. */
    constructor(count: (layers: number) => void) {
        this.#searches = {
            channels: new FaultSearch(count, true), others: new FaultSearch(count, false),
            both: new FaultSearch(count, false), any: new FaultSearch(count, false),
        };
    }

    has(claim: ShapeClaim): boolean {
        return this.#claims.has(claim);
    }

    add(claim: ShapeClaim, { producer }: Value, axes: readonly number[]): void {
        this.#claims.add(claim);
        const { channels, others, both, any } = this.#searches;
        const [hasChannels, hasOthers] = [axes.includes(0), axes.some((axis) => axis !== 0)];
        const searches = [
            any, ...(hasChannels ? [channels] : []), ...(hasOthers ? [others] : []),
            ...(hasChannels && hasOthers ? [both] : []),
        ];
        if (producer !== undefined) {
            searches.forEach((search) => search.add(producer));
        }
    }

    /** Whether the sizes of some axes of a value may result from an earlier failure or another error. */
    explain(value: Value, axes: readonly number[]): boolean {
        const [hasChannels, hasOthers] = [axes.includes(0), axes.some((axis) => axis !== 0)];
        const kind = value.shape?.length === 1 ? "any" : hasChannels && hasOthers ? "both" : hasChannels ? "channels" : "others";
        return axes.length > 0 && this.#searches[kind].leadsTo(value);
    }
}
