import { expect, test } from "vitest";
import { renameConflicts, type RenameConflict } from "../../server/names/rename-conflicts.ts";
import { declarationsAt } from "../../server/names/resolution.ts";
import { fileName, markedProgram } from "../support/marked-names.ts";

/** `?` marks the name to rename to `new`, `!` the conflict. */
test.each<[what: string, kinds: readonly string[], main: string, others?: Readonly<Record<string, string>>]>([
    ["a name that nothing has", [], "let ‹? k› = 1\nblock B() { conv(k, 1) }"],
    ["a name of another namespace", [], "let ‹? k› = 1\nblock new() { conv(k, 1) }"],
    ["a name of another body", [], "block A() { ‹? y› = relu()\n y }\nblock B() { new = relu()\n new }"],
    ["another let of the file", ["duplicate"], "let ‹? k› = 1\nlet ‹! new› = 2"],
    ["a block of the file, for a function", ["duplicate"], "let ‹? f›(n) = n\nblock ‹! new›() { relu() }"],
    ["another model", ["duplicate"], "model ‹? M›() { input x: [3] }\nmodel ‹! new›() { input x: [3] }"],
    ["another parameter", ["duplicate"], "block B(‹? n›, ‹! new›) { conv(n, new) }"],
    ["a value of the body", ["duplicate"], "block B() { ‹? y› = relu()\n ‹! new› = tanh()\n add(y, new) }"],
    ["a name from an import", ["duplicate"], "import \"a.cnn\"\nlet ‹? k› = 1", { "a.cnn": "let ‹! new› = 2" }],
    ["a name of a file that imports it", ["duplicate"], "let ‹? k› = 1", {
        "b.cnn": "import \"main.cnn\"\nlet ‹! new› = k",
    }],
    ["a body's name that is read there", ["captured"], "let ‹? k› = 1\nblock B(new) { conv(‹! k›, new) }"],
    ["a function's parameter that is read there", ["captured"], "block B() { let ‹? k› = 1\n let f(new) = new + ‹! k›\n conv(f(2), k) }"],
    ["a body's name in a file that imports it", ["captured"], "let ‹? k› = 1", {
        "b.cnn": "import \"main.cnn\"\nblock B(new) { conv(‹! k›, new) }",
    }],
    ["the file's name that the body reads", ["shadows"], "let new = 1\nblock B(‹? n›) { conv(n, ‹! new›) }"],
    ["an imported function that the body calls", ["shadows"],
        "import \"a.cnn\"\nblock B() { let ‹? f›(n) = n\n conv(f(2), ‹! new›(1)) }", { "a.cnn": "let new(n) = n" }],
])("reports %s", (_, kinds, main, others) => {
    const { files, main: file, places } = markedProgram(main, others);
    const place = places.find(({ mark }) => mark === "?");
    const [target] = declarationsAt(place?.start ?? 0, file);
    const found = target === undefined ? undefined : renameConflicts(target, "new", files);
    expect(found?.map(({ kind }) => kind)).toEqual(kinds);
    const marked = places.filter(({ mark }) => mark === "!").map(({ file: name, start }) => ({ name, start }));
    expect(found?.map((conflict) => placeOf(conflict))).toEqual(marked);
});

function placeOf(conflict: RenameConflict): { readonly name: string; readonly start: number } | undefined {
    switch (conflict.kind) {
        case "duplicate":
            return { name: fileName(conflict.other.file), start: conflict.other.declaration.first.identifier.start };
        case "captured":
        case "shadows":
            return { name: fileName(conflict.place.file), start: conflict.place.node.start };
        case "language":
            return undefined;
    }
}

test.each([["relu", "layer"], ["max", "built-in function"]])("a block cannot be called %s", (name, what) => {
    const { files, main, places } = markedProgram("block ‹? B›(‹v n›) { conv(n, 1) }");
    const [block, parameter] = places.map(({ start }) => declarationsAt(start, main)[0]);
    expect(block && renameConflicts(block, name, files)).toEqual([{ kind: "language", what }]);
    expect(parameter && renameConflicts(parameter, name, files)).toEqual([]);
});
