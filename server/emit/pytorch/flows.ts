import type { Flow, Line, Output, Step } from "../../../grammar/syntax-tree.ts";
import type { Scope, Value } from "../../graph/graph.ts";
import { callText } from "./attributes.ts";
import { classFor, constructText, madeChannels } from "./block-calls.ts";
import { giveAlias } from "./body.ts";
import { joinForms } from "./forms.ts";
import { assign } from "./forward.ts";
import { layerChannels, moduleText, type CallContext } from "./layer-texts.ts";
import { registerPart } from "./parts.ts";
import { atom } from "./python.ts";
import { resultRef, resultValues } from "./results.ts";
import { sequentialLoop } from "./sequential-loops.ts";
import { Untranslatable, fork, rethrowOthers, type Ref, type State } from "./state.ts";
import { layersOf, writeStep } from "./steps.ts";
import { assignTo, currentGiven, givenOf, readVariable } from "./variables.ts";
import type { Given, Writing } from "./writing.ts";

/** A line: its steps one after the other, or at once where they make an nn.Sequential. */
export function writeFlow(writing: Writing, line: Line | Output, names: readonly string[], state: State): void {
    const { flow } = line;
    if (flow === undefined) {
        return;
    }
    const isPlainSource = flow.source === undefined || (flow.source.kind === "in" && state.current === state.given);
    const standing = givenOf(writing, flow, currentGiven(writing, state, flow), state);
    if (!isPlainSource) {
        writing.row = undefined;
    }
    const named = line.kind === "line" && names.length === 1 && names[0] !== "_";
    const chain = flow.steps.length > 1 && names.length <= 1
        ? attempt(writing, state, () => writeChain(writing, flow.steps, standing, state, line))
        : undefined;
    if (chain !== undefined) {
        writing.row = undefined;
        assignTo(writing, names, chain, [chain.ref], state);
        state.current = chain.ref;
        return;
    }
    let given = standing;
    for (const [index, step] of flow.steps.entries()) {
        const isLast = index === flow.steps.length - 1;
        const made = writeStep(writing, step, given, state, {
            named: named && flow.steps.length === 1, line, names: isLast ? names : [],
        });
        const own = isLast ? names : [];
        if (made.given !== undefined) {
            assignTo(writing, own, made.given, made.refs, state);
        } else {
            for (const name of own) {
                giveAlias(writing, name, made.refs[0] ?? standing.ref, undefined, state);
            }
        }
        const [ref] = made.refs;
        if (ref === undefined) {
            throw new Untranslatable("a step without a result");
        }
        state.current = ref;
        if (!isLast) {
            given = currentGiven(writing, state);
        }
    }
}

/** A flow among arguments, as one expression. */
export function inlineFlow(writing: Writing, flow: Flow, standing: Given, state: State): Given {
    let given = givenOf(writing, flow, standing, state);
    writing.row = undefined;
    if (flow.steps.length > 1) {
        const from = given;
        const chain = attempt(writing, state, () => writeChain(writing, flow.steps, from, state, undefined));
        if (chain !== undefined) {
            return chain;
        }
    }
    for (const step of flow.steps) {
        const made = writeStep(writing, step, given, state, { named: false, line: undefined, names: [] });
        const [ref] = made.refs;
        if (ref === undefined) {
            throw new Untranslatable("a step without a result");
        }
        if (made.given !== undefined) {
            given = { ...made.given, ref };
            continue;
        }
        const name = `held_${String(writing.temporaries)}`;
        writing.temporaries += 1;
        const text = readVariable(writing, ref, undefined, state);
        writing.forward.push(assign([name], text, new Set([text]), true));
        state.holds.set(name, ref);
        given = { python: atom(name), reads: new Set([name]), ref };
    }
    return given;
}

