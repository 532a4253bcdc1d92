import { describe, expect, it } from "vitest";
import { summarize } from "../../server/emit/summary.ts";
import type { Summary } from "../../server/summary/summary-data.ts";
import { meetsFilter, readSummaryFilter } from "../../server/summary/summary-filters.ts";
import { summaryCsv, summaryMarkdown, summaryTable } from "../../server/summary/summary-text.ts";
import type { ModelGraph } from "../../server/graph/graph.ts";
import { analyzeText } from "../support/memory-host.ts";

const text = `block Twice(channels) {
    conv1 = conv(channels, 3, padding=1)
    relu()
}

model Net(classes = 10) {
    input x: [3, H = 8, 8]
    stem = conv(4, 3)
    body = repeat 2 { Twice(4) }
    @path("head")
    conv(4, 1)
    @path("head")
    again = conv(4, 1)
    add(again, stem)
    flatten()
    output scores = linear(classes)
}
`;

function graphOf(source: string): ModelGraph {
    const [graph] = analyzeText(source).models;
    if (graph === undefined) {
        throw new Error("There is no model.");
    }
    return graph;
}

function summaryOf(source: string, depth = Infinity): Summary {
    return summarize(graphOf(source), ({ span }) => source.slice(0, span.start).split("\n").length, { depth });
}

describe("the summary", () => {
    it("is the documented JSON", () => {
        const { layers, memory, ...rest } = summaryOf(text);
        expect(rest).toEqual({
            model: "Net",
            inputs: [{ name: "x", shape: [3, 8, 8] }],
            outputs: [{ name: "scores", shape: [10] }],
            totals: {
                layers: 10, parameters: 112 + 2 * 148 + 20 + 1450, untrained: 0,
                macs: (108 + 2 * 144 + 2 * 16) * 36 + 1440,
                // A bias per element, a comparison per ReLU, a sum.
                operations: (5 + 2 + 1) * 144 + 10, activations: 4 * (9 * 144 + 10),
                // Inputs of convolutions and results of ReLUs, of which three are both, and the input of `linear`.
                saved: 4 * (192 + 4 * 144 + 144), savedOnce: 0,
                gradients: 4 * 1878, optimizer: 8 * 1878, moved: 18192, intensity: (2 * 16848 + 1162) / 18192,
            },
        });
        expect(memory.training).toMatchObject({
            optimizer: "adam", precision: "fp32", weights: 4 * 1878, gradients: 4 * 1878, optimizerState: 8 * 1878,
            saved: 3648,
        });
        expect(layers.map(({ path }) => path)).toEqual([
            "stem", "body.0.conv1", "body.0.relu_1", "body.1.conv1", "body.1.relu_1", "head", "head_2", "add_1",
            "flatten_1", "scores",
        ]);
        expect(layers[0]).toEqual({
            path: "stem", kind: "conv", kernel: [3, 3], inputs: [[3, 8, 8]], from: ["x"], output: [4, 6, 6], outputs: [[4, 6, 6]],
            sharedWith: null, layers: 1, parameters: 112, untrained: 0, macs: 3888, operations: 144, activations: 576,
            saved: 768, savedOnce: 0, gradients: 448, optimizer: 896, moved: 4 * (192 + 144 + 112),
            intensity: (2 * 3888 + 144) / 1792, line: 8,
            receptiveField: { size: [3, 3], stride: [1, 1], start: [0, 0] },
        });
        expect(layers[7]).toMatchObject({
            path: "add_1", kind: "add", kernel: null, inputs: [[4, 6, 6], [4, 6, 6]], from: ["head_2", "stem"],
            output: [4, 6, 6],
            parameters: 0, macs: 0, saved: 0, line: 14,
            receptiveField: { size: [7, 7], stride: [1, 1], start: [-2, -2] },
        });
        expect(layers.slice(8).map(({ receptiveField }) => receptiveField)).toEqual([
            null, { size: [8, 8], stride: [0, 0], start: [0, 0] },
        ]);
    });

    it("has parameters that add up: shared ones count at their first layer", () => {
        const { layers, totals } = summaryOf(text);
        expect(layers.reduce((sum, { parameters }) => sum + (parameters ?? NaN), 0)).toBe(totals.parameters);
        expect(layers.find(({ path }) => path === "head_2")?.parameters).toBe(0);
    });

    it("has null for unknown figures", () => {
        const { layers, totals } = summaryOf("model M() {\n input x: [3, 8, 8]\n conv(4)\n conv(4, 3)\n flatten()\n linear(2)\n}\n");
        expect(layers.map(({ output, parameters, macs }) => ({ output, parameters, macs }))).toEqual([
            { output: [4, null, null], parameters: null, macs: null },
            { output: [4, null, null], parameters: 148, macs: null },
            { output: [null], parameters: 0, macs: 0 },
            { output: [2], parameters: null, macs: null },
        ]);
        expect(totals).toMatchObject({ parameters: null, macs: null, saved: null, moved: null });
    });
});

