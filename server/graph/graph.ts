import type { Argument, Call, Span } from "../../grammar/syntax-tree.ts";
import type { Inference, LayerCall, LayerDefinition } from "../layers/definition.ts";
import type { LayerProblem } from "../layers/problems.ts";
import type { Location } from "../names/location.ts";
import type { Shape } from "../sizes/shape.ts";
import type { SizeTest } from "../sizes/size-condition.ts";
import type { Size } from "../sizes/size.ts";
import type { TensorTable } from "../weights/safetensors.ts";

/** One value: what an input gives or a layer computes. */
export interface Value {
    /** Unique in its graph. */
    readonly id: number;
    /** Undefined where not even its rank is known. */
    readonly shape: Shape | undefined;
    /** Undefined where an error left no layer to make it; its shape is unknown then. */
    readonly producer: Layer | GraphInput | undefined;
    /** Which of its producer's results it is. */
    readonly result: number;
}

/** A model's input. */
export interface GraphInput {
    readonly kind: "input";
    readonly name: string;
    readonly value: Value;
    /** The free sizes it names, in order. */
    readonly dynamicSizes: readonly DynamicSize[];
    readonly location: Location;
    readonly nameSpan: Span;
    readonly decorators: readonly EvaluatedDecorator[];
}

/** `H = 224`: a free size, where it stands, and the sample it is checked and run at. */
export interface DynamicSize {
    readonly name: string;
    readonly size: Size;
    /** The number in the file, which `AnalysisOptions.samples` may have replaced. */
    readonly written: number;
    readonly axis: number;
    readonly location: Location;
}

/** One layer as used once: a node of the graph. */
export interface Layer {
    readonly kind: "layer";
    /** Its position in `ModelGraph.layers`, which is an order of computation. */
    readonly index: number;
    /** Joined by dots, unique in its graph: `layer1.0.conv1`; layers that share weights have their own. */
    readonly path: string;
    /** The path its tensors are named by; equal for layers that share weights through `@path`. */
    readonly weightPath: string;
    readonly definition: LayerDefinition;
    /** Operands, then value arguments. Their ranks may be unknown. */
    readonly inputs: readonly Value[];
    readonly outputs: readonly Value[];
    /** The typed call the rule was run with; undefined where arguments or input ranks were missing. */
    readonly call: LayerCall | undefined;
    /** What the rule gave; undefined where it could not be run. */
    readonly inference: Inference | undefined;
    /** Whether its rule, or the binding of its arguments, found a problem. */
    readonly faulty: boolean;
    /** The call in the text. */
    readonly location: Location;
    readonly node: Call;
    readonly written: WrittenArguments;
    readonly scope: Scope;
}

/** Something that is asked of a model's free sizes, and by what. */
export interface SizeDemand {
    readonly test: SizeTest;
    readonly source: DemandSource;
    readonly location: Location;
    readonly scope: Scope | undefined;
    /** How often the same is asked; the first is kept. */
    readonly count: number;
}

export type DemandSource =
    /** A layer's rule: `problem` is what is wrong where it is not met, its numbers those at the sample. */
    | { readonly kind: "rule"; readonly layer: Layer; readonly problem: () => LayerProblem }
    /** A learned tensor has the size, which so is fixed. */
    | { readonly kind: "parameter"; readonly layer: Layer; readonly size: Size }
    /** An argument depends on a free size, and so is fixed. */
    | { readonly kind: "argument"; readonly callee: string; readonly argument: string; readonly number: string }
    /** A condition, a loop's count or an index depends on a free size, and so is fixed. */
    | { readonly kind: "condition" | "count" | "index"; readonly text: string; readonly number: string }
    /** A claim that a line's value has a size on one axis. */
    | { readonly kind: "claim"; readonly axis: number; readonly text: string; readonly value: Value }
    /** A dimension of an input that is worked out from a free size. */
    | { readonly kind: "input"; readonly text: string }
    /** A `require`: in a block asked of each use, in a model what the model is for. */
    | { readonly kind: "require"; readonly text: string; readonly message: string | undefined };

/** The arguments of a call as they are written. */
export interface WrittenArguments {
    readonly byParameter: ReadonlyMap<string, Argument>;
    /** Arguments of layers that take any number of values, in order. */
    readonly operands: readonly Argument[];
}

/** What a layer stands in: the model, a use of a block, a loop, one of its rounds. Scopes form a tree. */
export interface Scope {
    readonly kind: "model" | "block" | "loop" | "round";
    /** Unique among the graph's scopes. */
    readonly id: number;
    /** "" for the model. */
    readonly path: string;
    /** The path its weights are named by, which differs where `@path` shares them. */
    readonly weightPath: string;
    /** The model's or block's name with its arguments as given, "repeat 6", "for i in 0..6", "i = 3". */
    readonly label: string;
    readonly parent: Scope | undefined;
    /** Where it comes from: the model's or loop's statement, the call of a block. */
    readonly location: Location;
    /** The block's definition, for a use of one. */
    readonly definition: Location | undefined;
    /** A round's number from 0. */
    readonly round: number | undefined;
    /** The value that enters the use of a block, and what that results in; nothing for other scopes. */
    readonly input: Value | undefined;
    readonly results: readonly Value[];
}

export interface GraphOutput {
    readonly name: string;
    readonly value: Value;
    readonly location: Location;
    readonly decorators: readonly EvaluatedDecorator[];
}

/** A decorator with its arguments worked out; those that could not be are left out. */
export interface EvaluatedDecorator {
    readonly name: string;
    readonly positional: readonly DecoratorValue[];
    readonly named: ReadonlyMap<string, DecoratorValue>;
    readonly location: Location;
    /** Where each argument's value stands, by its name or position. */
    readonly spans: ReadonlyMap<string | number, Span>;
}

export type DecoratorValue = number | string | boolean | readonly DecoratorValue[];

/** A safetensors file with trained weights. */
export interface WeightsFile {
    /** As `@weights` names it. */
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
    /** The file that its `@weights` names, if it could be read. */
    readonly weightsFile: WeightsFile | undefined;
    /** What its layers and lines ask of its free sizes: `input-rule.ts` makes one rule of it. */
    readonly demands: readonly SizeDemand[];
    /** What its own `require` lines say of the sizes it is for. */
    readonly requirements: readonly SizeDemand[];
    /** Whether evaluation stopped at a limit, so that the graph is only a part of the model. */
    readonly isPartial: boolean;
}
