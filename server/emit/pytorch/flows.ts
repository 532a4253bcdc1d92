import type { Argument, Call, Flow, Line, Output, Step } from "../../../grammar/syntax-tree.ts";
import type { Layer, Scope } from "../../graph/graph.ts";
import { call, type Expression } from "../../python/syntax.ts";
import { withBindings, type Binding } from "./bindings.ts";
import { blockModule, planBlock } from "./block-steps.ts";
import type { Draft, Environment } from "./draft.ts";
import { layerModule, planLayer } from "./layer-steps.ts";
import { planLoop } from "./loops.ts";
import { pathsOf, registerAt } from "./parts.ts";
import { PlannedValue, mapScopes } from "./plan.ts";
import { resultsOf } from "./results.ts";
import { sequentialLoop } from "./sequential-loops.ts";
import { called, type PlannedStep, type StepPlace } from "./steps.ts";

/** Plans a line: its steps one after the other, or together if they form an nn.Sequential. */
export function planLine(
    draft: Draft, line: Line | Output, names: readonly string[], environment: Environment,
): Environment {
    const { flow } = line;
    if (flow === undefined) {
        return environment;
    }
    const isNamed = line.kind === "line" && names.length === 1 && names[0] !== "_" && flow.steps.length === 1;
    const { results, names: known } = planSteps(draft, flow, environment, { names, isNamed, isInline: false, line });
    const bound: (readonly [string, Binding])[] = [];
    for (const [index, name] of names.entries()) {
        const value = results[index];
        if (name !== "_" && value !== undefined) {
            if (names.length > 1) {
                value.readAs.add(name);
            }
            bound.push([name, { kind: "value", value }]);
        }
    }
    return { ...environment, names: withBindings(known, bound), current: results[0] };
}

/** Plans a flow; returns the results of its last step, or its source if it has no steps. */
function planSteps(draft: Draft, flow: Flow, environment: Environment, place: StepPlace): PlannedStep {
    const source = sourceOf(draft, flow, environment);
    if (flow.steps.length > 1 && place.names.length <= 1 && source !== undefined) {
        const chain = draft.attempt((trial) => planChain(trial, flow.steps, source, environment, place));
        if (chain !== undefined) {
            return { results: [chain], names: environment.names };
        }
    }
    let planned: PlannedStep = { results: source === undefined ? [] : [source], names: environment.names };
    for (const [index, step] of flow.steps.entries()) {
        const isLast = index === flow.steps.length - 1;
        const [current] = planned.results;
        const around: Environment = { ...environment, names: planned.names, current };
        planned = planStep(draft, step, current, around, { ...place, names: isLast ? place.names : [] });
    }
    return planned;
}

/** The value at which a flow starts. */
export function sourceOf(draft: Draft, flow: Flow, environment: Environment): PlannedValue | undefined {
    const { source } = flow;
    if (source === undefined) {
        return environment.current;
    }
    if (source.kind === "in") {
        return environment.input;
    }
    const binding = environment.names.get(source.text);
    if (binding?.kind !== "value") {
        draft.fail(`${source.text} is not known`);
        return undefined;
    }
    binding.value.readAs.add(source.text);
    return binding.value;
}

/** Plans a value argument, which starts from the input of its call. */
export function planArgument(
    draft: Draft, { name, value }: Argument, input: PlannedValue | undefined, environment: Environment,
): PlannedValue {
    const around: Environment = { ...environment, current: input ?? environment.current };
    const { start, end } = value;
    const flow: Flow | undefined = value.kind === "flow"
        ? value
        : value.kind === "call-expression"
            ? { kind: "flow", source: undefined, steps: [value.call], start, end }
            : value.kind === "name" || value.kind === "in"
                ? { kind: "flow", source: value, steps: [], start, end }
                : undefined;
    return flow === undefined ? lost(draft, "a number for a value") : planInline(draft, flow, around, name?.text);
}

