import { firstIndex } from "../../grammar/spans.ts";
import type { ParsedFile } from "../../grammar/parsed-file.ts";
import type { Model, Span } from "../../grammar/syntax-tree.ts";
import { sharesWeights } from "../graph/cost.ts";
import { findDecorator } from "../graph/decorators.ts";
import { foundOnce } from "../graph/found-once.ts";
import type { DecoratorValue, Layer, ModelGraph, Scope, WeightsFile } from "../graph/graph.ts";
import type { ParameterTensor } from "../layers/definition.ts";
import type { FileScope } from "../names/program.ts";
import { locate, report, type BodyState, type Context, type Frame } from "./context.ts";
import { isUnknown, plainDatum, printDatum, unknownDatum, type Datum } from "./data.ts";
import { evaluateDecorators } from "./decorators.ts";
import { append, type Evaluation } from "./evaluation.ts";
import { evaluateExpression } from "./expressions.ts";
import { hasInput } from "./flows.ts";
import { interpreter } from "./interpreter.ts";
import type { AnalysisOptions } from "./options.ts";
import { plainValue } from "./results.ts";
import type { TracedGraph } from "./trace.ts";

/** Evaluates a model to its graph. At a limit, the graph is incomplete. */
export function evaluateModel(
    model: Model, file: FileScope, evaluation: Evaluation, options: AnalysisOptions,
): ModelGraph {
    const name = model.name?.text ?? "";
    const frame: Frame = {
        file, names: new Map(), functions: new Map(), scope: undefined, kind: "model", node: model, uncertain: false,
        reportedAtRefusal: undefined, returned: undefined,
    };
    const location = evaluation.locate(file.uri, model);
    const scope = evaluation.openScope({
        kind: "model", path: "", weightPath: "", label: name, parent: undefined, location, definition: undefined,
        round: undefined,
    });
    const body: BodyState = {
        frame: { ...frame, scope }, scope, input: undefined, current: undefined, counters: new Map(), inLoop: false,
        namedByRound: false,
    };
    const context = { evaluation, interpreter, frame: body.frame, body };
    evaluation.trace?.enter(scope, {
        input: undefined, names: body.frame.names, block: undefined, written: undefined, file,
    });
    const parameters: { name: string; value: DecoratorValue }[] = [];
    let decorators: ModelGraph["decorators"] = [];
    let weightsFile: WeightsFile | undefined;
    evaluation.untilStopped(() => {
        parameters.push(...evaluateParameters(model, context, options));
        decorators = evaluateDecorators(model.decorators, "model", context);
        weightsFile = readWeightsFile(decorators, context);
        if (model.body !== undefined) {
            interpreter.runBody(model.body, context);
        }
        checkInterface(model, context);
    });
    checkSharedWeights(context);
    return {
        name, uri: file.uri, location, nameSpan: model.name ?? location.span, parameters, inputs: evaluation.inputs,
        outputs: evaluation.outputs, layers: evaluation.layers, scopes: evaluation.scopes, decorators, weightsFile,
        demands: evaluation.demands.list(), requirements: evaluation.requirements.list(),
        budget: options.budget ?? {}, isPartial: evaluation.isStopped,
        ...(evaluation.trace === undefined ? {} : { trace: { model, records: evaluation.trace } satisfies TracedGraph["trace"] }),
    };
}

/** Reads the tensor table of the `@weights` file. The decorator reports a missing file. */
function readWeightsFile(decorators: ModelGraph["decorators"], context: Context): WeightsFile | undefined {
    const decorator = findDecorator(decorators, "weights");
    const path = decorator?.named.get("file");
    const span = decorator?.spans.get("file");
    if (typeof path !== "string" || span === undefined) {
        return undefined;
    }
    const { host, pending } = context.evaluation;
    const uri = host.resolve(context.frame.file.uri, path);
    if (host.exists(uri) !== true) {
        return undefined;
    }
    const tensors = host.readTensors(uri);
    if (tensors === "pending") {
        pending.add(uri);
        return undefined;
    }
    if (tensors === undefined || "problem" in tensors) {
        report(context, span, { code: "invalid-weights", path, problem: tensors?.problem ?? { kind: "unreadable" } });
        return undefined;
    }
    return { path, uri, tensors };
}

