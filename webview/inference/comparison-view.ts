import { text } from "../../server/text.ts";
import { button, element } from "../ui/elements.ts";
import type { LayerComparison } from "./layer-check.ts";
import type { Comparison } from "./run-result.ts";
import { formatShape } from "./wording.ts";

/** The maximum number of mismatching layers that are listed. */
const mostMismatches = 50;

/** Draws the comparison of the layers with what the editor shows, and with another device. */
export function drawComparison(comparison: Comparison, showLayer: (node: string) => void): readonly HTMLElement[] {
    return "failure" in comparison
        ? [element("p", "inference-warning", text("The layers were not compared: {reason}.", { reason: comparison.failure }))]
        : [...drawShapes(comparison, showLayer), ...drawValues(comparison, showLayer)];
}

function drawShapes(
    { compared, mismatches }: LayerComparison, showLayer: (node: string) => void,
): readonly HTMLElement[] {
    const agreeing = compared.length - mismatches.length;
    const verdict = element(
        "p", mismatches.length === 0 ? "inference-agreed" : "inference-warning",
        text("{agreeing} of {total} layers: real shape = shown shape", { agreeing, total: compared.length }),
    );
    if (mismatches.length === 0) {
        return [verdict];
    }
    const list = element("ul", "inference-mismatches");
    for (const { node, path, shown, real } of mismatches.slice(0, mostMismatches)) {
        const label = text("{path}: shown {shown}, really {real}", {
            path, shown: formatShape(shown.slice(1)), real: formatShape(real.slice(1)),
        });
        list.append(element("li", "", button(label, "inference-mismatch", () => showLayer(node))));
    }
    const more = mismatches.length - mostMismatches;
    return more > 0 ? [verdict, list, element("p", "", text("and {count} more", { count: more }))] : [verdict, list];
}

function drawValues(
    { values, differing }: LayerComparison, showLayer: (node: string) => void,
): readonly HTMLElement[] {
    if (values === undefined) {
        return [];
    }
    if ("failure" in values) {
        return [element("p", "inference-warning", text("WebGPU's numbers were not compared: {reason}.", { reason: values.failure }))];
    }
    if (differing === undefined) {
        return [element(
            "p", "inference-agreed inference-values", text("{count} layers: WebGPU's numbers = WebAssembly's", { count: values.compared }),
        )];
    }
    const { node, path, kind } = differing;
    return [
        element("p", "inference-warning", text("WebGPU computes other numbers than WebAssembly, first in this layer:")),
        button(text("{path} ({kind})", { path, kind }), "inference-mismatch inference-differing", () => showLayer(node)),
        element("p", "inference-hint", text(
            "This is probably an error of the GPU's driver or of ONNX Runtime. Choose WebAssembly as the device.",
        )),
    ];
}
