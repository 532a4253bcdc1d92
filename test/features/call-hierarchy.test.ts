import { describe, expect, test } from "vitest";
import type { Position } from "vscode-languageserver-types";
import { analyze } from "../../server/analysis/analyze.ts";
import {
    incomingCalls, outgoingCalls, prepareCallHierarchy, type HierarchySources,
} from "../../server/features/call-hierarchy.ts";
import { markedDocument, writtenRange, type MarkedDocument } from "../support/marked-names.ts";

const blocks = "block ‹conv ConvBN›(channels) {\n conv(channels, 3)\n}\nlet ‹half half›(n) = n // 2";
const main = `import "blocks.cnn"
block ‹stage Stage›(channels, count = 2) {
    ‹inStage ConvBN›(‹halfInStage half›(channels))
    repeat count - 1 { ‹inStage ConvBN›(channels) }
}
model ‹net Net›() {
    input x: [3, 16, 16]
    ‹inNet Stage›(8)
    output y = ‹inNet Stage›(16)
}
`;

function sourcesOf({ files, source }: MarkedDocument): HierarchySources {
    return {
        files, host: source.host,
        analysesOf: (calls) => [...new Set(calls.map(({ uri }) => uri))].map((uri) => analyze(uri, source.host)),
    };
}

function prepared(program: MarkedDocument, at: Position): readonly unknown[] {
    const items = prepareCallHierarchy(program.source, at, sourcesOf(program));
    return items.map(({ name, detail, uri, selectionRange }) => [name, writtenRange(uri, selectionRange), detail]);
}

describe("call hierarchy", () => {
    const program = markedDocument(main, { "blocks.cnn": blocks });
    const one = (mark: string): string => program.rangesOf(mark)[0] ?? "";

    test("begins at a block, with the shapes of all its uses", () => {
        expect(prepared(program, program.position("stage")))
            .toEqual([["Stage", one("stage"), "[3, 16, 16] | [8, 12, 12] → [8, 12, 12] | [16, 8, 8]"]]);
    });

    test("begins at a use, a function and a model", () => {
        expect(prepared(program, program.position("halfInStage"))).toEqual([["half", one("half"), undefined]]);
        expect(prepared(program, program.position("net"))).toEqual([["Net", one("net"), "[3, 16, 16] → [16, 8, 8]"]]);
    });

    test("begins at no layer, number or value", () => {
        const other = markedDocument("block B(‹n n›) {\n ‹y y› = ‹layer conv›(n, 3)\n y\n}");
        for (const mark of ["n", "y", "layer"]) {
            expect(prepared(other, other.position(mark))).toEqual([]);
        }
    });

    test("leads from a block of another file to its callers", () => {
        const [item] = prepareCallHierarchy(program.source, program.position("halfInStage"), sourcesOf(program));
        expect(item?.data).toEqual({ uri: "memory:/blocks.cnn", offset: blocks.indexOf("half half") - "‹conv ›".length - 1 });
        const ofStage = incomingCalls({ uri: "memory:/main.cnn", offset: 26 }, sourcesOf(program));
        expect(ofStage.map(({ from, fromRanges }) => [
            from.name, from.detail, fromRanges.map((range) => writtenRange("memory:/main.cnn", range)),
        ])).toEqual([["Net", "[3, 16, 16] | [8, 12, 12] → [8, 12, 12] | [16, 8, 8]", program.rangesOf("inNet")]]);
        const ofConv = incomingCalls({ uri: "memory:/blocks.cnn", offset: 6 }, sourcesOf(program));
        expect(ofConv.map(({ from, fromRanges }) => [
            from.name, fromRanges.map((range) => writtenRange("memory:/main.cnn", range)),
        ])).toEqual([["Stage", program.rangesOf("inStage")]]);
    });

    test("leads from a block to its callees", () => {
        const calls = outgoingCalls({ uri: "memory:/main.cnn", offset: 26 }, sourcesOf(program));
        expect(calls.map(({ to, fromRanges }) => [
            to.name, to.detail, fromRanges.map((range) => writtenRange("memory:/main.cnn", range)),
        ])).toEqual([
            ["ConvBN", "[3…8, 10…16, 10…16] ×4 → [4…16, 8…14, 8…14] ×4", program.rangesOf("inStage")],
            ["half", undefined, program.rangesOf("halfInStage")],
        ]);
    });

    test("leads nowhere from a file that has gone", () => {
        const gone = { uri: "memory:/gone.cnn", offset: 0 };
        expect(incomingCalls(gone, sourcesOf(program))).toEqual([]);
        expect(outgoingCalls(gone, sourcesOf(program))).toEqual([]);
    });
});
