import { operatorSigns, punctuation } from "../../grammar/tokens.ts";
import type { SyntaxProblem } from "../../grammar/syntax-tree.ts";
import type { Entries } from "./entry.ts";
import { quote } from "./wording.ts";

/** Ours, which mean something else. */
const signs: ReadonlySet<string> = new Set([...operatorSigns, ...punctuation]);
const closing = { "(": ")", "[": "]", "{": "}" } as const;

/** What is wrong with the text itself. */
export const syntaxEntries: Entries<SyntaxProblem> = {
    "unexpected-character": {
        severity: "error",
        message: ({ character, asName }) => asName === true
            ? `${quote(character)} cannot be a name; names are made of letters, digits and \`_\``
            : `${quote(visible(character))} has no meaning here; remove it`,
    },
    "unterminated-string": {
        severity: "error",
        message: () => "this string does not end on its line; close it with `\"`",
    },
    "invalid-escape": {
        severity: "error",
        message: ({ escape }) =>
            `${quote(escape)} means nothing in a string; \`\\\\\` is a backslash, \`\\"\` a quote, \`\\n\` a line end`,
    },
    "invalid-number": {
        severity: "error",
        message: ({ text }) =>
            `${quote(text)} is not a number; write it as 12, 0.5 or 1e-5, with digits on both sides of a point`,
    },
    "number-too-large": {
        severity: "error",
        message: ({ text }) => `${text} is beyond ±2^53, where whole numbers are no longer exact`,
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
    "stray-bracket": {
        severity: "error",
        message: ({ bracket }) => `this ${quote(bracket)} closes nothing; remove it`,
    },
    "nesting-too-deep": {
        severity: "error",
        message: ({ limit }) => `this is nested more than ${limit} levels deep; split it over several lines or lets`,
    },
    "misplaced-item": {
        severity: "error",
        message: ({ word }) => `${quote(word)} cannot stand in a body; move it out, or close the body above it`,
    },
    "reserved-word": {
        severity: "error",
        message: ({ word }) => `${quote(word)} is a keyword and cannot be a name; choose another one`,
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
    "missing-let": {
        severity: "error",
        message: ({ name }) =>
            `a line's name stands for the value that layers make; name a number with \`let ${name} = …\``,
    },
    "flow-in-let": {
        severity: "error",
        message: () => "`let` names numbers, strings and lists; name the value that layers make without `let`",
    },
    "value-arithmetic": {
        severity: "error",
        message: ({ operator, layer }) =>
            `${quote(operator)} is for numbers; values are joined by a layer: \`${layer}(a, b)\``,
    },
    "foreign-syntax": {
        severity: "error",
        message: ({ found, instead }) => {
            if (instead === "") {
                return `${quote(found)} is not part of the language; remove it`;
            }
            if (signs.has(found)) {
                return `${quote(found)} does not fit here; write ${quote(instead)}`;
            }
            const isWide = found.normalize("NFKC") === instead;
            return isWide
                ? `${quote(found)} is written with full-width signs; write ${quote(instead)}`
                : `${quote(found)} is not part of the language; write ${quote(instead)}`;
        },
    },
    "foreign-network": {
        severity: "error",
        message: ({ library, name }) =>
            `this is a network of ${library}; begin yours with ${quote(`model ${name} {`)} and ` +
            "`input image: [3, 224, 224]`, and write its layers one a line, as in `conv(64, kernel=3)`",
    },
};

/** Characters that draw nothing are told by their number. */
function visible(character: string): string {
    return /^[\p{C}\p{Z}]$/u.test(character) && !/^\p{Co}$/u.test(character)
        ? `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`
        : character;
}

/** A token as written is quoted; "end of line" is no token. */
function place(found: string): string {
    return found.startsWith("end of ") ? `the ${found}` : quote(found);
}
