import { describe, expect, it, test } from "vitest";
import { columnValue } from "../../../server/summary/summary-columns.ts";
import { summaryCsv } from "../../../server/summary/summary-text.ts";
import { readRowFilter } from "../../../webview/figures/row-filter.ts";
import {
    leavesOf, rowsOf, setOpen, shownRows, summaryTree, type RowView, type Unfolding,
} from "../../../webview/figures/row-tree.ts";
import type { LayerSummary } from "../../../server/summary/summary-data.ts";
import { summarize } from "../../../server/service.ts";
import { analyzeText } from "../../support/memory-host.ts";
import { figuresOfText } from "../../support/model-figures.ts";

const source = `block Twice(channels) {
    conv1 = conv(channels, 3, padding=1)
    relu()
}

model Net() {
    input x: [3, 8, 8]
    stem = conv(4, 3)
    body = repeat 2 { Twice(4) }
    flatten()
    output scores = linear(10)
}
`;
const { summary } = figuresOfText(source);
const tree = summaryTree(summary);
const closed: Unfolding = { all: false, except: new Set() };
const open: Unfolding = { all: true, except: new Set() };

function shown(view: Partial<RowView<LayerSummary>>): readonly string[] {
    return shownRows(tree, { unfolding: closed, flat: false, ...view })
        .map(({ row, level, open: isOpen }) => `${"  ".repeat(level - 1)}${row.path}${isOpen === undefined ? "" : isOpen ? " -" : " +"}`);
}

describe("the rows of a summary", () => {
    it("are inside the blocks of their paths", () => {
        expect(shown({})).toEqual(["stem", "body +", "flatten_1", "scores"]);
        expect(shown({ unfolding: open })).toEqual([
            "stem", "body -", "  body.0 -", "    body.0.conv1", "    body.0.relu_1", "  body.1 -", "    body.1.conv1",
            "    body.1.relu_1", "flatten_1", "scores",
        ]);
        expect(shown({ unfolding: setOpen(closed, ["block:body"], true) }))
            .toEqual(["stem", "body -", "  body.0 +", "  body.1 +", "flatten_1", "scores"]);
        expect(shown({ unfolding: setOpen(open, ["block:body.0"], false) })).toHaveLength(8);
    });

    it("of blocks are the sums of the layers inside", () => {
        for (const row of rowsOf(tree)) {
            const inside = leavesOf([row]).map(({ content }) => content);
            for (const figure of ["layers", "parameters", "macs", "operations", "saved", "moved"] as const) {
                expect(row.content[figure]).toBe(inside.reduce((sum, one) => sum + (one[figure] ?? NaN), 0));
            }
        }
    });

    it.each([1, 2, 3])("that are closed at depth %d are the rows of a summary of that depth", (depth) => {
        const [graph] = analyzeText(source).models;
        const deep = rowsOf(tree).filter(({ path, children }) => children.length > 0 && path.split(".").length < depth);
        const rows = shownRows(tree, { unfolding: setOpen(closed, deep.map(({ id }) => id), true), flat: false })
            .filter((one) => one.open !== true).map(({ row }) => row.content);
        const columns = ["path", "kind", "output", "parameters", "macs", "saved", "field"] as const;
        expect(graph === undefined ? "" : summaryCsv({ ...summary, layers: rows }, { columns }))
            .toBe(graph === undefined ? undefined : summaryCsv(summarize(graph, () => 1, { depth }), { columns }));
    });

    it("are sorted within their block, or all layers together", () => {
        const sort = { value: ({ macs }: LayerSummary) => macs, reversed: false };
        expect(shown({ sort })).toEqual(["body +", "stem", "scores", "flatten_1"]);
        expect(shown({ sort: { ...sort, reversed: true } })[0]).toBe("flatten_1");
        expect(shown({ sort, flat: true }).slice(0, 3)).toEqual(["body.0.conv1", "body.1.conv1", "stem"]);
    });
});

describe("a filter", () => {
    const valueOf = (column: Parameters<typeof columnValue>[0], row: LayerSummary): string | number | null =>
        columnValue(column, row, summary);

    test.each([
        ["", 7],
        ["conv", 3],
        ["body relu", 2],
        ["kind=conv macs>=5k", 2],
        ["path=body.*", 4],
        ["parameters>1e9", 0],
    ])("%j keeps %d layers", (query, count) => {
        const { keeps = () => true } = readRowFilter(query, valueOf);
        expect(summary.layers.filter(keeps)).toHaveLength(count);
    });

    it("keeps the blocks around what it finds, open", () => {
        const { keeps } = readRowFilter("relu", valueOf);
        expect(shown({ keeps })).toEqual([
            "body -", "  body.0 -", "    body.0.relu_1", "  body.1 -", "    body.1.relu_1",
        ]);
    });

    test.each([
        ["memory>1M", /^There is no column memory\. The columns are path, /],
        ["macs>many", /^many is not a number\.$/],
    ])("%j is explained", (query, problem) => {
        const read = readRowFilter(query, valueOf);
        expect(read.problem).toMatch(problem);
        expect(read.keeps).toBeUndefined();
    });
});
