import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { layerPage } from "../../client/layer-page.ts";
import { layers } from "../../server/layers/catalogue.ts";

const allLayers = readFileSync(new URL("../../docs/layers.md", import.meta.url), "utf8");

test.each([...layers.values()].map((layer) => [layer.name, layer] as const))("%s has a page", (name, layer) => {
    const page = layerPage(allLayers, name);
    expect(page?.split("\n").filter((line) => line.startsWith("#"))).toEqual([`# \`${name}\``]);
    expect(page).toContain(layer.summary);
    for (const argument of layer.arguments.keys()) {
        expect(page).toContain(`| \`${argument}\` |`);
    }
});

test("an unknown layer has no page", () => {
    expect(layerPage(allLayers, "Layers")).toBeUndefined();
});