/** Plans a flow inside an expression; `name` is the argument's. */
export function planInline(draft: Draft, flow: Flow, environment: Environment, name?: string): PlannedValue {
    const place: StepPlace = { names: [], isNamed: false, isInline: true, line: undefined };
    const { results: [result] } = planSteps(draft, flow, environment, place);
    if (name !== undefined && flow.steps.length > 0) {
        result?.readAs.add(name);
    }
    return result ?? lost(draft, "a flow from no value");
}

function lost(draft: Draft, reason: string): PlannedValue {
    draft.fail(reason);
    return new PlannedValue(new Map(), undefined);
}

function planStep(
    draft: Draft, step: Step, input: PlannedValue | undefined, environment: Environment, place: StepPlace,
): PlannedStep {
    if (!draft.spend(environment.instances.length)) {
        return { results: [], names: environment.names };
    }
    if (step.kind !== "call") {
        return planLoop(draft, step, input ?? lost(draft, "a loop from no value"), environment, place);
    }
    const layers = layersOf(draft, step, environment);
    const results = layers === undefined
        ? planBlock(draft, step, input, environment, place)
        : planLayer(draft, step, layers, input, environment, place);
    return { results, names: environment.names };
}

/** The layers of a call, in each use; undefined for the use of a block. */
function layersOf(draft: Draft, step: Call, { instances }: Environment): ReadonlyMap<Scope, Layer> | undefined {
    const layers = mapScopes(instances, (scope) => draft.context.trace.use(step, scope)?.layer);
    if (layers.size !== 0 && layers.size !== instances.length) {
        draft.fail(`${step.callee.text} is not a layer everywhere`);
    }
    return layers.size === 0 ? undefined : layers;
}

/** Several steps that one attribute holds as nn.Sequential; undefined if they have no common path. */
function planChain(
    draft: Draft, steps: readonly Step[], source: PlannedValue, environment: Environment, place: StepPlace,
): PlannedValue | undefined {
    const bases = steps.map((step, index) => {
        const ending = `.${index}`;
        return new Map([...pathsOf(draft, step, environment)].flatMap(([scope, path]) =>
            (path.endsWith(ending) ? [[scope, path.slice(0, -ending.length)] as const] : [])));
    });
    const [first] = bases;
    const isChain = bases.every((one) => environment.instances.every((scope) =>
        one.get(scope) !== undefined && one.get(scope) === first?.get(scope)));
    if (!isChain || first === undefined) {
        return undefined;
    }
    const row = planRow(draft, steps, source, environment);
    const part = row === undefined ? undefined : registerAt(draft, first, row.module, false, environment, place.line);
    if (row === undefined || part === undefined) {
        return undefined;
    }
    draft.forward.push(called(part, row.module, source, row.result, place.isInline));
    return row.result;
}

/** Steps as one module; undefined if a step needs more than a module. */
export function planRow(
    draft: Draft, steps: readonly Step[], source: PlannedValue, environment: Environment,
): { readonly module: Expression; readonly result: PlannedValue } | undefined {
    const modules: Expression[] = [];
    let result = source;
    for (const step of steps) {
        const one = moduleOf(draft, step, result, { ...environment, current: result });
        if (one === undefined) {
            return undefined;
        }
        modules.push(one.module);
        result = one.result;
    }
    const [only] = modules;
    return { module: modules.length === 1 && only !== undefined ? only : call("nn.Sequential", modules), result };
}

/** A step as a module with one input and one output; undefined if it has more. */
function moduleOf(
    draft: Draft, step: Step, input: PlannedValue, environment: Environment,
): { readonly module: Expression; readonly result: PlannedValue } | undefined {
    if (!draft.spend(environment.instances.length)) {
        return undefined;
    }
    if (step.kind !== "call") {
        const loop = sequentialLoop(draft, step, input, environment);
        const [result] = loop === undefined ? [] : resultsOf(draft, step, environment, [loop.channels]);
        return loop === undefined || result === undefined ? undefined : { module: loop.module, result };
    }
    const layers = layersOf(draft, step, environment);
    return layers === undefined
        ? blockModule(draft, step, input, environment)
        : layerModule(draft, step, layers, input, environment);
}
