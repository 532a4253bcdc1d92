import { SymbolKind } from "vscode-languageserver-types";
import { expect, test } from "vitest";
import { workspaceSymbols } from "../../server/features/workspace-symbols.ts";
import { markedDocument, writtenRange } from "../support/marked-names.ts";

const main = "import \"a.cnn\"\nmodel ‹m ResNet50›() { input x: [3]\n stem = Basic() }\nlet ‹c growth› = 32";
const others = { "a.cnn": "# A block.\nblock ‹b Basic›() { relu() }\nlet ‹f half›(n) = n // 2" };

test.each([
    ["", ["m", "c", "b", "f"]],
    ["basic", ["b"]],
    ["rn50", ["m"]],
    ["RES 5", ["m"]],
    ["lh", []],
    ["stem", []],
])("finds names that contain %j", (query, marks) => {
    const { source, files, rangesOf } = markedDocument(main, others);
    const found = workspaceSymbols(query, files, source.host).map(({ location }) =>
        "range" in location ? writtenRange(location.uri, location.range) : location.uri);
    expect(found.toSorted()).toEqual(marks.flatMap(rangesOf).toSorted());
});

test("distinguishes models, blocks, numbers and functions", () => {
    const { source, files } = markedDocument(main, others);
    expect(workspaceSymbols("", files, source.host).map(({ name, kind }) => [name, kind])).toEqual([
        ["ResNet50", SymbolKind.Class], ["growth", SymbolKind.Constant],
        ["Basic", SymbolKind.Module], ["half", SymbolKind.Function],
    ]);
});
