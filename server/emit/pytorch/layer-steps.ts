import type { Argument, Call, Expression as SourceExpression, Flow } from "../../../grammar/syntax-tree.ts";
import { builtInFunctions } from "../../evaluation/built-in-functions.ts";
import type { Layer, Scope } from "../../graph/graph.ts";
import type { Hole, PytorchSlot, SlotSource, Template } from "../../layers/pytorch-form.ts";
import { product, sum } from "../../python/arithmetic.ts";
import { binary, literal, reference, type Expression } from "../../python/syntax.ts";
import { namesIn, referencesIn, replaced } from "../../python/traversal.ts";
import type { Draft, Environment } from "./draft.ts";
import { joinForms, type JoinedForm } from "./forms.ts";
import { channelsInWords, forwardNumber, initNumber, writtenNumber } from "./numbers.ts";
import { registerPart } from "./parts.ts";
import {
    at, channelsOf, mapScopes, type PlannedExpression, type PlannedValue, type Reference,
} from "./plan.ts";
import { resultsOf } from "./results.ts";
import { targetsOf, type StepPlace } from "./steps.ts";
import { sameLiteral, translateInit, uniform, withoutReferences } from "./translation.ts";

/** A call of a layer that is being planned. */
interface LayerStep {
    readonly step: Call;
    readonly layers: ReadonlyMap<Scope, Layer>;
    readonly joined: JoinedForm;
    readonly arguments: ReadonlyMap<string | number, Argument>;
    readonly inputs: readonly PlannedValue[];
    readonly environment: Environment;
}

/** Plans the call of a layer; returns its results. */
export function planLayer(
    draft: Draft, step: Call, layers: ReadonlyMap<Scope, Layer>, input: PlannedValue | undefined,
    environment: Environment, place: StepPlace,
): readonly PlannedValue[] {
    const planned = layerStep(draft, step, layers, input, environment);
    if (planned === undefined) {
        return resultsOf(draft, step, environment, []);
    }
    const { joined: { form }, inputs } = planned;
    const hasTensors = [...layers.values()].some(({ inference }) => (inference?.parameters.length ?? 0) > 0);
    const isPart = form.module !== undefined && (hasTensors || form.expression === undefined ||
        (place.isNamed && form.plain && environment.holder.kind === "class"));
    const module = form.module === undefined ? undefined : withoutReferences(fill(draft, planned, form.module, "init"));
    const part = isPart && module !== undefined
        ? registerPart(draft, step, module, form.isParameter === true, environment, place.line)
        : undefined;
    const template = isPart ? form.called : form.expression;
    const expression = fill(draft, planned, template ?? literal(undefined), "forward", part?.reference);
    const results = resultsOf(draft, step, environment, [layerChannels(draft, planned)]);
    const [first] = inputs;
    draft.forward.push({
        kind: "assign", targets: targetsOf(results, place.names), expression, isInline: place.isInline,
        row: form.plain && module !== undefined && first !== undefined
            ? { module, path: hasTensors ? part?.path : undefined, input: first }
            : undefined,
    });
    return results;
}

/** A layer as a module with one input and one output; undefined if it has more. */
export function layerModule(
    draft: Draft, step: Call, layers: ReadonlyMap<Scope, Layer>, input: PlannedValue, environment: Environment,
): { readonly module: Expression; readonly result: PlannedValue } | undefined {
    const joined = joinForms(layers);
    if (joined?.form.module === undefined || !joined.form.plain) {
        return undefined;
    }
    const [layer] = layers.values();
    const planned: LayerStep | undefined = layer === undefined ? undefined : {
        step, layers, joined, arguments: argumentsOf(layer), inputs: [input], environment,
    };
    const module = planned === undefined
        ? undefined
        : withoutReferences(fill(draft, planned, joined.form.module, "init"));
    if (planned === undefined || module === undefined) {
        return undefined;
    }
    const [result] = resultsOf(draft, step, environment, [layerChannels(draft, planned)]);
    return result === undefined ? undefined : { module, result };
}

