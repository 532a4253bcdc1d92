import type { Initialization } from "../layers/definition.ts";
import { findDecorator } from "../evaluation/decorators.ts";
import type { ModelGraph } from "../graph/graph.ts";
import type { WeightTensor } from "../protocol.ts";

/** The initialization of a model's weights: its `@init`, or He with seed 0. */
export interface ModelInitialization {
    readonly kind: InitializationKind;
    readonly seed: number;
}

export type InitializationKind = "he" | "xavier" | "zeros";

/** The arguments of the model's `@init("he" | "xavier" | "zeros", seed=0)`. */
export function initializationOf(graph: ModelGraph): ModelInitialization {
    const args = findDecorator(graph.decorators, "init")?.named;
    const kind = args?.get("kind");
    const seed = args?.get("seed");
    return {
        kind: kind === "xavier" || kind === "zeros" ? kind : "he",
        seed: typeof seed === "number" ? seed : 0,
    };
}

/** The initial values of a tensor. Constants (biases, norms) are the same for every kind. */
export function weightFill(initialization: Initialization, kind: InitializationKind): WeightTensor["fill"] {
    if (initialization.kind === "constant") {
        return initialization;
    }
    const { fanIn, fanOut } = initialization;
    switch (kind) {
        // He et al. 2015, as in PyTorch's kaiming_uniform_ for ReLU: variance 2 / fan_in.
        case "he": return { kind: "uniform", limit: Math.sqrt(6 / fanIn) };
        // Glorot and Bengio 2010, as in PyTorch's xavier_uniform_: variance 2 / (fan_in + fan_out).
        case "xavier": return { kind: "uniform", limit: Math.sqrt(6 / (fanIn + fanOut)) };
        case "zeros": return { kind: "constant", value: 0 };
    }
}
