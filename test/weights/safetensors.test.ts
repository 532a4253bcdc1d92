import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { headLength, readTensorTable, type TensorFileProblem } from "../../server/weights/safetensors.ts";
import { readNumbers } from "../../server/weights/tensor-numbers.ts";
import { casesOf, fc } from "../support/fast-check.ts";
import { missing, python } from "../support/pytorch.ts";
import { fileWithHeader, safetensorsFile } from "../support/safetensors.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

function read(bytes: Uint8Array): ReturnType<typeof readTensorTable> {
    return readTensorTable(bytes, bytes.length);
}

function problemOf(bytes: Uint8Array): TensorFileProblem | undefined {
    const table = read(bytes);
    return "problem" in table ? table.problem : undefined;
}

/** A header with one tensor `w` of two float32 numbers, some of its fields changed. */
function header(changes: Readonly<Record<string, unknown>> = {}): string {
    return JSON.stringify({ w: { dtype: "F32", shape: [2], data_offsets: [0, 8], ...changes } });
}

const eight = new Uint8Array(8);

describe("a valid file", () => {
    it("returns the type, shape and offset of each tensor", () => {
        const table = read(safetensorsFile({ a: { type: "F32", shape: [2, 3] }, b: { type: "I64", shape: [] } }));
        const start = "problem" in table ? NaN : table.get("a")?.start ?? NaN;
        expect(table).toEqual(new Map([
            ["a", { name: "a", type: "F32", shape: [2, 3], start, end: start + 24 }],
            ["b", { name: "b", type: "I64", shape: [], start: start + 24, end: start + 32 }],
        ]));
    });

    it.each([
        ["no tensors", "{}", []],
        ["metadata", `{"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}`, ["w"]],
        ["blanks after the header", `${JSON.stringify({})}   `, []],
        ["empty tensors", `{"a":{"dtype":"F32","shape":[0,9007199254740991],"data_offsets":[0,0]}}`, ["a"]],
        ["names of properties of objects", `{"__proto__":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},`
            + `"constructor":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}`, ["__proto__", "constructor"]],
        ["equal names in different objects and strings", `{"dtype":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},`
            + `"a:{\\"dtype":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}`, ["dtype", "a:{\"dtype"]],
    ])("may have %s", (_, text, names) => {
        const table = read(fileWithHeader(text));
        expect("problem" in table ? table.problem : [...table.keys()]).toEqual(names);
    });
});

