import type { Call, Expression, Flow } from "../../../grammar/syntax-tree.ts";
import { builtInFunctions } from "../../evaluation/built-in-functions.ts";
import { inlineFlow } from "./flows.ts";
import { argumentsOf, type JoinedForm } from "./forms.ts";
import { assign } from "./forward.ts";
import { atom } from "./python.ts";
import { Untranslatable, type State } from "./state.ts";
import { givenOf } from "./variables.ts";
import type { Given, Writing } from "./writing.ts";

/** A value among arguments, as an expression. */
export function argumentGiven(writing: Writing, value: Expression | Flow, given: Given, state: State): Given {
    if (value.kind === "flow") {
        return inlineFlow(writing, value, given, state);
    }
    if (value.kind === "call-expression") {
        const { start, end } = value;
        return inlineFlow(writing, { kind: "flow", source: undefined, steps: [value.call], start, end }, given, state);
    }
    if (value.kind === "name" || value.kind === "in") {
        const { start, end } = value;
        return givenOf(writing, { kind: "flow", source: value, steps: [], start, end }, given, state);
    }
    throw new Untranslatable("a number where a value stands");
}

/** What a layer takes: the value before its arrow, its operands, then values among its other arguments. */
export function inputsOf(
    writing: Writing, step: Call, joined: JoinedForm, given: Given, state: State,
): readonly Given[] {
    const [layer] = joined.layers.values();
    const { definition, call } = layer ?? {};
    if (definition === undefined || call === undefined) {
        throw new Untranslatable("a call of no layer");
    }
    const args = argumentsOf(step, joined);
    const values = [...args.values()].filter(({ value }) => isValueExpression(writing, value, state));
    const standing = definition.operands.from === "line" || values.length > 0 ? variableOnce(writing, given, joined, values.length, state) : given;
    const inputs: Given[] = definition.operands.from === "line" ? [standing] : [];
    for (const [key, argument] of args) {
        if (typeof key === "number" && isValueExpression(writing, argument.value, state)) {
            writing.row = undefined;
            inputs.push(argumentGiven(writing, argument.value, standing, state));
        }
    }
    for (const [name, value] of call.arguments) {
        const argument = args.get(name);
        if (typeof value === "object" && value !== null && "kind" in value && argument !== undefined) {
            writing.row = undefined;
            inputs.push(argumentGiven(writing, argument.value, standing, state));
        }
    }
    return inputs;
}

/** What is read more than once is given a variable first. */
function variableOnce(
    writing: Writing, given: Given, joined: JoinedForm, branches: number, state: State,
): Given {
    const isVariable = given.reads.has(given.python.text);
    const parts = joined.form.expression ?? joined.form.called ?? [];
    const own = parts.filter((part) => typeof part === "object" && part.kind === "input" && part.input === 0).length;
    if (isVariable || branches + own <= 1) {
        return given;
    }
    const name = `held_${String(writing.temporaries)}`;
    writing.temporaries += 1;
    writing.forward.push(assign([name], given.python.text, given.reads));
    state.holds.set(name, given.ref);
    return { python: atom(name), reads: new Set([name]), ref: given.ref };
}

/** Whether an argument is a value, and no number. */
function isValueExpression(writing: Writing, value: Expression | Flow, state: State): boolean {
    switch (value.kind) {
        case "flow":
        case "in":
            return true;
        case "name":
            return state.refs.has(value.text);
        case "call-expression":
            return !builtInFunctions.has(value.call.callee.text) &&
                state.instances.some((scope) => writing.options.trace.use(value.call, scope) !== undefined);
        default:
            return false;
    }
}
