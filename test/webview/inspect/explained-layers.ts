import type { Arithmetic } from "../../../server/arithmetic.ts";
import type { Layer } from "../../../server/graph/graph.ts";
import { explain } from "../../../webview/inspect/arithmetic/explain.ts";
import type { Explanation } from "../../../webview/inspect/arithmetic/explanation.ts";
import { indexAt, type MapTensor } from "../../../webview/inspect/tensor.ts";
import { openLines, type LayerRun, type OpenLines } from "../../support/run-layer.ts";
import type { Numbers } from "../../support/tensors.ts";

/** A layer whose arithmetic is described, and ONNX Runtime's result of it. */
export interface ExplainedLayer {
    readonly layer: Layer;
    readonly arithmetic: Arithmetic;
    readonly result: Numbers;
    explain(cell: readonly number[], shown?: number): Explanation | undefined;
}

/** Runs the lines of a model in ONNX Runtime, and explains the layers whose arithmetic is described. */
export async function explainLines(
    shapes: readonly string[], lines: readonly string[],
): Promise<readonly ExplainedLayer[]> {
    const network = await openLines(shapes, lines);
    try {
        const run = await network.run();
        return network.graph.layers.flatMap((layer) => explainedLayer(layer, network, run) ?? []);
    } finally {
        await network.close();
    }
}

function explainedLayer(layer: Layer, network: OpenLines, run: LayerRun): ExplainedLayer | undefined {
    const { call, inference, definition } = layer;
    const arithmetic = call !== undefined && inference !== undefined
        ? definition.arithmetic(call, inference)
        : undefined;
    if (arithmetic === undefined) {
        return undefined;
    }
    const inputs = layer.inputs.map(({ producer }) => tensorOf(producer?.kind === "layer"
        ? run.result(producer.path)
        : run.inputs[network.graph.inputs.findIndex((input) => input === producer)] ?? { dims: [], data: [] }));
    const parameters = new Map((inference?.parameters ?? []).map(({ name }) => {
        const numbers = network.parameters.get(name === "" ? layer.weightPath : `${layer.weightPath}.${name}`);
        return [name, tensorOf(numbers ?? { dims: [], data: [] })];
    }));
    return {
        layer,
        arithmetic,
        result: run.result(layer.path),
        explain: (cell, shown = 1) => explain(arithmetic, { inputs, parameters }, cell, shown),
    };
}

/** Numbers of magnitude 1 to 100 are computed more precisely. */
const largestRounding = 1e-3;

/** The elements whose explained value differs from ONNX Runtime's by more than the explained rounding. */
export function differences({ layer, result, explain: explainCell }: ExplainedLayer): readonly string[] {
    return result.data.flatMap((real, place) => {
        const cell = indexAt(result.dims, place);
        const explained = explainCell(cell);
        const fits = explained !== undefined && explained.rounding < largestRounding
            && (explained.value === real || Math.abs(explained.value - real) <= explained.rounding);
        return fits ? [] : [`${layer.path}[${cell.join()}]: ${explained?.value} ± ${explained?.rounding}, really ${real}`];
    });
}

function tensorOf({ dims, data }: Numbers): MapTensor {
    return { dims, values: Float32Array.from(data) };
}
