import type { Body, Let, Line, Output, Return, Statement } from "../../../grammar/syntax-tree.ts";
import { attribute, literal, reference, subscript, type Expression } from "../../python/syntax.ts";
import { withBindings, type Binding } from "./bindings.ts";
import { planIf } from "./branches.ts";
import type { Draft, Environment, Planner } from "./draft.ts";
import { planArgument, planInline, planLine, planRow, sourceOf } from "./flows.ts";
import { storedExpression } from "./numbers.ts";
import { PlannedValue, channelsOf, mapScopes, type Reference } from "./plan.ts";
import { literalOf, translate, translateInit } from "./translation.ts";

/** Plans the bodies of blocks and models. */
export const planner: Planner = { body: planBody, argument: planArgument, row: planRow };

function planBody(draft: Draft, body: Body | undefined, environment: Environment): Environment {
    return (body?.statements ?? []).reduce(
        (around, statement) => around.returned === undefined && draft.spend(around.instances.length)
            ? planStatement(draft, statement, around) : around,
        environment);
}

function planStatement(draft: Draft, statement: Statement, environment: Environment): Environment {
    switch (statement.kind) {
        case "line":
            return planNamed(draft, statement, statement.names.map(({ text }) => text), environment);
        case "output":
            return statement.flow === undefined || statement.name === undefined
                ? environment
                : planNamed(draft, statement, [statement.name.text], environment);
        case "let":
            return planLet(draft, statement, environment);
        case "if":
            return planIf(draft, statement, environment);
        case "return":
            return planReturn(draft, statement, environment);
        case "input": {
            const values = mapScopes(environment.instances, (scope) =>
                draft.context.trace.use(statement, scope)?.values[0]);
            const [graphValue] = values.values();
            const channels = channelsOf(graphValue);
            const input = new PlannedValue(values, channels === undefined ? undefined : literal(channels));
            const text = statement.name?.text ?? "";
            draft.inputs.push({ name: text, value: input });
            const sizes = statement.dimensions.flatMap((dimension, axis): readonly (readonly [string, Binding])[] => {
                const sample = graphValue?.shape?.[axis]?.sample;
                return dimension.name === undefined || sample === undefined ? [] : [[dimension.name.text, {
                    kind: "number", values: new Map(), init: literal(sample),
                    forward: subscript(attribute(reference<Reference>(input), "shape"), literal(axis + 1)),
                }]];
            });
            return {
                ...environment, current: input, input,
                names: withBindings(environment.names, [[text, { kind: "value", value: input }], ...sizes]),
            };
        }
        case "require":
            return environment;
    }
}

/** A line that names results; without steps, it renames a value. */
function planNamed(
    draft: Draft, line: Line | Output, names: readonly string[], environment: Environment,
): Environment {
    if (line.flow === undefined || line.flow.steps.length > 0) {
        return planLine(draft, line, names, environment);
    }
    const value = sourceOf(draft, line.flow, environment);
    if (value === undefined) {
        return environment;
    }
    const bound = names.filter((one) => one !== "_")
        .map((one): readonly [string, Binding] => [one, { kind: "value", value }]);
    return {
        ...environment, current: names.length === 0 || line.kind === "output" ? value : environment.current,
        names: withBindings(environment.names, bound),
    };
}

/** A `let`: a variable of `__init__` if it computes something, otherwise the number itself. */
function planLet(draft: Draft, statement: Let, environment: Environment): Environment {
    const { name: identifier, value, parameters } = statement;
    if (identifier === undefined || value === undefined) {
        return environment;
    }
    const { text } = identifier;
    const bind = (binding: Binding): Environment =>
        ({ ...environment, names: withBindings(environment.names, [[text, binding]]) });
    if (parameters !== undefined) {
        return bind({ kind: "function", declaration: statement });
    }
    const { trace, isLiteral } = draft.context;
    const values = mapScopes(environment.instances, (scope) => trace.datum(value, scope));
    const written = translateInit(draft, value, environment);
    const forward = translate(draft, value, "forward", environment);
    const isNumber = [...values.values()].every((datum) => literalOf(datum) !== undefined);
    if (written === undefined || isLiteral || !isNumber || isPlain(written) || isInRound(environment)) {
        return bind({ kind: "number", values, init: written, forward });
    }
    const init: Expression = draft.addSymbol({
        name: text, kind: "local", of: undefined, default: undefined,
        values: mapScopes(environment.instances, (scope) => literalOf(values.get(scope))),
    });
    draft.init.push({ kind: "local", name: init.kind === "name" ? init.name : text, value: written });
    return bind({ kind: "number", values, init, forward: storedExpression(draft, init) });
}

function isPlain({ kind }: Expression): boolean {
    return kind === "name" || kind === "literal";
}

function isInRound({ holder, instances }: Environment): boolean {
    return holder.kind === "round" || instances.some(({ kind }) => kind === "round");
}

function planReturn(draft: Draft, statement: Return, environment: Environment): Environment {
    return { ...environment, returned: statement.flows.map((flow) => planInline(draft, flow, environment)) };
}
