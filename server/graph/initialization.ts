import type { Initialization } from "../layers/definition.ts";
import { findDecorator } from "./decorators.ts";
import type { ModelGraph } from "./graph.ts";

/** The initialization of a model's weights: its `@init`, or He with seed 0. */
export interface ModelInitialization {
    readonly kind: InitializationKind;
    readonly seed: number;
}

export type InitializationKind = "he" | "xavier" | "pytorch" | "zeros";

/** The arguments of the model's `@init(kind, seed=0)`. */
export function initializationOf(graph: ModelGraph): ModelInitialization {
    const args = findDecorator(graph.decorators, "init")?.named;
    const kind = args?.get("kind");
    const seed = args?.get("seed");
    return {
        kind: kind === "xavier" || kind === "pytorch" || kind === "zeros" ? kind : "he",
        seed: typeof seed === "number" ? seed : 0,
    };
}

/** Initial values: one number, or uniformly distributed from −limit to limit. */
export type InitialValues =
    | { readonly kind: "constant"; readonly value: number }
    | { readonly kind: "uniform"; readonly limit: number };

/** The initial values of a tensor. Those of norms are the same for every kind. */
export function initialValues(initialization: Initialization, kind: InitializationKind): InitialValues {
    if (initialization.kind === "constant") {
        return initialization;
    }
    const { fanIn } = initialization;
    if (kind === "pytorch") {
        // Conv2d.reset_parameters and Linear.reset_parameters: kaiming_uniform_ with a = √5, and the same for the bias.
        return { kind: "uniform", limit: 1 / Math.sqrt(fanIn) };
    }
    if (initialization.kind === "bias" || kind === "zeros") {
        return { kind: "constant", value: 0 };
    }
    return kind === "he"
        // He et al. 2015, as in PyTorch's kaiming_uniform_ for ReLU: variance 2 / fan_in.
        ? { kind: "uniform", limit: Math.sqrt(6 / fanIn) }
        // Glorot and Bengio 2010, as in PyTorch's xavier_uniform_: variance 2 / (fan_in + fan_out).
        : { kind: "uniform", limit: Math.sqrt(6 / (fanIn + initialization.fanOut)) };
}

/** The mean square of initial values. */
export function meanSquareOf(values: InitialValues): number {
    return values.kind === "constant" ? values.value ** 2 : values.limit ** 2 / 3;
}
