import { budgetOf, costliestPlaces, limitedCost, type PlaceCost } from "../../graph/cost-budget.ts";
import { findDecorator } from "../../graph/decorators.ts";
import type { ModelGraph } from "../../graph/graph.ts";
import { limitedCosts, type LimitedCost } from "../../graph/limited-costs.ts";
import { formatBytes, formatInteger, formatMacs } from "../../quantities.ts";
import type { Location } from "../../names/location.ts";
import { text } from "../../text.ts";
import { defineCheck, type RelatedInformation } from "../check.ts";

/** A model that costs more than its `@budget` or `cnn check --budget` allows. */
export const exceedsBudget = defineCheck({
    code: "exceeds-budget",
    severity: "warning",
    failsCheck: true,
    message: ({ model, cost, actual, limit }: ExceedsBudget) => {
        const values = { model, actual: formats[cost](actual), limit: formats[cost](limit) };
        switch (cost) {
            case "parameters": return text("`{model}` has {actual} parameters, its budget is {limit}", values);
            case "macs": return text("`{model}` has {actual} MACs, its budget is {limit}", values);
            case "memory": return text("inference of `{model}` takes {actual}, its budget is {limit}", values);
        }
    },
    help: ({ costliest, actual }: ExceedsBudget) => costliest && text("`{layer}` has {percent} % of that", {
        layer: costliest.layer.definition.name, percent: percentOf(costliest, actual),
    }),
    *inGraph(graph) {
        const limits = budgetOf(graph);
        for (const cost of limitedCosts) {
            const limit = limits[cost];
            const actual = limit === undefined ? undefined : limitedCost(graph, cost);
            if (limit === undefined || actual === undefined || actual <= limit) {
                continue;
            }
            const places = costliestPlaces(graph, cost).slice(0, mostPlaces)
                .filter((place) => place.cost >= leastPart * actual);
            yield {
                location: budgetPlace(graph, cost),
                scope: undefined,
                about: cost,
                facts: { model: graph.name, cost, actual, limit, costliest: places[0] },
                related: places.map((place) => blame(place, actual)),
            };
        }
    },
});

interface ExceedsBudget {
    readonly model: string;
    readonly cost: LimitedCost;
    readonly actual: number;
    readonly limit: number;
    readonly costliest: PlaceCost | undefined;
}

const mostPlaces = 3;
/** Lines below this part of the cost are not to blame. */
const leastPart = 0.05;

const formats: Readonly<Record<LimitedCost, (value: number) => string>> = {
    parameters: formatInteger, macs: formatMacs, memory: formatBytes,
};

function blame(place: PlaceCost, actual: number): RelatedInformation {
    return { ...place.layer.location, message: text("{percent} %: `{layer}`", {
        percent: percentOf(place, actual), layer: place.layer.definition.name,
    }) };
}

function percentOf({ cost }: PlaceCost, actual: number): string {
    return ((100 * cost) / actual).toFixed(0);
}

/** The argument of the model's `@budget`, or the model's name. */
function budgetPlace({ decorators, uri, nameSpan }: ModelGraph, cost: LimitedCost): Location {
    const budget = findDecorator(decorators, "budget");
    return { uri, span: budget?.spans.get(cost) ?? nameSpan };
}
