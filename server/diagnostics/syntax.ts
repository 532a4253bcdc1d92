import type { SyntaxProblem } from "../../grammar/syntax-tree.ts";
import type { Entries } from "./entry.ts";
import { quote } from "./wording.ts";

const closing = { "(": ")", "[": "]", "{": "}" } as const;

/** What is wrong with the text itself. */
export const syntaxEntries: Entries<SyntaxProblem> = {
    "unexpected-character": {
        severity: "error",
        message: ({ character }) => `${quote(character)} has no meaning here; remove it`,
    },
    "unterminated-string": {
        severity: "error",
        message: () => "this string does not end on its line; close it with `\"`",
    },
    "invalid-number": {
        severity: "error",
        message: ({ text }) =>
            `${quote(text)} is not a number; write it as 12, 0.5 or 1e-5, with digits on both sides of a point`,
    },
    "unexpected-token": {
        severity: "error",
        message: ({ found, expected, context }) =>
            `expected ${expected}${context === undefined ? "" : ` ${context}`}, found ${place(found)}`,
    },
    "unclosed-bracket": {
        severity: "error",
        message: ({ bracket }) => `this ${quote(bracket)} is never closed; add ${quote(closing[bracket])}`,
        related: ({ bracket, opened }) => [{ span: opened, message: `the ${quote(bracket)} is opened here` }],
    },
    "missing-parentheses": {
        severity: "error",
        message: ({ name }) => `a layer is called, even without arguments; write ${quote(`${name}()`)}`,
    },
    "chained-comparison": {
        severity: "error",
        message: () => "comparisons cannot be chained; join two of them with `and`, as in `1 < n and n < 9`",
    },
    "unfinished-line": {
        severity: "error",
        message: ({ after }) => after === "->"
            ? "the line ends after `->` and does not go on by itself; name a layer, or start the next line with `->`"
            : `the line ends after ${quote(after)} and does not go on by itself; finish it here`,
    },
    "foreign-syntax": {
        severity: "error",
        message: ({ found, instead }) => instead === ""
            ? `${quote(found)} is not part of the language; remove it`
            : `${quote(found)} is not part of the language; write ${quote(instead)}`,
    },
};

/** A token as written is quoted; "end of line" is no token. */
function place(found: string): string {
    return found.startsWith("end of ") ? `the ${found}` : quote(found);
}
