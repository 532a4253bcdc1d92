import { fileURLToPath } from "node:url";
import type { ModelGraph } from "../../server/graph/graph.ts";
import { smallNetworks } from "../emit/small-networks.ts";
import { exampleModels } from "./examples.ts";
import { analyzeText } from "./memory-host.ts";

/** The bytes of PyTorch's saved tensors, with its version: `record-saved-tensors.ts` writes it. */
export const savedTensorsFile = fileURLToPath(new URL("../graph/saved-tensors.json", import.meta.url));

export interface RecordedNetwork {
    readonly title: string;
    readonly graph: ModelGraph;
    readonly batches: readonly number[];
    /** Whether gradients reach the inputs. */
    readonly differentiable: boolean;
}

/** The examples, and every layer with various arguments, inside a larger network. */
export function recordedNetworks(): readonly RecordedNetwork[] {
    return [
        ...Array.from(exampleModels({ trace: true }), ([title, graph]) =>
            ({ title, graph, batches: [2, 3], differentiable: false })),
        ...smallNetworks.map(({ title, input, lines }) => {
            const [graph] = analyzeText(`model Small() {\n    input x: ${input}\n    ${lines.join("\n    ")}\n}\n`, {}, { trace: true }).models;
            if (graph === undefined) {
                throw new Error(`${title} has no model.`);
            }
            return { title, graph, batches: [2, 3], differentiable: true };
        }),
    ];
}
