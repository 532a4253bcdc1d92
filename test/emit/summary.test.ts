import { describe, expect, it } from "vitest";
import { summarize, summaryCsv, summaryTable, type Summary } from "../../server/emit/summary.ts";
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

function summaryOf(source: string): Summary {
    return summarize(graphOf(source), ({ span }) => source.slice(0, span.start).split("\n").length);
}

describe("the summary", () => {
    it("is the documented JSON", () => {
        const { layers, ...rest } = summaryOf(text);
        expect(rest).toEqual({
            model: "Net",
            inputs: [{ name: "x", shape: [3, 8, 8] }],
            outputs: [{ name: "scores", shape: [10] }],
            totals: { parameters: 112 + 2 * 148 + 20 + 1450, macs: (108 + 2 * 144 + 2 * 16) * 36 + 1440 },
        });
        expect(layers.map(({ path }) => path)).toEqual([
            "stem", "body.0.conv1", "body.0.relu_1", "body.1.conv1", "body.1.relu_1", "head", "head_2", "add_1",
            "flatten_1", "scores",
        ]);
        expect(layers[0]).toEqual({
            path: "stem", kind: "conv", inputs: [[3, 8, 8]], output: [4, 6, 6], parameters: 112, macs: 3888, line: 8,
            receptiveField: { size: [3, 3], stride: [1, 1], start: [0, 0] },
        });
        expect(layers[7]).toEqual({
            path: "add_1", kind: "add", inputs: [[4, 6, 6], [4, 6, 6]], output: [4, 6, 6], parameters: 0, macs: 0, line: 14,
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
        expect(totals).toEqual({ parameters: null, macs: null });
    });
});

describe("the table", () => {
    it("lines its columns up and ends in the totals", () => {
        expect(summaryTable(graphOf(text))).toBe(`Net: x [3, 8, 8] → scores [10]

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
`);
    });

    it("folds deeper layers", () => {
        expect(summaryTable(graphOf(text), 2).split("\n").slice(3, 6)).toEqual([
            "stem       conv      [4, 6, 6]         112  3.888 k      3       1",
            "body.0     Twice(4)  [4, 6, 6]         148  5.184 k      5       1",
            "body.1     Twice(4)  [4, 6, 6]         148  5.184 k      7       1",
        ]);
        expect(summaryTable(graphOf(text), 1).split("\n")[4])
            .toBe("body       repeat 2  [4, 6, 6]         296  10.368 k      7       1");
    });

    it("shows what is unknown", () => {
        const table = summaryTable(graphOf("model M() {\n input x: [3, 8, 8]\n a = conv(4, 3)\n b = conv(4, 99)\n conv(4, 3)\n}\n"));
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
            "path,kind,inputs,output,parameters,macs,line,field_size,field_stride,field_start",
            "stem,conv,3x8x8,4x6x6,112,3888,8,3x3,1x1,0x0", "add_1,add,4x6x6 4x6x6,4x6x6,0,0,14,7x7,1x1,-2x-2", 12,
        ]);
        const [layer] = summaryOf(text).layers;
        const odd = layer === undefined ? [] : [{ ...layer, path: "a,\"b\"", macs: null, output: [4, null] }];
        expect(summaryCsv({ ...summaryOf(text), layers: odd }).split("\r\n")[1]).toBe("\"a,\"\"b\"\"\",conv,3x8x8,4x?,112,,8,3x3,1x1,0x0");
    });
});
