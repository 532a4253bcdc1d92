import type { Body, Expression, Let, Line, Model, Output, Return, Statement } from "../../../grammar/syntax-tree.ts";
import type { PytorchLiteral } from "../../layers/pytorch-form.ts";
import { isValue } from "../../model/data.ts";
import type { Scope, Value } from "../../model/graph.ts";
import { writeIf } from "./branches.ts";
import { tracedLiteral, translate } from "./expressions.ts";
import { inlineFlow, writeFlow } from "./flows.ts";
import { assign } from "./forward.ts";
import { atom, literalText, pythonName, sameLiteral, type PythonText } from "./python.ts";
import { Untranslatable, at, channelsOfValue, fork, literalOf, rethrowOthers, type Ref, type State } from "./state.ts";
import { currentGiven, keepName, readVariable, sourceOf } from "./variables.ts";
import type { WrittenBody, Writing } from "./writing.ts";

/** Writes the body of a block or model as the statements of a class. */
export function writeBody(w: Writing): WrittenBody {
    const { node } = w.options;
    const state = beginBody(w);
    writeStatements(w, node.body, state);
    const returned = resultsOf(w, state);
    const row = w.row?.every(({ path }, index) => path === undefined || path === String(index)) === true
        ? w.row : undefined;
    const isRow = row?.some(({ path }) => path !== undefined) === true && returned.length === 1 &&
        node.kind === "block";
    return {
        init: w.init, forward: w.forward, returned, row: isRow ? row.map(({ text }) => text) : undefined,
        inputVariable: w.inputVariable, symbols: w.symbols,
        valueParameters: node.parameters.map(({ name }) => name.text).filter((name) => isValueParameter(w, name)),
        changed: w.changed,
    };
}

export function beginBody(w: Writing): State {
    const { node, uses, literal, trace } = w.options;
    const state: State = {
        instances: uses, refs: new Map(), numbers: new Map(), holds: new Map(), current: undefined, given: undefined,
        givenName: undefined, returned: undefined, rolled: undefined,
    };
    const names = new Set(node.parameters.map(({ name }) => name.text));
    if (node.kind === "block") {
        w.inputVariable = names.has("x") ? "given" : "x";
        const values = new Map(uses.flatMap((scope) => {
            const given = trace.entered(scope)?.given;
            return given === undefined ? [] : [[scope, given] as const];
        }));
        const isFeatures = uses.every((scope) => at(values, scope)?.shape?.length === 1);
        const wanted = isFeatures ? "in_features" : "in_channels";
        const symbol = names.has(wanted) ? "given_channels" : wanted;
        state.given = { values, channels: channelSymbol(w, symbol, undefined, values) };
        state.givenName = "in";
        state.current = state.given;
        state.holds.set(w.inputVariable, state.given);
    }
    for (const parameter of node.parameters) {
        const name = parameter.name.text;
        const python = pythonName(name);
        const data = new Map(uses.flatMap((scope) => {
            const datum = trace.entered(scope)?.names.get(name);
            return datum === undefined ? [] : [[scope, datum] as const];
        }));
        if (isValueParameter(w, name)) {
            const values = new Map([...data].flatMap(([scope, datum]) =>
                (isValue(datum) ? [[scope, datum.value] as const] : [])));
            const ref = { values, channels: channelSymbol(w, `${name}_channels`, name, values) };
            state.refs.set(name, ref);
            state.holds.set(python, ref);
            continue;
        }
        const literals = new Map([...data].flatMap(([scope, datum]) => {
            const value = literalOf(datum);
            return value === undefined ? [] : [[scope, value] as const];
        }));
        const [value] = literals.values();
        if (literal) {
            const text = value === undefined ? undefined : literalText(value);
            state.numbers.set(name, { values: data, init: text, forward: () => text ?? atom("None") });
            continue;
        }
        const attribute = w.facts.renamed.has(name) ? `${python}_value` : python;
        state.numbers.set(name, { values: data, init: atom(python), forward: () => atom(`self.${attribute}`) });
        const standard = node.kind === "model" ? value : plainDefault(parameter.default);
        w.symbols.push({ name: python, of: { parameter: name }, default: standard, values: literals });
    }
    const inputs = [w.inputVariable, ...(node.kind === "model" ? inputNames(node).map(pythonName) : [])];
    const taken = new Set([...w.facts.kept].map((name) => pythonName(name)));
    if (w.facts.kept.has("in") && w.inputVariable !== undefined) {
        taken.add(w.inputVariable);
    }
    const values = [...names].filter((name) => isValueParameter(w, name)).map(pythonName);
    w.working = ["x", "out", "y", "z", "value"].find((name) =>
        !taken.has(name) && !values.includes(name) && (inputs.length <= 2 || !inputs.includes(name))) ?? "value_";
    return state;
}

export function isValueParameter(w: Writing, name: string): boolean {
    const [first] = w.options.uses;
    const datum = first === undefined ? undefined : w.options.trace.entered(first)?.names.get(name);
    return w.options.node.kind === "block" && datum !== undefined && isValue(datum);
}

export function channelSymbol(
    w: Writing, symbol: string, of: string | undefined, values: ReadonlyMap<Scope, Value>,
): PythonText | undefined {
    const numbers = new Map([...values].flatMap(([scope, value]) => {
        const channels = channelsOfValue(value);
        return channels === undefined ? [] : [[scope, channels] as const];
    }));
    const [first] = numbers.values();
    if (w.options.literal) {
        return first === undefined ? undefined : literalText(first);
    }
    w.symbols.push({ name: pythonName(symbol), of: { channelsOf: of }, default: undefined, values: numbers });
    return atom(pythonName(symbol));
}

