import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openTensors, uriOf } from "../../server/cli/files.ts";
import { trainedFile } from "../../server/emit/weights.ts";
import type { WeightTensor } from "../../server/protocol.ts";
import { runCommandLine } from "../support/command-line.ts";
import { describedTensors, fileWithHeader } from "../support/safetensors.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** A valid model with the tensors `fc.weight` and `fc.bias`. */
const text = `@weights("w.safetensors")
model M() {
    input x: [3]
    output fc = linear(2)
}
`;

const empty = `{"dtype":"U8","shape":[0],"data_offsets":[0,0]}`;

function withTensors(names: readonly string[]): Uint8Array {
    return fileWithHeader(`{${names.map((name) => `${JSON.stringify(name)}:${empty}`).join()}}`);
}

const many = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `t${index}`);

/** Valid files that no training writes, with how `cnn weights` ends, and what it prints. */
const files: readonly (readonly [of: string, file: Uint8Array, code: number, printed: RegExp])[] = [
    ["140,000 tensors", withTensors(many(140_000)), 1, /\nt139999 +–  +U8 \[0\]  not in the model\n$/u],
    ["a long name among many tensors", withTensors(["n".repeat(2 ** 21), ...many(10_000)]), 1,
        /^cnn: The text would have more than 67,108,864 characters\.\n$/u],
    ["a shape of 2,000,000 sizes among many tensors", fileWithHeader(
        `{"s":{"dtype":"U8","shape":[${"0,".repeat(2_000_000)}0],"data_offsets":[0,0]},${
            many(1000).map((name) => `"${name}":${empty}`).join()}}`,
    ), 1, /^cnn: The text would have more than 67,108,864 characters\.\n$/u],
    ["names with control characters", withTensors(["\u001B[31m", "\u202E", "a\rb"]), 1, /^␛\[31m +–.*\n\\u\{202e\} +–.*\na␍b +–.*\n$/mu],
    ["names of properties of objects", withTensors(["__proto__", "constructor"]), 1, /^__proto__ .*\nconstructor .*not in the model$/mu],
];

describe("the tensors of a weights file are listed, or the limit is named, if it has", () => {
    test.each(files)("%s", async (_, file, code, printed) => {
        await using folder = await temporaryFolder("weights");
        writeFileSync(join(folder.path, "main.cnn"), text);
        writeFileSync(join(folder.path, "w.safetensors"), file);
        const finished = await runCommandLine(["weights", "main.cnn"], folder.path);
        // Of many lines, the last ones.
        const shown = `${finished.out}${finished.err}`.split("\n").slice(-5).join("\n");
        expect(shown).toMatch(printed);
        expect(finished.code).toBe(code);
    });
});

describe("a weights file is read again before its numbers are, and refused if it", () => {
    const needed: readonly WeightTensor[] = [
        { name: "fc.weight", dims: [2, 3], offset: 0, count: 6, fill: { kind: "file", tensor: "fc.weight" } },
        { name: "fc.bias", dims: [2], offset: 24, count: 2, fill: { kind: "constant", value: 0 } },
    ];
    const written = describedTensors("fc.weight F32 [2, 3]");

    test.each<[of: string, file: Uint8Array, isRefused: boolean]>([
        ["has the tensors at other places, as it may", describedTensors("other F32 [5]\nfc.weight F64 [2, 3]"), false],
        ["has integers instead", describedTensors("fc.weight I64 [2, 3]"), true],
        ["has another shape", describedTensors("fc.weight F32 [3, 2]"), true],
        ["has other tensors", describedTensors("fc.bias F32 [2]"), true],
        ["is half written", written.subarray(0, written.length - 4), true],
        ["is not a safetensors file any more", new Uint8Array(4), true],
        ["is empty", new Uint8Array(), true],
    ])("%s", async (_, bytes, isRefused) => {
        await using folder = await temporaryFolder("weights");
        const file = join(folder.path, "w.safetensors");
        writeFileSync(file, bytes);
        const open = (): void => {
            using opened = openTensors(uriOf(file), needed);
            expect(opened.bytes(0, 8)).toEqual(bytes.subarray(0, 8));
        };
        if (isRefused) {
            expect(open).toThrow("it has changed since it was checked");
        } else {
            open();
        }
        expect(trainedFile(bytes, needed) === undefined).toBe(isRefused);
    });
});
