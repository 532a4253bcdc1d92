import { defineDiagnostic } from "../../definition.ts";
import { text } from "../../../text.ts";
import { repair } from "./repair.ts";

export const unexpectedCharacter = defineDiagnostic({
    code: "unexpected-character",
    severity: "error",
    message: ({ character, asName }) => asName === true
        ? text("`{character}` cannot be a name", { character })
        : text("unexpected character `{character}`", { character: visible(character) }),
    help: ({ asName }) => asName === true
        ? text("names consist of letters, digits, and `_`")
        : text("remove it"),
    fixes: (facts, context) =>
        repair(facts, context, facts.asName === true ? text("Remove the name") : undefined),
});

/** Characters without a glyph are shown by their code point. */
function visible(character: string): string {
    return /^[\p{C}\p{Z}]$/u.test(character) && !/^\p{Co}$/u.test(character)
        ? `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`
        : character;
}

export const unterminatedString = defineDiagnostic({
    code: "unterminated-string",
    severity: "error",
    message: () => text("unterminated string"),
    help: () => text("close it with `\"` on the same line"),
    fixes: (facts, context) => repair(facts, context, text("Close the string")),
});

export const invalidEscape = defineDiagnostic({
    code: "invalid-escape",
    severity: "error",
    message: ({ escape }) => text("invalid escape sequence `{escape}`", { escape }),
    help: () => text("valid are `\\\\` for a backslash, `\\\"` for a quote, and `\\n` for a new line"),
    fixes: repair,
});

export const invalidNumber = defineDiagnostic({
    code: "invalid-number",
    severity: "error",
    message: ({ text: number }) => text("`{number}` is not a valid number", { number }),
    help: () => text("write numbers as `12`, `0.5`, or `1e-5`"),
    fixes: repair,
});

/** Reported for a literal, and for the result of an operation. */
export const numberTooLarge = defineDiagnostic({
    code: "number-too-large",
    severity: "error",
    message: ({ value }) => value === undefined
        ? text("the result is out of range: integers are exact only below 2^53")
        : text("{value} is out of range: integers are exact only below 2^53", { value }),
});
