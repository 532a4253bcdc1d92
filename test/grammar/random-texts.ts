import { foreignSigns, keywords, operatorSigns, punctuation } from "../../grammar/tokens.ts";
import { fc } from "../support/fast-check.ts";
import { readExamples } from "./example-texts.ts";

const examples = readExamples().map(([, text]) => text);

/** Every word and sign of the language, and other input that is difficult for a lexer or a parser. */
const pieces = fc.constantFrom(
    ...Object.keys(keywords), ...operatorSigns, ...punctuation, ...Object.keys(foreignSigns),
    "(", ")", "[", "]", "{", "}", "{\n", "\n}", "\n", "\r\n", "\n    ", "\n        ", " ", "\t", ";", "# remark\n", "// x y", "/*", "*/", "class Net(nn.Module):\n    ", "nn.Sequential(", "\nm = Sequential(",
    "x", "_", "conv", "é", "𝒳", "😀", "\ud800", "self.", "nn.ReLU", "elif", "def", "True", "None",
    "1", ".5", "5.", "1e", "1e5", "99999999999999999999", "\"", "\"a\"", "\"\\q", "'a'", "“a”", "\\", "$", "\ufeff", "\0",
);
/** A text of the language's pieces in any order. */
export const brokenText = fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join(""));
/** An example, cut off or edited anywhere. */
export const editedExample = fc.record({
    example: fc.constantFrom(...examples), from: fc.nat(), removed: fc.nat(30), inserted: fc.oneof(brokenText, fc.constant("")),
    isCut: fc.boolean(),
}).map(({ example, from, removed, inserted, isCut }) => {
    const start = from % (example.length + 1);
    return example.slice(0, start) + inserted + (isCut ? "" : example.slice(start + removed));
});
