import type { Body, Expression, Let, Line, Model, Output, Return, Statement } from "../../../grammar/syntax-tree.ts";
import type { PytorchLiteral } from "../../layers/pytorch-form.ts";
import { isValue } from "../../evaluation/data.ts";
import type { Scope, Value } from "../../graph/graph.ts";
import { writeIf } from "./branches.ts";
import { tracedLiteral, translate } from "./expressions.ts";
import { inlineFlow, writeFlow } from "./flows.ts";
import { assign } from "./forward.ts";
import { atom, literalText, pythonName, sameLiteral, type PythonText } from "./python.ts";
import { Untranslatable, at, channelsOfValue, fork, literalOf, rethrowOthers, type Ref, type State } from "./state.ts";
import { currentGiven, keepName, readVariable, sourceOf } from "./variables.ts";
import type { WrittenBody, Writing } from "./writing.ts";

/** Writes the body of a block or model as the statements of a class. */
export function writeBody(writing: Writing): WrittenBody {
    const { node } = writing.options;
    const state = beginBody(writing);
    writeStatements(writing, node.body, state);
    const returned = resultsOf(writing, state);
    const row = writing.row?.every(({ path }, index) => path === undefined || path === String(index)) === true
        ? writing.row : undefined;
    const isRow = row?.some(({ path }) => path !== undefined) === true && returned.length === 1 &&
        node.kind === "block";
    return {
        init: writing.init, forward: writing.forward, returned, row: isRow ? row.map(({ text }) => text) : undefined,
        inputVariable: writing.inputVariable, symbols: writing.symbols,
        valueParameters: node.parameters.map(({ name }) => name.text).filter((name) => isValueParameter(writing, name)),
        changed: writing.changed,
    };
}

