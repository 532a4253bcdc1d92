import type { Arithmetic } from "../../arithmetic.ts";
import type { Inference } from "../../layers/definition.ts";
import { limits } from "../../limits.ts";
import { sampleShape } from "../../sizes/shape.ts";
import { arithmeticOf, type InferredLayer } from "../call-facts.ts";
import { consumersOf, worksOn } from "../consumers.ts";
import { foundOnce } from "../found-once.ts";
import type { Layer, ModelGraph, Value } from "../graph.ts";
import { initializationOf, initialValues, meanSquareOf, type InitializationKind } from "../initialization.ts";
import { normalActivity, totalMoments } from "./activity.ts";
import {
    appliedFunctions, droppingStep, elementFunction, functionStep, numberFunction, softmaxStep, type NumberFunction,
} from "./elementwise.ts";
import { addGradients, evenGradient, totalSquare, type Gradients } from "./gradient.ts";
import { concatenationStep, copyingStep, largestStep, productStep, sumStep } from "./merging.ts";
import { normalizationStep } from "./normalizing.ts";
import { maximumStep, meanStep } from "./pooling.ts";
import { countOf, type InitialTensor, type LayerSignal, type SignalInput, type SignalStep } from "./step.ts";
import { convolutionStep, linearStep } from "./weighted-sum.ts";
import { signalWork } from "./work.ts";

/** What training starts with, at one value: averages over initial weights and inputs of mean 0 and variance 1. */
export interface ValueSignal {
    /** The mean square of the value's numbers. */
    readonly square: number;
    /** The mean square of the derivatives by them, of a loss whose derivatives by the outputs have mean square 1. */
    readonly gradient: number;
    /** The sum of the squares of these derivatives. */
    readonly gradientSum: number;
}

export interface Signal {
    /** Undefined if a size or an initial value is unknown, or no output depends on the value. */
    of(value: Value): ValueSignal | undefined;
}

export interface SignalOptions {
    readonly initialization: InitializationKind;
    /** Whether norms use the statistics of the batch, and dropout drops: in training, not in inference. */
    readonly training: boolean;
    /** As if a batch norm followed each convolution and linear layer; false if omitted. */
    readonly normalized?: boolean;
}

/** The signal in training under the model's `@init`, computed once; unknown beyond the limit. */
export const signalOf = foundOnce((graph: ModelGraph): Signal => (signalWork(graph) > limits.signalSteps
    ? { of: () => undefined }
    : predictSignal(graph, { initialization: initializationOf(graph).kind, training: true })));

/**
 * Predicts mean squares of activations and gradients at initialization by mean field theory: weights are independent,
 * and layers wide. `docs/signal.md` has the rules and their sources; `test/graph/signal.test.ts` compares them with
 * ONNX Runtime and PyTorch.
 */
export function predictSignal(graph: ModelGraph, options: SignalOptions): Signal {
    // Indexed by value id, like the gradients.
    const inputs: (SignalInput | undefined)[] = [];
    for (const { value } of graph.inputs) {
        const sizes = sampleShape(value.shape);
        if (sizes !== undefined) {
            inputs[value.id] = { parts: [normalActivity(1, 0, sizes.slice(1).map(() => undefined))], sizes };
        }
    }
    const consumers = consumersOf(graph);
    const applied = appliedFunctions();
    const steps: (SignalStep | undefined)[] = [];
    for (const layer of graph.layers) {
        const step = stepOf(layer, inputs, options, layer.outputs.some((value) => consumers.isOutput(value)), applied);
        steps.push(step);
        if (step === undefined) {
            continue;
        }
        for (const value of layer.outputs) {
            const sizes = sampleShape(value.shape);
            if (sizes !== undefined) {
                inputs[value.id] = { parts: step.result, sizes };
            }
        }
    }
    const gradients: (Gradients | undefined)[] = [];
    const add = ({ id }: Value, given: Gradients): void => {
        gradients[id] = addGradients(gradients[id], given);
    };
    for (const { value } of graph.outputs) {
        const found = inputs[value.id];
        if (found !== undefined) {
            add(value, found.parts.map(({ profiles }) => evenGradient(1, profiles.map(() => undefined))));
        }
    }
    for (let index = graph.layers.length - 1; index >= 0; index -= 1) {
        const layer = graph.layers[index];
        const step = steps[index];
        const received = layer && receivedBy(layer, gradients);
        if (layer === undefined || step === undefined || received === undefined) {
            continue;
        }
        const back = step.back(received);
        worksOn(layer).forEach((value, index) => {
            const given = back[index];
            if (given !== undefined) {
                add(value, given);
            }
        });
    }
    return {
        of: (value) => {
            const found = inputs[value.id];
            const received = gradients[value.id];
            if (found === undefined || received === undefined) {
                return undefined;
            }
            const gradient = totalSquare(found.parts, received);
            return { square: totalMoments(found.parts).square, gradient, gradientSum: gradient * countOf(found.sizes) };
        },
    };
}