describe("a file that is not what it claims to be", () => {
    const twice = `{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"\\u0077":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`;
    const overlapping = JSON.stringify({
        a: { dtype: "F32", shape: [2], data_offsets: [0, 8] }, b: { dtype: "F32", shape: [1], data_offsets: [4, 8] },
    });
    it.each<[string, Uint8Array, TensorFileProblem]>([
        ["is empty", new Uint8Array(), { kind: "too-short", length: 0 }],
        ["ends in the header's length", new Uint8Array(7), { kind: "too-short", length: 7 }],
        ["ends in its header", fileWithHeader(header()).subarray(0, 20), {
            kind: "header-past-end", length: header().length, fileLength: 20,
        }],
        ["has a header of 2^64 - 1 bytes", Uint8Array.from([255, 255, 255, 255, 255, 255, 255, 255, 123, 125]), {
            kind: "header-past-end", length: 2 ** 64, fileLength: 10,
        }],
        ["has a header of another format", fileWithHeader("PK"), { kind: "not-json" }],
        ["has a list as its header", fileWithHeader("[]"), { kind: "not-json" }],
        ["has a header that is not UTF-8", Uint8Array.from([4, 0, 0, 0, 0, 0, 0, 0, 0x22, 0xff, 0xfe, 0x22]), { kind: "not-json" }],
        ["has a byte order mark", fileWithHeader("\uFEFF{}"), { kind: "not-json" }],
        ["has lists nested 100,000 deep", fileWithHeader(`{"w":${"[".repeat(1e5)}${"]".repeat(1e5)}}`), {
            kind: "invalid-entry", name: "w", field: "dtype",
        }],
        ["names two tensors alike", fileWithHeader(twice, eight.subarray(4)), { kind: "duplicate-name", name: "w" }],
        ["has a duplicate shape", fileWithHeader(`{"w":{"dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,4]}}`), {
            kind: "duplicate-name", name: "shape",
        }],
        ["has null as a tensor", fileWithHeader(`{"w":null}`), { kind: "invalid-entry", name: "w", field: "" }],
        ["has a tensor without a shape", fileWithHeader(`{"w":{"dtype":"F32","data_offsets":[0,4]}}`), {
            kind: "invalid-entry", name: "w", field: "shape",
        }],
        ["has a shape that is not a list", fileWithHeader(header({ shape: "2" }), eight), {
            kind: "invalid-entry", name: "w", field: "shape",
        }],
        ["has a negative size", fileWithHeader(header({ shape: [-2] }), eight), {
            kind: "invalid-entry", name: "w", field: "shape.0",
        }],
        ["has half a size", fileWithHeader(header({ shape: [1.5] }), eight), {
            kind: "invalid-entry", name: "w", field: "shape.0",
        }],
        ["has null for NaN in a shape", fileWithHeader(header({ shape: [NaN] }), eight), {
            kind: "invalid-entry", name: "w", field: "shape.0",
        }],
        ["has three offsets", fileWithHeader(header({ data_offsets: [0, 4, 8] }), eight), {
            kind: "invalid-entry", name: "w", field: "data_offsets.2",
        }],
        ["has an offset beyond 2^53", fileWithHeader(header({ data_offsets: [0, 2 ** 60] }), eight), {
            kind: "invalid-entry", name: "w", field: "data_offsets.1",
        }],
        ["has an unknown type", fileWithHeader(header({ dtype: "toString" }), eight), {
            kind: "unknown-type", name: "w", type: "toString",
        }],
        ["has too few bytes for a type", fileWithHeader(header({ dtype: "F64" }), eight), {
            kind: "wrong-size", name: "w", expected: 16, actual: 8,
        }],
        ["has sizes whose product overflows", fileWithHeader(header({ shape: [2 ** 40, 2 ** 40] }), eight), {
            kind: "wrong-size", name: "w", expected: 2 ** 82, actual: 8,
        }],
        ["has a tensor that ends before it starts", fileWithHeader(header({ data_offsets: [8, 0] }), eight), {
            kind: "wrong-size", name: "w", expected: 8, actual: -8,
        }],
        ["has overlapping tensors", fileWithHeader(overlapping, eight), {
            kind: "wrong-start", name: "b", expected: 8, actual: 4,
        }],
        ["has a gap before a tensor", fileWithHeader(header({ data_offsets: [4, 12] }), new Uint8Array(12)), {
            kind: "wrong-start", name: "w", expected: 0, actual: 4,
        }],
        ["has a tensor past its end", fileWithHeader(header(), new Uint8Array(4)), {
            kind: "wrong-length", expected: 8, actual: 4,
        }],
        ["has bytes left over", fileWithHeader(header(), new Uint8Array(9)), {
            kind: "wrong-length", expected: 8, actual: 9,
        }],
    ])("%s", (_, bytes, problem) => {
        expect(problemOf(bytes)).toEqual(problem);
    });

    it("has a header longer than the limit, of which only the length is read", () => {
        const start = new Uint8Array(8);
        new DataView(start.buffer).setBigUint64(0, 100n * 2n ** 20n, true);
        expect(headLength(start, 2 ** 40)).toEqual({
            problem: { kind: "header-too-long", length: 100 * 2 ** 20, limit: 8 * 2 ** 20 },
        });
    });

    it("never throws, whatever its bytes are", () => {
        const valid = safetensorsFile({ a: { type: "F32", shape: [2, 3] }, b: { type: "F16", shape: [4] } });
        const change = fc.record({ at: fc.nat(valid.length - 1), byte: fc.nat(255) });
        const some = fc.array(change, { minLength: 1, maxLength: 4 });
        fc.assert(fc.property(some, fc.nat(valid.length), (changes, length) => {
            const bytes = Uint8Array.from(valid);
            for (const { at, byte } of changes) {
                bytes[at] = byte;
            }
            for (const file of [bytes, bytes.subarray(0, length)]) {
                const table = read(file);
                for (const { start, end } of "problem" in table ? [] : table.values()) {
                    expect([start >= 8, start <= end, end <= file.length]).toEqual([true, true, true]);
                }
            }
        }), { numRuns: casesOf(2000) });
    });

    it("may have a header as long as the limit", () => {
        const backslashes = `{"${"\\\\".repeat(2 ** 21)}":1}`;
        const objects = `{"a":[${"{},".repeat(2 ** 21)}{}]}`;
        for (const text of [backslashes, objects]) {
            expect(problemOf(fileWithHeader(text))?.kind).toMatch(/invalid-entry|not-json/);
        }
    });
});

