import type { Argument, Call } from "../../../grammar/syntax-tree.ts";
import { layers as allLayers } from "../../layers/catalogue.ts";
import type { PytorchArgument, PytorchForm, PytorchLiteral, PytorchSlot } from "../../layers/pytorch-form.ts";
import type { Layer, Scope } from "../../graph/graph.ts";
import { Untranslatable } from "./state.ts";

/** The form of one call in all uses: the first one's, and every slot's number in each use. */
export interface JoinedForm {
    readonly form: PytorchForm;
    readonly layers: ReadonlyMap<Scope, Layer>;
    values(slot: PytorchSlot): ReadonlyMap<Scope, PytorchLiteral>;
}

/** Joins what one call is in several uses; they must differ in numbers alone. */
export function joinForms(layers: ReadonlyMap<Scope, Layer>): JoinedForm {
    const forms = [...layers].map(([scope, layer]) => ({ scope, form: formOf(layer) }));
    const [first] = forms;
    if (first === undefined) {
        throw new Untranslatable("a call that no use reaches");
    }
    const slots = slotsOf(first.form);
    const numbers = new Map(slots.map((slot) => [slot, new Map<Scope, PytorchLiteral>()]));
    const outline = outlineOf(first.form);
    for (const { scope, form } of forms) {
        if (outlineOf(form) !== outline) {
            throw new Untranslatable("a layer with another form");
        }
        for (const [index, slot] of slotsOf(form).entries()) {
            const own = slots[index];
            if (own !== undefined) {
                numbers.get(own)?.set(scope, slot.value);
            }
        }
    }
    return { form: first.form, layers, values: (slot) => numbers.get(slot) ?? new Map() };
}

function formOf(layer: Layer): PytorchForm {
    if (layer.call === undefined || layer.inference === undefined) {
        throw new Untranslatable("a layer with an error");
    }
    return layer.definition.pytorch(layer.call, layer.inference);
}

/** Every slot of a form, in an order that equal forms share. */
function slotsOf(form: PytorchForm): readonly PytorchSlot[] {
    const slots: PytorchSlot[] = [];
    const ofArguments = (args: readonly PytorchArgument[]): void => {
        slots.push(...args.map(({ slot }) => slot));
    };
    ofArguments(form.module?.arguments ?? []);
    for (const part of [...form.called ?? [], ...form.expression ?? []]) {
        if (typeof part === "object" && part.kind === "slot") {
            slots.push(part.slot);
        } else if (typeof part === "object" && part.kind === "arguments") {
            ofArguments(part.arguments);
        }
    }
    if (form.parameter !== undefined) {
        slots.push(form.parameter.size, form.parameter.value);
    }
    if (form.channels !== undefined) {
        slots.push(form.channels);
    }
    return slots;
}

/** All of a form but the numbers in its slots. */
function outlineOf(form: PytorchForm): string {
    const slots = new Set<unknown>(slotsOf(form));
    return JSON.stringify(form, (_, value: unknown) => {
        if (!slots.has(value)) {
            return value;
        }
        const slot = value as PytorchSlot;
        return { from: slot.from, bare: slot.bare };
    });
}

/** A call's arguments by name, or for operands by position. */
export function argumentsOf(step: Call, joined: JoinedForm): ReadonlyMap<string | number, Argument> {
    const [layer] = joined.layers.values();
    const definition = layer?.definition ?? allLayers.get(step.callee.text);
    const found = new Map<string | number, Argument>();
    const names = [...definition?.arguments.keys() ?? []];
    let positional = 0;
    for (const argument of step.arguments) {
        const name = argument.name?.text;
        if (name !== undefined && definition?.arguments.has(name) === true) {
            found.set(name, argument);
        } else {
            const isOperand = definition?.operands.from === "arguments";
            found.set(isOperand ? positional : names[positional] ?? positional, argument);
            positional += 1;
        }
    }
    return found;
}
