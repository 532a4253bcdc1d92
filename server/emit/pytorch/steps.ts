import type { Call, Line, Output, Step } from "../../../grammar/syntax-tree.ts";
import type { Layer, Scope } from "../../graph/graph.ts";
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

/** One step as an expression, or as statements that leave its result in a variable. */
export function writeStep(
    writing: Writing, step: Step, given: Given, state: State,
    place: { readonly named: boolean; readonly line: Line | Output | undefined; readonly names: readonly string[] },
): { readonly given: Given | undefined; readonly refs: readonly Ref[] } {
    if (step.kind !== "call") {
        return writeLoop(writing, step, given, state, place.line);
    }
    const layers = layersOf(writing, step, state);
    if (layers === undefined) {
        return blockCall(writing, step, given, state, place.line);
    }
    const joined = joinForms(layers);
    const form = joined.form;
    for (const preambleEntry of form.preamble) {
        writing.options.preambleEntry(preambleEntry);
    }
    const inputs = inputsOf(writing, step, joined, given, state);
    const call: CallContext = { step, joined, inputs: inputs.map(({ ref }) => ref), state };
    const channels = layerChannels(writing, call);
    const hasTensors = [...layers.values()].some(({ inference }) => (inference?.parameters.length ?? 0) > 0);
    const isModule = form.module !== undefined && (hasTensors || form.expression === undefined ||
        (place.named && form.plain && state.rolled === undefined));
    const paths = pathsOf(writing, step, state);
    const reads = new Set(inputs.flatMap((one) => [...one.reads]));
    const refs = resultRefs(writing, step, state, channels);
    if (isModule || form.parameter !== undefined) {
        const text = form.parameter === undefined
            ? moduleText(writing, call)
            : parameterText(writing, call, form.parameter);
        const attribute = registerPart(writing, paths, text, form.parameter !== undefined, state, place.line);
        addToRow(writing, text, hasTensors ? paths : undefined, form.plain);
        const python = fillParts(writing, form.called ?? [], inputs, attribute, call, form.precedence);
        return { given: { python, reads, ref: refs[0] ?? given.ref }, refs };
    }
    addToRow(writing, form.module === undefined ? "" : moduleText(writing, call), undefined, form.plain);
    const python = fillParts(writing, form.expression ?? [], inputs, "", call, form.precedence);
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
    writing: Writing, text: string, paths: ReadonlyMap<Scope, string> | undefined, plain: boolean,
): void {
    if (!plain || text === "") {
        writing.row = undefined;
        return;
    }
    const all = new Set(paths?.values() ?? []);
    const [path] = all;
    if (all.size > 1) {
        writing.row = undefined;
    }
    writing.row?.push({ text, path });
}

/** The layers that a call is, in each use; undefined for the use of a block. */
export function layersOf(writing: Writing, step: Call, state: State): ReadonlyMap<Scope, Layer> | undefined {
    const uses = state.instances.map((scope) => [scope, writing.options.trace.use(step, scope)] as const);
    if (uses.some(([, use]) => use === undefined)) {
        throw new Untranslatable("a call that some uses do not reach");
    }
    const layers = uses.flatMap(([scope, use]) => (use?.layer === undefined ? [] : [[scope, use.layer] as const]));
    if (layers.length !== 0 && layers.length !== uses.length) {
        throw new Untranslatable("a call that is a layer in some uses");
    }
    return layers.length === 0 ? undefined : new Map(layers);
}
