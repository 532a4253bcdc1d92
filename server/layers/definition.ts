import type { Arithmetic } from "../arithmetic.ts";
import type { Shape } from "../sizes/shape.ts";
import type { ArgumentDefinition } from "./argument-types.ts";
import type { AxisFormula } from "./axes.ts";
import type { LayerDemand } from "./demands.ts";
import { elementwiseSteps } from "./elementwise-steps.ts";
import type { OnnxNames, OnnxNode } from "./onnx-form.ts";
import type { LayerProblem } from "./problems.ts";
import type { PytorchForm } from "./pytorch-form.ts";
import type { ResultReach } from "./reach.ts";
import type { NeededGradients, SavedTensors, SavingRule } from "./saved-tensors.ts";
import type { Aliases, LayerFamily, LayerTraits } from "./traits.ts";
import type { AxisWindow } from "./window.ts";

/**
 * A layer of the language: its arguments, documentation, shape rule, parameters, cost, ONNX and PyTorch form. All code
 * that needs to know about a layer reads this; adding a layer means adding one definition.
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
    /** In the order of the documentation; the first `positional` of them can be positional. */
    readonly arguments: ReadonlyMap<string, ArgumentDefinition<unknown>>;
    readonly positional: number;
    /** Arguments of which a call passes exactly one; empty for most layers. */
    readonly oneOf: readonly string[];
    /** The arguments of a call without any but operands; undefined if such a call is incomplete. */
    readonly defaults: ReadonlyMap<string, unknown> | undefined;
    /**
     * The layer's rule. `inputs` are the operands, then the value arguments in the order of `arguments`; all ranks are
     * known. Problems go to `report`; sizes that they leave undetermined are unknown in the result. Conditions on sizes
     * go to `demand`, whether they are true at the default sizes or not.
     */
    infer(call: LayerCall): Inference;
    /** The most likely outputs if arguments or inputs are missing; undefined for an unknown rank. */
    guess(args: ReadonlyMap<string, unknown>, inputs: readonly (Shape | undefined)[]): Shape | undefined;
    /** The operators that compute it; only called for an inference without problems and with known sizes. */
    onnx(call: LayerCall, inference: Inference, names: OnnxNames): readonly OnnxNode[];
    /** How an element of its first result is computed, under the same conditions; undefined if it is not described. */
    arithmetic(call: LayerCall, inference: Inference): Arithmetic | undefined;
    /** What PyTorch keeps of a call for the backward pass, under the same conditions. */
    saves(call: LayerCall, inference: Inference, needs: NeededGradients): SavedTensors;
    /** The PyTorch modules or expressions that compute it, the best first, under the same conditions. */
    pytorch(call: LayerCall, inference: Inference): readonly PytorchForm[];
}

/** The source of a layer's operands: the previous line's value (one), or only its arguments (`add`, `concat`). */
export type Operands =
    | { readonly from: "line" }
    | { readonly from: "arguments"; readonly minimum: number; readonly maximum: number; readonly numbers: boolean };

/** A numeric operand, as in `add(x, 0.1)`. */
export interface NumberOperand {
    readonly number: number;
}

export interface LayerCall {
    /** The typed values of all arguments by name, with defaults; undefined if optional and omitted. */
    readonly arguments: ReadonlyMap<string, unknown>;
    readonly inputs: readonly Shape[];
    /** Numeric operands by operand position (the values among the operands are in `inputs`, in order). */
    readonly numbers: ReadonlyMap<number, number>;
    report(problem: LayerProblem): void;
    demand(demand: LayerDemand): void;
}

export interface Inference {
    /** One shape per result, undefined if its rank is unknown. */
    readonly outputs: readonly (Shape | undefined)[];
    /** The formulas of the first result's computed axes. */
    readonly axes: readonly AxisFormula[];
    readonly parameters: readonly ParameterTensor[];
    /** Multiply-adds of a convolution, transposed convolution or linear layer, without bias; undefined if unknown. */
    readonly macs: number | undefined;
    /** Elementwise operations that are not MACs; undefined if unknown. */
    readonly operations: number | undefined;
    /** How a kernel slides over each spatial axis of the input; empty for layers without one. */
    readonly windows: readonly AxisWindow[];
    /**
     * What each result reads of the inputs; the last entry applies to all further results. Undefined if each position
     * reads the same position, or the only one of an axis of size 1.
     */
    readonly reach: readonly ResultReach[] | undefined;
    /** Data from the rule that the ONNX form needs. */
    readonly details: unknown;
}

/** One tensor of a layer, with PyTorch's name and layout: `weight` [out, in / groups, …kernel]. */
export interface ParameterTensor {
    readonly name: string;
    /** Sizes at the default sizes of the input; undefined if unknown. */
    readonly shape: readonly number[] | undefined;
    /** Learned tensors count as parameters; the running statistics of batch norm do not. */
    readonly learned: boolean;
    readonly initialization: Initialization;
}

/**
 * The initial values of a tensor: from the model's @init with these fans, those of a bias, which only PyTorch's
 * defaults make random, or a constant whatever @init says.
 */
export type Initialization =
    | { readonly kind: "random"; readonly fanIn: number; readonly fanOut: number }
    | { readonly kind: "bias"; readonly fanIn: number }
    | { readonly kind: "constant"; readonly value: number };

type ArgumentTable = Readonly<Record<string, ArgumentDefinition<unknown>>>;

