import { describe, expect, test } from "vitest";
import { nextShown } from "../../../webview/graph/shown-graph.ts";
import { resnet18 } from "./sample-networks.ts";

const valid = resnet18();
const broken = { ...valid, version: 2, valid: false, broken: true };
const faulty = { ...valid, version: 4, valid: false };
const fixed = { ...valid, version: 3 };

describe("the graph in the drawing", () => {
    test.each([
        ["the first, if it is valid", [valid], valid, false],
        ["the first, even with errors", [broken], broken, false],
        ["the newest with errors, if its syntax is intact", [valid, faulty], faulty, false],
        ["the last one with intact syntax, while it is broken", [faulty, broken], faulty, true],
        ["the same over several versions with broken syntax", [valid, broken, { ...broken, version: 5 }], valid, true],
        ["the newest, once its syntax is intact again", [valid, broken, fixed], fixed, false],
        ["the newest with broken syntax if none was intact", [broken, { ...broken, version: 5 }], { ...broken, version: 5 }, false],
        ["another model's, even with errors", [valid, { ...broken, model: "Other" }], { ...broken, model: "Other" }, false],
        ["another file's, even with errors", [valid, { ...broken, uri: "file:///b.cnn" }], { ...broken, uri: "file:///b.cnn" }, false],
    ])("%s", (_name, graphs, drawn, stale) => {
        const shown = graphs.reduce<ReturnType<typeof nextShown> | undefined>(nextShown, undefined);
        expect(shown).toEqual({ drawn, latest: graphs.at(-1), stale });
    });
});
