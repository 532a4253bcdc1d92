import type { Call, Decorator, Flow, For, Input, Line, Node, Output, Repeat } from "../../grammar/syntax-tree.ts";
import type { Layer, Scope, Value } from "../graph/graph.ts";
import type { ConstantDeclaration } from "../names/program.ts";
import type { BoundCall } from "./call-binding.ts";
import type { Datum } from "./data.ts";

/** A statement, flow or step whose uses are recorded. */
export type UsedNode = Line | Output | Input | Call | Repeat | For | Flow;

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

/** What a written call was last bound to: the definition or declaration it resolves to, and its arguments. */
export interface CallRecord {
    readonly callee: object;
    readonly bound: BoundCall;
}

/** What the lines of the analysed file stood for, gathered over all its models. */
export interface Records {
    readonly uses: Map<UsedNode, Use[]>;
    readonly things: Map<Node, NamedThing[]>;
    readonly calls: Map<Call | Decorator, CallRecord>;
}

/** The values of files' lets, each worked out when it is first asked for. */
export type ConstantValues = Map<ConstantDeclaration, "evaluating" | { readonly datum: Datum }>;
