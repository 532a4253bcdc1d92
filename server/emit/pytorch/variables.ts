import type { Flow } from "../../../grammar/syntax-tree.ts";
import { assign } from "./forward.ts";
import { atom, precedence, pythonName } from "./python.ts";
import { Untranslatable, type Ref, type State } from "./state.ts";
import type { Given, Writing } from "./writing.ts";

export function keepName(w: Writing, name: string): void {
    if (!w.facts.kept.has(name)) {
        w.facts.kept.add(name);
        w.changed = true;
    }
}

export function variableOf(ref: Ref, name: string | undefined, state: State): string | undefined {
    const own = name === undefined ? undefined : pythonName(name);
    if (own !== undefined && state.holds.get(own) === ref) {
        return own;
    }
    for (const [variable, held] of state.holds) {
        if (held === ref) {
            return variable;
        }
    }
    return undefined;
}

/** The variable that holds a value; a name whose variable is gone is kept from then on. */
export function readVariable(w: Writing, ref: Ref, name: string | undefined, state: State): string {
    const variable = variableOf(ref, name, state);
    if (variable !== undefined) {
        return variable;
    }
    if (name === undefined || w.keptBefore.has(name)) {
        throw new Untranslatable("a value that no variable holds");
    }
    keepName(w, name);
    return pythonName(name);
}

export function currentGiven(w: Writing, state: State, flow?: Flow): Given {
    if (state.current === undefined) {
        if (flow?.source !== undefined || flow?.steps.length === 0) {
            return { python: atom("None"), reads: new Set(), ref: { values: new Map(), channels: undefined } };
        }
        throw new Untranslatable("no current value");
    }
    const name = state.current === state.given ? state.givenName : undefined;
    const variable = variableOf(state.current, name, state);
    if (variable === undefined && flow?.source !== undefined) {
        return { python: atom("None"), reads: new Set(), ref: state.current };
    }
    const text = readVariable(w, state.current, name, state);
    return { python: atom(text), reads: new Set([text]), ref: state.current };
}

export function sourceOf(
    flow: Flow, state: State,
): { readonly ref: Ref; readonly name: string | undefined } {
    const { source } = flow;
    const ref = source === undefined
        ? state.current
        : source.kind === "in" ? state.given : state.refs.get(source.text);
    if (ref === undefined) {
        throw new Untranslatable("a flow from no value");
    }
    const name = source === undefined || source.kind === "in" ? state.givenName : source.text;
    return { ref, name: source === undefined && ref !== state.given ? undefined : name };
}

export function givenOf(w: Writing, flow: Flow, standing: Given, state: State): Given {
    if (flow.source === undefined) {
        return standing;
    }
    const { ref, name } = sourceOf(flow, state);
    const text = readVariable(w, ref, name, state);
    return { python: atom(text), reads: new Set([text]), ref };
}

export function targetVariable(w: Writing, name: string | undefined): string {
    return name !== undefined && w.facts.kept.has(name) ? pythonName(name) : w.working;
}

/** Gives an expression to the variables of a line's names. */
export function assignTo(w: Writing, names: readonly string[], given: Given, refs: readonly Ref[], state: State): void {
    const targets = names.length > 1
        ? names.map((name) => (name === "_" ? "_" : pythonName(name)))
        : [targetVariable(w, names[0] === "_" ? undefined : names[0])];
    const isCopy = given.python.binds === precedence.atom && given.reads.has(given.python.text);
    if (!(isCopy && targets[0] === given.python.text)) {
        w.forward.push(assign(targets, given.python.text, given.reads, isCopy));
    }
    for (const [index, target] of targets.entries()) {
        const ref = refs[index];
        if (ref !== undefined && target !== "_") {
            state.holds.set(target, ref);
        }
    }
    for (const [index, name] of names.entries()) {
        const ref = refs[index];
        if (ref !== undefined && name !== "_") {
            state.refs.set(name, ref);
        }
    }
}

/** A value that a variable holds: an expression is given one first. */
export function holdGiven(w: Writing, given: Given, state: State): Ref {
    if (!given.reads.has(given.python.text)) {
        w.forward.push(assign([w.working], given.python.text, given.reads));
        state.holds.set(w.working, given.ref);
    }
    return given.ref;
}

/** The variables of `forward` that a text names. */
export function variablesIn(text: string, state: State): ReadonlySet<string> {
    return new Set([...state.holds.keys()].filter((name) => new RegExp(`(?<![.\\w"])${name}\\b`).test(text)));
}