/** A layer call's arguments by name, and its operands by position. */
function argumentsOf({ written: { byParameter, operands } }: Layer): ReadonlyMap<string | number, Argument> {
    return new Map<string | number, Argument>([...operands.entries(), ...byParameter]);
}

function layerStep(
    draft: Draft, step: Call, layers: ReadonlyMap<Scope, Layer>, input: PlannedValue | undefined,
    environment: Environment,
): LayerStep | undefined {
    const joined = joinForms(layers);
    const [layer] = layers.values();
    if (joined === undefined || layer?.call === undefined) {
        draft.fail(`${step.callee.text} has several forms`);
        return undefined;
    }
    const { definition, call } = layer;
    const args = argumentsOf(layer);
    const inputs: PlannedValue[] = definition.operands.from === "line" && input !== undefined ? [input] : [];
    for (const [key, argument] of args) {
        if (typeof key === "number" && isValueExpression(draft, argument.value, environment)) {
            inputs.push(draft.context.planner.argument(draft, argument, input, environment));
        }
    }
    for (const [name, value] of call.arguments) {
        const argument = args.get(name);
        if (typeof value === "object" && value !== null && "kind" in value && argument !== undefined) {
            inputs.push(draft.context.planner.argument(draft, argument, input, environment));
        }
    }
    return { step, layers, joined, arguments: args, inputs, environment };
}

/** Whether an argument is a value rather than a number. */
function isValueExpression(draft: Draft, value: SourceExpression | Flow, environment: Environment): boolean {
    switch (value.kind) {
        case "flow":
        case "in":
            return true;
        case "name":
            return environment.names.get(value.text)?.kind === "value";
        case "call-expression":
            return !builtInFunctions.has(value.call.callee.text) &&
                environment.instances.some((scope) => draft.context.trace.use(value.call, scope) !== undefined);
        default:
            return false;
    }
}

/**
 * Fills a template with the layer's inputs, attribute and numbers, and drops arguments that equal PyTorch's defaults.
 */
function fill(
    draft: Draft, planned: LayerStep, template: Template, place: "init" | "forward", own?: Reference,
): PlannedExpression {
    const isDefault = (value: Template): boolean => {
        const slot = value.kind === "reference" && value.to.kind === "number" ? value.to.slot : undefined;
        const standard = slot?.default;
        return slot !== undefined && standard !== undefined &&
            [...planned.joined.values.get(slot)?.values() ?? []].every((one) => sameLiteral(one, standard));
    };
    const inside = (one: Template): PlannedExpression => replaced<Hole, Reference>(one, (node) => {
        if (node.kind === "reference") {
            return fillHole(draft, planned, node.to, place, own);
        }
        return node.kind === "call"
            ? {
                kind: "call", callee: inside(node.callee),
                arguments: node.arguments.flatMap(({ name, value }) => {
                    const written = inside(value);
                    // A default that the source computes may differ in other uses of the class.
                    return isDefault(value) && namesIn(written).size === 0 && referencesIn(written).length === 0
                        ? []
                        : [{ name, value: written }];
                }),
            }
            : undefined;
    });
    return inside(template);
}

function fillHole(
    draft: Draft, planned: LayerStep, hole: Hole, place: "init" | "forward", own: Reference | undefined,
): PlannedExpression {
    switch (hole.kind) {
        case "own":
            return own === undefined ? literal(undefined) : reference(own);
        case "input": {
            const input = planned.inputs[hole.input];
            if (input === undefined) {
                draft.fail("an input that nothing gives");
                return literal(undefined);
            }
            return reference<Reference>(input);
        }
        case "number":
            return slotNumber(draft, planned, hole.slot, place);
    }
}

