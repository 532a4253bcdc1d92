import type { Call, Decorator, Flow, For, Input, Let, Line, Node, Output, Repeat } from "../../grammar/syntax-tree.ts";
import type { Layer, Scope, Value } from "../graph/graph.ts";
import type { BoundCall } from "./call-binding.ts";
import type { Datum } from "./data.ts";

/** A statement, step, or flow in an argument or a `return`, whose uses are recorded. */
export type UsedNode = Line | Output | Input | Call | Repeat | For | Flow;

/** One evaluation of a statement, flow or call: its results, and its scope. */
export interface Use {
    readonly scope: Scope;
    /** Index into `Analysis.models`. */
    readonly model: number;
    /** Its results: several for `a, b = split(2)`; none after some errors. */
    readonly values: readonly Value[];
    /** The layer, for a call of one. */
    readonly layer: Layer | undefined;
    /** The scope of a block's call or a loop. */
    readonly opened: Scope | undefined;
}

/** The value of a name at one place of the text, for hover. */
export interface NamedThing {
    readonly scope: Scope | undefined;
    /** A value, or a number, string, boolean or list in the language's syntax. */
    readonly value: Value | { readonly printed: string };
}

/** The last binding of a call: the definition or declaration it resolves to, and its arguments. */
export interface CallRecord {
    readonly callee: object;
    readonly bound: BoundCall;
}

/** The results of the analysed file's lines, from all its models. */
export interface Records {
    readonly uses: Map<UsedNode, Use[]>;
    readonly things: Map<Node, NamedThing[]>;
    readonly calls: Map<Call | Decorator, CallRecord>;
}

export function newRecords(): Records {
    return { uses: new Map(), things: new Map(), calls: new Map() };
}

/** The values of files' lets, by their declarations. */
export type ConstantValues = Map<Let, "evaluating" | { readonly datum: Datum }>;
