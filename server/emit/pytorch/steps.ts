import type { Call, Line, Output, Step } from "../../../grammar/syntax-tree.ts";
import type { Layer, Scope } from "../../model/graph.ts";
import { blockCall } from "./block-calls.ts";
import { pathsOf } from "./flows.ts";
import { joinForms } from "./forms.ts";
import { inputsOf } from "./layer-inputs.ts";
import { fillParts, layerChannels, moduleText, parameterText, type CallContext } from "./layer-texts.ts";
import { writeLoop } from "./loops.ts";
import { registerPart } from "./parts.ts";
import { resultRefs } from "./results.ts";
import { Untranslatable, type Ref, type State } from "./state.ts";
import { variablesIn } from "./variables.ts";
import type { Given, Writing } from "./writing.ts";

export function writeStep(
    w: Writing, step: Step, given: Given, state: State,
    place: { readonly named: boolean; readonly line: Line | Output | undefined; readonly names: readonly string[] },
): { readonly given: Given | undefined; readonly refs: readonly Ref[] } {
    if (step.kind !== "call") {
        return writeLoop(w, step, given, state, place.line);
    }
    const layers = layersOf(w, step, state);
    if (layers === undefined) {
        return blockCall(w, step, given, state, place.line);
    }
    const joined = joinForms(layers);
    const form = joined.form;
    for (const helper of form.helpers) {
        w.options.helper(helper);
    }
    const inputs = inputsOf(w, step, joined, given, state);
    const call: CallContext = { step, joined, inputs: inputs.map(({ ref }) => ref), state };
    const channels = layerChannels(w, call);
    const hasTensors = [...layers.values()].some(({ inference }) => (inference?.parameters.length ?? 0) > 0);
    const isModule = form.module !== undefined && (hasTensors || form.expression === undefined ||
        (place.named && form.plain && state.rolled === undefined));
    const paths = pathsOf(w, step, state);
    const reads = new Set(inputs.flatMap((one) => [...one.reads]));
    const refs = resultRefs(w, step, state, channels);
    if (isModule || form.parameter !== undefined) {
        const text = form.parameter === undefined ? moduleText(w, call) : parameterText(w, call, form.parameter);
        const attribute = registerPart(w, paths, text, form.parameter !== undefined, state, place.line);
        addToRow(w, text, hasTensors ? paths : undefined, form.plain);
        const python = fillParts(w, form.called ?? [], inputs, attribute, call, form.precedence);
        return { given: { python, reads, ref: refs[0] ?? given.ref }, refs };
    }
    addToRow(w, form.module === undefined ? "" : moduleText(w, call), undefined, form.plain);
    const python = fillParts(w, form.expression ?? [], inputs, "", call, form.precedence);
    const more = variablesIn(python.text, state);
    const isOwn = form.expression?.length === 1;
    return {
        given: {
            python: isOwn ? inputs[0]?.python ?? python : python, reads: new Set([...reads, ...more]),
            ref: refs[0] ?? given.ref,
        },
        refs,
    };
}

/** Notes a module of a class that may be nothing but a row of modules. */
export function addToRow(
    w: Writing, text: string, paths: ReadonlyMap<Scope, string> | undefined, plain: boolean,
): void {
    if (!plain || text === "") {
        w.row = undefined;
        return;
    }
    const all = new Set(paths?.values() ?? []);
    const [path] = all;
    if (all.size > 1) {
        w.row = undefined;
    }
    w.row?.push({ text, path });
}

export function layersOf(w: Writing, step: Call, state: State): ReadonlyMap<Scope, Layer> | undefined {
    const uses = state.instances.map((scope) => [scope, w.options.trace.use(step, scope)] as const);
    if (uses.some(([, use]) => use === undefined)) {
        throw new Untranslatable("a call that some uses do not reach");
    }
    const layers = uses.flatMap(([scope, use]) => (use?.layer === undefined ? [] : [[scope, use.layer] as const]));
    if (layers.length !== 0 && layers.length !== uses.length) {
        throw new Untranslatable("a call that is a layer in some uses");
    }
    return layers.length === 0 ? undefined : new Map(layers);
}
