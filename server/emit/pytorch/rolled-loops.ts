import type { For, Repeat } from "../../../grammar/syntax-tree.ts";
import { isValue } from "../../evaluation/data.ts";
import type { Scope, Value } from "../../graph/graph.ts";
import type { InitStatement } from "./attributes.ts";
import { writeStatements } from "./body.ts";
import { pathsOf } from "./flows.ts";
import { assign, variablesRead, type ForwardStatement } from "./forward.ts";
import { bindRound, forgetChanging, loopHeader } from "./loops.ts";
import { channelsInWords } from "./numbers.ts";
import { registerPart } from "./parts.ts";
import { pythonName } from "./python.ts";
import { Untranslatable, at, channelsOfValue, currentOf, fork, type Ref, type RolledLoop, type State } from "./state.ts";
import { keepName, variableOf, variablesIn } from "./variables.ts";
import type { Writing } from "./writing.ts";

/** A loop of several lines as a loop, the same lines for all rounds. */
export function rolledLoop(
    writing: Writing, loop: Repeat | For, rounds: ReadonlyMap<Scope, readonly Scope[]>, state: State,
): Ref {
    if (state.rolled !== undefined) {
        throw new Untranslatable("a loop in a loop");
    }
    writing.row = undefined;
    const { trace } = writing.options;
    const all = [...rounds.values()].flat();
    const paths = pathsOf(writing, loop, state);
    const [path] = new Set(paths.values());
    const entering = state.current;
    if (entering === undefined || path === undefined || new Set(paths.values()).size !== 1) {
        throw new Untranslatable("a loop whose path differs");
    }
    // The value that goes from round to round is in one variable before the loop and after each round.
    const before = variableOf(entering, entering === state.given ? state.givenName : undefined, state);
    if (before === undefined) {
        throw new Untranslatable("a value that no variable holds");
    }
    const rolled: RolledLoop = { path, variable: "part", parts: new Map() };
    const entered = (pick: (scope: Scope) => Value | undefined, ref: Ref): Ref => {
        const values = new Map(all.flatMap((scope) => {
            const value = pick(scope);
            return value === undefined ? [] : [[scope, value] as const];
        }));
        const isSame = [...values].every(([scope, value]) =>
            channelsOfValue(value) === channelsOfValue(at(ref.values, scope)));
        return { values, channels: isSame ? ref.channels : undefined };
    };
    const inner: State = fork(state, { instances: all, rolled });
    inner.holds.clear();
    const starts = new Map<string, { readonly ref: Ref; readonly variable: string | undefined }>();
    const carry = new Map<Ref, Ref>();
    for (const [name, ref] of state.refs) {
        const changes = all.some((scope) => {
            const datum = trace.entered(scope)?.names.get(name);
            return datum === undefined || !isValue(datum) || datum.value !== at(ref.values, scope);
        });
        const own = changes ? entered((scope) => {
            const datum = trace.entered(scope)?.names.get(name);
            return datum !== undefined && isValue(datum) ? datum.value : undefined;
        }, ref) : ref;
        inner.refs.set(name, own);
        starts.set(name, { ref: own, variable: variableOf(ref, name, state) });
        carry.set(ref, own);
    }
    for (const [variable, ref] of state.holds) {
        inner.holds.set(variable, ref);
    }
    for (const [name, { ref, variable }] of starts) {
        if (variable !== undefined && state.refs.get(name) !== ref) {
            // One variable holds it only if no other value was in it before.
            inner.holds.set(variable, ref);
        }
    }
    const given = entered((scope) => trace.entered(scope)?.given, entering);
    const target = writing.working;
    const copies: ForwardStatement[] = before === target
        ? [] : [assign([target], before, new Set([before]), true)];
    inner.holds.set(target, given);
    inner.current = given;
    inner.given = given;
    inner.givenName = undefined;
    forgetChanging(writing, inner, all);
    bindRound(writing, loop, inner, false);
    const outer = { init: writing.init, forward: writing.forward };
    writing.init = [];
    writing.forward = [];
    writeStatements(writing, loop.body, inner);
    if (inner.returned !== undefined) {
        throw new Untranslatable("a return in a loop");
    }
    const end = currentOf(inner);
    const after = variableOf(end, undefined, inner);
    if (after === undefined) {
        throw new Untranslatable("a value that no variable holds");
    }
    // A name that goes from round to round itself needs no other variable beside it.
    const isOwn = after !== target && state.holds.get(after) === entering &&
        !variablesRead(writing.forward, new Set()).has(target);
    if (after !== target && !isOwn) {
        writing.forward.push(assign([target], after, new Set([after]), true));
    }
    const body = { init: writing.init, forward: writing.forward };
    writing.init = outer.init;
    writing.forward = outer.forward;
    // Names that go from round to round keep one variable.
    for (const [name, { ref, variable }] of starts) {
        const last = inner.refs.get(name);
        const endVariable = last === undefined ? undefined : variableOf(last, name, inner);
        const isCarried = last !== ref || state.refs.get(name) !== ref;
        const overwritten = variable !== undefined && inner.holds.get(variable) !== last;
        if ((isCarried && (variable === undefined || endVariable !== variable)) || overwritten) {
            if (!writing.keptBefore.has(name)) {
                keepName(writing, name);
            } else if (isCarried) {
                throw new Untranslatable("a name that changes its variable");
            }
        }
    }
    writing.forward.push(...isOwn ? [] : copies);
    const through = iteration(writing, loop, rolled, body, state);
    writing.forward.push({ kind: "for", header: `for ${through.header}`, reads: through.reads, body: body.forward });
    const back = (ref: Ref, entry: Ref | undefined): Ref => {
        const values = new Map([...rounds].flatMap(([scope, own]) => {
            const last = own.at(-1);
            const before = entry === undefined ? undefined : at(entry.values, scope);
            const value = last === undefined ? before : at(ref.values, last);
            return value === undefined ? [] : [[scope, value] as const];
        }));
        return { values, channels: channelsInWords(writing, values, state) };
    };
    const known = new Map<Ref, Ref>();
    const outside = (ref: Ref, entry: Ref | undefined): Ref => {
        const made = known.get(ref) ?? back(ref, entry);
        known.set(ref, made);
        return made;
    };
    const ends = new Map(inner.refs);
    for (const [name, ref] of ends) {
        if (state.refs.get(name) !== ref) {
            state.refs.set(name, outside(ref, state.refs.get(name)));
        }
    }
    const current = outside(end, entering);
    const holds = new Map(inner.holds);
    state.holds.clear();
    for (const [variable, ref] of holds) {
        state.holds.set(variable, known.get(ref) ?? ref);
    }
    state.holds.set(isOwn ? after : target, current);
    state.current = current;
    for (const name of loop.kind === "for" ? loop.names : []) {
        state.numbers.delete(name.text);
    }
    return current;
}

