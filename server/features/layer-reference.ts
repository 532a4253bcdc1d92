import { analyze } from "../analysis/analyze.ts";
import { layerMacs, layerParameters } from "../graph/cost.ts";
import type { Layer } from "../graph/graph.ts";
import type { ArgumentDefinition } from "../layers/argument-types.ts";
import { families, layers } from "../layers/catalogue.ts";
import type { LayerDefinition } from "../layers/definition.ts";
import type { OnnxNames } from "../layers/onnx-form.ts";
import type { AnalysisHost } from "../names/host.ts";
import { evaluateFormula, formatNumbers } from "../sizes/formula.ts";
import { axisName, formatShape } from "../sizes/shape.ts";
import { formatSize } from "../sizes/size.ts";
import { defaultLabel, layerSignatureText } from "./signature-text.ts";

/** Everything that the documentation says about a layer. */
export interface LayerReference {
    readonly name: string;
    readonly family: string;
    /** `conv(channels, kernel, stride=1, …)` */
    readonly signature: string;
    readonly summary: string;
    /** Further paragraphs of Markdown, with the shape rule. */
    readonly documentation: string;
    readonly pytorchName: string;
    readonly arguments: readonly ArgumentReference[];
}

export interface ArgumentReference {
    readonly name: string;
    readonly type: string;
    readonly required: boolean;
    /** What replaces it if it is omitted, if that needs to be said. */
    readonly default: string | undefined;
    readonly documentation: string;
}

/** All layers by family, in the order of the documentation. */
export function layerList(): ReadonlyMap<string, readonly LayerReference[]> {
    return new Map(Array.from(families, ([family, members]) => [family, members.map(referenceOf)]));
}

/** The reference of a layer; undefined if there is no such layer. */
export function layerReference(name: string): LayerReference | undefined {
    const layer = layers.get(name);
    return layer === undefined ? undefined : referenceOf(layer);
}

function referenceOf(layer: LayerDefinition): LayerReference {
    const { name, family, summary, documentation, pytorchName } = layer;
    return {
        name, family, summary, documentation, pytorchName,
        signature: layerSignatureText(layer),
        arguments: Array.from(layer.arguments, ([argument, definition]) => argumentReference(argument, definition)),
    };
}

function argumentReference(name: string, argument: ArgumentDefinition<unknown>): ArgumentReference {
    const { documentation, required, type } = argument;
    return { name, type: type.label, required, default: defaultLabel(argument), documentation };
}

/** A call of a layer with what the checker computes for it. */
export interface LayerExample {
    /** `conv(64, 3)` */
    readonly call: string;
    readonly input: string;
    readonly outputs: readonly string[];
    /** The formula of each computed axis: `height: ⌊(56 − 3)/1⌋ + 1 = 54`. */
    readonly sizes: readonly string[];
    /** The learned tensors: `weight [64, 3, 3, 3]`. */
    readonly tensors: readonly string[];
    readonly parameters: number | undefined;
    readonly macs: number | undefined;
    /** The ONNX operators that compute it. */
    readonly onnx: readonly string[];
}

const exampleShape = "[64, 56, 56]";

/** The values of required arguments in examples. */
const exampleArguments: Readonly<Record<string, string>> = {
    channels: "128", kernel: "3", features: "10", size: "7", groups: "8", factor: "2", parts: "2", p: "0.1",
    padding: "1", shape: "[64, -1]", order: "[1, 2, 0]", start: "0",
};

/** The arguments of layers whose example needs more than the required ones. */
const moreArguments: Readonly<Record<string, string>> = {
    upsample: "scale=2", crop: "size=32", max_unpool: "places, 2", slice: "0, 32", mul: "x, x", sub: "x, x", lrn: "5",
};

/** Checks an example of a layer. */
export function layerExample(name: string): LayerExample | undefined {
    const definition = layers.get(name);
    if (definition === undefined) {
        return undefined;
    }
    const call = `${name}(${moreArguments[name] ?? requiredArguments(definition).join(", ")})`;
    const before = name === "max_unpool" ? ["    x, places = max_pool(2, indices=true)"] : [];
    const after = name === "linear" ? ["    flatten()"] : [];
    const line = name === "split" ? `    a, b = ${call}` : `    ${call}`;
    const source = ["model Example {", `    input x: ${exampleShape}`, ...before, ...after, line, "}", ""].join("\n");
    const layer = analyze(exampleUri, hostOf(source)).models[0]?.layers.at(-1);
    return layer === undefined ? undefined : exampleOf(layer, call);
}

function requiredArguments({ arguments: all, operands, positional }: LayerDefinition): readonly string[] {
    const values = Array.from(all).flatMap(([name, { required }], index) => {
        const value = name === "indices" ? "places" : exampleArguments[name] ?? "1";
        return required ? [index < positional ? value : `${name}=${value}`] : [];
    });
    return operands.from === "line" ? values : ["x", "x", ...values];
}

const exampleUri = "example:/main.cnn";

function hostOf(text: string): AnalysisHost {
    const own = { text };
    return {
        readText: (uri) => (uri === exampleUri ? own : undefined), refusal: () => undefined,
        readTensors: () => undefined, exists: () => false,
        resolve: (_, path) => path,
    };
}

function exampleOf(layer: Layer, call: string): LayerExample {
    const { inference, outputs, inputs } = layer;
    const rank = outputs[0]?.shape?.length ?? 0;
    return {
        call,
        input: inputs.map(({ shape }) => formatShape(shape)).join(", "),
        outputs: outputs.map(({ shape }) => formatShape(shape)),
        sizes: (inference?.axes ?? []).flatMap(({ axis, formula }) => (formula.kind === "term"
            ? []
            : [`${axisName(axis, rank)}: ${formatNumbers(formula)} = ${formatSize(evaluateFormula(formula))}`])),
        tensors: (inference?.parameters ?? []).flatMap(({ name, shape, learned }) =>
            (learned && shape !== undefined ? [`${name} [${shape.join(", ")}]`] : [])),
        parameters: layerParameters(layer),
        macs: layerMacs(layer),
        onnx: operatorsOf(layer),
    };
}

function operatorsOf({ definition, call, inference, inputs, outputs }: Layer): readonly string[] {
    if (call === undefined || inference === undefined) {
        return [];
    }
    let made = 0;
    const name = (): string => `${made++}`;
    const names: OnnxNames = {
        inputs: inputs.map(name), outputs: outputs.map(name), parameter: (parameter) => parameter, integers: name,
        floats: name, intermediate: name,
    };
    return definition.onnx(call, inference, names).map(({ op }) => op);
}