/** What `action` gives, or undefined, and everything as before, where it cannot be written so. */
export function attempt<T>(writing: Writing, state: State, action: () => T | undefined): T | undefined {
    const before = {
        init: [...writing.init], forward: [...writing.forward],
        row: writing.row === undefined ? undefined : [...writing.row],
        registered: new Map(writing.registered), kept: new Set(writing.facts.kept), changed: writing.changed,
        state: fork(state), parts: state.rolled === undefined ? undefined : new Map(state.rolled.parts),
    };
    let result: T | undefined;
    try {
        result = action();
    } catch (error) {
        rethrowOthers(error);
    }
    if (result === undefined) {
        writing.init = before.init;
        writing.forward = before.forward;
        writing.row = before.row;
        restore(writing.registered, before.registered);
        writing.facts.kept.clear();
        for (const name of before.kept) {
            writing.facts.kept.add(name);
        }
        writing.changed = before.changed;
        restore(state.refs, before.state.refs);
        restore(state.numbers, before.state.numbers);
        restore(state.holds, before.state.holds);
        if (state.rolled !== undefined && before.parts !== undefined) {
            restore(state.rolled.parts, before.parts);
        }
        state.current = before.state.current;
        state.returned = before.state.returned;
    }
    return result;
}

/** Several steps that one attribute holds as nn.Sequential; undefined where they do not stand below one path. */
function writeChain(
    writing: Writing, steps: readonly Step[], given: Given, state: State, line: Line | Output | undefined,
): Given | undefined {
    const paths = steps.map((step) => pathsOf(writing, step, state));
    const first = paths[0] ?? new Map<Scope, string>();
    const bases = new Map([...first].map(([scope, path]) => [scope, path.replace(/\.?0$/, "")]));
    const isChain = paths.every((path, index) => [...path].every(([scope, one]) =>
        one === `${bases.get(scope) ?? ""}.${index}`));
    if (!isChain) {
        return undefined;
    }
    const texts: string[] = [];
    let ref = given.ref;
    for (const step of steps) {
        const module = moduleOf(writing, step, ref, state);
        if (module === undefined) {
            return undefined;
        }
        texts.push(module.text);
        ref = module.ref;
    }
    const text = callText("nn.Sequential", texts).text;
    const attribute = registerPart(writing, bases, text, false, state, line);
    return { python: atom(`${attribute}(${given.python.text})`), reads: given.reads, ref };
}

/** The path of a step below the class's own, in each use. */
export function pathsOf(writing: Writing, step: Step, state: State): ReadonlyMap<Scope, string> {
    return new Map(state.instances.map((scope) => {
        const use = writing.options.trace.use(step, scope);
        const path = use?.layer?.weightPath ?? use?.opened?.weightPath;
        if (path === undefined) {
            throw new Untranslatable("a step that was not reached");
        }
        return [scope, below(path, classScope(scope))] as const;
    }));
}

/** The use of a block, or the model, that a scope stands in. */
function classScope(scope: Scope): Scope {
    let one = scope;
    while (one.kind !== "block" && one.kind !== "model" && one.parent !== undefined) {
        one = one.parent;
    }
    return one;
}

/** A step as a module that takes one value and gives one; undefined where it is more than that. */
export function moduleOf(
    writing: Writing, step: Step, input: Ref, state: State,
): { readonly text: string; readonly ref: Ref } | undefined {
    if (step.kind !== "call") {
        const loop = sequentialLoop(writing, step, input, state);
        if (loop === undefined) {
            return undefined;
        }
        return { text: loop.text, ref: resultRef(writing, step, state, loop.channels) };
    }
    const layers = layersOf(writing, step, state);
    if (layers === undefined) {
        const made = classFor(writing, step, state);
        if (!made.plain) {
            return undefined;
        }
        const { text, known } = constructText(writing, step, made, input, state);
        const [values = new Map<Scope, Value>()] = resultValues(writing, step, state);
        return { text, ref: resultRef(writing, step, state, madeChannels(writing, values, known, state)) };
    }
    const joined = joinForms(layers);
    if (joined.form.module === undefined || !joined.form.plain) {
        return undefined;
    }
    const call: CallContext = { step, joined, inputs: [input], state };
    return {
        text: moduleText(writing, call),
        ref: resultRef(writing, step, state, layerChannels(writing, call)),
    };
}

/** The part of a path below the scope of the class it is in. */
export function below(path: string, scope: Scope): string {
    if (scope.weightPath === "") {
        return path;
    }
    if (path === scope.weightPath) {
        return "";
    }
    if (!path.startsWith(`${scope.weightPath}.`)) {
        throw new Untranslatable("a part that stands elsewhere");
    }
    return path.slice(scope.weightPath.length + 1);
}

function restore<K, V>(map: Map<K, V>, before: ReadonlyMap<K, V>): void {
    map.clear();
    for (const [key, value] of before) {
        map.set(key, value);
    }
}
