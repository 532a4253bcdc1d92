import { expect, test } from "vitest";
import { foldingRanges } from "../../server/features/folding-ranges.ts";
import { analyzed } from "../support/marked-source.ts";

test.each<readonly [string, string, readonly string[]]>([
    ["bodies, up to the line above the closing bracket", "model M {\n    relu()\n    tanh()\n}\n", ["0-2"]],
    ["nothing on one line", "model M { relu() }\n", []],
    ["argument lists", "model M {\n    concat(\n        in,\n        in,\n    )\n}\n", ["0-4", "1-3"]],
    ["runs of comment lines", "# a\n# b\n\n# c\nlet x = 1\n", ["0-1 comment"]],
    ["no comments at the ends of lines", "let x = 1 # a\n# b\n# c\nlet y = 2 # d\n", ["1-2 comment"]],
    ["indented comments", "model M {\n    # a\n    # b\n    relu()\n}\n", ["0-3", "1-2 comment"]],
    ["no line that looks like a comment in a string", "let x = \"# a\"\nlet y = \"# b\"\n", []],
])("folds %s", (_, text, expected) => {
    const ranges = foldingRanges(analyzed(text));
    expect(ranges.map(({ startLine, endLine, kind }) => `${startLine}-${endLine}${kind === undefined ? "" : ` ${kind}`}`))
        .toEqual(expected);
});
