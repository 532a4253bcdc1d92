import type { Call } from "../../../grammar/syntax-tree.ts";
import type { PytorchArgument, PytorchForm, PytorchPart, PytorchSlot } from "../../layers/pytorch-form.ts";
import { callText } from "./attributes.ts";
import { translate, type Place } from "./expressions.ts";
import { argumentsOf, type JoinedForm } from "./forms.ts";
import { numberText } from "./numbers.ts";
import { atom, bound, precedence, sameLiteral, type PythonText } from "./python.ts";
import { at, channelsOfValue, rethrowOthers, type Ref, type State } from "./state.ts";
import type { Given, Writing } from "./writing.ts";

/** A layer's module as `__init__` makes it. */
export function moduleText(writing: Writing, call: CallContext): string {
    const { form } = call.joined;
    for (const preambleEntry of form.preamble) {
        writing.options.preambleEntry(preambleEntry);
    }
    return callText(form.module?.callee ?? "", argumentTexts(writing, form.module?.arguments ?? [], "init", call)).text;
}

/** A learned tensor that no module holds. */
export function parameterText(
    writing: Writing, call: CallContext, parameter: NonNullable<PytorchForm["parameter"]>,
): string {
    const size = slotText(writing, parameter.size, "init", call);
    const value = slotText(writing, parameter.value, "init", call);
    if (value.text === "1") {
        return `nn.Parameter(torch.ones(${size.text}))`;
    }
    // A whole number alone would make a tensor of integers.
    const filling = /^-?\d+$/.test(value.text) ? `${value.text}.0` : `float(${value.text})`;
    return `nn.Parameter(torch.full((${size.text},), ${filling}))`;
}

/** A call's arguments, without those that are PyTorch's own defaults. */
function argumentTexts(
    writing: Writing, args: readonly PytorchArgument[], place: Place, call: CallContext,
): readonly string[] {
    return args.flatMap(({ name, slot, default: standard }) => {
        const values = [...call.joined.values(slot).values()];
        if (standard !== undefined && values.every((value) => sameLiteral(value, standard))) {
            return [];
        }
        const { text } = slotText(writing, slot, place, call);
        return [name === undefined ? text : `${name}=${text}`];
    });
}

/** A number of a layer's form, as the source calls it. */
function slotText(writing: Writing, slot: PytorchSlot, place: Place, call: CallContext): PythonText {
    const { state, step, joined } = call;
    const { from } = slot;
    const values = joined.values(slot);
    if (from === undefined) {
        return numberText(writing, place, values, undefined, undefined, state, true);
    }
    if ("argument" in from && !("channels" in from)) {
        const argument = argumentsOf(step, joined).get(from.argument);
        const source = argument?.value.kind === "flow" ? undefined : argument?.value;
        return numberText(writing, place, values, source, undefined, state, source === undefined);
    }
    if ("operand" in from) {
        const argument = argumentsOf(step, joined).get(from.operand);
        const source = argument?.value.kind === "flow" ? undefined : argument?.value;
        return numberText(writing, place, values, source, undefined, state, source === undefined);
    }
    return numberText(writing, place, values, undefined, channelText(writing, from, call), state, "lastAxis" in from);
}

/** Channels in words, as far as the inputs' are. */
function channelText(
    writing: Writing, from: NonNullable<PytorchSlot["from"]>, call: CallContext,
): PythonText | undefined {
    const [input] = call.inputs;
    if ("channelsOf" in from) {
        const parts = from.channelsOf.map((index) => call.inputs[index]?.channels);
        if (!parts.every((part) => part !== undefined)) {
            return undefined;
        }
        const [only] = parts;
        return parts.length === 1 && only !== undefined ? only : {
            text: parts.map((part) => bound(part, precedence.sum)).join(" + "), binds: precedence.sum,
            isLiteral: parts.every((part) => part.isLiteral),
        };
    }
    if ("channels" in from) {
        const argument = argumentsOf(call.step, call.joined).get(from.argument);
        const source = argument?.value.kind === "flow" ? undefined : argument?.value;
        if (input?.channels === undefined || source === undefined) {
            return undefined;
        }
        const factor = translate(source, "init", call.state, writing.context);
        const power = from.power === 1
            ? bound(factor, precedence.unary)
            : `${bound(factor, precedence.atom)} ** ${from.power}`;
        const operator = from.channels === "times" ? "*" : "//";
        return {
            text: `${bound(input.channels, precedence.product)} ${operator} ${power}`, binds: precedence.product,
            isLiteral: input.channels.isLiteral && factor.isLiteral,
        };
    }
    if ("elements" in from && input?.channels !== undefined) {
        const shapes = call.state.instances.map((scope) => (at(input.values, scope)?.shape ?? []).slice(1)
            .map(({ sample }) => sample ?? 0).filter((size) => size !== 1));
        const [first = []] = shapes;
        if (shapes.some((shape) => shape.join() !== first.join())) {
            return undefined;
        }
        return first.length === 0 ? input.channels : {
            text: [bound(input.channels, precedence.product), ...first.map(String)].join(" * "),
            binds: precedence.product, isLiteral: false,
        };
    }
    return undefined;
}

/** The channels of a layer's first result as `__init__` calls them, if it can. */
export function layerChannels(writing: Writing, call: CallContext): PythonText | undefined {
    const { channels } = call.joined.form;
    const [input] = call.inputs;
    if (channels !== undefined) {
        try {
            return slotText(writing, channels, "init", call);
        } catch (error) {
            rethrowOthers(error);
            return undefined;
        }
    }
    const isSame = call.state.instances.every((scope) => {
        const layer = call.joined.layers.get(scope);
        return input !== undefined && channelsOfValue(layer?.outputs[0]) === channelsOfValue(at(input.values, scope));
    });
    return isSame ? input?.channels : undefined;
}

/** A layer's expression with its inputs, attribute and numbers in it. */
export function fillParts(
    writing: Writing, parts: readonly PytorchPart[], inputs: readonly Given[], attribute: string, call: CallContext,
    binds: number,
): PythonText {
    const text = parts.map((part) => {
        if (typeof part === "string") {
            return part;
        }
        switch (part.kind) {
            case "own":
                return attribute;
            case "input":
                return bound(inputs[part.input]?.python ?? atom("None"), formPrecedence(part.binds));
            case "slot": {
                const { text: number } = slotText(writing, part.slot, "forward", call);
                return part.slot.bare === true ? number.replace(/^\((.*?),?\)$/s, "$1") : number;
            }
            case "arguments":
                return argumentTexts(writing, part.arguments, "forward", call).map((one) => `, ${one}`).join("");
        }
    }).join("");
    return { text, binds: formPrecedence(binds), isLiteral: false };
}

/** A call of a layer while it is written. */
export interface CallContext {
    readonly step: Call;
    readonly joined: JoinedForm;
    readonly inputs: readonly Ref[];
    readonly state: State;
}

/** A form's precedence among Python's. */
function formPrecedence(binds: number): number {
    return [precedence.conditional, precedence.sum, precedence.product, precedence.atom][binds] ?? precedence.atom;
}