/** A number of a layer's form, in terms of the source. */
function slotNumber(draft: Draft, planned: LayerStep, slot: PytorchSlot, place: "init" | "forward"): PlannedExpression {
    const { from } = slot;
    const target = {
        values: planned.joined.values.get(slot) ?? new Map(), ...sourceOf(planned, from),
        channels: from === undefined ? undefined : channelsOfSlot(draft, planned, from),
        isDerived: from !== undefined && ("channelsOf" in from || "channels" in from || "elements" in from),
        role: roleOf(from),
    };
    return place === "init"
        ? initNumber(draft, planned.environment, target)
        : forwardNumber(draft, planned.environment, target);
}

/** The name of a class parameter for the number. */
function roleOf(from: SlotSource | undefined): string {
    if (from === undefined) {
        return "size";
    }
    if ("argument" in from && !("channels" in from)) {
        return from.argument;
    }
    return "channelsOf" in from || "channels" in from ? "channels" : "operand" in from ? "factor" : "features";
}

function sourceOf(
    planned: LayerStep, from: SlotSource | undefined,
): { readonly source?: SourceExpression; readonly at?: readonly number[] } {
    const key = from === undefined || "channels" in from
        ? undefined
        : "argument" in from ? from.argument : "operand" in from ? from.operand : undefined;
    const value = key === undefined ? undefined : planned.arguments.get(key)?.value;
    if (value === undefined || value.kind === "flow") {
        return {};
    }
    const indices = from !== undefined && "argument" in from && !("channels" in from) ? from.at : undefined;
    return indices === undefined ? { source: value } : { source: value, at: indices };
}

/** The channels as an expression, if those of the inputs are. */
function channelsOfSlot(draft: Draft, planned: LayerStep, from: SlotSource): Expression | undefined {
    const [input] = planned.inputs;
    if ("channelsOf" in from) {
        const parts = from.channelsOf.map((index) => planned.inputs[index]?.channels);
        return parts.every((part) => part !== undefined) ? sum(parts) : undefined;
    }
    if ("channels" in from) {
        const argument = planned.arguments.get(from.argument)?.value;
        const factor = argument === undefined || argument.kind === "flow"
            ? undefined
            : translateInit(draft, argument, planned.environment);
        if (input?.channels === undefined || factor === undefined) {
            return undefined;
        }
        const power = from.power === 1
            ? factor
            : factor.kind === "literal" && typeof factor.value === "number"
                ? literal(factor.value ** from.power)
                : binary("**", factor, literal(from.power));
        return from.channels === "times" ? product(input.channels, power) : binary("//", input.channels, power);
    }
    if ("elements" in from && input?.channels !== undefined) {
        const shapes = planned.environment.instances.map((scope) => (at(input.values, scope)?.shape ?? []).slice(1)
            .map(({ sample }) => sample ?? 0).filter((size) => size !== 1));
        const [first = []] = shapes;
        return shapes.some((shape) => shape.join() !== first.join())
            ? undefined
            : first.reduce<Expression>((one, size) => binary("*", one, literal(size)), input.channels);
    }
    return undefined;
}

/** The channels of a layer's first result as an expression of `__init__`, if it has one. */
function layerChannels(draft: Draft, planned: LayerStep): Expression | undefined {
    const { channels } = planned.joined.form;
    const [input] = planned.inputs;
    const { environment, joined } = planned;
    if (channels !== undefined) {
        const values = joined.values.get(channels) ?? new Map<Scope, number>();
        const words = channels.from === undefined ? undefined : channelsOfSlot(draft, planned, channels.from);
        const one = draft.context.isLiteral ? uniform(values, environment.instances) : undefined;
        return one === undefined
            ? writtenNumber(draft, environment, {
                values, ...sourceOf(planned, channels.from), channels: words, role: "channels",
            })
            : literal(one);
    }
    const isSame = environment.instances.every((scope) => input !== undefined &&
        channelsOf(planned.layers.get(scope)?.outputs[0]) === channelsOf(at(input.values, scope)));
    const results = mapScopes(environment.instances, (scope) => planned.layers.get(scope)?.outputs[0]);
    return isSame ? input?.channels : channelsInWords(draft, environment, results);
}
