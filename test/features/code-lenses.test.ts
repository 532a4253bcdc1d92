import { expect, test } from "vitest";
import { blockUses, chosenUseAt, fromChosenUses } from "../../server/features/chosen-uses.ts";
import { codeLenses, lensCommand } from "../../server/features/code-lenses.ts";
import { inlayHints, type HintOptions } from "../../server/features/inlay-hints.ts";
import { previewGraph } from "../../server/features/preview-graph.ts";
import type { ChosenUses } from "../../server/protocol.ts";
import { lensCommands } from "../../server/protocol.ts";
import { analyzed } from "../support/marked-source.ts";

const inner = "block Inner(c) {\n    conv(c, 1, bias=false)\n}\n";
const outer = "block Outer(c) {\n    repeat 2 {\n        Inner(c)\n    }\n}\n";
const unused = "block Unused() { relu() }\n";
const first = "model First {\n    input x: [4, 8, 8]\n    a = Outer(4)\n    output y = Outer(8)\n}\n";
const second = "model Second {\n    input x: [4, 8, 8]\n    output y = Inner(2)\n}\n";

/** The lenses as `line: title`. */
function lensesOf(text: string, chosen: ChosenUses = {}): readonly string[] {
    const source = analyzed(text);
    return codeLenses(source).map((lens) =>
        `${lens.range.start.line}: ${lensCommand(source, lens, chosen, lensCommands)?.title ?? ""}`);
}

test("above each used block its uses and costs, above each model its costs", () => {
    expect(lensesOf(`${inner}${outer}${unused}${first}`)).toEqual([
        "0: used 4 times · 128 parameters · 8.19 k MACs",
        "3: used 2 times · 128 parameters · 8.19 k MACs",
        "9: 128 parameters · 8.19 k MACs · 512 B weights · 4.1 kB activations · training 2.05 kB + 9.22 kB per image",
        "9: Preview", "9: Run",
    ]);
});

test.each([
    ["nothing", "model M {\n    input x: [3, 8, 8]\n    Missing()\n    output y = conv(2, 1)\n}\n", "0: costs unknown"],
    ["a part", "model M {\n    input x: [3, 8, 8]\n    conv(2, 1)\n    Missing()\n    output y = conv(2, 1)\n}\n",
        "0: ≥ 8 parameters · ≥ 384 MACs · ≥ 32 B weights"],
])("above a model with an error of which %s is known", (_, text, expected) => {
    expect(lensesOf(text)[0]).toBe(expected);
});

test("of several models, the least and the most", () => {
    expect(lensesOf(`${inner}${outer}${first}${second}`)[0])
        .toBe("0: used 5 times in 2 models · 8–128 parameters · 512–8.19 k MACs");
});

test("the lenses of a model refer to it", () => {
    const source = analyzed(`${inner}${outer}${first}${second}`);
    const commands = codeLenses(source).map((lens) => lensCommand(source, lens, {}, lensCommands))
        .filter((one) => one?.title === "Preview" || one?.title === "Run");
    expect(commands).toEqual(["First", "Second"].flatMap((model) => [
        { title: "Preview", command: "cnn.openPreview", arguments: [source.document.uri, model] },
        { title: "Run", command: "cnn.runInference", arguments: [source.document.uri, model] },
    ]));
});

test("a graph has the groups of the chosen uses that are in its model", () => {
    const source = analyzed(`${inner}${outer}${first}${second}`);
    const groupsOf = (model: string): readonly string[] | undefined =>
        previewGraph(source, [], model, undefined, { Inner: { model: "First", path: "y.repeat_1.0" } })
            ?.chosen.map(({ group, range }) => `${group} ${range.start.line}-${range.end.line}`);
    expect(groupsOf("First")).toEqual(["block:y.repeat_1.0 0-2"]);
    expect(groupsOf("Second")).toEqual([]);
});

test("activations are what is held at one time", () => {
    const text = "model M {\n    input x: [1, 10]\n    a = conv(2, 1)\n    b = conv(1, 1)\n    c = conv(1, 1)\n    output y = add(x, c)\n}\n";
    // x and a and b are held at once: 10 + 20 + 10 numbers.
    expect(lensesOf(text)[0]).toContain("160 B activations");
});

test("a chosen use is named, kept while it exists, and narrows the hints of its block", () => {
    const text = `${inner}${outer}${first}`;
    const chosen = { Inner: { model: "First", path: "y.repeat_1.0" } };
    const source = analyzed(text);
    const uses = blockUses(source, text.indexOf("conv"));
    expect(uses?.uses.map(({ path, shapes }) => `${path} ${shapes}`)).toEqual([
        "a.repeat_1.0 [4, 8, 8] → [4, 8, 8]", "a.repeat_1.1 [4, 8, 8] → [4, 8, 8]",
        "y.repeat_1.0 [4, 8, 8] → [8, 8, 8]", "y.repeat_1.1 [8, 8, 8] → [8, 8, 8]",
    ]);
    expect(lensesOf(text, chosen)[0]).toBe("0: used 4 times · 128 parameters · 8.19 k MACs · showing y.repeat_1.0");
    expect(lensesOf(text, { Inner: { model: "First", path: "gone" } })[0]).not.toContain("showing");
    const hintAt = (line: number, of = source, options: Partial<HintOptions> = {}): unknown => {
        const range = { start: { line, character: 0 }, end: { line: line + 1, character: 0 } };
        return inlayHints(of, range, { totals: false, ...options })[0]?.label;
    };
    expect(hintAt(1)).toBe("[4, 8, 8] | [8, 8, 8]");
    expect(hintAt(1, fromChosenUses(source, chosen))).toBe("[8, 8, 8]");
    expect(hintAt(5, fromChosenUses(source, chosen))).toBe("[4, 8, 8] | [8, 8, 8]");
    const costs = { shapes: false, costs: true };
    // 4·4 + 4·4 + 4·8 + 8·8 weights, of which the chosen use has 4·8.
    expect(hintAt(1, source, costs)).toBe("128 parameters · 8.19 k MACs");
    expect(hintAt(1, fromChosenUses(source, chosen), costs)).toBe("32 parameters · 2.05 k MACs");
    expect(hintAt(5, fromChosenUses(source, chosen), costs)).toBe("128 parameters · 8.19 k MACs");
    expect(chosenUseAt(source, text.indexOf("conv"), chosen)).toBe("y.repeat_1.0");
    expect(chosenUseAt(source, text.indexOf("repeat"), chosen)).toBeUndefined();
});
