import type { Hole, PytorchForm, PytorchSlot, Template } from "../../layers/pytorch-form.ts";
import type { Layer, Scope } from "../../graph/graph.ts";
import type { PythonLiteral } from "../../python/syntax.ts";
import { equal, referencesIn } from "../../python/traversal.ts";

/** The common form of one call in all uses: the first use's, with every slot's number in each use. */
export interface JoinedForm {
    readonly form: PytorchForm;
    readonly values: ReadonlyMap<PytorchSlot, ReadonlyMap<Scope, PythonLiteral>>;
}

/** The best form that all uses of a call have in common, if any. */
export function joinForms(layers: ReadonlyMap<Scope, Layer>): JoinedForm | undefined {
    const [first = [], ...others] = [...layers].map(([scope, layer]) =>
        formsOf(layer).map((form) => ({ scope, form })));
    for (const one of first) {
        const same = others.map((forms) => forms.find(({ form }) => sameForm(one.form, form)));
        if (same.every((other) => other !== undefined)) {
            return { form: one.form, values: valuesOf([one, ...same]) };
        }
    }
    return undefined;
}

function formsOf(layer: Layer): readonly PytorchForm[] {
    return layer.call === undefined || layer.inference === undefined
        ? []
        : layer.definition.pytorch(layer.call, layer.inference);
}

function valuesOf(
    forms: readonly { readonly scope: Scope; readonly form: PytorchForm }[],
): ReadonlyMap<PytorchSlot, ReadonlyMap<Scope, PythonLiteral>> {
    const slots = forms.map(({ scope, form }) => ({ scope, slots: slotsOf(form) }));
    const [first] = slots;
    return new Map((first?.slots ?? []).map((slot, index) => [slot, new Map(slots.flatMap(({ scope, slots: own }) => {
        const value = own[index]?.value;
        return value === undefined ? [] : [[scope, value] as const];
    }))]));
}

function templatesOf(form: PytorchForm): readonly (Template | undefined)[] {
    return [form.module, form.called, form.expression];
}

/** The slots of a form, in the same order for equal forms. */
function slotsOf(form: PytorchForm): readonly PytorchSlot[] {
    const holes = templatesOf(form).flatMap((template) => (template === undefined ? [] : referencesIn(template)));
    return [
        ...holes.flatMap((hole) => (hole.kind === "number" ? [hole.slot] : [])),
        ...(form.channels === undefined ? [] : [form.channels]),
    ];
}

/** Whether two forms differ only in numbers. */
function sameForm(a: PytorchForm, b: PytorchForm): boolean {
    const others = templatesOf(b);
    const sameTemplates = templatesOf(a).every((one, index) => {
        const other = others[index];
        return one === undefined || other === undefined ? one === other : equal(one, other, sameHole);
    });
    return sameTemplates && a.plain === b.plain && a.isParameter === b.isParameter && sameSlot(a.channels, b.channels);
}

function sameHole(a: Hole, b: Hole): boolean {
    switch (a.kind) {
        case "input":
            return b.kind === "input" && a.input === b.input;
        case "own":
            return b.kind === "own";
        case "number":
            return b.kind === "number" && sameSlot(a.slot, b.slot);
    }
}

function sameSlot(a: PytorchSlot | undefined, b: PytorchSlot | undefined): boolean {
    return JSON.stringify([a?.from, a?.default]) === JSON.stringify([b?.from, b?.default]);
}
