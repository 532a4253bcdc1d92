import { describe, expect, it } from "vitest";
import { totalCost } from "../../server/graph/cost.ts";
import { exampleModels } from "../support/examples.ts";
import { derivedFigures, type PaperLayer } from "./derived-figures.ts";
import { publishedFigures } from "./published-figures.ts";

const models = exampleModels();

function totals(model: string) {
    const graph = models.get(model);
    if (graph === undefined) {
        throw new Error(`examples/ has no model ${model}`);
    }
    const { parameters, macs } = totalCost(graph);
    return { parameters, macs };
}

function ascending(a: number, b: number): number {
    return a - b;
}

function sum(numbers: readonly number[]): number {
    return numbers.reduce((total, number) => total + number, 0);
}

describe("the examples", () => {
    it("are all in one of the tables of figures", () => {
        const listed = [...publishedFigures, ...derivedFigures].map(({ model }) => model);
        expect(listed.sort()).toEqual([...models.keys()].sort());
    });

    it.each(publishedFigures)("$model: parameters and multiply-adds as published", ({ model, ...figures }) => {
        expect(totals(model)).toEqual({
            parameters: { value: figures.parameters, atLeast: false },
            macs: { value: figures.macs, atLeast: false },
        });
        expect((figures.macs / 1e9).toFixed(3)).toBe(figures.gigaMacs);
    });

    it.each(derivedFigures)("$model: parameters and multiply-adds derived from the paper's layers", (figures) => {
        const weights = ({ kernel, from, to }: PaperLayer): number => kernel ** 2 * from * to;
        const parameters = figures.layers.map((layer) => weights(layer) + layer.to * layer.perChannel);
        const macs = figures.layers.map((layer) => weights(layer) * layer.side ** 2);
        expect([sum(parameters), sum(macs)]).toEqual([figures.parameters, figures.macs]);
        expect(totals(figures.model)).toEqual({
            parameters: { value: figures.parameters, atLeast: false },
            macs: { value: figures.macs, atLeast: false },
        });
        const counted = (models.get(figures.model)?.layers ?? []).flatMap(({ inference }) => inference?.macs ?? []);
        expect(counted.filter((count) => count > 0).sort(ascending)).toEqual(macs.sort(ascending));
    });
});