function evaluateParameters(
    model: Model, context: Context, options: AnalysisOptions,
): readonly { readonly name: string; readonly value: DecoratorValue }[] {
    return model.parameters.flatMap((parameter) => {
        const name = parameter.name.text;
        const provided = options.parameters?.get(name);
        let datum: Datum = provided ?? unknownDatum;
        if (provided === undefined && parameter.default === undefined) {
            report(context, parameter.name, {
                code: "missing-default", model: model.name?.text ?? "the model", parameter: name,
            });
        } else if (provided === undefined && parameter.default !== undefined) {
            datum = plainValue(evaluateExpression(parameter.default, context), parameter.default, context);
        }
        context.frame.names.set(name, datum);
        context.evaluation.recordThing(parameter.name, context.frame.file.uri, context.frame.scope, {
            printed: printDatum(datum),
        });
        const value = isUnknown(datum) ? undefined : plainDatum(datum);
        return value === undefined ? [] : [{ name, value }];
    });
}

/** Checks that a model has an input; without an output, its last line is the output. */
function checkInterface(model: Model, context: Context & { readonly body: BodyState }): void {
    const { evaluation, frame, body } = context;
    const broken = hasProblem(frame.file.parsed, model);
    const span = model.name ?? { start: model.start, end: model.start + "model".length };
    if (evaluation.inputs.length === 0) {
        if (!broken && !hasInput(model)) {
            report(context, span, { code: "missing-input", model: model.name?.text ?? "the model" });
        }
        return;
    }
    if (evaluation.outputs.length > 0 || body.current === undefined) {
        return;
    }
    const last = model.body?.statements.at(-1);
    const location = locate(context, last ?? span);
    const name = last?.kind === "line" ? last.names.find((one) => one.text !== "_")?.text : undefined;
    evaluation.outputs.push({ name: name ?? "output", value: body.current, location, decorators: [] });
    if (!broken) {
        report(context, span, { code: "missing-output", model: model.name?.text ?? "the model" });
    }
}

/**
 * Layers with one weight path must have the same kind and sizes. Sharing is one hint for each `@path`, for any number
 * of layers.
 */
function checkSharedWeights(context: Context): void {
    const { evaluation } = context;
    if (!sharesWeights(evaluation.layers)) {
        return;
    }
    const first = new Map<string, Layer>();
    const sharing = new Map<Layer, Layer[]>();
    for (const layer of evaluation.layers) {
        if (layer.inference === undefined || layer.inference.parameters.length === 0) {
            continue;
        }
        const owner = first.get(layer.weightPath);
        if (owner === undefined) {
            first.set(layer.weightPath, layer);
        } else {
            append(sharing, owner, layer);
        }
    }
    const hinted = new Set<string>();
    for (const [owner, others] of sharing) {
        const different = others.find((other) => tensorLabel(other) !== tensorLabel(owner));
        const at = different ?? others[0] ?? owner;
        const [shape] = owner.outputs.map((output) => output.shape);
        const related = [{ ...owner.location, role: "operand" as const, shape, path: owner.path }];
        if (different !== undefined) {
            evaluation.report({
                code: "shared-weights-mismatch", path: owner.weightPath, left: tensorLabel(owner),
                right: tensorLabel(different),
            }, at.location, at.scope, related);
            continue;
        }
        const path = sharedPath(at);
        if (!hinted.has(path)) {
            hinted.add(path);
            const use = useThatShares(at);
            const { location } = use ?? at;
            evaluation.report(
                { code: "shared-weights", path, uses: others.length + 1 }, location,
                use === undefined ? at.scope : use.parent, related);
        }
    }
}

/** The part of a layer's weight path that `@path` determines: all except the steps below it. */
function sharedPath({ path, weightPath }: Layer): string {
    const [own, shared] = [path.split("."), weightPath.split(".")];
    while (shared.length > 1 && own.length > 1 && own.at(-1) === shared.at(-1)) {
        own.pop();
        shared.pop();
    }
    return shared.join(".");
}

/** The outermost use of a block or loop around a layer that shares another one's weights. */
function useThatShares({ scope }: Layer): Scope | undefined {
    let found: Scope | undefined;
    for (let around: Scope | undefined = scope; around !== undefined; around = around.parent) {
        found = around.path === around.weightPath ? found : around;
    }
    return found;
}

/** `conv weight [64, 3, 7, 7]`: what must be equal if weights are shared. */
function tensorLabel(layer: Layer): string {
    const tensors = (layer.inference?.parameters ?? []).map((tensor: ParameterTensor) =>
        `${tensor.name} [${tensor.shape?.join(", ") ?? "?"}]`);
    return `${layer.definition.name} ${tensors.join(", ")}`;
}

/** Whether a syntax error begins in a span. */
function hasProblem(file: ParsedFile, span: Span): boolean {
    const problems = problemsInOrder(file);
    const next = problems[firstIndex(problems, ({ start }) => start >= span.start)];
    return next !== undefined && next.start <= span.end;
}

const problemsInOrder = foundOnce(({ problems }: ParsedFile): readonly Span[] =>
    problems.toSorted((a, b) => a.start - b.start));
