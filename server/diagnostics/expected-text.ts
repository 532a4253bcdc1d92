import type { ExpectedType } from "../evaluation/type-problems.ts";
import { documentationText, listText, text, type Text } from "../text.ts";

/** The values that an argument, operand or name can have, as the object of "must be". */
export function expectedText(expected: ExpectedType): Text {
    if (typeof expected === "object") {
        if ("documented" in expected) {
            return documentationText(expected.documented);
        }
        return "listOf" in expected
            ? text("a list of {count}", { count: expected.listOf })
            : listText(expected.choices.map((choice) => `"${choice}"`), "or");
    }
    switch (expected) {
        case "any": return text("a number, string, or list");
        case "boolean": return text("true or false");
        case "integer": return text("an integer");
        case "list": return text("a list");
        case "non-negative-integer": return text("an integer of at least 0");
        case "number": return text("a number");
        case "number-list": return text("a list of numbers");
        case "number-or-number-list": return text("a number or a list of numbers");
        case "plain": return text("a number, string, boolean, or list");
        case "positive-number": return text("a number greater than 0");
        case "range-or-list": return text("a range such as `0..4` or a list");
        case "size-or-wildcard": return text("an integer or `_`");
        case "string": return text("a string");
        case "value": return text("a value");
        case "value-or-number": return text("a value or a number");
    }
}
