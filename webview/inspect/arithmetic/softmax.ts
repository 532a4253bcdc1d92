import type { Arithmetic } from "../../../server/arithmetic.ts";
import { elementAt } from "../tensor.ts";
import { float32Rounding, type LayerTensors, type StepsExplanation } from "./explanation.ts";

/** eˣ/Σeˣ or its logarithm, with the largest element subtracted first, as runtimes do. */
export function explainSoftmax(
    { axis, logarithm }: Extract<Arithmetic, { readonly kind: "softmax" }>, { inputs }: LayerTensors,
    cell: readonly number[],
): StepsExplanation {
    const [input = { dims: [], values: new Float32Array() }] = inputs;
    const elements = input.dims[axis] ?? 1;
    const along = Array.from({ length: elements }, (_, index) => elementAt(input, cell.with(axis, index)));
    const x = elementAt(input, cell);
    const largest = along.reduce((most, value) => Math.max(most, value), -Infinity);
    const sum = along.reduce((total, value) => total + Math.exp(value - largest), 0);
    const power = Math.exp(x - largest);
    const value = logarithm ? x - largest - Math.log(sum) : power / sum;
    return {
        kind: "steps",
        knowns: [{ notation: "x", value: x }, { notation: "m = max x", value: largest }],
        steps: [
            { notation: "exp(x − m)", value: power },
            { notation: "Σ exp(x − m)", value: sum },
            logarithm
                ? { notation: "x − m − ln Σ exp(x − m)", value }
                : { notation: "exp(x − m) / Σ exp(x − m)", value },
        ],
        elements,
        value,
        rounding: (32 + elements) * float32Rounding * (logarithm
            ? Math.abs(x) + Math.abs(largest) + Math.abs(value)
            : value * (1 + Math.abs(x) + Math.abs(largest))),
    };
}
