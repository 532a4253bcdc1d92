import type { LayerRun } from "../../support/run-layer.ts";
import { element, type Numbers } from "../../support/tensors.ts";

/** A call of a layer and every number of its results, computed by the test's own arithmetic. */
export interface NumericRow {
    readonly layer: string;
    /** The shapes of the model's inputs `a`, `b`, … */
    readonly inputs: readonly string[];
    readonly lines: readonly string[];
    /** The number of inputs that are the layer's operands; undefined if other layers come between. */
    readonly operands: number | undefined;
    /** The expected results by the names that `LayerRun.result` takes. */
    readonly expected: (run: LayerRun) => Readonly<Record<string, Numbers>>;
}

/** The expected result of `y = …`, from its input and parameters. */
export type Expected = (a: Numbers, run: LayerRun) => Numbers;

/** A call on one input. */
export type SimpleRow = readonly [shape: string, call: string, expected: Expected];

/** Rows `y = call`, followed by a line so that `y` is not the model's output itself. */
export function simpleRows(rows: readonly SimpleRow[]): readonly NumericRow[] {
    return rows.map(([shape, call, expected]) => ({
        layer: layerOf(call), inputs: [shape], lines: [`y = ${call}`, "output out = identity()"], operands: 1,
        expected: (run) => ({ y: expected(input(run), run) }),
    }));
}

/** The layer of a call: `conv` of `conv(6, 3)`. */
export function layerOf(call: string): string {
    return call.slice(0, call.indexOf("("));
}

/** One of the inputs of a run. */
export function input(run: LayerRun, position = 0): Numbers {
    const numbers = run.inputs[position];
    if (numbers === undefined) {
        throw new Error(`There is no input ${position}.`);
    }
    return numbers;
}

/** The same padding on both sides of each axis. */
export function both(...sides: readonly number[]): readonly (readonly [number, number])[] {
    return sides.map((side) => [side, side]);
}

/** A learned number of each entry of the first axis. */
export function ofChannel(run: LayerRun, parameter: string, channel: number): number {
    return element(run.parameter(parameter), [channel]);
}
