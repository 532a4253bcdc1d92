import type { Datum } from "../../evaluation/data.ts";
import { isList, isRange, isSize } from "../../evaluation/data.ts";
import type { Scope, Value } from "../../graph/graph.ts";
import type { PytorchLiteral } from "../../layers/pytorch-form.ts";
import type { PythonText } from "./python.ts";

/** Thrown where uses of a block, or rounds of a loop, cannot be written as one text; they are then written apart. */
export class Untranslatable extends Error {}

/** A value of the source in all uses that are written at once. */
export interface Ref {
    readonly values: Map<Scope, Value>;
    /** Its channels (or features) as `__init__` writes them; undefined where it has no words for them. */
    readonly channels: PythonText | undefined;
}

/** A name for a number, word or list. */
export interface NumberBinding {
    readonly values: Map<Scope, Datum>;
    readonly init: PythonText | undefined;
    readonly forward: (() => PythonText) | undefined;
}

/** What the lines of a body stand in while they are written. */
export interface State {
    /** The uses, or rounds, that are written at once, by their innermost scope. */
    readonly instances: readonly Scope[];
    readonly refs: Map<string, Ref>;
    readonly numbers: Map<string, NumberBinding>;
    /** The value that each variable of `forward` holds. */
    readonly holds: Map<string, Ref>;
    current: Ref | undefined;
    given: Ref | undefined;
    /** What names `given` where it is read after its variable is gone. */
    givenName: string | undefined;
    returned: readonly { readonly text: string; readonly reads: ReadonlySet<string> }[] | undefined;
    /** Whether this is the body of a loop that is written as a loop. */
    readonly rolled: RolledLoop | undefined;
}

/** A loop that stays a loop: its own parts are in a list with a dictionary for each round. */
export interface RolledLoop {
    readonly path: string;
    readonly variable: string;
    readonly parts: Map<string, string>;
}

/** The current value, which lines have made. */
export function currentOf(state: State): Ref {
    if (state.current === undefined) {
        throw new Untranslatable("no current value");
    }
    return state.current;
}

/** A state that can go its own way. */
export function fork(state: State, changes: Partial<State> = {}): State {
    return {
        ...state, refs: new Map(state.refs), numbers: new Map(state.numbers), holds: new Map(state.holds), ...changes,
    };
}

/** What a map has for a scope, or for the nearest one around it. */
export function at<T>(map: ReadonlyMap<Scope, T>, scope: Scope): T | undefined {
    for (let one: Scope | undefined = scope; one !== undefined; one = one.parent) {
        const found = map.get(one);
        if (found !== undefined) {
            return found;
        }
    }
    return undefined;
}

/** A datum as a number, word or list; undefined for a value. */
export function literalOf(datum: Datum | undefined): PytorchLiteral | undefined {
    if (datum === undefined || typeof datum !== "object") {
        return datum;
    }
    if (isList(datum)) {
        const items = datum.map(literalOf);
        return items.every((item) => item !== undefined) ? items : undefined;
    }
    if (isSize(datum)) {
        return datum.size.sample;
    }
    return isRange(datum)
        ? Array.from({ length: Math.max(0, datum.to - datum.from) }, (_, index) => datum.from + index)
        : undefined;
}

/** The channels (or features) of a value at the sample. */
export function channelsOfValue(value: Value | undefined): number | undefined {
    return value?.shape?.[0]?.sample;
}

/** Passes on every error but that something cannot be written. */
export function rethrowOthers(error: unknown): void {
    if (!(error instanceof Untranslatable)) {
        throw error;
    }
}
