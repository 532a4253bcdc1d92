import { describe, expect, it } from "vitest";
import { layers } from "../../server/layers/catalogue.ts";
import type { LayerDefinition } from "../../server/layers/definition.ts";
import { layerFamilies, type Aliases } from "../../server/layers/traits.ts";
import { hasRange } from "../judges/argument-ranges.ts";
import { rawForms } from "../judges/raw-forms.ts";
import { sizelessForms } from "../support/sizeless-forms.ts";
import { numericRows } from "./numeric-rows/rows.ts";

/** What every layer needs besides its definition, each with where to add it. */
const needs: readonly (readonly [what: string, isThere: (layer: LayerDefinition) => boolean])[] = [
    ["a row in test/layers/numeric-rows/ that computes its numbers",
        ({ name }) => numericRows.some((row) => row.layer === name)],
    ["a judge's form in test/judges/raw-forms.ts", ({ name }) => name in rawForms],
    ["a judge's form in test/support/sizeless-forms.ts", ({ name }) => sizelessForms.has(name)],
    ["a range for each argument in test/judges/argument-ranges.ts",
        ({ name, arguments: known }) => [...known.keys()].every((argument) => hasRange(name, argument))],
    ["a summary and documentation in its definition", ({ summary, documentation }) => summary !== "" && documentation !== ""],
    ["documentation for each argument in its definition",
        ({ arguments: known }) => [...known.values()].every(({ documentation }) => documentation !== "")],
];

describe.each([...layers.values()])("$name", (layer) => {
    it.each(needs)("has %s", (what, isThere) => {
        expect(isThere(layer), `${layer.name} lacks ${what}`).toBe(true);
    });
});

it("uses every heading of the documentation", () => {
    expect(new Set([...layers.values()].map(({ family }) => family))).toEqual(new Set(layerFamilies));
});

describe("aliases", () => {
    const plain = (name: string): string => name.replaceAll("_", "").toLowerCase();
    const namesIn = (aliases: Aliases): readonly string[] => [...new Set(Object.values(aliases).flat().map(plain))];

    it("name one layer each, and none by its own name", () => {
        const owners = Map.groupBy(
            [...layers.values()].flatMap(({ name, aliases }) =>
                [plain(name), ...namesIn(aliases)].map((alias) => ({ alias, name }))),
            ({ alias }) => alias);
        expect([...owners.values()].filter((several) => several.length > 1)).toEqual([]);
    });

    it.each([...layers.values()])("of $name's arguments name one argument each", ({ arguments: known }) => {
        const names = [...known].flatMap(([name, { aliases }]) => [plain(name), ...namesIn(aliases)]);
        expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    });
});
