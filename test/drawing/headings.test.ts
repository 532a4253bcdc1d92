import { expect, test } from "vitest";
import type { PreviewGroup } from "../../server/protocol.ts";
import { headingOf } from "../../drawing/headings.ts";

const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };

function group(kind: PreviewGroup["kind"], id: string): PreviewGroup {
    return { id, kind, label: id, path: id, uri: "file:///a.cnn", range };
}

test.each([
    ["64 | 64 | 64", "64"],
    ["128, stride=2 | 128 | 128", "128, first: stride=2"],
    ["128, stride=2 | 128, stride=1 | 128, stride=1", "128, stride=2 then 1"],
    ["64 | 128 | 256", "64…256"],
    ["64, 3 | 128, 3 | 64, 3", "…, 3"],
    ["128 | 128, stride=2", "128, …"],
    ["64, stride=2 | 128, stride=2 | 256, stride=1", "64…256, stride=2…1"],
])("rounds with the arguments %s have the heading %s", (written, heading) => {
    const rounds = written.split(" | ").map((call, at) => ({
        heading: { name: "Block", times: undefined, arguments: call.split(", ") },
        merged: [group("round", `r${at}`), group("block", `b${at}`)],
    }));
    expect(headingOf([group("loop", "l")], rounds, false)).toEqual({
        name: "Block", times: rounds.length, arguments: heading.split(", "),
    });
});
