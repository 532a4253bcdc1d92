import { describe, expect, test } from "vitest";
import { analyze } from "../../server/analysis/analyze.ts";
import { findDiagnostics } from "../../server/diagnostics/diagnostics.ts";
import type { StoredTensor } from "../../server/weights/safetensors.ts";
import { model } from "../support/growing-texts.ts";
import { memoryHost } from "../support/memory-host.ts";
import { useWorkGrowth } from "../support/work-count.ts";

/** Between these counts, work of n·log n grows by an exponent of 1.2 at most, and quadratic work of 2. */
const counts = [100, 400] as const;
const steepest = 1.3;

/** Files with as many tensors as the model has, none of the same name, and all of the same shape. */
const files: readonly (readonly [of: string, name: (index: number, count: number) => string])[] = [
    ["other names", (index) => `other${index}.weight`],
    ["the same names at other paths", (index) => `path${index}.repeat_1.0.weight`],
    ["the same names at one path", (index) => `path.repeat_1.${index}.weight`],
    ["the same names at one path, but for the last", (index, count) =>
        index === count - 1 ? "last.weight" : `path.repeat_1.${index}.weight`],
    ["nested paths", (index) => `${"a.".repeat(index % 50)}repeat_1.${index}.weight`],
];

describe("the work to find a model's tensors in a file grows in proportion to the number of tensors, if it has", () => {
    const workGrowth = useWorkGrowth();

    test.each(files)("%s", (_, name) => {
        expect(workGrowth(counts, (count) => {
            const tensors = new Map(Array.from({ length: count }, (__, index): readonly [string, StoredTensor] => [
                name(index, count),
                { name: name(index, count), type: "F32", shape: [1], start: 4 * index, end: 4 * index + 4 },
            ]));
            const text = `@weights("w")\n${model(`    repeat ${count} { prelu() }\n    output y = relu()`)}`;
            const host = { ...memoryHost({ "main.cnn": text, w: "" }), readTensors: () => tensors };
            const find = (): void => {
                findDiagnostics(analyze("memory:/main.cnn", host));
            };
            // What is computed once does not count.
            find();
            return find;
        })).toBeLessThan(steepest);
    });
});