describe("numbers become float32", () => {
    const bytes = (array: ArrayBufferView): Uint8Array => new Uint8Array(array.buffer);
    it.each([
        ["F32", bytes(new Float32Array([1.5, -0.1, Infinity])), [1.5, Math.fround(-0.1), Infinity]],
        ["F64", bytes(new Float64Array([1.5, 0.1, 1e300])), [1.5, Math.fround(0.1), Infinity]],
        // 1, −2, the largest, the smallest normal and subnormal numbers, −0, infinity, NaN.
        ["F16", bytes(new Uint16Array([0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x8000, 0x7c00, 0x7e00])),
            [1, -2, 65504, 2 ** -14, 2 ** -24, -0, Infinity, NaN]],
        ["BF16", bytes(new Uint16Array([0x3f80, 0xc000, 0x7f80, 0x3dcd])), [1, -2, Infinity, 0.10009765625]],
    ])("from %s, wherever they are in the file", (type, numbers, expected) => {
        const count = expected.length;
        for (const before of [0, 1, 2, 3]) {
            const file = safetensorsFile({
                before: { type: "U8", shape: [before] }, w: { type, shape: [count], numbers },
            });
            const table = read(file);
            const stored = "problem" in table ? undefined : table.get("w");
            if (stored === undefined || "problem" in table) {
                throw new Error("The file cannot be read.");
            }
            const target = new Float32Array(count + 2).subarray(1, count + 1);
            readNumbers({ tensors: table, bytes: (start, end) => file.subarray(start, end) }, stored, target);
            expect([...target]).toEqual(expected);
        }
    });
});

const without = missing("safetensors.numpy") ?? missing("numpy");
if (without !== undefined) {
    console.warn(`The safetensors package does not judge the reader here: ${without}.`);
}

describe.skipIf(without !== undefined)("the safetensors package", () => {
    const run = (script: string, folder: string): string => {
        const { stdout, stderr, status } = spawnSync(python, ["-c", script, folder], { encoding: "utf8" });
        expect(stderr).toBe("");
        expect(status).toBe(0);
        return stdout;
    };

    it("writes files that are readable here", async () => {
        await using folder = await temporaryFolder("safetensors");
        run(`
import sys, numpy, safetensors.numpy
numbers = numpy.arange(6).reshape(2, 3) / 7
types = {"a": numpy.float32, "b": numpy.float16, "c": numpy.float64, "d": numpy.int64}
safetensors.numpy.save_file({key: numbers.astype(one) for key, one in types.items()}, sys.argv[1] + "/w")
`, folder.path);
        const bytes = readFileSync(join(folder.path, "w"));
        const table = read(bytes);
        if ("problem" in table) {
            throw new Error(table.problem.kind);
        }
        expect([...table.values()].map(({ name, type, shape }) => `${name} ${type} ${shape.join("x")}`).sort())
            .toEqual(["a F32 2x3", "b F16 2x3", "c F64 2x3", "d I64 2x3"]);
        for (const [name, digits] of [["a", 7], ["b", 3], ["c", 7]] as const) {
            const target = new Float32Array(6);
            const stored = table.get(name);
            expect(stored).toBeDefined();
            if (stored !== undefined) {
                readNumbers({ tensors: table, bytes: (start, end) => bytes.subarray(start, end) }, stored, target);
            }
            target.forEach((number, index) => expect(number).toBeCloseTo(index / 7, digits));
        }
    });

    it("rejects files that are rejected here", async () => {
        const files = [
            fileWithHeader("PK"), fileWithHeader(header({ dtype: "F64" }), eight),
            fileWithHeader(header({ data_offsets: [4, 12] }), new Uint8Array(12)),
            fileWithHeader(header(), new Uint8Array(4)), fileWithHeader(header(), new Uint8Array(9)),
        ];
        await using folder = await temporaryFolder("safetensors");
        files.forEach((bytes, index) => writeFileSync(join(folder.path, String(index)), bytes));
        expect(run(`
import sys, os, safetensors
def refused(path):
    try:
        safetensors.safe_open(path, "np")
    except safetensors.SafetensorError:
        return True
print([refused(os.path.join(sys.argv[1], name)) for name in sorted(os.listdir(sys.argv[1]))].count(True))
`, folder.path).trim()).toBe(String(files.length));
        expect(files.map((bytes) => "problem" in read(bytes))).toEqual(files.map(() => true));
    });
});
