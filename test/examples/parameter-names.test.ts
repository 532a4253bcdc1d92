import { describe, expect, it } from "vitest";
import { namedParameters } from "../../server/graph/parameters.ts";
import { exampleModel } from "../support/examples.ts";
import { publishedFigures } from "./published-figures.ts";
import { listedModels, torchvisionParameters } from "./torchvision-parameters.ts";

function parametersOf(model: string): readonly string[] {
    return namedParameters(exampleModel(model))
        .filter(({ tensor }) => tensor.learned)
        .map(({ name, tensor }) => `${name} ${tensor.shape?.join("x") ?? "?"}`);
}

describe("torchvision's parameters", () => {
    it.each(listedModels)("%s: the family's rule produces the names of its state_dict", (model, list) => {
        expect([...(torchvisionParameters[model] ?? [])].sort()).toEqual([...list].sort());
    });

    it("are listed for every network with published figures", () => {
        expect(Object.keys(torchvisionParameters).sort()).toEqual(publishedFigures.map(({ model }) => model).sort());
    });

    it.each(Object.entries(torchvisionParameters))("%s has them by name and size", (model, list) => {
        expect([...parametersOf(model)].sort()).toEqual([...list].sort());
    });
});
