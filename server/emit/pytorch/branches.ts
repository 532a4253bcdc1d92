import type { Expression, If } from "../../../grammar/syntax-tree.ts";
import type { Scope, Value } from "../../graph/graph.ts";
import { attributeText } from "./attributes.ts";
import { writeStatements } from "./body.ts";
import { translate } from "./expressions.ts";
import { assign, type ForwardStatement } from "./forward.ts";
import { channelsInWords } from "./numbers.ts";
import { Untranslatable, at, fork, type Ref, type State } from "./state.ts";
import { variableOf, variablesIn } from "./variables.ts";
import type { Writing } from "./writing.ts";

/** An `if`: what all uses decide alike is followed, what they don't stays a condition. */
export function writeIf(writing: Writing, statement: If, state: State): void {
    const { condition } = statement;
    if (condition === undefined) {
        return;
    }
    const decided = state.instances.map((scope) => writing.options.trace.datum(condition, scope) === true);
    const otherwise = (inner: State): void => {
        if (statement.else?.kind === "if") {
            writeIf(writing, statement.else, inner);
        } else if (statement.else !== undefined) {
            writeStatements(writing, statement.else, inner);
        }
    };
    if (decided.every((one) => one)) {
        writeStatements(writing, statement.then, state);
        return;
    }
    if (decided.every((one) => !one)) {
        otherwise(state);
        return;
    }
    writing.row = undefined;
    const header = translate(condition, "init", state, writing.context).text;
    const side = (when: boolean, run: (inner: State) => void) => {
        const outer = { init: writing.init, forward: writing.forward };
        const inner = fork(state, { instances: state.instances.filter((_, index) => decided[index] === when) });
        writing.init = [];
        writing.forward = [];
        run(inner);
        const made = { inner, init: writing.init, forward: writing.forward };
        writing.init = outer.init;
        writing.forward = outer.forward;
        if (inner.returned !== undefined) {
            throw new Untranslatable("a return that only some uses reach");
        }
        return made;
    };
    const then = side(true, (inner) => { writeStatements(writing, statement.then, inner); });
    const not = side(false, otherwise);
    mergeBranches(writing, state, then, not);
    const flag = then.init.find((one) => one.kind === "set" && !one.path.includes(".") &&
        !not.init.some((other) => other.kind === "set" && other.path === one.path));
    if (then.init.length > 0 || not.init.length > 0) {
        if (flag?.kind === "set") {
            writing.init.push({ kind: "line", text: `${attributeText(flag.path, new Map(), false)} = None` });
        }
        writing.init.push({ kind: "nested", header: `if ${header}`, body: then.init, otherwise: not.init });
    }
    if (then.forward.length > 0 || not.forward.length > 0) {
        const test = flag?.kind === "set"
            ? { text: `${attributeText(flag.path, new Map(), false)} is not None`, reads: new Set<string>() }
            : conditionText(writing, condition, state);
        writing.forward.push({
            kind: "if", condition: test.text, reads: test.reads, then: then.forward, otherwise: not.forward,
        });
    }
}

function conditionText(
    writing: Writing, expression: Expression, state: State,
): { readonly text: string; readonly reads: ReadonlySet<string> } {
    const { text } = translate(expression, "forward", state, writing.context);
    return { text, reads: variablesIn(text, state) };
}

/** Brings the two ways through an `if` together: what is not in one variable after both is put in one. */
function mergeBranches(
    writing: Writing, state: State, then: { readonly inner: State; readonly forward: ForwardStatement[] },
    not: { readonly inner: State; readonly forward: ForwardStatement[] },
): void {
    const [left, right] = [then.inner, not.inner];
    const pairs = new Map<Ref, Map<Ref, Ref>>();
    const merged = (a: Ref, b: Ref): Ref => {
        if (a === b) {
            return a;
        }
        const known = pairs.get(a)?.get(b);
        if (known !== undefined) {
            return known;
        }
        const values = new Map<Scope, Value>();
        for (const [side, ref] of [[left, a], [right, b]] as const) {
            for (const scope of side.instances) {
                const value = at(ref.values, scope);
                if (value !== undefined) {
                    values.set(scope, value);
                }
            }
        }
        const channels = a.channels?.text === b.channels?.text
            ? a.channels
            : channelsInWords(writing, values, state);
        const made = { values, channels };
        pairs.set(a, (pairs.get(a) ?? new Map<Ref, Ref>()).set(b, made));
        return made;
    };
    state.refs.clear();
    for (const [name, ref] of left.refs) {
        const other = right.refs.get(name);
        if (other !== undefined) {
            state.refs.set(name, merged(ref, other));
        }
    }
    for (const [name, binding] of left.numbers) {
        const other = right.numbers.get(name);
        if (other === binding) {
            state.numbers.set(name, binding);
        } else if (other?.init?.text === binding.init?.text && other !== undefined) {
            state.numbers.set(name, { ...binding, values: new Map([...binding.values, ...other.values]) });
        } else {
            state.numbers.delete(name);
        }
    }
    const [a, b] = [left.current, right.current];
    state.current = a === undefined || b === undefined ? undefined : merged(a, b);
    state.holds.clear();
    for (const [variable, ref] of left.holds) {
        const other = right.holds.get(variable);
        const one = other === undefined ? undefined : ref === other ? ref : pairs.get(ref)?.get(other);
        if (one !== undefined) {
            state.holds.set(variable, one);
        }
    }
    if (state.current === undefined || [...state.holds.values()].includes(state.current)) {
        return;
    }
    for (const [side, ref] of [[then, a], [not, b]] as const) {
        const variable = ref === undefined ? undefined : variableOf(ref, undefined, side.inner);
        if (variable === undefined) {
            return;
        }
        if (variable !== writing.working) {
            side.forward.push(assign([writing.working], variable, new Set([variable]), true));
        }
    }
    state.holds.set(writing.working, state.current);
}
