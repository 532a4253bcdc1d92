import { expect, test } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import { pathCompletions, pathPlace } from "../../server/features/completion-paths.ts";
import { analyzed } from "../support/marked-source.ts";

/** The entries of every folder. */
const entries = [
    ...["main.cnn", "blocks.cnn", "classes.txt", "net.safetensors", "notes.md"].map((name) => ({ name, isFolder: false })),
    ...["shared", ".git", "node_modules"].map((name) => ({ name, isFolder: true })),
];

test.each<[string, string | undefined, string[]]>([
    ["import \"|\"", "memory:/nets", ["blocks.cnn", "shared/", "../"]],
    ["import \"bl|\"", "memory:/nets", ["blocks.cnn", "shared/", "../"]],
    ["import \"shared/|\"", "memory:/nets/shared", ["main.cnn", "blocks.cnn", "shared/"]],
    ["import \"../|", "memory:/", ["main.cnn", "blocks.cnn", "shared/", "../"]],
    ["@weights(\"|\")\nmodel M {\n}", "memory:/nets", ["net.safetensors", "shared/", "../"]],
    ["@weights(file=\"|\")\nmodel M {\n}", "memory:/nets", ["net.safetensors", "shared/", "../"]],
    ["model M {\n    @classify(labels=\"|\")\n    output y = relu()\n}", "memory:/nets", ["classes.txt", "shared/", "../"]],
    ["model M {\n    @classify(\"|\")\n    output y = relu()\n}", "memory:/nets", ["classes.txt", "shared/", "../"]],
    ["model M {\n    @image(layout=\"|\")\n    input x: [3]\n}", undefined, []],
    ["@allow(\"|\")\nmodel M {\n}", undefined, []],
    ["block B() {\n    conv(4, 3, padding=\"|\")\n}", undefined, []],
])("the files that fit %j", (marked, folder, expected) => {
    const offset = marked.indexOf("|");
    const source = analyzed(marked.replace("|", ""), {}, "nets/main.cnn");
    const place = pathPlace(source, source.document.positionAt(offset));
    expect(place?.folder).toBe(folder);
    const labels = place === undefined ? [] : pathCompletions(source, place, entries).map(({ label }) => label);
    expect(labels).toEqual(expected);
});

test("a completion replaces the last step of the path", () => {
    const source = analyzed("import \"shared/bl\"", {}, "nets/main.cnn");
    const place = pathPlace(source, { line: 0, character: 17 });
    const item = place === undefined ? undefined : pathCompletions(source, place, entries).find(({ label }) => label === "blocks.cnn");
    const edit = item?.textEdit;
    expect(edit !== undefined && "range" in edit && TextDocument.applyEdits(source.document, [edit]))
        .toBe("import \"shared/blocks.cnn\"");
});

test("a document without a place in a folder has no paths", () => {
    const source = analyzed("import \"\"");
    const untitled = { ...source, analysis: { ...source.analysis, uri: "untitled:Untitled-1" } };
    expect(pathPlace(untitled, { line: 0, character: 8 })).toBeUndefined();
});
