import type { Arithmetic } from "../../../server/arithmetic.ts";
import { elementAt, placeOf, sizeOf, type MapTensor } from "../tensor.ts";
import { float32Rounding, type LayerTensors, type NamedNumber, type StepsExplanation } from "./explanation.ts";

type Normalization = Extract<Arithmetic, { readonly kind: "normalization" }>;

interface Figures {
    readonly mean: number;
    readonly variance: number;
    /** How many elements of the input they are of; undefined for those of training. */
    readonly elements?: number;
    /** The greatest magnitude among these elements. */
    readonly magnitude: number;
}

/** (x − μ)/√(σ² + ε)·γ + β with its numbers. */
export function explainNormalization(
    { eps, statistics }: Normalization, { inputs, parameters }: LayerTensors, cell: readonly number[],
): StepsExplanation {
    const [input = { dims: [], values: new Float32Array() }] = inputs;
    const x = elementAt(input, cell);
    const entry = cell[statistics.of === "axis" ? statistics.axis : 0] ?? 0;
    const { mean, variance, elements, magnitude } = figuresOf(statistics, input, parameters, cell, entry);
    const weight = parameters.get("weight")?.values[entry];
    const bias = parameters.get("bias")?.values[entry];
    const difference = x - mean;
    const deviation = Math.sqrt(variance + eps);
    const normal = difference / deviation;
    const scaled = normal * (weight ?? 1);
    const steps: NamedNumber[] = [
        { notation: "x − μ", value: difference },
        { notation: "√(σ² + ε)", value: deviation },
        { notation: "(x − μ) / √(σ² + ε)", value: normal },
    ];
    if (weight !== undefined) {
        steps.push({ notation: "… · γ", value: scaled });
    }
    if (bias !== undefined) {
        steps.push({ notation: "… + β", value: scaled + bias });
    }
    const known: readonly (readonly [notation: string, value: number | undefined])[] = [
        ["x", x], ["μ", mean], ["σ²", variance], ["ε", eps], ["γ", weight], ["β", bias],
    ];
    const value = scaled + (bias ?? 0);
    // Sums of float32 lose a few digits of the largest element, more so for a small deviation.
    const terms = elements === undefined ? 8 : 8 + Math.sqrt(elements);
    const lost = ((Math.abs(x) + Math.abs(mean) + magnitude) / deviation) * (1 + Math.abs(normal));
    return {
        kind: "steps",
        knowns: known.flatMap(([notation, number]) => (number === undefined ? [] : [{ notation, value: number }])),
        steps,
        ...(elements === undefined ? {} : { elements }),
        value,
        rounding: terms * float32Rounding * (lost * Math.abs(weight ?? 1) + Math.abs(bias ?? 0) + Math.abs(value)),
    };
}

function figuresOf(
    statistics: Normalization["statistics"], input: MapTensor, parameters: LayerTensors["parameters"],
    cell: readonly number[], entry: number,
): Figures {
    const { dims, values } = input;
    switch (statistics.of) {
        case "training":
            return {
                mean: parameters.get("running_mean")?.values[entry] ?? NaN,
                variance: parameters.get("running_var")?.values[entry] ?? NaN,
                magnitude: 0,
            };
        case "group": {
            const length = sizeOf(dims) / statistics.groups;
            const start = Math.floor(placeOf(dims, cell) / length) * length;
            return figures(length, (index) => values[start + index] ?? NaN);
        }
        case "axis":
            return figures(dims[statistics.axis] ?? 1, (index) =>
                elementAt(input, cell.with(statistics.axis, index)));
    }
}

function figures(elements: number, at: (index: number) => number): Figures {
    let sum = 0;
    let magnitude = 0;
    for (let index = 0; index < elements; index++) {
        sum += at(index);
        magnitude = Math.max(magnitude, Math.abs(at(index)));
    }
    const mean = sum / elements;
    let squares = 0;
    for (let index = 0; index < elements; index++) {
        squares += (at(index) - mean) ** 2;
    }
    return { mean, variance: squares / elements, elements, magnitude };
}
