import type { Block, Expression, Model } from "../../grammar/syntax-tree.ts";
import type { ModelGraph, Scope, Value, WrittenArguments } from "../graph/graph.ts";
import type { ConstantDeclaration, FileScope } from "../names/program.ts";
import type { Datum } from "./data.ts";
import type { ConstantValues, Use, UsedNode } from "./records.ts";

/** What a scope began with. */
export interface Entered {
    /** What `in` names. */
    readonly input: Value | undefined;
    /** The names that were there: a block's parameters, or at a round all names of the body around it. */
    readonly names: ReadonlyMap<string, Datum>;
    /** The block, for a use of one, and the arguments it is called with. */
    readonly block: Block | undefined;
    readonly written: WrittenArguments | undefined;
    readonly file: FileScope;
}

/**
 * Everything that the evaluation of one model met, by the place in the text and the scope it was evaluated in: what a
 * program in another language is written from.
 */
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

    /** The value of a file's `let`; undefined where nothing asked for it. */
    constant(declaration: ConstantDeclaration): Datum | undefined {
        const known = this.#constants.get(declaration);
        return typeof known === "object" ? known.datum : undefined;
    }

    entered(scope: Scope): Entered | undefined {
        return this.#entered.get(scope);
    }
}

/** A graph whose evaluation was traced, with the model's statement as parsed. */
export interface TracedGraph extends ModelGraph {
    readonly trace: { readonly model: Model; readonly records: Trace };
}

/** Whether the analysis was asked to trace evaluation (`AnalysisOptions.trace`). */
export function isTraced(graph: ModelGraph): graph is TracedGraph {
    return "trace" in graph;
}

function inner<K, V>(outer: Map<K, Map<Scope, V>>, key: K): Map<Scope, V> {
    const known = outer.get(key) ?? new Map<Scope, V>();
    outer.set(key, known);
    return known;
}