describe("the table", () => {
    it("lines its columns up and ends in the totals", () => {
        expect(summaryTable(summaryOf(text))).toBe(`Net: x [3, 8, 8] → scores [10]

path           kind     output     parameters     MACs  field  stride
stem           conv     [4, 6, 6]         112  3.888 k      3       1
body.0.conv1   conv     [4, 6, 6]         148  5.184 k      5       1
body.0.relu_1  relu     [4, 6, 6]           –        –      5       1
body.1.conv1   conv     [4, 6, 6]         148  5.184 k      7       1
body.1.relu_1  relu     [4, 6, 6]           –        –      7       1
head           conv     [4, 6, 6]          20      576      7       1
head_2         conv     [4, 6, 6]      shared      576      7       1
add_1          add      [4, 6, 6]           –        –      7       1
flatten_1      flatten  [144]               –        –      –       –
scores         linear   [10]            1,450  1.440 k      8       –

1,878 parameters, 16.848 k MACs, 10 layers
1.16 k element operations, 18.2 kB moved, 1.9 FLOP/byte
9.24 kB for inference on one image
30 kB for training with Adam in 32-bit floats, and 4.8 kB for each image
largest batch: 1,789,563 in 8 GiB, 3,579,133 in 16 GiB, 5,368,702 in 24 GiB, 17,895,690 in 80 GiB
`);
    });

    it("folds deeper layers", () => {
        expect(summaryTable(summaryOf(text, 2)).split("\n").slice(3, 6)).toEqual([
            "stem       conv      [4, 6, 6]         112  3.888 k      3       1",
            "body.0     Twice(4)  [4, 6, 6]         148  5.184 k      5       1",
            "body.1     Twice(4)  [4, 6, 6]         148  5.184 k      7       1",
        ]);
        expect(summaryTable(summaryOf(text, 1)).split("\n")[4])
            .toBe("body       repeat 2  [4, 6, 6]         296  10.368 k      7       1");
    });

    it("shows what is unknown", () => {
        const table = summaryTable(summaryOf("model M() {\n input x: [3, 8, 8]\n a = conv(4, 3)\n b = conv(4, 99)\n conv(4, 3)\n}\n"));
        expect(table.split("\n").slice(3)).toEqual([
            "a       conv  [4, 6, 6]         112  3.888 k      3       1",
            "b       conv  [4, ?, ?]     156,820  unknown      –       –",
            "conv_1  conv  [4, ?, ?]         148  unknown      –       –",
            "",
            "157,080 parameters, at least 3.888 k MACs, 3 layers",
            "",
        ]);
    });
});

describe("CSV", () => {
    it("has one layer per line and quotes commas", () => {
        const rows = summaryCsv(summaryOf(text)).split("\r\n");
        expect([rows[0], rows[1], rows[8], rows.length]).toEqual([
            "path,kind,inputs,output,parameters,macs,line,field_size,field_stride,field_start,from,outputs,kernel,layers," +
                "shares_weights_of,untrained,operations,activation_bytes,saved_bytes,moved_bytes",
            "stem,conv,3x8x8,4x6x6,112,3888,8,3x3,1x1,0x0,x,4x6x6,3x3,1,,0,144,576,768,1792",
            "add_1,add,4x6x6 4x6x6,4x6x6,0,0,14,7x7,1x1,-2x-2,head_2 stem,4x6x6,,1,,0,144,576,0,1728", 12,
        ]);
        const [layer] = summaryOf(text).layers;
        const odd = layer === undefined ? [] : [{ ...layer, path: "a,\"b\"", macs: null, output: [4, null] }];
        expect(summaryCsv({ ...summaryOf(text), layers: odd }).split("\r\n")[1])
            .toBe("\"a,\"\"b\"\"\",conv,3x8x8,4x?,112,,8,3x3,1x1,0x0,x,4x6x6,3x3,1,,0,144,576,768,1792");
    });
});

