import type { Let } from "../../../grammar/syntax-tree.ts";
import type { Datum } from "../../evaluation/data.ts";
import type { Scope } from "../../graph/graph.ts";
import type { Expression } from "../../python/syntax.ts";
import type { PlannedExpression, PlannedValue } from "./plan.ts";

/** A name of the source. */
export type Binding =
    | { readonly kind: "value"; readonly value: PlannedValue }
    | {
        readonly kind: "number"; readonly values: ReadonlyMap<Scope, Datum>;
        /** Its expressions in `__init__` and `forward`; undefined if it has none. */
        readonly init: Expression | undefined; readonly forward: PlannedExpression | undefined;
    }
    | { readonly kind: "function"; readonly declaration: Let };

/** The bindings of names at one place. */
export interface Bindings extends Iterable<readonly [string, Binding]> {
    get(name: string): Binding | undefined;
}

/** The bindings with further ones. Without a branch they share their memory, so that many lines do not copy all. */
export function withBindings(before: Bindings, added: readonly (readonly [string, Binding])[]): Bindings {
    return added.length === 0
        ? before
        : before instanceof Version && before.isNewest ? before.next(added) : Version.of([...before, ...added]);
}

/** What names were bound to, each from a version on, oldest first. */
interface History {
    newest: number;
    readonly bindings: Map<string, (readonly [from: number, binding: Binding])[]>;
}

class Version implements Bindings {
    readonly #history: History;
    readonly #number: number;

    private constructor(history: History, number: number) {
        this.#history = history;
        this.#number = number;
    }

    static of(bindings: readonly (readonly [string, Binding])[]): Version {
        return new Version({
            newest: 0, bindings: new Map([...new Map(bindings)].map(([name, binding]) => [name, [[0, binding]]])),
        }, 0);
    }

    get isNewest(): boolean {
        return this.#number === this.#history.newest;
    }

    next(added: readonly (readonly [string, Binding])[]): Version {
        const { bindings } = this.#history;
        const number = this.#number + 1;
        this.#history.newest = number;
        for (const [name, binding] of added) {
            const entries = bindings.get(name) ?? [];
            entries.push([number, binding]);
            bindings.set(name, entries);
        }
        return new Version(this.#history, number);
    }

    get(name: string): Binding | undefined {
        return this.#at(this.#history.bindings.get(name) ?? []);
    }

    * [Symbol.iterator](): Generator<readonly [string, Binding]> {
        for (const [name, entries] of this.#history.bindings) {
            const binding = this.#at(entries);
            if (binding !== undefined) {
                yield [name, binding];
            }
        }
    }

    #at(entries: readonly (readonly [from: number, binding: Binding])[]): Binding | undefined {
        return entries.findLast(([from]) => from <= this.#number)?.[1];
    }
}
