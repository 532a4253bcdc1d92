import { expect, test } from "vitest";
import { previewGraph } from "../../server/features/preview-graph.ts";
import { previewGraphSchema } from "../../server/protocol.ts";
import { validate } from "../../server/validation.ts";
import { analyzed } from "../support/marked-source.ts";

function edgesOf(body: string): readonly string[] {
    const graph = previewGraph(analyzed(`model M {\n    input x: [8, 4, 4]\n${body}\n}`), []);
    return graph?.edges.map(({ value, to, shape }) => `${value} → ${to} ${shape}`) ?? [];
}

test.each([
    ["equal halves of a split are two values", "    a, b = split(2)\n    output y = add(a, b)", [
        "input:x:0 → layer:a [8, 4, 4]",
        "layer:a:0 → layer:y [4, 4, 4]",
        "layer:a:1 → layer:y [4, 4, 4]",
        "layer:y:0 → output:y [4, 4, 4]",
    ]],
    ["a value that two layers read is one value", "    a = relu()\n    b = tanh(a)\n    output y = add(a, b)", [
        "input:x:0 → layer:a [8, 4, 4]",
        "layer:a:0 → layer:b [8, 4, 4]",
        "layer:a:0 → layer:y [8, 4, 4]",
        "layer:b:0 → layer:y [8, 4, 4]",
        "layer:y:0 → output:y [8, 4, 4]",
    ]],
    ["a value that a layer reads twice is one edge", "    output y = add(x, x)", [
        "input:x:0 → layer:y [8, 4, 4]",
        "layer:y:0 → output:y [8, 4, 4]",
    ]],
])("%s", (_name, body, edges) => {
    expect(edgesOf(body)).toEqual(edges);
});

test("a graph matches its schema, without additional properties", () => {
    const graph = previewGraph(analyzed("block B(c) { conv(c, 3) }\nmodel M { input x: [3, 8, 8]\noutput y = B(4) }"), []);
    expect(validate(previewGraphSchema, graph)).toEqual({ value: graph });
});

test("the arguments of equal layers are the same text, with values by their place", () => {
    const graph = previewGraph(analyzed(`model M {
    input x: [8, H = 32, W = 32]
    small = max_pool(2)
    y = conv(8, 1)
    first = y -> upsample(to=x)
    second = y -> upsample(to=x)
    output z = add(first, second)
}`), []);
    const texts = graph?.nodes.filter(({ label }) => label === "upsample").map(({ arguments: args }) => args);
    expect(texts?.[0]).toContain("[\"to\",{\"input\":1}]");
    expect(new Set(texts).size).toBe(1);
});
