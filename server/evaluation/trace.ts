import type { Block, Expression, Model } from "../../grammar/syntax-tree.ts";
import type { ModelGraph, Scope, Value, WrittenArguments } from "../graph/graph.ts";
import type { ConstantDeclaration, FileScope } from "../names/program.ts";
import type { Datum } from "./data.ts";
import type { ConstantValues, Use, UsedNode } from "./records.ts";

/** The state at the start of a scope. */
export interface Entered {
    /** The value of `in`. */
    readonly input: Value | undefined;
    /** The names in scope: a block's parameters, or in a round all names of the enclosing body. */
    readonly names: ReadonlyMap<string, Datum>;
    /** The block, for a use of one, and the arguments of the call. */
    readonly block: Block | undefined;
    readonly written: WrittenArguments | undefined;
    readonly file: FileScope;
}

/** A record of the evaluation of one model, by node and scope: the basis for writing the model in another language. */
export class Trace {
    readonly #constants: ConstantValues;
    readonly #uses = new Map<UsedNode, Map<Scope, Omit<Use, "model">>>();
    readonly #data = new Map<Expression, Map<Scope, Datum>>();
    readonly #entered = new Map<Scope, Entered>();
    readonly #rounds = new Map<Scope, Scope[]>();

    constructor(constants: ConstantValues) {
        this.#constants = constants;
    }

    recordUse(node: UsedNode, use: Omit<Use, "model">): void {
        inner(this.#uses, node).set(use.scope, use);
    }

    recordDatum(expression: Expression, scope: Scope, datum: Datum): void {
        inner(this.#data, expression).set(scope, datum);
    }

    enter(scope: Scope, entered: Entered): void {
        this.#entered.set(scope, entered);
        if (scope.kind === "round" && scope.parent !== undefined) {
            const rounds = this.#rounds.get(scope.parent) ?? [];
            this.#rounds.set(scope.parent, rounds);
            rounds.push(scope);
        }
    }

    /** The rounds of a loop, in order. */
    rounds(loop: Scope): readonly Scope[] {
        return this.#rounds.get(loop) ?? [];
    }

    use(node: UsedNode, scope: Scope): Omit<Use, "model"> | undefined {
        return this.#uses.get(node)?.get(scope);
    }

    datum(expression: Expression, scope: Scope): Datum | undefined {
        return this.#data.get(expression)?.get(scope);
    }

    /** The value of a file's `let`; undefined if it was never used. */
    constant({ declaration }: ConstantDeclaration): Datum | undefined {
        const known = this.#constants.get(declaration);
        return typeof known === "object" ? known.datum : undefined;
    }

    entered(scope: Scope): Entered | undefined {
        return this.#entered.get(scope);
    }
}

/** A graph with a trace of its evaluation, and the model's syntax tree. */
export interface TracedGraph extends ModelGraph {
    readonly trace: { readonly model: Model; readonly records: Trace };
}

/** Whether the analysis recorded a trace (`AnalysisOptions.trace`). */
export function isTraced(graph: ModelGraph): graph is TracedGraph {
    return "trace" in graph;
}

function inner<K, V>(outer: Map<K, Map<Scope, V>>, key: K): Map<Scope, V> {
    const known = outer.get(key) ?? new Map<Scope, V>();
    outer.set(key, known);
    return known;
}
