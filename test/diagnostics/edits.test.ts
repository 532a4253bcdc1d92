import { describe, expect, it, test } from "vitest";
import { parse } from "../../grammar/parser.ts";
import type { ParsedFile } from "../../grammar/parsed-file.ts";
import type { Block, Call } from "../../grammar/syntax-tree.ts";
import { descendants } from "../../grammar/traversal.ts";
import {
    appendStep, applyChanges, insertLineAfter, insertLineBefore, insertStepBefore, isLiteral, pathTo, removeArgument,
    removeItem, removeStatement, setArgument, statementOf, type TextChange,
} from "../../server/diagnostics/edits.ts";
import { bindCall } from "../../server/evaluation/call-binding.ts";
import { layerSignature } from "../../server/evaluation/signatures.ts";
import { layers } from "../../server/layers/catalogue.ts";

type Edit = (file: ParsedFile, call: Call) => readonly TextChange[];

/** A text after an edit of the call whose name follows `|`. */
function edited(marked: string, edit: Edit): string {
    const offset = marked.indexOf("|");
    const text = marked.replace("|", "");
    const file = parse(text);
    const call = [...descendants(file.tree)].find((node) => node.kind === "call" && node.start === offset);
    if (call?.kind !== "call") {
        throw new Error(`There is no call at | in ${marked}.`);
    }
    return applyChanges(text, edit(file, call));
}

const above: Edit = (file, call) => {
    const statement = statementOf(file, call);
    return statement === undefined ? [] : insertLineBefore(file, statement, "relu()");
};
const below: Edit = (file, call) => {
    const statement = statementOf(file, call);
    return statement === undefined ? [] : insertLineAfter(file, statement, "relu()");
};
const away: Edit = (file, call) => {
    const statement = statementOf(file, call);
    return statement === undefined ? [] : removeStatement(file, statement);
};
const itemAway: Edit = (file, call) => {
    const item = pathTo(file, call).find((node): node is Block => node.kind === "block");
    return item === undefined ? [] : removeItem(file, item);
};
const stepBefore: Edit = (file, call) => insertStepBefore(file, call, "flatten()");
const set = (name: string, value: string): Edit => (_, call) => {
    const definition = layers.get(call.callee.text);
    const written = definition && bindCall(layerSignature(definition), call.arguments);
    return written === undefined ? [] : setArgument({ node: call, written }, name, value);
};
const without = (index: number): Edit => (file, call) => {
    const argument = call.arguments[index];
    return argument === undefined ? [] : removeArgument(file, call, argument);
};

