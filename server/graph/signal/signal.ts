import type { Arithmetic } from "../../arithmetic.ts";
import { limits } from "../../limits.ts";
import { sampleShape } from "../../sizes/shape.ts";
import { consumersOf, worksOn } from "../consumers.ts";
import { foundOnce } from "../found-once.ts";
import type { Layer, ModelGraph, Value } from "../graph.ts";
import { initializationOf, initialValues, meanSquareOf, type InitializationKind } from "../initialization.ts";
import { normalActivity, totalMoments } from "./activity.ts";
import { appliedFunctions, droppingStep, elementFunction, functionStep, softmaxStep } from "./elementwise.ts";
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
    const inputs = new Map<number, SignalInput>();
    for (const { value } of graph.inputs) {
        const sizes = sampleShape(value.shape);
        if (sizes !== undefined) {
            inputs.set(value.id, { parts: [normalActivity(1, 0, sizes.slice(1).map(() => undefined))], sizes });
        }
    }
    const consumers = consumersOf(graph);
    const applied = appliedFunctions();
    const steps = new Map<Layer, SignalStep>();
    for (const layer of graph.layers) {
        const step = stepOf(layer, inputs, options, layer.outputs.some((value) => consumers.isOutput(value)), applied);
        if (step === undefined) {
            continue;
        }
        steps.set(layer, step);
        for (const value of layer.outputs) {
            const sizes = sampleShape(value.shape);
            if (sizes !== undefined) {
                inputs.set(value.id, { parts: step.result, sizes });
            }
        }
    }
    const gradients = new Map<number, Gradients>();
    const add = (value: Value, given: Gradients): void => {
        gradients.set(value.id, addGradients(gradients.get(value.id), given));
    };
    for (const { value } of graph.outputs) {
        const found = inputs.get(value.id);
        if (found !== undefined) {
            add(value, found.parts.map(({ profiles }) => evenGradient(1, profiles.map(() => undefined))));
        }
    }
    for (const layer of graph.layers.toReversed()) {
        const step = steps.get(layer);
        const received = layer.outputs.map(({ id }) => gradients.get(id)).filter((one) => one !== undefined)
            .reduce<Gradients | undefined>((sum, one) => addGradients(sum, one), undefined);
        if (step === undefined || received === undefined) {
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
            const found = inputs.get(value.id);
            const received = gradients.get(value.id);
            if (found === undefined || received === undefined) {
                return undefined;
            }
            const gradient = totalSquare(found.parts, received);
            return { square: totalMoments(found.parts).square, gradient, gradientSum: gradient * countOf(found.sizes) };
        },
    };
}

function stepOf(
    layer: Layer, values: ReadonlyMap<number, SignalInput>, options: SignalOptions, isOutput: boolean,
    applied: LayerSignal["applied"],
): SignalStep | undefined {
    const { call, inference, definition } = layer;
    const inputs = worksOn(layer).map(({ id }) => values.get(id));
    const known = inputs.filter((input) => input !== undefined);
    const sizes = sampleShape(layer.outputs[0]?.shape);
    if (call === undefined || inference === undefined || sizes === undefined || known.length !== inputs.length) {
        return undefined;
    }
    const signal: LayerSignal = {
        layer, inputs: known, sizes, training: options.training, isOutput, applied,
        tensors: initialTensors(layer, options.initialization),
    };
    const { traits } = definition;
    if (traits.drops === true) {
        const p = call.arguments.get("p");
        return options.training && typeof p === "number" ? droppingStep(p, signal) : copyingStep(signal);
    }
    const arithmetic = definition.arithmetic(call, inference);
    switch (arithmetic?.kind) {
        case "convolution": return weightedStep(convolutionStep(arithmetic, signal), signal, options);
        case "linear": return weightedStep(linearStep(signal), signal, options);
        case "mean": return meanStep(arithmetic, signal);
        case "maximum": return maximumStep(arithmetic, signal);
        case "normalization": return normalizationStep(arithmetic, signal);
        case "softmax": return softmaxStep(arithmetic, signal.isOutput, signal);
        case "elementwise": {
            const compute = elementFunction(arithmetic, signal);
            if (compute === undefined) {
                return undefined;
            }
            return known.length === 1
                ? functionStep((x) => compute([x]), functionKey(arithmetic, signal), signal)
                : mergedStep(compute, signal);
        }
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

function functionKey(arithmetic: Arithmetic, { tensors }: LayerSignal): string {
    return JSON.stringify([arithmetic, [...tensors.values()].map(({ value }) => value)]);
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

function initialTensors({ inference }: Layer, kind: InitializationKind): ReadonlyMap<string, InitialTensor> {
    return new Map((inference?.parameters ?? []).map(({ name, initialization }) => {
        const values = initialValues(initialization, kind);
        return [name, { meanSquare: meanSquareOf(values), value: values.kind === "constant" ? values.value : undefined }];
    }));
}

