import { spansLines } from "../../grammar/source-tokens.ts";
import type { ParsedFile } from "../../grammar/parsed-file.ts";
import type { Call, Span } from "../../grammar/syntax-tree.ts";
import type { Layer, Value } from "../graph/graph.ts";
import { originOfSize } from "../graph/size-origins.ts";
import type { Inference, LayerCall, LayerDefinition } from "../layers/definition.ts";
import type { LayerDemand } from "../layers/demands.ts";
import type { LayerProblem } from "../layers/problems.ts";
import { limits } from "../limits.ts";
import type { Shape } from "../sizes/shape.ts";
import { unknownAtSample, type Size } from "../sizes/size.ts";
import { demandSizes, locate, type BodyState, type Context } from "./context.ts";
import type { Datum } from "./data.ts";
import { findInference, keepInference, type InferredCall, type KnownInference } from "./known-inferences.ts";
import { bindArguments, type Binding } from "./layer-arguments.ts";
import type { StepPath } from "./paths.ts";
import type { RelatedPlace } from "./problems.ts";
import { placeOfMaker, placeOfOrigin } from "./related-places.ts";
import { typicalOneOf } from "./typical-arguments.ts";

/**
 * Evaluates a call of a layer: binds its arguments, runs its rule and adds it to the graph. `names` is the number of
 * values that the line names: if the rule cannot run, the layer has that many results.
 */
export function applyLayer(
    definition: LayerDefinition, call: Call, data: readonly Datum[], input: Value | undefined,
    path: StepPath, names: number, context: Context & { readonly body: BodyState },
): readonly Value[] {
    const { evaluation } = context;
    const foundBefore = evaluation.occurrences.length;
    const binding = bindArguments(definition, call, data, input, context);
    const isMisbound = evaluation.occurrences.length > foundBefore;
    const known = binding.complete ? inferOnce(definition, binding) : undefined;
    const problems = known === undefined || known.problems.length === 0
        ? binding.problems
        : [...binding.problems, ...known.problems];
    const layer: MutableLayer = {
        kind: "layer", index: evaluation.layers.length, path: path.path, weightPath: path.weightPath, definition,
        inputs: binding.inputs, outputs: [], call: known?.call, inference: known?.inference,
        faulty: isMisbound || !binding.complete || problems.length > 0, location: locate(context, call), node: call,
        written: binding.written,
        scope: context.body.scope,
    };
    const shapes = known?.inference.outputs ?? guessOutputs(definition, binding, names);
    layer.outputs = evaluation.newValues(shapes, layer);
    evaluation.addLayer(layer, layer.location);
    // A wrong layer has one error: problems of its arguments take precedence over those of its rule.
    const reported = isMisbound ? binding.problems : problems;
    for (const problem of reported) {
        if (!isAddedByName(problem, definition, call)) {
            reportLayerProblem(problem, layer, binding, context);
        }
    }
    if (known !== undefined) {
        for (const demand of known.demands) {
            passOn(demand, layer, context);
        }
    }
    return layer.outputs;
}

/** Whether the fix for the misspelt name of a layer also adds the argument that a problem reports as missing. */
function isAddedByName(problem: LayerProblem, { name }: LayerDefinition, { callee }: Call): boolean {
    return problem.code === "conflicting-arguments" && problem.provided.length === 0 && callee.text !== name &&
        typicalOneOf(name) !== undefined;
}

/** Passes a rule's conditions on to the model's dynamic sizes. */
function passOn(demand: LayerDemand, layer: Layer, context: Context): void {
    demandSizes(context, layer.node, demand.condition, () => (demand.kind === "rule"
        ? { kind: "rule", layer, problem: demand.problem }
        : { kind: "parameter", layer, size: demand.size }));
}

function guessOutputs(
    definition: LayerDefinition, binding: Binding, names: number,
): readonly (Shape | undefined)[] {
    const guess = definition.guess(binding.arguments, binding.inputs.map((value) => value.shape));
    return Array.from({ length: Math.max(names, 1) }, () => guess);
}

/** Runs the rule, unless the result is cached; undefined if a rank is unknown. */
function inferOnce(definition: LayerDefinition, binding: Binding): KnownInference | undefined {
    const known = findInference(definition, binding);
    if (known !== undefined) {
        return known;
    }
    const inputs = knownShapes(binding.inputs);
    if (inputs === undefined) {
        return undefined;
    }
    const made = infer(definition, { arguments: binding.arguments, inputs, numbers: binding.numbers });
    if (made.problems.length === 0) {
        keepInference(definition, made);
    }
    return made;
}

