import type { InferenceModel } from "../../server/protocol.ts";
import type { InferenceResult } from "../../server/webview-protocol.ts";
import { compareLayers, type LayerComparison } from "./layer-check.ts";
import type { LayerCheck, RunReport, RunTimes } from "./messages.ts";

/** A run from request to result. */
export interface Run {
    readonly model: InferenceModel;
    readonly inputs: InferenceResult["inputs"];
    /** The picture that the network sees, if there is one. */
    readonly image?: ImageData;
    report?: RunReport;
    /** Newer than the report's. */
    times?: RunTimes;
    comparison?: Comparison;
}

export type Comparison = LayerComparison | { readonly failure: string };

export function comparisonOf(model: InferenceModel, check: LayerCheck): Comparison {
    return "failure" in check ? check : compareLayers(model.layers, check);
}

/** The result of a run for the extension. */
export function resultOf({ model, inputs, report, times = report?.times, comparison }: Run): InferenceResult {
    if (report === undefined || times === undefined) {
        throw new Error("A run was finished without a result.");
    }
    const { device, fallbackReason, adapter, outputs } = report;
    const { load, first, warm } = times;
    const compared = comparison !== undefined && !("failure" in comparison) ? comparison : undefined;
    const differing = compared?.differing;
    return {
        model: model.model,
        device,
        ...(fallbackReason === undefined ? {} : { fallbackReason }),
        ...(adapter === undefined ? {} : { adapter: adapter.name }),
        loadMilliseconds: load,
        runMilliseconds: warm?.median ?? first ?? 0,
        runs: warm?.runs ?? 1,
        layersCompared: compared?.compared.length ?? 0,
        mismatches: compared?.mismatches.map(({ path, shown, real }) => ({ path, shown, real })) ?? [],
        ...(differing === undefined ? {} : { differing: differing.path }),
        ...(comparison !== undefined && "failure" in comparison ? { comparisonFailure: comparison.failure } : {}),
        inputs,
        outputs: outputs.map(({ name, dims, values }) => ({
            name, dims, values: values.map((value) => (Number.isFinite(value) ? value : null)),
        })),
    };
}
