import { describe, expect, test } from "vitest";
import { nextShown } from "../../../webview/graph/shown-graph.ts";
import { resnet18 } from "./sample-networks.ts";

const sound = resnet18();
const broken = { ...sound, version: 2, sound: false };
const fixed = { ...sound, version: 3 };

describe("which graph is drawn", () => {
    test.each([
        ["the first, if it is sound", [sound], sound, false],
        ["the first, even with errors", [broken], broken, false],
        ["the last sound one, while there are errors", [sound, broken], sound, true],
        ["the sound one over several errors", [sound, broken, { ...broken, version: 5 }], sound, true],
        ["the newest, once it is sound again", [sound, broken, fixed], fixed, false],
        ["the newest with errors where none was sound", [broken, { ...broken, version: 5 }], { ...broken, version: 5 }, false],
        ["another model's, even with errors", [sound, { ...broken, model: "Other" }], { ...broken, model: "Other" }, false],
        ["another file's, even with errors", [sound, { ...broken, uri: "file:///b.cnn" }], { ...broken, uri: "file:///b.cnn" }, false],
    ])("%s", (_name, graphs, drawn, stale) => {
        const shown = graphs.reduce<ReturnType<typeof nextShown> | undefined>(nextShown, undefined);
        expect(shown).toEqual({ drawn, latest: graphs.at(-1), stale });
    });
});