describe("an edit", () => {
    test.each<readonly [string, Edit, string, string]>([
        ["puts a line above", above, "block B() {\n    # why\n    x = |conv(8, 3)\n}", "block B() {\n    # why\n    relu()\n    x = conv(8, 3)\n}"],
        ["puts a line above decorators", above, "block B() {\n\t@path(\"x\")\n\t|conv(8, 3)\n}", "block B() {\n\trelu()\n\t@path(\"x\")\n\tconv(8, 3)\n}"],
        ["keeps Windows line ends", above, "block B() {\r\n  |tanh()\r\n}", "block B() {\r\n  relu()\r\n  tanh()\r\n}"],
        ["opens up a body on one line for a line above", above, "block B() {\n    repeat 2 { |tanh() }\n}", "block B() {\n    repeat 2 {\n        relu()\n        tanh()\n    }\n}"],
        ["puts a line below a comment's", below, "block B() {\n    |tanh() # why\n}", "block B() {\n    tanh() # why\n    relu()\n}"],
        ["puts a line below a call on several", below, "block B() {\n    |concat(\n        in,\n    )\n    tanh()\n}", "block B() {\n    concat(\n        in,\n    )\n    relu()\n    tanh()\n}"],
        ["opens up a body on one line for a line below", below, "block B() { |tanh() }", "block B() {\n    tanh()\n    relu()\n}"],
        ["takes a line away", away, "block B() {\n    relu()\n    |tanh()\n}", "block B() {\n    relu()\n}"],
        ["takes a statement away and leaves the comment", away, "block B() {\n    |tanh() # why\n}", "block B() {\n     # why\n}"],
        ["takes the last line away", away, "block B() {\n    relu()\n    |tanh()", "block B() {\n    relu()\n"],
        ["takes one Windows line away and leaves the blank one", away, "block B() {\r\n    |relu()\r\n\r\n    tanh()\r\n}", "block B() {\r\n\r\n    tanh()\r\n}"],
        ["takes a statement away from a body on one line", away, "block B() { |relu() }", "block B() {  }"],
        ["opens up a body without blanks", below, "block B() {|tanh()}", "block B() {\n    tanh()\n    relu()\n}"],
        ["takes a block away with its documentation", itemAway, "# a\n\n# b\n# c\nblock B() { |relu() } # d\n\n\nlet x = 1\n", "# a\n\nlet x = 1\n"],
        ["takes an indented block away", itemAway, "let x = 1 # a\n  block B() { |relu() }\n  let y = 2\n", "let x = 1 # a\n  let y = 2\n"],
        ["takes the last block away", itemAway, "let x = 1\r\n# b\r\nblock B() { |relu() }", "let x = 1\r\n"],
        ["removes a block and leaves the following text", itemAway, "block B() { |relu() } let x = 1\n", " let x = 1\n"],
        ["inserts a step on a separate line", stepBefore, "block B() {\n    fc = |linear(10)\n}", "block B() {\n    flatten()\n    fc = linear(10)\n}"],
        ["puts a step into a chain", stepBefore, "block B() {\n    y = in -> |linear(10)\n}", "block B() {\n    y = in -> flatten() -> linear(10)\n}"],
        ["puts a step into a branch", stepBefore, "block B() {\n    concat(|linear(10), in)\n}", "block B() {\n    concat(flatten() -> linear(10), in)\n}"],
        ["puts a step before a returned call", stepBefore, "block B() {\n    return |linear(10)\n}", "block B() {\n    return flatten() -> linear(10)\n}"],
        ["sends an argument through a step", (_, call) => call.arguments.slice(1).flatMap((one) => appendStep(one, "relu()")), "block B() {\n    |add(in, x)\n}", "block B() {\n    add(in, x -> relu())\n}"],
        ["changes an argument by name", set("stride", "2"), "block B() {\n    |conv(8, 3, stride=1)\n}", "block B() {\n    conv(8, 3, stride=2)\n}"],
        ["changes an argument by position", set("kernel", "5"), "block B() {\n    |conv(8, 3)\n}", "block B() {\n    conv(8, 5)\n}"],
        ["adds an argument", set("groups", "4"), "block B() {\n    |conv(8, kernel=3)\n}", "block B() {\n    conv(8, kernel=3, groups=4)\n}"],
        ["adds the first argument", set("axis", "1"), "block B() {\n    |softmax()\n}", "block B() {\n    softmax(axis=1)\n}"],
        ["takes the first argument away", without(0), "block B() {\n    |conv(3, 8, 3)\n}", "block B() {\n    conv(8, 3)\n}"],
        ["takes the last argument away", without(2), "block B() {\n    |conv(8, 3, bias=true)\n}", "block B() {\n    conv(8, 3)\n}"],
        ["takes the only argument away", without(0), "block B() {\n    |relu(3)\n}", "block B() {\n    relu()\n}"],
        ["takes an argument away with the comma on the next line", without(1), "block B() {\n    |conv(\n        8\n        , 3\n        , bias=true)\n}", "block B() {\n    conv(\n        8\n        ,  bias=true)\n}"],
        ["leaves comments next to an argument", without(0), "block B() {\n    |conv(\n        3, # in\n        8,\n        3,\n    )\n}", "block B() {\n    conv(\n         # in\n        8,\n        3,\n    )\n}"],
    ])("%s", (_, edit, marked, expected) => {
        expect(edited(marked, edit)).toBe(expected);
    });

    it("distinguishes literals from computed expressions", () => {
        const file = parse("block B(n) {\n    conv(8, [1, -1], padding=\"same\", groups=n, dilation=2 * 3)\n}");
        const call = [...descendants(file.tree)].find((node) => node.kind === "call");
        expect(call?.kind === "call" ? call.arguments.map(({ value }) => isLiteral(value)) : [])
            .toEqual([true, true, true, false, false]);
    });
});
