import type { Location } from "../names/location.ts";
import { activationPeak } from "./activation-memory.ts";
import { bytesPerFloat, layerActivations } from "./cost.ts";
import { findDecorator } from "./decorators.ts";
import { figuresOf, totalFigures } from "./figures.ts";
import type { Layer, ModelGraph } from "./graph.ts";
import { limitedCosts, type CostBudget, type LimitedCost } from "./limited-costs.ts";
import { inferenceBytes } from "./training-memory.ts";

/** The limits of a model: those of its `@budget`, or of the program, whichever are lower. */
export function budgetOf({ decorators, budget }: ModelGraph): CostBudget {
    const written = findDecorator(decorators, "budget")?.named;
    const limits: Partial<Record<LimitedCost, number>> = {};
    for (const cost of limitedCosts) {
        const values = [written?.get(cost), budget[cost]].filter((value) => typeof value === "number");
        if (values.length > 0) {
            limits[cost] = Math.min(...values);
        }
    }
    return limits;
}

/** A model's cost; undefined if a size is unknown. */
export function limitedCost(graph: ModelGraph, cost: LimitedCost): number | undefined {
    switch (cost) {
        case "parameters": return totalFigures(graph).parameters;
        case "macs": return totalFigures(graph).macs;
        case "memory": return inferenceBytes(graph);
    }
}

/** A place in the text and what its layers cost, in all uses. */
export interface PlaceCost {
    readonly layer: Layer;
    readonly cost: number;
}

/** The places with the largest part of a model's cost, the largest first. */
export function costliestPlaces(graph: ModelGraph, cost: LimitedCost): readonly PlaceCost[] {
    const byPlace = new Map<string, { readonly layer: Layer; cost: number }>();
    const held = cost === "memory" ? new Set(activationPeak(graph)?.values.map(({ producer }) => producer)) : undefined;
    for (const [layer, figures] of figuresOf(graph)) {
        const activations = held?.has(layer) === true ? layerActivations(layer) ?? 0 : 0;
        const part = cost === "memory"
            ? bytesPerFloat * ((figures.parameters ?? 0) + (figures.untrained ?? 0)) + activations
            : figures[cost] ?? 0;
        const place = placeKey(layer.location);
        const known = byPlace.get(place);
        if (known === undefined) {
            byPlace.set(place, { layer, cost: part });
        } else {
            known.cost += part;
        }
    }
    return [...byPlace.values()].sort((a, b) => b.cost - a.cost);
}

function placeKey({ uri, span }: Location): string {
    return `${span.start} ${uri}`;
}
