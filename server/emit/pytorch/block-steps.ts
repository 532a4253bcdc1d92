import type { Argument, Call } from "../../../grammar/syntax-tree.ts";
import { isValue } from "../../evaluation/data.ts";
import type { Scope } from "../../graph/graph.ts";
import { call, keyword, literal, name, reference, type Expression, type PythonLiteral } from "../../python/syntax.ts";
import { namesIn, replaced } from "../../python/traversal.ts";
import type { Draft, Environment } from "./draft.ts";
import { channelsInWords, initNumber } from "./numbers.ts";
import { registerPart } from "./parts.ts";
import {
    at, channelsOf, mapScopes, PlannedValue, type ClassParameter, type PlannedClass, type Reference,
} from "./plan.ts";
import { resultsOf } from "./results.ts";
import { targetsOf, type StepPlace } from "./steps.ts";
import { literalOf, sameLiteral, uniform } from "./translation.ts";

/** Plans the use of a block: an instance of its class, called with its values. */
export function planBlock(
    draft: Draft, step: Call, input: PlannedValue | undefined, environment: Environment, place: StepPlace,
): readonly PlannedValue[] {
    const made = classFor(draft, step, environment);
    if (made === undefined) {
        return resultsOf(draft, step, environment, []);
    }
    const values = new Map(made.values.map((value) => {
        const argument = blockArgument(draft, step, value, environment);
        if (argument === undefined) {
            draft.fail("a value that a default gives");
        }
        const planned = argument === undefined
            ? undefined
            : draft.context.planner.argument(draft, argument, input, environment);
        return [value, planned] as const;
    }));
    const constructed = construct(draft, step, made, input, values, environment);
    const part = registerPart(draft, step, constructed.module, false, environment, place.line);
    const inputs = [...(made.usesInput ? [input] : []), ...values.values()].filter((one) => one !== undefined);
    const results = blockResults(draft, step, made, constructed.args, environment);
    draft.forward.push({
        kind: "assign", targets: targetsOf(results, place.names), isInline: place.isInline,
        expression: call(
            part === undefined ? literal(undefined) : reference(part.reference),
            inputs.map((one) => reference<Reference>(one))),
        row: made.isPlain && input !== undefined
            ? { module: constructed.module, path: part?.path, input }
            : undefined,
    });
    return results;
}

/** A use of a block as a module with one input and one output; undefined if it has more. */
export function blockModule(
    draft: Draft, step: Call, input: PlannedValue, environment: Environment,
): { readonly module: Expression; readonly result: PlannedValue } | undefined {
    const made = classFor(draft, step, environment);
    if (made?.isPlain !== true) {
        return undefined;
    }
    const { module, args } = construct(draft, step, made, input, new Map(), environment);
    const [result] = blockResults(draft, step, made, args, environment);
    return result === undefined ? undefined : { module, result };
}

/** The argument of a call for a block's parameter; undefined if the default applies. */
function blockArgument(
    { context: { trace } }: Draft, step: Call, parameter: string, { instances: [scope] }: Environment,
): Argument | undefined {
    const opened = scope === undefined ? undefined : trace.use(step, scope)?.opened;
    return opened === undefined ? undefined : trace.entered(opened)?.written?.byParameter.get(parameter);
}

/** The class that a call instantiates, the same in all uses. */
function classFor(draft: Draft, step: Call, { instances }: Environment): PlannedClass | undefined {
    const [first, ...others] = instances.map((scope) => {
        const opened = draft.context.trace.use(step, scope)?.opened;
        return opened === undefined ? undefined : draft.context.classes.classOf(opened);
    });
    if (first === undefined || others.some((one) => one !== first)) {
        draft.fail(`${step.callee.text} has several classes`);
        return undefined;
    }
    return first;
}

/** `Basic(64, 128, stride=2)`, with its arguments. */
function construct(
    draft: Draft, step: Call, made: PlannedClass, input: PlannedValue | undefined,
    values: ReadonlyMap<string, PlannedValue | undefined>, environment: Environment,
): { readonly module: Expression; readonly args: ReadonlyMap<string, Expression> } {
    const args = new Map<string, Expression>();
    const written = made.parameters.flatMap((parameter) => {
        const expected = expectedValues(draft, step, parameter, environment);
        const argument = parameter.kind === "parameter"
            ? blockArgument(draft, step, parameter.of ?? "", environment)
            : undefined;
        const source = argument?.value.kind === "flow" ? undefined : argument?.value;
        const value = parameter.of === undefined ? input : values.get(parameter.of);
        const expression = initNumber(draft, environment, {
            values: expected, source, channels: parameter.kind === "channels" ? value?.channels : undefined, isDerived: parameter.kind === "channels",
            role: parameter.name,
        });
        args.set(parameter.name, expression);
        const standard = parameter.default;
        const isStandard = standard !== undefined && [...expected.values()].every((one) => sameLiteral(one, standard));
        // A default that the source computes may differ in other uses of the class.
        if (isStandard && namesIn(expression).size === 0) {
            return [];
        }
        return [parameter.isPositional ? { name: undefined, value: expression } : keyword(parameter.name, expression)];
    });
    return { module: call(name(made.name), written), args };
}

/** The value of a class's parameter in each use. */
function expectedValues(
    draft: Draft, step: Call, parameter: ClassParameter, { instances }: Environment,
): ReadonlyMap<Scope, PythonLiteral> {
    const { trace } = draft.context;
    return mapScopes(instances, (scope): PythonLiteral | undefined => {
        const opened = trace.use(step, scope)?.opened;
        const entered = opened === undefined ? undefined : trace.entered(opened);
        if (opened === undefined || entered === undefined) {
            return undefined;
        }
        if (parameter.kind === "invented") {
            return at(parameter.values, opened);
        }
        const datum = parameter.of === undefined ? undefined : entered.names.get(parameter.of);
        if (parameter.kind === "parameter") {
            return literalOf(datum);
        }
        return channelsOf(parameter.of === undefined
            ? entered.input
            : datum !== undefined && isValue(datum) ? datum.value : undefined);
    });
}

/** A block's results. Their channels are those of its class, in terms of the arguments. */
function blockResults(
    draft: Draft, step: Call, made: PlannedClass, args: ReadonlyMap<string, Expression>, environment: Environment,
): readonly PlannedValue[] {
    const { instances } = environment;
    return resultsOf(draft, step, environment, []).map(({ values }, index) => {
        const channels = mapScopes(instances, (scope) => channelsOf(at(values, scope)));
        const one = uniform(channels, instances);
        const own = made.channels[index];
        const written = own === undefined ? undefined : replaced<never, never>(own, (part) =>
            (part.kind === "name" ? args.get(part.name) : undefined));
        // An expression of numbers only has one value.
        const words = one !== undefined && [...args.values()].every((arg) => namesIn(arg).size === 0)
            ? literal(one)
            : written !== undefined && draft.hasValues(written, channels, instances)
                ? written
                : channelsInWords(draft, environment, values, [...args.values()]);
        return new PlannedValue(values, words);
    });
}
