import type { Argument, Call, Line, Output } from "../../../grammar/syntax-tree.ts";
import { isValue } from "../../evaluation/data.ts";
import type { Scope, Value } from "../../graph/graph.ts";
import { callText } from "./attributes.ts";
import { pathsOf } from "./flows.ts";
import { argumentGiven } from "./layer-inputs.ts";
import { channelsInWords, numberText, numbersOf } from "./numbers.ts";
import { registerPart } from "./parts.ts";
import { atom, literalText, sameLiteral, type PythonText } from "./python.ts";
import { resultValues } from "./results.ts";
import { Untranslatable, channelsOfValue, literalOf, type Ref, type State } from "./state.ts";
import { addToRow } from "./steps.ts";
import type { KnownNumber } from "./synthesis.ts";
import type { BlockClass, Given, Writing } from "./writing.ts";

/** A use of a block: an instance of its class, called with the values it takes. */
export function blockCall(
    writing: Writing, step: Call, given: Given, state: State, line: Line | Output | undefined,
): { readonly given: Given; readonly refs: readonly Ref[] } {
    const made = classFor(writing, step, state);
    const { text, known } = constructText(writing, step, made, given.ref, state, given);
    const paths = pathsOf(writing, step, state);
    const attribute = registerPart(writing, paths, text, false, state, line);
    addToRow(writing, text, paths, made.plain);
    const values = made.values.map((name) => {
        const argument = blockArgument(writing, step, name, state);
        if (argument === undefined) {
            throw new Untranslatable("a value that a default gives");
        }
        return argumentGiven(writing, argument.value, given, state);
    });
    const inputs = [...(made.usesInput ? [given] : []), ...values];
    const refs = resultValues(writing, step, state).map((one): Ref => ({
        values: new Map(one), channels: madeChannels(writing, one, known, state),
    }));
    return {
        given: {
            python: atom(`${attribute}(${inputs.map(({ python }) => python.text).join(", ")})`),
            reads: new Set(inputs.flatMap(({ reads }) => [...reads])),
            ref: refs[0] ?? given.ref,
        },
        refs,
    };
}

/** The class that a call makes one of, the same in all uses. */
export function classFor(writing: Writing, step: Call, state: State): BlockClass {
    const classes = state.instances.map((scope) => {
        const opened = writing.options.trace.use(step, scope)?.opened;
        if (opened === undefined) {
            throw new Untranslatable("a call that opens nothing");
        }
        return writing.options.classOf(opened);
    });
    const [first] = classes;
    if (first === undefined || classes.some((one) => one !== first)) {
        throw new Untranslatable("a block that is several classes");
    }
    return first;
}

/** What a call gives for a block's parameter. */
function blockArgument(writing: Writing, step: Call, name: string, state: State): Argument | undefined {
    const [scope] = state.instances;
    const opened = scope === undefined ? undefined : writing.options.trace.use(step, scope)?.opened;
    const block = opened === undefined ? undefined : writing.options.trace.entered(opened)?.block;
    const index = block?.parameters.findIndex((parameter) => parameter.name.text === name) ?? -1;
    const positional = step.arguments.filter((argument) => argument.name === undefined);
    return step.arguments.find((argument) => argument.name?.text === name) ?? positional[index];
}

/** `Basic(64, 128, stride=2)`, and the numbers it is made with. */
export function constructText(
    writing: Writing, step: Call, made: BlockClass, input: Ref, state: State, given?: Given,
): { readonly text: string; readonly known: readonly KnownNumber[] } {
    const { trace } = writing.options;
    const known: KnownNumber[] = [];
    const args: string[] = [];
    let byName = false;
    for (const parameter of made.parameters) {
        const wanted = new Map(state.instances.flatMap((scope) => {
            const entered = trace.entered(trace.use(step, scope)?.opened ?? scope);
            const datum = "parameter" in parameter.of
                ? entered?.names.get(parameter.of.parameter)
                : parameter.of.channelsOf === undefined ? undefined : entered?.names.get(parameter.of.channelsOf);
            const value = "parameter" in parameter.of
                ? literalOf(datum)
                : channelsOfValue(parameter.of.channelsOf === undefined
                    ? entered?.given
                    : datum !== undefined && isValue(datum) ? datum.value : undefined);
            return value === undefined ? [] : [[scope, value] as const];
        }));
        const standard = parameter.default;
        if (standard !== undefined && [...wanted.values()].every((one) => sameLiteral(one, standard))) {
            byName = true;
            continue;
        }
        const argument = "parameter" in parameter.of ? blockArgument(writing, step, parameter.of.parameter, state) : undefined;
        const source = argument?.value.kind === "flow" ? undefined : argument?.value;
        const flow = "parameter" in parameter.of
            ? undefined
            : parameter.of.channelsOf === undefined
                ? input.channels
                : valueChannels(writing, blockArgument(writing, step, parameter.of.channelsOf, state), given, state);
        const text = numberText(writing, "init", wanted, source, flow, state, false);
        known.push({ text, values: numbersOf(wanted) });
        args.push(byName || standard !== undefined ? `${parameter.name}=${text.text}` : text.text);
    }
    return { text: callText(made.name, args).text, known };
}

/** The channels of a block's results in terms of the numbers it is made with. */
export function madeChannels(
    writing: Writing, values: ReadonlyMap<Scope, Value>, known: readonly KnownNumber[], state: State,
): PythonText | undefined {
    const results = new Set([...values.values()].map(channelsOfValue));
    const [only] = results;
    // What is made of numbers alone gives one number.
    return results.size === 1 && only !== undefined && known.every(({ text }) => text.isLiteral)
        ? literalText(only)
        : channelsInWords(writing, values, state, known);
}

/** The channels of a value that a block is given. */
function valueChannels(
    writing: Writing, argument: Argument | undefined, given: Given | undefined, state: State,
): PythonText | undefined {
    const value = argument?.value;
    if (value?.kind === "name") {
        return state.refs.get(value.text)?.channels;
    }
    if (value?.kind === "in") {
        return state.given?.channels;
    }
    return value === undefined || given === undefined
        ? undefined
        : argumentGiven(writing, value, given, state).ref.channels;
}