/** The typed values of an argument table. */
export type ArgumentsOf<T extends ArgumentTable> = {
    readonly [K in keyof T]: T[K] extends ArgumentDefinition<infer V> ? V : never;
};

/** A call with arguments typed by the specification's own table. */
export type TypedCall<T extends ArgumentTable> = Omit<LayerCall, "arguments"> & { readonly arguments: ArgumentsOf<T> };

/** A rule's result; omitted properties default to empty lists, zero and, for `details`, undefined. */
export type TypedInference<D> =
    & Partial<Pick<Inference, "axes" | "parameters" | "macs" | "operations" | "windows" | "reach">>
    & Pick<Inference, "outputs">
    & ([D] extends [undefined] ? { readonly details?: undefined } : { readonly details: D });

/** The result of a rule with its own data. */
type Detailed<D> = Inference & { readonly details: D };

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
    /** Arguments of which a call passes exactly one; if it does not, `infer` is called without them. */
    readonly oneOf?: readonly (keyof T & string)[];
    infer(call: TypedCall<T>): TypedInference<D>;
    guess?(args: Partial<ArgumentsOf<T>>, inputs: readonly (Shape | undefined)[]): Shape | undefined;
    onnx(call: TypedCall<T>, inference: Detailed<D>, names: OnnxNames): readonly OnnxNode[];
    /** Only for layers that are not elementwise: their ONNX form describes those. */
    arithmetic?(call: TypedCall<T>, inference: Detailed<D>): Arithmetic;
    readonly saves: SavingRule<TypedCall<T>, Detailed<D>>;
    /** One form, or several: the first one that all uses of a block share is written. */
    pytorch(call: TypedCall<T>, inference: Detailed<D>): PytorchForm | readonly PytorchForm[];
}

/** Makes a definition from a specification: only the specification's own functions see its argument types. */
export function defineLayer<T extends ArgumentTable, D = undefined>(
    specification: LayerSpecification<T, D>,
): LayerDefinition {
    const typed = (call: LayerCall): TypedCall<T> => ({
        ...call,
        arguments: Object.fromEntries(call.arguments) as ArgumentsOf<T>,
    });
    // A definition is only passed what its own `infer` returned: TypeScript cannot express that without knowing D.
    const detailed = (inference: Inference): Detailed<D> => inference as Detailed<D>;
    return {
        name: specification.name,
        family: specification.family,
        traits: { ...noTraits, ...specification.traits },
        aliases: specification.aliases,
        summary: specification.summary,
        documentation: specification.documentation ?? "",
        pytorchName: specification.pytorchName,
        operands: specification.operands,
        arguments: new Map(Object.entries(specification.arguments)),
        positional: specification.positional,
        oneOf: specification.oneOf ?? [],
        defaults: defaultsOf(specification.arguments),
        infer: (call) => {
            const inferred = specification.infer(typed(withOneOf(specification.oneOf ?? [], withOneProblem(call))));
            const { outputs, axes = [], parameters = [], windows = [], reach, details } = inferred;
            // A count of undefined is unknown, not 0.
            const macs = "macs" in inferred ? inferred.macs : 0;
            const operations = "operations" in inferred ? inferred.operations : 0;
            return { outputs, axes, parameters, macs, operations, windows, reach, details };
        },
        guess: (args, inputs) =>
            specification.guess?.(Object.fromEntries(args) as Partial<ArgumentsOf<T>>, inputs),
        onnx: (call, inference, names) =>
            specification.onnx(typed(call), detailed(inference), names),
        arithmetic: (call, inference) => specification.traits.elementwise
            ? elementwiseSteps(call.inputs.length, (names) =>
                specification.onnx(typed(call), detailed(inference), names))
            : specification.arithmetic?.(typed(call), detailed(inference)),
        saves: (call, inference, needs) => specification.saves(typed(call), detailed(inference), needs),
        pytorch: (call, inference) => {
            const forms = specification.pytorch(typed(call), detailed(inference));
            return "plain" in forms ? [forms] : forms;
        },
    };
}

/** The call if it passes exactly one of some arguments; otherwise reports that, and returns the call without them. */
function withOneOf(names: readonly string[], call: LayerCall): LayerCall {
    const provided = names.filter((name) => call.arguments.get(name) !== undefined);
    if (names.length === 0 || provided.length === 1) {
        return call;
    }
    const [, second] = provided;
    call.report({
        code: "conflicting-arguments", names, provided, ...(second === undefined ? {} : { argument: second }),
    });
    return { ...call, arguments: new Map([...call.arguments].filter(([name]) => !names.includes(name))) };
}

/** The properties of all layers' traits, in one order: checks read them of every layer of a graph. */
const noTraits: LayerTraits = {
    elementwise: false, activation: false, range: undefined, keeps: undefined, drops: false, normalization: false,
    cancelsBias: false, biasAxis: undefined, channels: "kept", mixesChannels: false, resamples: false, pools: false,
    merges: undefined,
};

function defaultsOf(table: ArgumentTable): ReadonlyMap<string, unknown> | undefined {
    const definitions = Object.entries(table);
    return definitions.some(([, { required }]) => required)
        ? undefined
        : new Map(definitions.map(([name, argument]) => [name, argument.default]));
}

/** A call that reports only the first problem. Others, on further axes or caused by it, are dropped. */
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
