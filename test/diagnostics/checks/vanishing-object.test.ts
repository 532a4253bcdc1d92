import { describe, expect, test } from "vitest";
import { diagnose } from "../../../server/diagnostics/diagnostics.ts";
import { expectMarked } from "../../support/marked-diagnostics.ts";
import { analyzed } from "../../support/marked-source.ts";

const encoder = "    a = conv(8, 3, stride=2, padding=1)\n    b = conv(8, 3, stride=2, padding=1)\n"
    + "    c = conv(8, 3, stride=2, padding=1)\n    d = conv(8, 3, padding=1)\n";

function model(pixels: string, lines: string): string {
    return `\nmodel M() {\n    @smallest_object(${pixels})\n    input image: [3, 64, 64]\n${encoder}${lines}\n}`;
}

describe("an object smaller than the stride", () => {
    test.each([
        ["vanishes, even if its pixels are brought back", model("6", "    output mask = upsample(8)")
            .replace("    d = conv(8, 3, padding=1)\n", `    d = conv(8, 3, padding=1)
#       ^^^^^^^^^^^^^^^^^^^^^ vanishing-object: objects of 6 pixels vanish before \`mask\`: \`d\` has a stride of 8 pixels
`)],
        ["is smaller than the stride before a classifier", model("6", "    global_avg_pool() -> flatten()\n    output y = linear(5)")
            .replace("    d = conv(8, 3, padding=1)\n", `    d = conv(8, 3, padding=1)
#       ^^^^^^^^^^^^^^^^^^^^^ vanishing-object: objects of 6 pixels vanish before \`y\`: \`d\` has
`)],
        ["is smaller than the first stride", `
model M() {
    @smallest_object(3)
    input image: [3, 64, 64]
    output y = conv(8, 4, stride=4)
#              ^^^^^^^^^^^^^^^^^^^^ vanishing-object: objects of 3 pixels vanish before \`y\`: \`y\` has a stride of 4 pixels
}`],
        ["is as large as the stride", model("8", "    output mask = upsample(8)")],
        ["is kept by a finer branch", model("6", "    up = upsample(2)\n    output mask = concat(up, b)")],
        ["is kept by a finer output among several maps", model("6",
            "    p = d -> reshape([8, -1])\n    q = b -> reshape([8, -1])\n    output boxes = concat(p, q, axis=1)")],
        ["is ignored without a size", `
model M() {
    @smallest_object(0)
#                    ^ wrong-type: \`pixels\` of \`@smallest_object\` must be a number greater than 0, got 0
    input image: [3, 64, 64]
    output y = conv(8, 4, stride=4)
}`],
    ])("%s", (_, marked) => {
        expectMarked(marked);
    });

    test("is last seen in a line that is named", () => {
        const found = diagnose(analyzed(model("6", "    output mask = upsample(8)")).analysis)
            .find(({ code }) => code === "vanishing-object");
        expect(found?.related.map(({ message }) => message)).toEqual(["`b` is the last layer with a stride of at most 6"]);
    });
});
