import type { Expression } from "../../../grammar/syntax-tree.ts";
import type { PytorchLiteral } from "../../layers/pytorch-form.ts";
import type { Scope, Value } from "../../graph/graph.ts";
import { tracedLiteral, translate, type Place } from "./expressions.ts";
import { atom, bound, literalText, precedence, sameLiteral, type PythonText } from "./python.ts";
import { Untranslatable, at, channelsOfValue, literalOf, rethrowOthers, type State } from "./state.ts";
import { synthesize, type KnownNumber } from "./synthesis.ts";
import type { Writing } from "./writing.ts";

/**
 * A number as the source writes it, or as the channels that flow here are called, or as it is found from what is known;
 * `fixed` ones may stand for themselves where they are the same in all uses.
 */
export function numberText(
    writing: Writing, place: Place, wanted: ReadonlyMap<Scope, PytorchLiteral>, source: Expression | undefined,
    flow: PythonText | undefined, state: State, fixed: boolean,
): PythonText {
    const values = state.instances.map((scope) => wanted.get(scope));
    const [first] = values;
    const isOne = first !== undefined && values.every((value) => value !== undefined && sameLiteral(value, first));
    if (isOne && writing.options.literal && place === "init") {
        return literalText(first);
    }
    if (source !== undefined) {
        try {
            const text = translate(source, place, state, writing.context);
            const isSame = state.instances.every((scope) => {
                const traced = tracedLiteral(source, scope, writing.context);
                const value = wanted.get(scope);
                return traced !== undefined && value !== undefined && sameLiteral(traced, value);
            });
            if (isSame) {
                return text;
            }
        } catch (error) {
            rethrowOthers(error);
        }
    }
    if (flow !== undefined) {
        return flow;
    }
    if (isOne && (fixed || writing.options.literal)) {
        return literalText(first);
    }
    const found = place === "init" ? synthesize(numbersOf(wanted), state.instances, knownNumbers(writing, state)) : undefined;
    if (found === undefined) {
        throw new Untranslatable("a number that nothing known gives");
    }
    return found;
}

/** The numbers that `__init__` has names for. */
function knownNumbers(writing: Writing, state: State): readonly KnownNumber[] {
    const symbols = writing.symbols.map(({ name, values }) => ({ text: atom(name), values: lifted(values, state) }));
    const loops = [...state.numbers].flatMap(([, binding]): KnownNumber[] => {
        const { init } = binding;
        if (init === undefined || init.isLiteral || symbols.some(({ text }) => text.text === init.text)) {
            return [];
        }
        const values = new Map(state.instances.flatMap((scope) => {
            const value = literalOf(at(binding.values, scope));
            return typeof value === "number" ? [[scope, value] as const] : [];
        }));
        return [{ text: init, values, isLoop: true }];
    });
    return [...symbols, ...loops];
}

/** The channels of values in terms of known numbers; undefined where there are no words for them. */
export function channelsInWords(
    writing: Writing, values: ReadonlyMap<Scope, Value>, state: State,
    known: readonly KnownNumber[] = [],
): PythonText | undefined {
    const wanted = new Map([...values].flatMap(([scope, value]) => {
        const channels = channelsOfValue(value);
        return channels === undefined ? [] : [[scope, channels] as const];
    }));
    const all = state.instances.map((scope) => at(wanted, scope));
    const [first] = all;
    if (first === undefined || all.includes(undefined)) {
        return undefined;
    }
    if (writing.options.literal) {
        return all.every((one) => one === first) ? literalText(first) : undefined;
    }
    const named = known.filter(({ text }) => !text.isLiteral);
    const multiples = named.flatMap(({ text, values: numbers }) => {
        const ratios = state.instances.map((scope) => (at(wanted, scope) ?? 0) / (at(numbers, scope) ?? NaN));
        const [ratio = NaN] = ratios;
        return ratios.every((one) => one === ratio) && Number.isInteger(ratio) ? [{ text, ratio }] : [];
    });
    const multiple = multiples.findLast(({ ratio }) => ratio === 1) ?? multiples.at(-1);
    if (multiple !== undefined) {
        const { text, ratio } = multiple;
        return ratio === 1 ? text : {
            text: `${ratio} * ${bound(text, precedence.unary)}`, binds: precedence.product, isLiteral: false,
        };
    }
    const equal = known.findLast(({ text, values: numbers }) =>
        text.isLiteral && state.instances.every((scope) => at(numbers, scope) === at(wanted, scope)));
    if (equal !== undefined) {
        return equal.text;
    }
    return synthesize(new Map(state.instances.map((scope) => [scope, at(wanted, scope) ?? 0])), state.instances, [
        ...named, ...knownNumbers(writing, state),
    ]);
}

/** Those of a map's values that are numbers. */
export function numbersOf(values: ReadonlyMap<Scope, PytorchLiteral>): ReadonlyMap<Scope, number> {
    return new Map([...values].flatMap(([scope, value]) => (typeof value === "number" ? [[scope, value] as const] : [])));
}

function lifted(values: ReadonlyMap<Scope, PytorchLiteral>, state: State): ReadonlyMap<Scope, number> {
    return new Map(state.instances.flatMap((scope) => {
        const value = at(values, scope);
        return typeof value === "number" ? [[scope, value] as const] : [];
    }));
}
