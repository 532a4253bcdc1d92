import type { Shape } from "../sizes/shape.ts";
import type { ArgumentDefinition } from "./argument-types.ts";
import type { AxisFormula } from "./axes.ts";
import type { LayerDemand } from "./demands.ts";
import type { OnnxNames, OnnxNode } from "./onnx-form.ts";
import type { LayerProblem } from "./problems.ts";
import type { PytorchForm } from "./pytorch-form.ts";
import type { ResultReach } from "./reach.ts";
import type { Aliases, LayerFamily, LayerTraits } from "./traits.ts";
import type { AxisWindow } from "./window.ts";

/**
 * A layer of the language: its arguments, documentation, shape rule, parameters, cost, ONNX and PyTorch form.
 * Everything that knows a layer reads this; adding a layer adds one definition.
 */
export interface LayerDefinition {
    readonly name: string;
    /** The heading it appears under in the documentation, and its colour in the preview. */
    readonly family: LayerFamily;
    /** What checks, fixes and features may assume about it. */
    readonly traits: LayerTraits;
    readonly aliases: Aliases;
    /** One sentence. */
    readonly summary: string;
    /** Further paragraphs of Markdown. */
    readonly documentation: string;
    /** The PyTorch class or function it follows, as a name: `torch.nn.Conv2d`. */
    readonly pytorchName: string;
    readonly operands: Operands;
    /** In the order they are documented; the first `positional` may be given without a name. */
    readonly arguments: ReadonlyMap<string, ArgumentDefinition<unknown>>;
    readonly positional: number;
    /** The arguments of a call without any, on the line above; undefined where such a call lacks something. */
    readonly defaults: ReadonlyMap<string, unknown> | undefined;
    /**
     * The layer's rule. `inputs` are the operands, then the value arguments in the order of `arguments`; every rank is
     * known. Problems go to `report`; what they leave open is unknown in the result, what they don't is still given.
     * What sizes have to meet goes to `demand` as a condition, whether it holds at the sample or not.
     */
    infer(call: LayerCall): Inference;
    /** What the outputs can be guessed to be when arguments or inputs are missing; undefined for an unknown rank. */
    guess(args: ReadonlyMap<string, unknown>, inputs: readonly (Shape | undefined)[]): Shape | undefined;
    /** The operators that compute it; called only for an inference without problems and with known sizes. */
    onnx(call: LayerCall, inference: Inference, names: OnnxNames): readonly OnnxNode[];
    /** The modules or expressions of PyTorch that compute it, the best first, under the same conditions. */
    pytorch(call: LayerCall, inference: Inference): readonly PytorchForm[];
}

/**
 * Where the values a layer works on come from: the line above (one), or only its own arguments (`add`, `concat`).
 */
export type Operands =
    | { readonly from: "line" }
    | { readonly from: "arguments"; readonly minimum: number; readonly maximum: number; readonly numbers: boolean };

/** An operand of `add(x, 0.1)` that is a number and no value. */
export interface NumberOperand {
    readonly number: number;
}

export interface LayerCall {
    /** Every argument's typed value by name, defaults filled in; undefined where optional and not given. */
    readonly arguments: ReadonlyMap<string, unknown>;
    readonly inputs: readonly Shape[];
    /** Numbers among the operands by operand position (the values among them stand in `inputs`, in order). */
    readonly numbers: ReadonlyMap<number, number>;
    report(problem: LayerProblem): void;
    demand(demand: LayerDemand): void;
}

export interface Inference {
    /** One shape per result, undefined where not even its rank is known. */
    readonly outputs: readonly (Shape | undefined)[];
    /** How the first result's axes come about, for those that are computed. */
    readonly axes: readonly AxisFormula[];
    readonly parameters: readonly ParameterTensor[];
    /** Multiply-adds of a convolution, transposed convolution or linear layer, without bias; undefined if not known. */
    readonly macs: number | undefined;
    /** Element operations of everything that is no MAC; undefined if not known. */
    readonly operations: number | undefined;
    /** How a kernel slides over each spatial axis of the input; empty for layers without one. */
    readonly windows: readonly AxisWindow[];
    /**
     * What each result reads of the inputs, the last entry standing for all further results; undefined where every
     * position reads the one at its own place, or of an axis of size 1 the only one.
     */
    readonly reach: readonly ResultReach[] | undefined;
    /** What the rule worked out and the ONNX form needs. */
    readonly details: unknown;
}

/** One tensor of a layer, named and laid out as PyTorch's: `weight` [out, in / groups, …kernel]. */
export interface ParameterTensor {
    readonly name: string;
    /** Sizes at the sample; undefined where they are not known. */
    readonly shape: readonly number[] | undefined;
    /** Learned numbers are counted; batch norm's running figures are not. */
    readonly learned: boolean;
    readonly initialization: Initialization;
}

