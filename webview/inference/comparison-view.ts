import { button, element } from "../ui/elements.ts";
import type { LayerComparison } from "./layer-check.ts";
import type { Comparison } from "./run-result.ts";
import { formatShape } from "./wording.ts";

/** The maximum number of mismatching layers that are listed. */
const mostMismatches = 50;

/** Draws the comparison of the layers with what the editor shows, and with another device. */
export function drawComparison(comparison: Comparison, showLayer: (node: string) => void): readonly HTMLElement[] {
    return "failure" in comparison
        ? [element("p", "inference-warning", `The layers were not compared: ${comparison.failure}.`)]
        : [...drawShapes(comparison, showLayer), ...drawValues(comparison, showLayer)];
}

function drawShapes(
    { compared, mismatches }: LayerComparison, showLayer: (node: string) => void,
): readonly HTMLElement[] {
    const agreeing = compared.length - mismatches.length;
    const verdict = element(
        "p", mismatches.length === 0 ? "inference-agreed" : "inference-warning",
        `${agreeing} of ${compared.length} layers: real shape = shown shape`,
    );
    if (mismatches.length === 0) {
        return [verdict];
    }
    const list = element("ul", "inference-mismatches");
    for (const { node, path, shown, real } of mismatches.slice(0, mostMismatches)) {
        const text = `${path}: shown ${formatShape(shown.slice(1))}, really ${formatShape(real.slice(1))}`;
        list.append(element("li", "", button(text, "inference-mismatch", () => showLayer(node))));
    }
    const more = mismatches.length - mostMismatches;
    return more > 0 ? [verdict, list, element("p", "", `and ${more} more`)] : [verdict, list];
}

function drawValues(
    { values, differing }: LayerComparison, showLayer: (node: string) => void,
): readonly HTMLElement[] {
    if (values === undefined) {
        return [];
    }
    if ("failure" in values) {
        return [element("p", "inference-warning", `WebGPU's numbers were not compared: ${values.failure}.`)];
    }
    if (differing === undefined) {
        return [element(
            "p", "inference-agreed inference-values", `${values.compared} layers: WebGPU's numbers = WebAssembly's`,
        )];
    }
    const { node, path, kind } = differing;
    return [
        element("p", "inference-warning", "WebGPU computes other numbers than WebAssembly, first in this layer:"),
        button(`${path} (${kind})`, "inference-mismatch inference-differing", () => showLayer(node)),
        element("p", "inference-hint", "This is probably an error of the GPU's driver or of ONNX Runtime. "
            + "Choose WebAssembly as the device."),
    ];
}
