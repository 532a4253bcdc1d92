import type { Diagnostic } from "../diagnostics/diagnostics.ts";
import { totalCost } from "../graph/cost.ts";
import type { ModelGraph } from "../graph/graph.ts";
import type { CheckerStatus } from "../protocol.ts";
import type { AnalyzedDocument } from "./analyzed-document.ts";

/** What the editor's status shows: the model at an offset, or the only one of the file, and the result of the check. */
export function checkerStatus(
    { analysis }: AnalyzedDocument, diagnostics: readonly Diagnostic[], offset: number,
): CheckerStatus {
    const graph = modelAt(analysis.models, offset);
    const stopped = analysis.models.find((model) => model.isPartial);
    const limit = diagnostics.find(({ code }) =>
        limitsOfChecks.has(code) || (stopped !== undefined && limitsOfEvaluation.has(code)));
    return {
        ...(graph === undefined ? {} : { model: modelStatus(graph) }),
        errors: diagnostics.filter(({ severity }) => severity === "error").length,
        warnings: diagnostics.filter(({ severity }) => severity === "warning").length,
        ...(limit === undefined ? {} : { limit: limit.message }),
    };
}

/** The codes of the limits at which the evaluation of a model stops. */
const limitsOfEvaluation: ReadonlySet<string> = new Set(["step-limit", "layer-limit", "recursion-limit"]);
/** The codes of the limits at which a check stops, or sizes stay as they are by default. */
const limitsOfChecks: ReadonlySet<string> = new Set(["check-limit", "size-limit"]);

/** The model at an offset, or the only one of the file. */
export function modelAt(models: readonly ModelGraph[], offset: number): ModelGraph | undefined {
    return models.find(({ location: { span } }) => span.start <= offset && offset <= span.end) ??
        (models.length === 1 ? models[0] : undefined);
}

function modelStatus(graph: ModelGraph): NonNullable<CheckerStatus["model"]> {
    const { parameters, macs } = totalCost(graph);
    return { name: graph.name, parameters, macs };
}