/** How a tensor begins: by the model's @init with these fans, or as a constant whatever @init says. */
export type Initialization =
    | { readonly kind: "random"; readonly fanIn: number; readonly fanOut: number }
    | { readonly kind: "constant"; readonly value: number };

type ArgumentTable = Readonly<Record<string, ArgumentDefinition<unknown>>>;

/** The typed values of an argument table. */
export type ArgumentsOf<T extends ArgumentTable> = {
    readonly [K in keyof T]: T[K] extends ArgumentDefinition<infer V> ? V : never;
};

/** A call as a specification's own functions see it, its arguments typed by its table. */
export type TypedCall<T extends ArgumentTable> = Omit<LayerCall, "arguments"> & { readonly arguments: ArgumentsOf<T> };

/** A rule's result; what is left out is empty, zero, or for `details` nothing. */
export type TypedInference<D> =
    & Partial<Pick<Inference, "axes" | "parameters" | "macs" | "operations" | "windows" | "reach">>
    & Pick<Inference, "outputs">
    & ([D] extends [undefined] ? { readonly details?: undefined } : { readonly details: D });

export interface LayerSpecification<T extends ArgumentTable, D> {
    readonly name: string;
    readonly family: LayerFamily;
    readonly traits: LayerTraits;
    /** Its names in other libraries, except those that differ from `name` only in case and underscores. */
    readonly aliases: Aliases;
    readonly summary: string;
    readonly documentation?: string;
    readonly pytorchName: string;
    readonly operands: Operands;
    readonly arguments: T;
    readonly positional: number;
    infer(call: TypedCall<T>): TypedInference<D>;
    guess?(args: Partial<ArgumentsOf<T>>, inputs: readonly (Shape | undefined)[]): Shape | undefined;
    onnx(call: TypedCall<T>, inference: Inference & { readonly details: D }, names: OnnxNames): readonly OnnxNode[];
    /** One form, or several of which the first that all uses of a block share is written. */
    pytorch(call: TypedCall<T>, inference: Inference & { readonly details: D }): PytorchForm | readonly PytorchForm[];
}

/** Makes a definition of a specification: from here on its argument types are known only to its own functions. */
export function defineLayer<T extends ArgumentTable, D = undefined>(
    specification: LayerSpecification<T, D>,
): LayerDefinition {
    const typed = (call: LayerCall): TypedCall<T> => ({
        ...call,
        arguments: Object.fromEntries(call.arguments) as ArgumentsOf<T>,
    });
    return {
        name: specification.name,
        family: specification.family,
        traits: specification.traits,
        aliases: specification.aliases,
        summary: specification.summary,
        documentation: specification.documentation ?? "",
        pytorchName: specification.pytorchName,
        operands: specification.operands,
        arguments: new Map(Object.entries(specification.arguments)),
        positional: specification.positional,
        defaults: defaultsOf(specification),
        infer: (call) => {
            const inferred = specification.infer(typed(withOneProblem(call)));
            const { outputs, axes = [], parameters = [], windows = [], reach, details } = inferred;
            // A count given as undefined is one that is not known, and not 0.
            const macs = "macs" in inferred ? inferred.macs : 0;
            const operations = "operations" in inferred ? inferred.operations : 0;
            return { outputs, axes, parameters, macs, operations, windows, reach, details };
        },
        guess: (args, inputs) =>
            specification.guess?.(Object.fromEntries(args) as Partial<ArgumentsOf<T>>, inputs),
        onnx: (call, inference, names) =>
            specification.onnx(typed(call), inference as Inference & { readonly details: D }, names),
        pytorch: (call, inference) => {
            const forms = specification.pytorch(typed(call), inference as Inference & { readonly details: D });
            return "plain" in forms ? [forms] : forms;
        },
    };
}

function defaultsOf(
    { operands, arguments: table }: { readonly operands: Operands; readonly arguments: ArgumentTable },
): ReadonlyMap<string, unknown> | undefined {
    const definitions = Object.entries(table);
    return operands.from !== "line" || definitions.some(([, { required }]) => required)
        ? undefined
        : new Map(definitions.map(([name, argument]) => [name, argument.default]));
}

/** A wrong layer has one problem: the first. Others, on further axes or in its wake, are not passed on. */
function withOneProblem(call: LayerCall): LayerCall {
    let reported = false;
    return {
        ...call,
        report: (problem) => {
            if (!reported) {
                reported = true;
                call.report(problem);
            }
        },
    };
}