/** The gradient of a layer's results together. */
function receivedBy({ outputs }: Layer, gradients: readonly (Gradients | undefined)[]): Gradients | undefined {
    let received: Gradients | undefined;
    for (const { id } of outputs) {
        const one = gradients[id];
        received = one === undefined ? received : addGradients(received, one);
    }
    return received;
}

function stepOf(
    layer: Layer, values: readonly (SignalInput | undefined)[], options: SignalOptions, isOutput: boolean,
    applied: LayerSignal["applied"],
): SignalStep | undefined {
    const { call, inference, definition } = layer;
    const inputs = worksOn(layer).map(({ id }) => values[id]);
    const known = inputs.filter((input) => input !== undefined);
    const sizes = sampleShape(layer.outputs[0]?.shape);
    if (call === undefined || inference === undefined || sizes === undefined || known.length !== inputs.length) {
        return undefined;
    }
    const { arithmetic, tensors, compute } = preparedFor(options.initialization, { definition, call, inference });
    const signal: LayerSignal = {
        layer, inputs: known, sizes, training: options.training, isOutput, applied, tensors,
    };
    const { traits } = definition;
    if (traits.drops === true) {
        const p = call.arguments.get("p");
        return options.training && typeof p === "number" ? droppingStep(p, signal) : copyingStep(signal);
    }
    switch (arithmetic?.kind) {
        case "convolution": return weightedStep(convolutionStep(arithmetic, signal), signal, options);
        case "linear": return weightedStep(linearStep(signal), signal, options);
        case "mean": return meanStep(arithmetic, signal);
        case "maximum": return maximumStep(arithmetic, signal);
        case "normalization": return normalizationStep(arithmetic, signal);
        case "softmax": return softmaxStep(arithmetic, signal.isOutput, signal);
        case "elementwise":
            if (compute === undefined) {
                return undefined;
            }
            return known.length === 1 ? functionStep(compute.ofOne, signal) : mergedStep(compute.ofAll, signal);
        case undefined: return traits.merges === "concatenation" ? concatenationStep(signal) : copyingStep(signal);
    }
}

function weightedStep(
    step: SignalStep | undefined, signal: LayerSignal, { normalized = false }: SignalOptions,
): SignalStep | undefined {
    if (step === undefined || !normalized || signal.isOutput) {
        return step;
    }
    const norm = normalizationStep(
        { kind: "normalization", eps: 1e-5, statistics: { of: "training" } },
        { ...signal, inputs: [{ parts: step.result, sizes: signal.sizes }], tensors: new Map() });
    return norm && { result: norm.result, back: (gradients) => step.back(norm.back(gradients)[0] ?? []) };
}

function mergedStep(compute: (numbers: readonly number[]) => number, signal: LayerSignal): SignalStep | undefined {
    const { layer: { definition: { traits } }, inputs } = signal;
    switch (traits.merges) {
        case "sum": {
            const at = (chosen: number): number => compute(inputs.map((_, index) => (index === chosen ? 1 : 0)));
            return sumStep(inputs.map((_, index) => at(index) - at(-1)), signal);
        }
        case "product": return productStep(signal);
        case "maximum": return largestStep(signal);
        case "concatenation":
        case undefined: return undefined;
    }
}

/** What does not depend on a layer's inputs: the same for all equal layers. */
interface PreparedLayer {
    readonly arithmetic: Arithmetic | undefined;
    readonly tensors: ReadonlyMap<string, InitialTensor>;
    /** The function of an elementwise layer, of all its inputs and of one. */
    readonly compute: {
        readonly ofAll: (numbers: readonly number[]) => number;
        readonly ofOne: NumberFunction;
    } | undefined;
}

function preparedFor(kind: InitializationKind, layer: InferredLayer): PreparedLayer {
    const byKind = knownPrepared(layer.inference);
    const known = byKind.get(kind);
    if (known !== undefined) {
        return known;
    }
    const arithmetic = arithmeticOf(layer);
    const tensors = initialTensors(layer.inference, kind);
    const ofAll = arithmetic?.kind === "elementwise" ? elementFunction(arithmetic, { tensors }) : undefined;
    const prepared: PreparedLayer = {
        arithmetic, tensors,
        compute: ofAll && {
            ofAll, ofOne: numberFunction((x) => ofAll([x]), functionKey(arithmetic, tensors)),
        },
    };
    byKind.set(kind, prepared);
    return prepared;
}

const knownPrepared = foundOnce<Inference, Map<InitializationKind, PreparedLayer>>(() => new Map());

function functionKey(arithmetic: Arithmetic | undefined, tensors: PreparedLayer["tensors"]): string {
    return JSON.stringify([arithmetic, [...tensors.values()].map(({ value }) => value)]);
}

function initialTensors({ parameters }: Inference, kind: InitializationKind): PreparedLayer["tensors"] {
    return new Map(parameters.map(({ name, initialization }) => {
        const values = initialValues(initialization, kind);
        return [name, { meanSquare: meanSquareOf(values), value: values.kind === "constant" ? values.value : undefined }];
    }));
}
