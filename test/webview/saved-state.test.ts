import { describe, expect, test } from "vitest";
import { readState, writeState } from "../../webview/saved-state.ts";
import type { SavedState } from "../../webview/saved-state.ts";

const state: SavedState = {
    uri: "file:///a.cnn",
    model: "A",
    arrangement: {
        view: "maps",
        other: { transform: { x: 0, y: 3, k: 2 }, folding: { level: 1, chosen: new Map([["loop:layer1", false]]) } },
        transform: { x: 1, y: -2.5, k: 0.5 },
        folding: { level: 2, chosen: new Map([["loop:layer1", true], ["loop:layer2", false]]) },
    },
    panelOpen: true,
    pictures: true,
};

const allOpen: SavedState = {
    ...state,
    arrangement: { ...state.arrangement, folding: { level: Number.POSITIVE_INFINITY, chosen: new Map() } },
};

describe("a saved state is restored", () => {
    test.each([["some groups folded", state], ["all open", allOpen]])("%s", (_name, kept) => {
        expect(readState(JSON.parse(JSON.stringify(writeState(kept))))).toEqual(kept);
    });
});

describe("an invalid state is not", () => {
    const written = writeState(state);

    test.each([
        ["nothing", undefined],
        ["a text", "state"],
        ["an older version's", { uri: "file:///a.cnn", zoom: 1 }],
        ["no model", { ...written, model: 1 }],
        ["a zoom of nothing", { ...written, transform: { x: 0, y: 0, k: 0 } }],
        ["a position that is not a number", { ...written, transform: { x: null, y: 0, k: 1 } }],
        ["a level that is none", { ...written, level: "some" }],
    ])("%s", (_name, kept) => {
        expect(readState(kept)).toBeUndefined();
    });

    test("choices that are none are left out", () => {
        expect(readState({ ...written, chosen: [["a", true], ["b", 1], 3] })?.arrangement.folding.chosen)
            .toEqual(new Map([["a", true]]));
    });
});