describe("rows of any depth", () => {
    const figures = ["layers", "parameters", "untrained", "macs", "operations", "activations", "saved", "moved"] as const;

    it.each([1, 2, 3])("at depth %d add up to the totals, also as CSV", (depth) => {
        const summary = summaryOf(text, depth);
        for (const figure of figures) {
            const sum = summary.layers.reduce((total, row) => total + (row[figure] ?? NaN), 0);
            expect(sum, figure).toBe(summary.totals[figure]);
        }
        const [header = "", ...rows] = summaryCsv(summary, { columns: ["path", ...figures] }).trimEnd().split("\r\n");
        expect(header).toBe(["path", ...figures].join(","));
        expect(rows.map((row) => row.split(","))).toEqual(
            summary.layers.map((row) => [row.path, ...figures.map((figure) => String(row[figure]))]));
    });

    it("show all results that something outside reads, and who feeds whom", () => {
        const source = `block Two() {
    a = conv(8, 3) -> relu()
    b = in -> conv(4, 3)
    return a, b
}

model M() {
    input x: [3, 8, 8]
    stem = conv(4, 1) -> relu()
    p, q = stem -> Two()
    joined = concat(p, q)
    for i in 0..2 {
        conv(4, 1)
        relu()
    }
    a, b = split(2)
    output y = add(a, b)
}
`;
        const rows = summaryOf(source, 1).layers.map(
            ({ path, kind, from, outputs }) => ({ path, kind, from, outputs }));
        expect(rows).toEqual([
            { path: "stem", kind: "conv → relu", from: ["x"], outputs: [[4, 8, 8]] },
            { path: "p", kind: "Two()", from: ["stem"], outputs: [[8, 6, 6], [4, 6, 6]] },
            { path: "joined", kind: "concat", from: ["p", "p"], outputs: [[12, 6, 6]] },
            { path: "for_1", kind: "for i in 0..2", from: ["joined"], outputs: [[4, 6, 6]] },
            { path: "a", kind: "split", from: ["for_1"], outputs: [[2, 6, 6], [2, 6, 6]] },
            { path: "y", kind: "add", from: ["a", "a[1]"], outputs: [[2, 6, 6]] },
        ]);
        expect(summaryOf(source, 2).layers.slice(5, 7).map(({ path, kind }) => `${path} ${kind}`))
            .toEqual(["for_1.0 i = 0", "for_1.1 i = 1"]);
    });
});

describe("a filter", () => {
    it.each([
        ["macs=5", [5]], ["macs!=5", [4, 6, null]], ["macs>5", [6]], ["macs>=5", [5, 6]], ["macs<5", [4]], ["macs<=5", [4, 5]],
    ])("%s", (condition, kept) => {
        const filter = readSummaryFilter(condition);
        const meets = (found: number | null): boolean => !("problem" in filter) && meetsFilter(found, filter);
        expect([4, 5, 6, null].filter(meets)).toEqual(kept);
    });
});

describe("the view", () => {
    it("chooses, filters and sorts", () => {
        expect(summaryMarkdown(summaryOf(text), {
            columns: ["path", "macs", "macs%", "parameters"], sort: "macs",
            filters: [{ column: "kind", operator: "=", value: "c*v" }, { column: "macs", operator: "<", value: 5000 }],
        }).split("\n").slice(2, 9)).toEqual([
            "| path | MACs | MACs % | parameters |",
            "| --- | ---: | ---: | ---: |",
            "| stem | 3.888 k | 23.1 % | 112 |",
            "| head | 576 | 3.4 % | 20 |",
            "| head_2 | 576 | 3.4 % | shared |",
            "",
            "3 of 10 rows",
        ]);
    });
});
