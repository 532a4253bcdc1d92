import type { For, Line, Output, Repeat } from "../../../grammar/syntax-tree.ts";
import type { Scope } from "../../graph/graph.ts";
import { writeStatements } from "./body.ts";
import { translate, type Place } from "./expressions.ts";
import { attempt, pathsOf } from "./flows.ts";
import { registerPart } from "./parts.ts";
import { atom, literalText, pythonName, sameLiteral } from "./python.ts";
import { resultRef } from "./results.ts";
import { rolledLoop } from "./rolled-loops.ts";
import { sequentialLoop } from "./sequential-loops.ts";
import { Untranslatable, at, currentOf, literalOf, type Ref, type State } from "./state.ts";
import { addToRow } from "./steps.ts";
import { holdGiven } from "./variables.ts";
import type { Given, Writing } from "./writing.ts";

/** The rounds of a loop in each use. */
export function roundsOf(writing: Writing, loop: Repeat | For, state: State): ReadonlyMap<Scope, readonly Scope[]> {
    return new Map(state.instances.map((scope) => {
        const opened = writing.options.trace.use(loop, scope)?.opened;
        if (opened === undefined) {
            throw new Untranslatable("a loop that some uses do not reach");
        }
        return [scope, writing.options.trace.rounds(opened)] as const;
    }));
}

/** A loop: as nn.Sequential where its rounds are modules in a row, else as a loop of `forward`, else round by round. */
export function writeLoop(
    writing: Writing, loop: Repeat | For, given: Given, state: State, line: Line | Output | undefined,
): { readonly given: Given | undefined; readonly refs: readonly Ref[] } {
    const rounds = roundsOf(writing, loop, state);
    const counts = new Set([...rounds.values()].map((one) => one.length));
    const [count = 0] = counts;
    const isEven = counts.size === 1;
    if (isEven && count === 0) {
        return { given: given.reads.has(given.python.text) ? undefined : given, refs: [given.ref] };
    }
    const sequential = attempt(writing, state, () => {
        const made = sequentialLoop(writing, loop, given.ref, state);
        if (made === undefined) {
            return undefined;
        }
        const { text } = made;
        const paths = pathsOf(writing, loop, state);
        const attribute = registerPart(writing, paths, text, false, state, line);
        addToRow(writing, text, paths, true);
        const ref = resultRef(writing, loop, state, made.channels);
        return { python: atom(`${attribute}(${given.python.text})`), reads: given.reads, ref };
    });
    if (sequential !== undefined) {
        return { given: sequential, refs: [sequential.ref] };
    }
    const outer = { current: state.current, given: state.given, givenName: state.givenName };
    const start = holdGiven(writing, given, state);
    state.current = start;
    if (!isEven || count > 3) {
        const rolled = attempt(writing, state, () => rolledLoop(writing, loop, rounds, state));
        if (rolled !== undefined) {
            state.given = outer.given;
            state.givenName = outer.givenName;
            return { given: undefined, refs: [rolled] };
        }
    }
    if (!isEven) {
        throw new Untranslatable("rounds that differ");
    }
    if (state.rolled !== undefined || !isFixed(writing, loop, state)) {
        throw new Untranslatable("a loop that is not always as long");
    }
    for (let round = 0; round < count; round += 1) {
        unrolledRound(writing, loop, rounds, round, state);
    }
    state.given = outer.given;
    state.givenName = outer.givenName;
    return { given: undefined, refs: [currentOf(state)] };
}

function unrolledRound(
    writing: Writing, loop: Repeat | For, rounds: ReadonlyMap<Scope, readonly Scope[]>, round: number, state: State,
): void {
    const inside = new Map([...rounds].flatMap(([scope, all]) => {
        const one = all[round];
        return one === undefined ? [] : [[scope, one] as const];
    }));
    const given = state.current;
    const inner: State = { ...state, instances: [...inside.values()], given, givenName: undefined };
    bindRound(writing, loop, inner, true);
    writeStatements(writing, loop.body, inner);
    if (inner.returned !== undefined) {
        throw new Untranslatable("a return in a loop");
    }
    state.current = inner.current;
    // What the round has given is known below the loop by the scopes around it.
    const seen = [...state.refs.values(), ...state.holds.values(), currentOf(state)];
    for (const [scope, own] of inside) {
        for (const ref of seen) {
            const value = at(ref.values, own);
            if (value !== undefined) {
                ref.values.set(scope, value);
            }
        }
        for (const binding of state.numbers.values()) {
            const datum = at(binding.values, own);
            if (datum !== undefined) {
                binding.values.set(scope, datum);
            }
        }
    }
}

/** Gives a loop's names: their own numbers where its rounds are written apart, else themselves. */
export function bindRound(writing: Writing, loop: Repeat | For, state: State, apart: boolean): void {
    if (loop.kind === "repeat") {
        return;
    }
    for (const { text: name } of loop.names) {
        const values = new Map(state.instances.flatMap((scope) => {
            const datum = writing.options.trace.entered(scope)?.names.get(name);
            return datum === undefined ? [] : [[scope, datum] as const];
        }));
        const literals = [...values.values()].map(literalOf);
        const [first] = literals;
        const isOne = first !== undefined && literals.every((one) => one !== undefined && sameLiteral(one, first));
        const text = apart ? (isOne ? literalText(first) : undefined) : atom(pythonName(name));
        const forward = text;
        state.numbers.set(name, {
            values, init: text, forward: forward === undefined ? undefined : () => forward,
        });
    }
}

/** Leaves out numbers that rounds change: what they were before the loop is not what they are in it. */
export function forgetChanging(writing: Writing, state: State, rounds: readonly Scope[]): void {
    for (const [name, { values }] of state.numbers) {
        const changes = values.size > 0 && rounds.some((scope) => {
            const entered = literalOf(writing.options.trace.entered(scope)?.names.get(name));
            const before = literalOf(at(values, scope));
            return entered === undefined || before === undefined || !sameLiteral(entered, before);
        });
        if (changes) {
            state.numbers.delete(name);
        }
    }
}

/** Whether a loop has as many rounds whatever the class is made with. */
export function isFixed(writing: Writing, loop: Repeat | For, state: State): boolean {
    const expression = loop.kind === "repeat" ? loop.count : loop.iterable;
    const bounds = expression?.kind === "binary" && expression.operator === ".."
        ? [expression.left, expression.right]
        : [expression];
    return writing.options.literal || bounds.every((bound_) =>
        bound_ !== undefined && translate(bound_, "init", state, writing.context).isLiteral);
}

/** `i in range(layers)` */
export function loopHeader(writing: Writing, loop: Repeat | For, place: Place, state: State): string {
    const expression = loop.kind === "repeat" ? loop.count : loop.iterable;
    if (expression === undefined) {
        throw new Untranslatable("a loop over nothing");
    }
    const { text } = translate(expression, place, state, writing.context);
    return loop.kind === "repeat"
        ? `_ in range(${text})`
        : `${loop.names.map((name) => pythonName(name.text)).join(", ")} in ${text}`;
}