/** What a rolled loop of `forward` goes through, and the parts that `__init__` gives it. */
function iteration(
    writing: Writing, loop: Repeat | For, rolled: RolledLoop,
    body: { readonly init: readonly InitStatement[]; readonly forward: readonly ForwardStatement[] }, state: State,
): { readonly header: string; readonly reads: ReadonlySet<string> } {
    const header = loopHeader(writing, loop, "init", state);
    if (body.init.length > 0) {
        writing.init.push({ kind: "nested", header: `for ${header}`, body: body.init, otherwise: [] });
    }
    if (rolled.parts.size === 0) {
        const own = loopHeader(writing, loop, "forward", state);
        return { header: own, reads: variablesIn(own, state) };
    }
    const parts = [...rolled.parts].map(([key, text]) => `"${key}": ${text}`).join(", ");
    const paths = new Map(state.instances.map((scope) => [scope, rolled.path]));
    const attribute = registerPart(writing,
        paths, `nn.ModuleList(nn.ModuleDict({${parts}}) for ${header})`, false, { ...state, rolled: undefined }, undefined);
    const names = loop.kind === "for" ? loop.names.map((name) => pythonName(name.text)) : [];
    const text = JSON.stringify(body.forward);
    if (names.some((name) => new RegExp(`\\b${name}\\b`).test(text))) {
        const own = loopHeader(writing, loop, "forward", state);
        const iterable = own.slice(own.indexOf(" in ") + 4);
        return {
            header: `${names.length === 1 ? names.join("") : `(${names.join(", ")})`}, ${rolled.variable} in zip(${iterable}, ${attribute})`,
            reads: variablesIn(iterable, state),
        };
    }
    return { header: `${rolled.variable} in ${attribute}`, reads: new Set() };
}
