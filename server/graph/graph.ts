import type { Argument, Call, Span } from "../../grammar/syntax-tree.ts";
import type { Inference, LayerCall, LayerDefinition } from "../layers/definition.ts";
import type { LayerProblem } from "../layers/problems.ts";
import type { Location } from "../names/location.ts";
import type { CostBudget } from "./limited-costs.ts";
import type { Shape } from "../sizes/shape.ts";
import type { SizeTest } from "../sizes/size-condition.ts";
import type { Size } from "../sizes/size.ts";
import type { TensorTable } from "../weights/safetensors.ts";

/** One value: a model's input or a result of a layer. */
export interface Value {
    /** Unique in its graph. */
    readonly id: number;
    /** Undefined if its rank is unknown. */
    readonly shape: Shape | undefined;
    /** Undefined if an error left no layer to produce it; its shape is then unknown. */
    readonly producer: Layer | GraphInput | undefined;
    /** Its index among the results of its producer. */
    readonly result: number;
}

/** A model's input. */
export interface GraphInput {
    readonly kind: "input";
    readonly name: string;
    readonly value: Value;
    /** The dynamic sizes that it declares, in order. */
    readonly dynamicSizes: readonly DynamicSize[];
    readonly location: Location;
    readonly nameSpan: Span;
    readonly decorators: readonly EvaluatedDecorator[];
}

/** `H = 224`: a dynamic size, its position in the text, and its default, at which the model is checked and run. */
export interface DynamicSize {
    readonly name: string;
    readonly size: Size;
    /** The default in the file, which `AnalysisOptions.samples` may have replaced. */
    readonly written: number;
    readonly axis: number;
    readonly location: Location;
}

/** One use of a layer: a node of the graph. */
export interface Layer {
    readonly kind: "layer";
    /** Its index in `ModelGraph.layers`, which are in execution order. */
    readonly index: number;
    /** Joined by dots, unique in its graph: `layer1.0.conv1`. Layers that share weights have different paths. */
    readonly path: string;
    /** The path in the names of its tensors; equal for layers that share weights through `@path`. */
    readonly weightPath: string;
    readonly definition: LayerDefinition;
    /** Operands, then value arguments. Their ranks may be unknown. */
    readonly inputs: readonly Value[];
    readonly outputs: readonly Value[];
    /** The typed call passed to the rule; undefined if arguments or input ranks were missing. */
    readonly call: LayerCall | undefined;
    /** The rule's result; undefined if the rule could not run. */
    readonly inference: Inference | undefined;
    /** Whether its rule, or the binding of its arguments, found a problem. */
    readonly faulty: boolean;
    /** The call in the text. */
    readonly location: Location;
    readonly node: Call;
    readonly written: WrittenArguments;
    readonly scope: Scope;
}

/** A condition on a model's dynamic sizes, and its source. */
export interface SizeDemand {
    readonly test: SizeTest;
    readonly source: DemandSource;
    readonly location: Location;
    readonly scope: Scope | undefined;
    /** How often the same condition occurs; the first occurrence is kept. */
    readonly count: number;
}

export type DemandSource =
    /**
     * A layer's rule. `problem` returns what is wrong if the condition is false, with the numbers at the default sizes.
     */
    | { readonly kind: "rule"; readonly layer: Layer; readonly problem: () => LayerProblem }
    /** A learned tensor has this size, which must therefore be fixed. */
    | { readonly kind: "parameter"; readonly layer: Layer; readonly size: Size }
    /** An argument depends on a dynamic size, which must therefore be fixed. */
    | { readonly kind: "argument"; readonly callee: string; readonly argument: string; readonly number: string }
    /** A condition, a loop's count or an index depends on a dynamic size, which must therefore be fixed. */
    | { readonly kind: "condition" | "count" | "index"; readonly text: string; readonly number: string }
    /** A claim about the size of a line's value on one axis. */
    | { readonly kind: "claim"; readonly axis: number; readonly text: string; readonly value: Value }
    /** A dimension of an input that is computed from a dynamic size. */
    | { readonly kind: "input"; readonly text: string }
    /** A `require`: a block's applies to each use, a model's states which sizes the model is for. */
    | { readonly kind: "require"; readonly text: string; readonly message: string | undefined };

/** The arguments of a call in the text. */
export interface WrittenArguments {
    readonly byParameter: ReadonlyMap<string, Argument>;
    /** Arguments of variadic layers, in order. */
    readonly operands: readonly Argument[];
}

/** What contains a layer: the model, a use of a block, a loop, one of its rounds. Scopes form a tree. */
export interface Scope {
    readonly kind: "model" | "block" | "loop" | "round";
    /** Unique among the graph's scopes. */
    readonly id: number;
    /** "" for the model. */
    readonly path: string;
    /** The path in the names of its weights, which differs if `@path` shares them. */
    readonly weightPath: string;
    /** The name of the model or block with the arguments of the call, "repeat 6", "for i in 0..6", "i = 3". */
    readonly label: string;
    /** The name of a block and the arguments that its call writes, for a use of a block. */
    readonly call?: ScopeCall | undefined;
    readonly parent: Scope | undefined;
    /** The model's or loop's statement, or the call of a block. */
    readonly location: Location;
    /** The block's definition, for a use of a block. */
    readonly definition: Location | undefined;
    /** The index of a round, from 0. */
    readonly round: number | undefined;
    /** The value that enters the use of a block, and what that results in; nothing for other scopes. */
    readonly input: Value | undefined;
    readonly results: readonly Value[];
}

export interface ScopeCall {
    readonly name: string;
    /** With their values, such as `64` and `stride=2`; values of tensors are left out. */
    readonly arguments: readonly string[];
}

export interface GraphOutput {
    readonly name: string;
    readonly value: Value;
    readonly location: Location;
    readonly decorators: readonly EvaluatedDecorator[];
}

/** A decorator with its evaluated arguments, except those that could not be evaluated. */
export interface EvaluatedDecorator {
    readonly name: string;
    readonly positional: readonly DecoratorValue[];
    readonly named: ReadonlyMap<string, DecoratorValue>;
    readonly location: Location;
    /** The position in the text of each argument's value, by its name or position. */
    readonly spans: ReadonlyMap<string | number, Span>;
}

export type DecoratorValue = number | string | boolean | readonly DecoratorValue[];

/** A safetensors file with trained weights. */
export interface WeightsFile {
    /** The path in the `@weights` decorator. */
    readonly path: string;
    readonly uri: string;
    readonly tensors: TensorTable;
}

/** A model as a graph of layers with known shapes. */
export interface ModelGraph {
    readonly name: string;
    readonly uri: string;
    /** The model's statement. */
    readonly location: Location;
    readonly nameSpan: Span;
    readonly parameters: readonly { readonly name: string; readonly value: DecoratorValue }[];
    readonly inputs: readonly GraphInput[];
    readonly outputs: readonly GraphOutput[];
    readonly layers: readonly Layer[];
    readonly scopes: readonly Scope[];
    readonly decorators: readonly EvaluatedDecorator[];
    /** The file of the `@weights` decorator, if it could be read. */
    readonly weightsFile: WeightsFile | undefined;
    /** The conditions of its layers and lines on its dynamic sizes: `input-rule.ts` combines them into one rule. */
    readonly demands: readonly SizeDemand[];
    /** The model's own `require` lines about its sizes. */
    readonly requirements: readonly SizeDemand[];
    /** What the program allows it to cost; its `@budget` is among the decorators. */
    readonly budget: CostBudget;
    /** Whether evaluation stopped at a limit, so that the graph is incomplete. */
    readonly isPartial: boolean;
}
