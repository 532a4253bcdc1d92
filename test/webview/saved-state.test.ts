import { describe, expect, test } from "vitest";
import { readState, writeState } from "../../webview/saved-state.ts";
import type { SavedState } from "../../webview/saved-state.ts";

const state: SavedState = {
    uri: "file:///a.cnn",
    model: "A",
    pinned: true,
    arrangement: {
        view: "maps",
        other: { transform: { x: 0, y: 3, k: 2 }, folding: {
            level: 1, chosen: new Map([["loop:layer1", false]]), rounds: new Map<string, number | "all">([["loop:layer1", 1], ["loop:layer2", "all"]]),
            compact: true,
        } },
        selection: { kind: "box", id: "layer1.0.conv1" },
        transform: { x: 1, y: -2.5, k: 0.5 },
        folding: {
            level: 2, chosen: new Map([["loop:layer1", true], ["loop:layer2", false]]), rounds: new Map(), compact: false,
        },
    },
    panelOpen: true,
    pictures: true,
    figures: {
        open: true, tab: "plots", share: 0.6, logarithmic: true,
        table: { columns: ["path", "rms"], sort: { column: "macs", reversed: true }, filter: "macs>1M", flat: true },
    },
    colouring: "macs",
};

const allOpen: SavedState = {
    ...state,
    arrangement: {
        ...state.arrangement,
        folding: { level: Number.POSITIVE_INFINITY, chosen: new Map(), rounds: new Map(), compact: false },
    },
};

const { view, transform, folding } = state.arrangement;
const unselected: SavedState = { ...state, arrangement: { view, transform, folding } };

describe("a saved state is restored", () => {
    test.each([
        ["some groups folded", state],
        ["all open", allOpen],
        ["a line selected", { ...state, arrangement: { ...state.arrangement, selection: { kind: "line", id: "a>b" } as const } }],
        ["nothing selected", unselected],
    ])("%s", (_name, kept) => {
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

    test.each([
        ["no text", { kind: "box", id: 3 }],
        ["of another kind", { kind: "port", id: "a" }],
    ])("a selection that is %s is left out", (_name, selection) => {
        const { arrangement } = readState({ ...written, selection }) ?? {};
        expect(arrangement).toMatchObject({ view: "maps" });
        expect(arrangement).not.toHaveProperty("selection");
    });

    test("choices that are none are left out", () => {
        expect(readState({ ...written, chosen: [["a", true], ["b", 1], 3] })?.arrangement.folding.chosen)
            .toEqual(new Map([["a", true]]));
    });
});
