import { describe, expect, test } from "vitest";
import { emitPytorch } from "../../server/emit/pytorch.ts";
import { growingTexts, lines, model, type GrowingText } from "../support/growing-texts.ts";
import { analyzeText } from "../support/memory-host.ts";
import { useWorkGrowth } from "../support/work-count.ts";

/** Between these counts, work of n·log n grows by an exponent of 1.2 at most, and quadratic work of 2. */
const counts = [50, 200] as const;
const steepest = 1.3;

const exported: readonly GrowingText[] = [
    ...growingTexts.filter(({ of }) => [
        "layers", "dense layers", "blocks", "branches of one concat", "outputs",
    ].includes(of)),
    { of: "inputs of one concat", text: (count) => `model M() {\n${lines(count, (index) => `    input x${index}: [3, 16, 16]`)}\n    output y = concat(${lines(count, (index) => `x${index},`)})\n}\n` },
    { of: "named branches of one add", text: (count) => model(`${lines(count, (index) => `    a${index} = x -> conv(3, 1)`)}\n    output y = add(${lines(count, (index) => `a${index},`)})`) },
    { of: "first results of splits", text: (count) => model(`${lines(count, (index) => `    a${index}, _ = x -> conv(4, 1) -> split(2)`)}\n    output y = add(${lines(count, (index) => `a${index},`)})`) },
    { of: "shortcuts", text: (count) => model(`${lines(count, (index) => `    s = in\n    s${index} = conv(3, 1)\n    relu()\n    add(s${index}, s)`)}\n    output y = relu()`) },
    { of: "uses of one block", text: (count) => `block B(n) { conv(n, 1) -> relu() }\n${model(`${lines(count, (index) => `    B(${index % 7 + 1})`)}\n    output y = relu()`)}` },
    { of: "conditions", text: (count) => `block B(n) {\n${lines(count, (index) => `    if n > ${index} { conv(3, 1) } else { relu() }`)}\n}\n${model("    B(3)\n    output y = B(5)")}` },
    { of: "rounds of a loop", text: (count) => model(`    repeat ${count} { conv(3, 1) -> relu() }\n    output y = relu()`) },
];

function exportedText(source: string): () => string {
    const [graph] = analyzeText(source, {}, { trace: true }).models;
    return () => {
        const module = graph === undefined ? undefined : emitPytorch(graph, "main.cnn");
        if (module === undefined || "refused" in module) {
            throw new Error(module?.refused ?? "There is no model.");
        }
        return module.text;
    };
}

describe("the work for a module of PyTorch grows in proportion to the number of", () => {
    const workGrowth = useWorkGrowth();

    test.each(exported)("$of", ({ text }) => {
        expect(workGrowth(counts, (count) => {
            const emit = exportedText(text(count));
            // What is computed once does not count.
            emit();
            return emit;
        })).toBeLessThan(steepest);
    });
});