function beginBody(writing: Writing): State {
    const { node, uses, literal, trace } = writing.options;
    const state: State = {
        instances: uses, refs: new Map(), numbers: new Map(), holds: new Map(), current: undefined, given: undefined,
        givenName: undefined, returned: undefined, rolled: undefined,
    };
    const names = new Set(node.parameters.map(({ name }) => name.text));
    if (node.kind === "block") {
        writing.inputVariable = names.has("x") ? "given" : "x";
        const values = new Map(uses.flatMap((scope) => {
            const given = trace.entered(scope)?.given;
            return given === undefined ? [] : [[scope, given] as const];
        }));
        const isFeatures = uses.every((scope) => at(values, scope)?.shape?.length === 1);
        const wanted = isFeatures ? "in_features" : "in_channels";
        const symbol = names.has(wanted) ? "given_channels" : wanted;
        state.given = { values, channels: channelSymbol(writing, symbol, undefined, values) };
        state.givenName = "in";
        state.current = state.given;
        state.holds.set(writing.inputVariable, state.given);
    }
    for (const parameter of node.parameters) {
        const name = parameter.name.text;
        const python = pythonName(name);
        const data = new Map(uses.flatMap((scope) => {
            const datum = trace.entered(scope)?.names.get(name);
            return datum === undefined ? [] : [[scope, datum] as const];
        }));
        if (isValueParameter(writing, name)) {
            const values = new Map([...data].flatMap(([scope, datum]) =>
                (isValue(datum) ? [[scope, datum.value] as const] : [])));
            const ref = { values, channels: channelSymbol(writing, `${name}_channels`, name, values) };
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
        const attribute = writing.facts.renamed.has(name) ? `${python}_value` : python;
        state.numbers.set(name, { values: data, init: atom(python), forward: () => atom(`self.${attribute}`) });
        const standard = node.kind === "model" ? value : plainDefault(parameter.default);
        writing.symbols.push({ name: python, of: { parameter: name }, default: standard, values: literals });
    }
    const inputs = [writing.inputVariable, ...(node.kind === "model" ? inputNames(node).map(pythonName) : [])];
    const taken = new Set([...writing.facts.kept].map((name) => pythonName(name)));
    if (writing.facts.kept.has("in") && writing.inputVariable !== undefined) {
        taken.add(writing.inputVariable);
    }
    const values = [...names].filter((name) => isValueParameter(writing, name)).map(pythonName);
    writing.working = ["x", "out", "y", "z", "value"].find((name) =>
        !taken.has(name) && !values.includes(name) && (inputs.length <= 2 || !inputs.includes(name))) ?? "value_";
    return state;
}

function isValueParameter(writing: Writing, name: string): boolean {
    const [first] = writing.options.uses;
    const datum = first === undefined ? undefined : writing.options.trace.entered(first)?.names.get(name);
    return writing.options.node.kind === "block" && datum !== undefined && isValue(datum);
}

function channelSymbol(
    writing: Writing, symbol: string, of: string | undefined, values: ReadonlyMap<Scope, Value>,
): PythonText | undefined {
    const numbers = new Map([...values].flatMap(([scope, value]) => {
        const channels = channelsOfValue(value);
        return channels === undefined ? [] : [[scope, channels] as const];
    }));
    const [first] = numbers.values();
    if (writing.options.literal) {
        return first === undefined ? undefined : literalText(first);
    }
    writing.symbols.push({ name: pythonName(symbol), of: { channelsOf: of }, default: undefined, values: numbers });
    return atom(pythonName(symbol));
}

/** Writes a body's statements in order, up to a `return`. */
export function writeStatements(writing: Writing, body: Body | undefined, state: State): void {
    for (const statement of body?.statements ?? []) {
        if (state.returned !== undefined) {
            return;
        }
        writeStatement(writing, statement, state);
    }
}

function writeStatement(writing: Writing, statement: Statement, state: State): void {
    switch (statement.kind) {
        case "line":
            writeLine(writing, statement, state);
            return;
        case "output":
            writeOutput(writing, statement, state);
            return;
        case "let":
            writeLet(writing, statement, state);
            return;
        case "if":
            writeIf(writing, statement, state);
            return;
        case "return":
            writeReturn(writing, statement, state);
            return;
        case "input": {
            const name = statement.name?.text ?? "";
            const values = new Map(state.instances.flatMap((scope) => {
                const value = writing.options.trace.use(statement, scope)?.values[0];
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
                            keepName(writing, name);
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

function writeLine(writing: Writing, line: Line, state: State): void {
    const names = line.names.map(({ text }) => text);
    if (line.flow.steps.length === 0) {
        const { ref, name } = sourceOf(line.flow, state);
        if (names.length === 0) {
            state.current = ref;
            return;
        }
        for (const own of names) {
            giveAlias(writing, own, ref, name, state);
        }
        writing.row = undefined;
        return;
    }
    writeFlow(writing, line, names, state);
}

/** Gives a name another value: it gets a variable only where the name is read after the value's own is gone. */
export function giveAlias(writing: Writing, name: string, ref: Ref, from: string | undefined, state: State): void {
    if (writing.facts.kept.has(name)) {
        const variable = readVariable(writing, ref, from, state);
        const target = pythonName(name);
        if (variable !== target) {
            writing.forward.push(assign([target], variable, new Set([variable]), true));
        }
        state.holds.set(target, ref);
    }
    state.refs.set(name, ref);
}

function writeOutput(writing: Writing, output: Output, state: State): void {
    const name = output.name?.text ?? "";
    if (output.flow === undefined) {
        const ref = state.refs.get(name);
        if (ref === undefined) {
            throw new Untranslatable("an output of no value");
        }
        writing.outputs.push({ name, ref });
        return;
    }
    if (output.flow.steps.length === 0) {
        const { ref, name: from } = sourceOf(output.flow, state);
        giveAlias(writing, name, ref, from, state);
    } else {
        writeFlow(writing, output, [name], state);
    }
    const ref = state.refs.get(name);
    if (ref !== undefined) {
        writing.outputs.push({ name, ref });
    }
}

function writeLet(writing: Writing, statement: Let, state: State): void {
    const { name, value, parameters } = statement;
    if (name === undefined || value === undefined || parameters !== undefined) {
        return;
    }
    const seen = fork(state);
    let init: PythonText | undefined;
    try {
        init = translate(value, "init", state, writing.context);
    } catch (error) {
        rethrowOthers(error);
    }
    const values = new Map(state.instances.flatMap((scope) => {
        const datum = writing.options.trace.datum(value, scope);
        return datum === undefined ? [] : [[scope, datum] as const];
    }));
    if (init === undefined) {
        const [first, ...others] = state.instances.map((scope) => tracedLiteral(value, scope, writing.context));
        const isOne = first !== undefined && others.every((one) => one !== undefined && sameLiteral(one, first));
        init = isOne && writing.options.literal ? literalText(first) : undefined;
    }
    state.numbers.set(name.text, { values, init, forward: () => translate(value, "forward", seen, writing.context) });
}

function writeReturn(writing: Writing, statement: Return, state: State): void {
    state.returned = statement.flows.map((flow) => {
        const given = inlineFlow(writing, flow, currentGiven(writing, state, flow), state);
        return { text: given.python.text, reads: given.reads };
    });
    if (statement.flows.length > 1 || statement.flows.some(({ steps }) => steps.length > 0)) {
        writing.row = undefined;
    }
}

function resultsOf(writing: Writing, state: State): WrittenBody["returned"] {
    if (state.returned !== undefined) {
        return state.returned;
    }
    if (writing.options.node.kind === "model" && writing.outputs.length > 0) {
        return writing.outputs.map(({ name, ref }) => {
            const text = readVariable(writing, ref, name, state);
            return { text, reads: new Set([text]) };
        });
    }
    const given = currentGiven(writing, state);
    return [{ text: given.python.text, reads: given.reads }];
}

function plainDefault(expression: Expression | undefined): PytorchLiteral | undefined {
    return expression?.kind === "number" || expression?.kind === "string" || expression?.kind === "boolean"
        ? expression.value
        : undefined;
}

function inputNames(model: Model): readonly string[] {
    return (model.body?.statements ?? []).flatMap((statement) =>
        (statement.kind === "input" && statement.name !== undefined ? [statement.name.text] : []));
}
