import { expect, test } from "vitest";
import { lines, model } from "../support/growing-texts.ts";
import { analyzeText } from "../support/memory-host.ts";
import { pytorchOf } from "../support/pytorch.ts";

test.each(["add", "maximum"])("exports `%s` of 3,000 branches without deep recursion", (layer) => {
    const source = model(`    output y = ${layer}(${lines(3000, () => "conv(3, 1),")})`);
    const text = analyzeText(source, {}, { trace: true }).models.map((graph) => pytorchOf(graph).text).join("");
    expect(text.match(/self\.conv_\d+\(/gu)).toHaveLength(3000);
});