export function writeStatements(w: Writing, body: Body | undefined, state: State): void {
    for (const statement of body?.statements ?? []) {
        if (state.returned !== undefined) {
            return;
        }
        writeStatement(w, statement, state);
    }
}

export function writeStatement(w: Writing, statement: Statement, state: State): void {
    switch (statement.kind) {
        case "line":
            writeLine(w, statement, state);
            return;
        case "output":
            writeOutput(w, statement, state);
            return;
        case "let":
            writeLet(w, statement, state);
            return;
        case "if":
            writeIf(w, statement, state);
            return;
        case "return":
            writeReturn(w, statement, state);
            return;
        case "input": {
            const name = statement.name?.text ?? "";
            const values = new Map(state.instances.flatMap((scope) => {
                const value = w.options.trace.use(statement, scope)?.values[0];
                return value === undefined ? [] : [[scope, value] as const];
            }));
            const [value] = values.values();
            const channels = channelsOfValue(value);
            const ref: Ref = { values, channels: channels === undefined ? undefined : literalText(channels) };
            state.refs.set(name, ref);
            state.holds.set(pythonName(name), ref);
            state.current = ref;
            state.given = ref;
            state.givenName = name;
            for (const [axis, dimension] of statement.dimensions.entries()) {
                if (dimension.name !== undefined) {
                    const sample = value?.shape?.[axis]?.sample;
                    state.numbers.set(dimension.name.text, {
                        values: new Map(), init: sample === undefined ? undefined : literalText(sample),
                        forward: () => {
                            keepName(w, name);
                            return atom(`${pythonName(name)}.shape[${axis + 1}]`);
                        },
                    });
                }
            }
            return;
        }
        case "require":
    }
}

export function writeLine(w: Writing, line: Line, state: State): void {
    const names = line.names.map(({ text }) => text);
    if (line.flow.steps.length === 0) {
        const { ref, name } = sourceOf(line.flow, state);
        if (names.length === 0) {
            state.current = ref;
            return;
        }
        for (const own of names) {
            giveAlias(w, own, ref, name, state);
        }
        w.row = undefined;
        return;
    }
    writeFlow(w, line, names, state);
}

export function giveAlias(w: Writing, name: string, ref: Ref, from: string | undefined, state: State): void {
    if (w.facts.kept.has(name)) {
        const variable = readVariable(w, ref, from, state);
        const target = pythonName(name);
        if (variable !== target) {
            w.forward.push(assign([target], variable, new Set([variable]), true));
        }
        state.holds.set(target, ref);
    }
    state.refs.set(name, ref);
}

export function writeOutput(w: Writing, output: Output, state: State): void {
    const name = output.name?.text ?? "";
    if (output.flow === undefined) {
        const ref = state.refs.get(name);
        if (ref === undefined) {
            throw new Untranslatable("an output of no value");
        }
        w.outputs.push({ name, ref });
        return;
    }
    if (output.flow.steps.length === 0) {
        const { ref, name: from } = sourceOf(output.flow, state);
        giveAlias(w, name, ref, from, state);
    } else {
        writeFlow(w, output, [name], state);
    }
    const ref = state.refs.get(name);
    if (ref !== undefined) {
        w.outputs.push({ name, ref });
    }
}

export function writeLet(w: Writing, statement: Let, state: State): void {
    const { name, value, parameters } = statement;
    if (name === undefined || value === undefined || parameters !== undefined) {
        return;
    }
    const seen = fork(state);
    let init: PythonText | undefined;
    try {
        init = translate(value, "init", state, w.context);
    } catch (error) {
        rethrowOthers(error);
    }
    const values = new Map(state.instances.flatMap((scope) => {
        const datum = w.options.trace.datum(value, scope);
        return datum === undefined ? [] : [[scope, datum] as const];
    }));
    if (init === undefined) {
        const [first, ...others] = state.instances.map((scope) => tracedLiteral(value, scope, w.context));
        const isOne = first !== undefined && others.every((one) => one !== undefined && sameLiteral(one, first));
        init = isOne && w.options.literal ? literalText(first) : undefined;
    }
    state.numbers.set(name.text, { values, init, forward: () => translate(value, "forward", seen, w.context) });
}

export function writeReturn(w: Writing, statement: Return, state: State): void {
    state.returned = statement.flows.map((flow) => {
        const given = inlineFlow(w, flow, currentGiven(w, state, flow), state);
        return { text: given.python.text, reads: given.reads };
    });
    if (statement.flows.length > 1 || statement.flows.some(({ steps }) => steps.length > 0)) {
        w.row = undefined;
    }
}

export function resultsOf(w: Writing, state: State): WrittenBody["returned"] {
    if (state.returned !== undefined) {
        return state.returned;
    }
    if (w.options.node.kind === "model" && w.outputs.length > 0) {
        return w.outputs.map(({ name, ref }) => {
            const text = readVariable(w, ref, name, state);
            return { text, reads: new Set([text]) };
        });
    }
    const given = currentGiven(w, state);
    return [{ text: given.python.text, reads: given.reads }];
}

export function plainDefault(expression: Expression | undefined): PytorchLiteral | undefined {
    return expression?.kind === "number" || expression?.kind === "string" || expression?.kind === "boolean"
        ? expression.value
        : undefined;
}

export function inputNames(model: Model): readonly string[] {
    return (model.body?.statements ?? []).flatMap((statement) =>
        (statement.kind === "input" && statement.name !== undefined ? [statement.name.text] : []));
}
