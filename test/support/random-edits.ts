import { keywords, operatorSigns, punctuation } from "../../grammar/tokens.ts";
import { fc } from "./fast-check.ts";

/** An edit of any text: places are taken modulo its length. */
export interface RandomEdit {
    readonly kind: "number" | "insertion" | "deletion" | "line" | "undo";
    readonly place: number;
    readonly length: number;
    readonly inserted: string;
}

/** What people type in the middle of a file, complete or not. */
const typed = fc.oneof(
    fc.constantFrom(
        "\n    relu()", "\n    x = conv(8, 3)", "\n    x = conv(8, ", "\n    # remark", "# remark\n", "\n", " ", "  ",
        "\n    -> relu()", " -> relu()", "\n    output z", "conv", "(", ")", "{", "}", "\n}\n", "[", "]", ",", ";", "1",
        "@path(\"a\")\n    ", "\n    let k = 2", "let k = 2\n", "\nblock B() {\n    relu()\n}\n",
        "\nmodel M() {\n    input x: [3, 8, 8]\n    relu()\n    output y = flatten()\n}\n", "/*", "\"", ".", "else ",
        "\n    if true {\n        relu()\n    }", "import \"a.cnn\"\n", "\n    repeat 2 { relu() }", "\r\n", "é", "unknown",
    ),
    fc.constantFrom(...Object.keys(keywords), ...operatorSigns, ...punctuation),
);

/** A sequence of edits, most of which leave a text without syntax errors, or restore one. */
export const randomEdits: fc.Arbitrary<readonly RandomEdit[]> = fc.array(fc.record({
    kind: fc.constantFrom("number", "number", "insertion", "deletion", "line", "undo", "undo"),
    place: fc.nat(1_000_000), length: fc.integer({ min: 1, max: 12 }), inserted: typed,
}), { minLength: 2, maxLength: 8 });

/** The texts that the edits lead through, one after another. */
export function textsOf(first: string, edits: readonly RandomEdit[]): readonly string[] {
    const texts = [first];
    for (const edit of edits) {
        texts.push(edit.kind === "undo" ? texts.at(-2) ?? first : edited(texts.at(-1) ?? first, edit));
    }
    return texts.slice(1);
}

function edited(text: string, { kind, place, length, inserted }: RandomEdit): string {
    const at = place % (text.length + 1);
    switch (kind) {
        case "number": {
            const numbers = [...text.matchAll(/\d+/gu)];
            const number = numbers[place % Math.max(1, numbers.length)];
            return number === undefined
                ? text
                : text.slice(0, number.index) + String((Number(number[0]) + length) % 1000)
                    + text.slice(number.index + number[0].length);
        }
        case "line": {
            const lines = text.split("\n");
            const line = place % lines.length;
            return lines.toSpliced(line, 1, ...(length % 2 === 0 ? [] : [lines[line] ?? "", lines[line] ?? ""])).join("\n");
        }
        case "deletion":
            return text.slice(0, at) + text.slice(at + length);
        case "insertion": {
            // Usually at the end of a line, where people type.
            const lineEnd = text.indexOf("\n", at);
            const point = length % 3 === 0 || lineEnd < 0 ? at : lineEnd;
            return text.slice(0, point) + inserted + text.slice(point);
        }
        case "undo":
            return text;
    }
}
