import type { ModelGraph } from "../graph/graph.ts";
import type { NamedParameter } from "../graph/parameters.ts";
import { matchWeights } from "../graph/weights-match.ts";
import type { TrainedWeights } from "../protocol.ts";
import type { StoredTensor } from "../weights/safetensors.ts";

/**
 * The table of a model's tensors and those of its `@weights` file: first what does not match, then the rest, each in
 * the order of the model or file. Undefined without a file.
 */
export function trainedWeights(graph: ModelGraph): TrainedWeights | undefined {
    const match = matchWeights(graph);
    if (match === undefined) {
        return undefined;
    }
    const { file: { uri, path }, matched, misfits, missing, leftOver } = match;
    return {
        uri,
        path,
        matched: matched.length,
        total: matched.length + misfits.length + missing.length,
        tensors: [
            ...misfits.map(({ parameter, stored }) =>
                ({ name: parameter.name, state: "misfit", ...inModel(parameter), ...inFile(stored) }) as const),
            ...missing.map((parameter) => ({ name: parameter.name, state: "missing", ...inModel(parameter) }) as const),
            ...leftOver.map((stored) => ({ name: stored.name, state: "unused", ...inFile(stored) }) as const),
            ...matched.map(({ parameter, stored }) =>
                ({ name: parameter.name, state: "matched", ...inModel(parameter), ...inFile(stored) }) as const),
        ],
    };
}

function inModel({ tensor: { shape } }: NamedParameter): { readonly shape: string } {
    return { shape: `[${shape?.join(", ") ?? "?"}]` };
}

function inFile({ type, shape }: StoredTensor): { readonly stored: string } {
    return { stored: `${type} [${shape.join(", ")}]` };
}
