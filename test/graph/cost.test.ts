import { describe, expect, it } from "vitest";
import { scopeCosts, formatTotal, layerMacs, layerParameters, totalCost, weightOwners } from "../../server/graph/cost.ts";
import { formatInteger } from "../../server/quantities.ts";
import type { ModelGraph } from "../../server/graph/graph.ts";
import { namedParameters } from "../../server/graph/parameters.ts";
import { analyzeText } from "../support/memory-host.ts";

function graphOf(body: string, blocks = ""): ModelGraph {
    const [graph] = analyzeText(`${blocks}\nmodel M() {\n    input x: [4, 8, 8]\n${body}\n}\n`).models;
    if (graph === undefined) {
        throw new Error("There is no model.");
    }
    return graph;
}

const known = (value: number): { readonly value: number; readonly atLeast: boolean } => ({ value, atLeast: false });
const atLeast = (value: number): { readonly value: number; readonly atLeast: boolean } => ({ value, atLeast: true });

describe("a graph's cost", () => {
    it.each<[string, string, { parameters: number; macs: number }]>([
        ["convolution: 6·4·3·3 weights, 6 biases; each weight once a position", "conv(6, 3)", { parameters: 222, macs: 7776 }],
        ["groups divide both", "conv(6, 3, groups=2, bias=false)", { parameters: 108, macs: 3888 }],
        ["transposed convolution: counted on the input's positions", "conv_transpose(6, 2, stride=2)", { parameters: 102, macs: 6144 }],
        ["linear: inputs · outputs", "flatten()\nlinear(10)", { parameters: 2570, macs: 2560 }],
        ["batch norm: running figures are not learned, and it has no MACs", "batch_norm()", { parameters: 8, macs: 0 }],
        ["nothing to learn", "relu()\nmax_pool(2)", { parameters: 0, macs: 0 }],
        ["shared weights count once, their MACs each time",
            "@path(\"h\")\na = conv(4, 3, bias=false)\n@path(\"h\")\nb = a -> conv(4, 3, bias=false)",
            { parameters: 144, macs: 144 * (36 + 16) }],
    ])("%s", (_, body, { parameters, macs }) => {
        const total = totalCost(graphOf(body));
        expect({ parameters: total.parameters, macs: total.macs })
            .toEqual({ parameters: known(parameters), macs: known(macs) });
    });

    it("is a lower bound if a part is unknown, not zero", () => {
        const total = totalCost(graphOf("a = conv(6, 3)\nb = conv(5, 99)\nc = conv(5, 3)\nflatten()\nlinear(10)"));
        expect(total.parameters).toEqual(atLeast(222 + 294_035 + 230 + 10));
        expect(total.macs).toEqual(atLeast(7776));
    });

    it("adds up by scope, with shared weights inside one counted once", () => {
        const graph = graphOf("layer = repeat 2 { B() }", "block B() {\n @path(\"h\")\n conv(4, 1)\n @path(\"h\")\n conv(4, 1)\n}");
        const scopes = scopeCosts(graph);
        const costs = [...scopes].map(([{ path, kind }, { layers, parameters }]) => `${kind} ${path}: ${layers} ${parameters.value}`);
        expect(costs).toEqual([
            "model : 4 40", "loop layer: 4 40", "round layer.0: 2 20", "block layer.0: 2 20", "round layer.1: 2 20",
            "block layer.1: 2 20",
        ]);
        expect(totalCost(graph).layers).toBe(4);
    });
});

describe("a layer's own", () => {
    it("parameters are all it uses, shared or not; the one that has them first owns them", () => {
        const graph = graphOf("@path(\"h\")\na = conv(4, 3)\n@path(\"h\")\nb = a -> conv(4, 3)\nc = conv(4, 3)");
        expect(graph.layers.map(layerParameters)).toEqual([148, 148, 148]);
        expect([...weightOwners(graph)].map(([layer, owner]) => [layer.path, owner.path])).toEqual([["h_2", "h"]]);
        expect(namedParameters(graph).map(({ name, layers }) => `${name} ${layers.length}`))
            .toEqual(["h.weight 2", "h.bias 2", "c.weight 1", "c.bias 1"]);
    });

    it("unknown figures are undefined", () => {
        const { layers } = graphOf("conv(6)\nconv(5, 3)\nflatten()\nlinear(5)");
        expect(layers.map(layerParameters)).toEqual([undefined, 275, 0, undefined]);
        expect(layers.map(layerMacs)).toEqual([undefined, undefined, 0, undefined]);
    });
});

describe("totals in words", () => {
    it("show whether they are complete", () => {
        expect([known(1000), atLeast(1000), atLeast(0)].map((total) => formatTotal(total, formatInteger)))
            .toEqual(["1,000", "at least 1,000", "unknown"]);
    });
});
