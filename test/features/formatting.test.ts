import { TextDocument } from "vscode-languageserver-textdocument";
import { expect, test } from "vitest";
import { formatting, onTypeFormatting, rangeFormatting } from "../../server/features/formatting.ts";
import { analyzed, atCursor } from "../support/marked-source.ts";

const options = { tabSize: 4, insertSpaces: true };

test("replaces only the blanks that differ", () => {
    const source = analyzed("let a=1\nlet b = 2\n");
    expect(formatting(source, options)).toEqual([
        { range: { start: { line: 0, character: 5 }, end: { line: 0, character: 5 } }, newText: " " },
        { range: { start: { line: 0, character: 6 }, end: { line: 0, character: 6 } }, newText: " " },
    ]);
});

test.each<readonly [title: string, written: string, formatted: string]>([
    ["a part of a line", "let a=1\nlet <b>=2\nlet c=3\n", "let a=1\nlet b = 2\nlet c=3\n"],
    ["several lines", "let a=1\nlet <b=2\nlet c>=3\nlet d=4\n", "let a=1\nlet b = 2\nlet c = 3\nlet d=4\n"],
    ["lines up to the start of the next one", "<let a=1\n>let b=2\n", "let a = 1\nlet b=2\n"],
    ["indentation", "model M {\n<relu()>\ntanh()\n}\n", "model M {\n    relu()\ntanh()\n}\n"],
    ["claims, in the column of the whole body", "model M {\n    a = relu()      : [1]\n    <b = tanh():[1]>\n}\n",
        "model M {\n    a = relu()      : [1]\n    b = tanh()      : [1]\n}\n"],
])("formats the lines that a selection touches: %s", (_, written, formatted) => {
    const source = analyzed(written.replace(/[<>]/gu, ""));
    const start = source.document.positionAt(written.indexOf("<"));
    const end = source.document.positionAt(written.indexOf(">") - 1);
    const edits = rangeFormatting(source, { start, end }, options);
    expect(TextDocument.applyEdits(source.document, [...edits])).toBe(formatted);
});

test.each<readonly [title: string, written: string, formatted: string]>([
    ["the line above a new one", "model M {\n    a=relu()\n    |\nb=tanh()\n}\n", "model M {\n    a = relu()\n    \nb=tanh()\n}\n"],
    ["nothing above a blank line", "let a=1\n\n|\n", "let a=1\n\n\n"],
    ["a body that was closed", "let a=1\nmodel M {\nb=relu()\n  }|\n", "let a=1\n\nmodel M {\n    b = relu()\n}\n"],
    ["only an inner body", "model M {\na=relu()\nrepeat 2{\nb=relu()\n}|\n}\n", "model M {\na=relu()\n    repeat 2 {\n        b = relu()\n    }\n}\n"],
    ["nothing after a bracket that closes nothing", "let a=1\n}|\n", "let a=1\n}\n"],
])("formats while typing: %s", (_, marked, formatted) => {
    const { source, position } = atCursor(marked);
    const typed = marked.charAt(marked.indexOf("|") - 1) === "}" ? "}" : "\n";
    const edits = onTypeFormatting(source, position, typed, options);
    expect(TextDocument.applyEdits(source.document, [...edits])).toBe(formatted);
});
