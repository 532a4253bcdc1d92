import type {
    Call, Flow, For, Input, Line, Model, Node, Output, ParsedFile, Repeat, Span,
} from "../../grammar/syntax-tree.ts";
import type { Inference, LayerCall, LayerDefinition } from "../layers/definition.ts";
import type { Shape } from "../sizes/shape.ts";
import type { Size } from "../sizes/size.ts";
import type { Problem } from "./problems.ts";
import type { SizeDemand } from "./size-demands.ts";
import type { Trace } from "./trace.ts";

/** A stretch of one file's text. */
export interface Location {
    readonly uri: string;
    readonly span: Span;
}

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
    readonly freeSizes: readonly FreeSize[];
    readonly location: Location;
    readonly nameSpan: Span;
    readonly decorators: readonly EvaluatedDecorator[];
}

/** `H = 224`: a free size, where it stands, and the sample it is checked and run at. */
export interface FreeSize {
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
    readonly scope: Scope;
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
    /** The model's statement as parsed, and all that its evaluation met, where that was asked for. */
    readonly trace: { readonly model: Model; readonly met: Trace } | undefined;
    readonly decorators: readonly EvaluatedDecorator[];
    /** What its layers and lines ask of its free sizes: `input-rule.ts` makes one rule of it. */
    readonly demands: readonly SizeDemand[];
    /** What its own `require` lines say of the sizes it is for. */
    readonly requirements: readonly SizeDemand[];
}

/** One time a statement, flow or call was evaluated: what it gave, and where. */
export interface Use {
    readonly scope: Scope;
    /** Index into `Analysis.models`. */
    readonly model: number;
    /** The values it gave: several for `a, b = split(2)`; none after an error that left nothing. */
    readonly values: readonly Value[];
    /** The layer, for a call of one. */
    readonly layer: Layer | undefined;
    /** What it opened, for a call of a block or a loop. */
    readonly opened: Scope | undefined;
}

/** What a name stands for at one place of the text, for hover. */
export interface NamedThing {
    readonly scope: Scope | undefined;
    /** A value, or a number, string, boolean or list as the language would print it. */
    readonly value: Value | { readonly printed: string };
}

/** Everything found out about one file. The same text, imports and options give the same analysis. */
export interface Analysis {
    readonly uri: string;
    readonly file: ParsedFile;
    /** The files it imports, directly or not, by URI. */
    readonly imported: ReadonlyMap<string, ParsedFile>;
    readonly models: readonly ModelGraph[];
    /** Syntax problems included. Those of imported files are not: they stand in their own analyses. */
    readonly problems: readonly Problem[];
    /** Every use of a line, input, output, call or loop that stands in this file, in the order of evaluation. */
    readonly uses: ReadonlyMap<Line | Output | Input | Call | Repeat | For | Flow, readonly Use[]>;
    /** What names and expressions of this file stood for, each time they were evaluated (the first few). */
    readonly things: ReadonlyMap<Node, readonly NamedThing[]>;
    /** Files it needs that the host has not read yet: answer again when they are there. */
    readonly pending: readonly string[];
    /** All files it read, itself included: a change in one makes the analysis stale. */
    readonly dependencies: readonly string[];
}

/** How analysis reaches what is outside the text. It does no I/O of its own. */
export interface AnalysisHost {
    /** The file's text; undefined if there is no such file; "pending" if that is not known yet. */
    readText(uri: string): HostText;
    /** Whether a file is there (labels, weights). */
    exists(uri: string): boolean | "pending";
    /** The URI of a path relative to a file. */
    resolve(base: string, path: string): string;
}

export type HostText = { readonly text: string } | undefined | "pending";

/** What a command line or preview sets in place of what the file says. */
export interface AnalysisOptions {
    /** Values for model parameters, by name. */
    readonly parameters?: ReadonlyMap<string, DecoratorValue>;
    /** Samples for free sizes, by name. */
    readonly samples?: ReadonlyMap<string, number>;
    /** Whether graphs keep all that evaluation met. */
    readonly trace?: boolean;
}
