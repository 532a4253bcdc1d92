import { describe, expect, it } from "vitest";
import { fillWeights } from "../../server/emit/weights.ts";
import type { WeightTensor } from "../../server/protocol.ts";

const limit = Math.fround(Math.sqrt(6 / 27));

function tensor(name: string, count: number, fill: WeightTensor["fill"] = { kind: "uniform", limit }): WeightTensor {
    return { name, dims: [count], offset: 0, count, fill };
}

function filled(name: string, count: number, seed: number, fill?: WeightTensor["fill"]): Float32Array {
    const target = new Float32Array(count);
    fillWeights(tensor(name, count, fill), seed, target);
    return target;
}

describe("seeded weights", () => {
    it("are the same numbers in every engine and version", () => {
        // Kept as bits: a change here changes the numbers of everyone's networks.
        const bits = [...new Uint32Array(filled("conv1.weight", 4, 0).buffer)].map((word) => word.toString(16));
        expect(bits).toEqual(["be30928e", "be747c21", "3e3b0499", "3eecde88"]);
    });

    it("repeat for the same seed and name, and are others for another seed or name", () => {
        const numbers = filled("conv1.weight", 1000, 7);
        expect(filled("conv1.weight", 1000, 7)).toEqual(numbers);
        for (const other of [filled("conv1.weight", 1000, 8), filled("conv2.weight", 1000, 7)]) {
            const equal = other.filter((number, i) => number === numbers[i]);
            expect(equal.length).toBe(0);
        }
    });

    it("are spread evenly within the limit, whatever the seed", () => {
        const count = 100_000;
        for (const seed of [0, 1, 2, 1_000_003, 2 ** 40]) {
            const numbers = filled("fc.weight", count, seed);
            const mean = numbers.reduce((sum, number) => sum + number, 0) / count;
            const variance = numbers.reduce((sum, number) => sum + number * number, 0) / count;
            // The deviation of the mean is limit/√(3·count); that of the variance limit²·√(4/45)/√count.
            expect(Math.abs(mean)).toBeLessThan((5 * limit) / Math.sqrt(3 * count));
            expect(Math.abs(variance - limit ** 2 / 3)).toBeLessThan(5 * limit ** 2 * Math.sqrt(4 / 45 / count));
            expect(numbers.every((number) => Math.abs(number) <= limit)).toBe(true);
            // Ten equal parts of the range: χ² with 9 degrees of freedom stays below 40 but once in 100,000.
            const parts = Array.from({ length: 10 }, () => 0);
            for (const number of numbers) {
                const part = Math.min(9, Math.floor(((number / limit + 1) / 2) * 10));
                parts[part] = (parts[part] ?? 0) + 1;
            }
            const chiSquare = parts.reduce((sum, found) => sum + (found - count / 10) ** 2 / (count / 10), 0);
            expect(chiSquare).toBeLessThan(40);
        }
    });

    it("do not follow from one tensor to the next", () => {
        const names = Array.from({ length: 2000 }, (_, i) => `layer1.${i}.conv1.weight`);
        const firsts = names.map((name) => filled(name, 1, 0)[0] ?? 0);
        const products = firsts.slice(1).map((number, i) => number * (firsts[i] ?? 0));
        const correlation = products.reduce((sum, product) => sum + product, 0) / products.length / (limit ** 2 / 3);
        expect(Math.abs(correlation)).toBeLessThan(5 / Math.sqrt(products.length));
        expect(new Set(firsts).size).toBe(firsts.length);
    });

    it("are a constant for constant tensors", () => {
        expect(filled("bn1.weight", 3, 5, { kind: "constant", value: 1 })).toEqual(new Float32Array([1, 1, 1]));
    });

    it("need room for exactly the tensor", () => {
        expect(() => fillWeights(tensor("fc.bias", 10), 0, new Float32Array(11))).toThrow("fc.bias has 10 numbers");
    });

    it("fill VGG-16's largest tensor, 103 million numbers, in under two seconds", () => {
        const target = new Float32Array(4096 * 25088).fill(1);
        const start = process.cpuUsage();
        fillWeights(tensor("classifier.0.weight", target.length), 0, target);
        expect(process.cpuUsage(start).user).toBeLessThan(2_000_000);
    });
});