/** The shapes of values; undefined if a rank is unknown. */
function knownShapes(values: readonly Value[]): readonly Shape[] | undefined {
    const shapes = values.flatMap(({ shape }) => (shape === undefined ? [] : [shape]));
    return shapes.length === values.length ? shapes : undefined;
}

function infer(definition: LayerDefinition, inferred: InferredCall): KnownInference {
    const demands: LayerDemand[] = [];
    const problems: LayerProblem[] = [];
    const call: LayerCall = {
        ...inferred, report: (problem) => { problems.push(problem); }, demand: (demand) => { demands.push(demand); },
    };
    const inference = definition.infer(call);
    const outputs = problems.length > 0 ? inference.outputs : supportedShapes(inference.outputs, call);
    return {
        call, problems, demands,
        inference: outputs === inference.outputs ? inference : { ...inference, outputs },
    };
}

/** The same shapes; sizes above the largest are reported, once, and become unknown. */
function supportedShapes(shapes: Inference["outputs"], call: LayerCall): Inference["outputs"] {
    const isSupported = (size: Size): boolean => size.sample !== undefined && size.sample <= limits.size;
    if (shapes.every((shape) => shape === undefined || shape.every(isSupported))) {
        return shapes;
    }
    // A rule without a problem leaves a size unknown if an operand or argument is, or if the size is not exact.
    const mayBeUnknown = [...call.inputs, ...call.arguments.values()].some(hasUnknownSize);
    let isReported = false;
    return shapes.map((shape) => shape?.map((size, axis) => {
        if (isSupported(size) || (size.sample === undefined && mayBeUnknown)) {
            return size;
        }
        if (!isReported) {
            call.report({ code: "size-too-large", axis, rank: shape.length, output: size.sample, most: limits.size });
            isReported = true;
        }
        return unknownAtSample(size);
    }));
}

/** Whether an argument, or a part of it, is a size that an error upstream left unknown. */
function hasUnknownSize(argument: unknown): boolean {
    if (Array.isArray(argument)) {
        return argument.some(hasUnknownSize);
    }
    if (typeof argument !== "object" || argument === null) {
        return false;
    }
    return "sample" in argument ? argument.sample === undefined : Object.values(argument).some(hasUnknownSize);
}

/** A layer under construction. */
interface MutableLayer extends Layer {
    outputs: readonly Value[];
    readonly inference: Inference | undefined;
}

/** Reports a problem of a layer's rule at the argument or operand at fault, with the origins of sizes that disagree. */
function reportLayerProblem(problem: LayerProblem, layer: Layer, binding: Binding, context: Context): void {
    const { byParameter } = binding.written;
    const blamed = problem.argument === undefined ? undefined : byParameter.get(problem.argument)?.value;
    const operandPlaces = (problem.operands ?? []).flatMap((index): RelatedPlace[] => {
        const value = binding.inputs[index];
        const axis = disagreeingAxis(problem);
        const others = (problem.operands ?? [])
            .flatMap((other) => (other === index ? [] : binding.inputs[other] ?? []));
        const origin = value === undefined || axis === undefined
            ? undefined
            : originOfSize(value, axis, others, context.evaluation.causes);
        if (value?.producer === undefined) {
            return [];
        }
        return origin === undefined
            ? [{ ...placeOfMaker(value.producer), role: "operand", shape: value.shape }]
            : [placeOfOrigin(value, origin)];
    });
    context.evaluation.occurrences.push({
        location: locate(context, blamed ?? callSpan(layer.node, context.frame.file.parsed)),
        scope: context.body?.scope,
        finding: { source: "layer", finding: problem, layer },
        related: operandPlaces,
        demanded: problem.demanded,
    });
}

/** The axis on which operands disagree, if there is one. */
function disagreeingAxis(problem: LayerProblem): number | undefined {
    switch (problem.code) {
        case "channel-mismatch": return 0;
        case "size-mismatch": return problem.axis;
        default: return undefined;
    }
}

/** The whole call if it is on one line, otherwise its name. */
function callSpan(call: Call, file: ParsedFile): Span {
    return spansLines(file, call) ? call.callee : call;
}
