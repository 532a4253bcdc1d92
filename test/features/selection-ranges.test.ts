import type { SelectionRange } from "vscode-languageserver-types";
import { expect, test } from "vitest";
import { selectionRanges } from "../../server/features/selection-ranges.ts";
import { atCursor } from "../support/marked-source.ts";

test.each<readonly [marked: string, grown: readonly string[]]>([
    ["model M {\n    x = conv(6|4, 3) -> relu()\n}\n", [
        "64", "64, 3", "conv(64, 3)", "conv(64, 3) -> relu()", "x = conv(64, 3) -> relu()",
        "    x = conv(64, 3) -> relu()", "\n    x = conv(64, 3) -> relu()\n", "{\n    x = conv(64, 3) -> relu()\n}",
        "model M {\n    x = conv(64, 3) -> relu()\n}",
        "model M {\n    x = conv(64, 3) -> relu()\n}\n",
    ]],
    ["let a = [1 + b|c, 2]\n", ["bc", "1 + bc", "1 + bc, 2", "[1 + bc, 2]", "let a = [1 + bc, 2]", "let a = [1 + bc, 2]\n"]],
    ["# no|te\n", ["# note", "# note\n"]],
    ["|", [""]],
])("grows from %j", (marked, grown) => {
    const { source, position } = atCursor(marked);
    const texts: string[] = [];
    let one: SelectionRange | undefined = selectionRanges(source, [position])[0];
    while (one !== undefined) {
        texts.push(source.document.getText(one.range));
        one = one.parent;
    }
    expect(texts).toEqual(grown);
});
