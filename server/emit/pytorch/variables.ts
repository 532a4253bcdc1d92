import type { Flow } from "../../../grammar/syntax-tree.ts";
import { assign } from "./forward.ts";
import { atom, precedence, pythonName } from "./python.ts";
import { Untranslatable, type Ref, type State } from "./state.ts";
import type { Given, Writing } from "./writing.ts";

export function keepName(writing: Writing, name: string): void {
    if (!writing.facts.kept.has(name)) {
        writing.facts.kept.add(name);
        writing.changed = true;
    }
}

/** The variable that holds a value, the one of its own name before others. */
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
export function readVariable(writing: Writing, ref: Ref, name: string | undefined, state: State): string {
    const variable = variableOf(ref, name, state);
    if (variable !== undefined) {
        return variable;
    }
    if (name === undefined || writing.keptBefore.has(name)) {
        throw new Untranslatable("a value that no variable holds");
    }
    keepName(writing, name);
    return pythonName(name);
}

/** The current value as an expression. A flow with a source of its own does not read it. */
export function currentGiven(writing: Writing, state: State, flow?: Flow): Given {
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
    const text = readVariable(writing, state.current, name, state);
    return { python: atom(text), reads: new Set([text]), ref: state.current };
}

/** The value that a flow starts from, and the name it is read by. */
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

/** What a flow starts from as an expression. */
export function givenOf(writing: Writing, flow: Flow, standing: Given, state: State): Given {
    if (flow.source === undefined) {
        return standing;
    }
    const { ref, name } = sourceOf(flow, state);
    const text = readVariable(writing, ref, name, state);
    return { python: atom(text), reads: new Set([text]), ref };
}

function targetVariable(writing: Writing, name: string | undefined): string {
    return name !== undefined && writing.facts.kept.has(name) ? pythonName(name) : writing.working;
}

/** Gives an expression to the variables of a line's names. */
export function assignTo(
    writing: Writing, names: readonly string[], given: Given, refs: readonly Ref[], state: State,
): void {
    const targets = names.length > 1
        ? names.map((name) => (name === "_" ? "_" : pythonName(name)))
        : [targetVariable(writing, names[0] === "_" ? undefined : names[0])];
    const isCopy = given.python.binds === precedence.atom && given.reads.has(given.python.text);
    if (!(isCopy && targets[0] === given.python.text)) {
        writing.forward.push(assign(targets, given.python.text, given.reads, isCopy));
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
export function holdGiven(writing: Writing, given: Given, state: State): Ref {
    if (!given.reads.has(given.python.text)) {
        writing.forward.push(assign([writing.working], given.python.text, given.reads));
        state.holds.set(writing.working, given.ref);
    }
    return given.ref;
}

/** The variables of `forward` that a text names. */
export function variablesIn(text: string, state: State): ReadonlySet<string> {
    return new Set([...state.holds.keys()].filter((name) => new RegExp(`(?<![.\\w"])${name}\\b`).test(text)));
}
