import { createInspector } from "../../../webview/inspect/inspector.ts";
import type { InferenceModel } from "../../../server/protocol.ts";

/** A run as it is passed to the page: its tensors are all known. */
export interface FinishedRun {
    readonly model: InferenceModel;
    readonly trained?: readonly number[];
    readonly inputs: readonly PlainTensor[];
    readonly layers: readonly PlainTensor[];
}

export interface PlainTensor {
    readonly name: string;
    readonly dims: readonly number[];
    readonly values: readonly number[];
}

declare global {
    interface Window {
        showRun: (run: FinishedRun) => void;
        inspectNode: (node: string) => void;
        /** What the inspector asked of the page. */
        inspectorRecord: { runs: number; fetched: string[]; wentTo: string[]; shown: string[] };
    }
}

window.inspectorRecord = { runs: 0, fetched: [], wentTo: [], shown: [] };
const inspector = createInspector({
    run: () => { window.inspectorRecord.runs += 1; },
    goTo: (node) => window.inspectorRecord.wentTo.push(node),
    shown: ({ layer }) => window.inspectorRecord.shown.push(layer.path),
});
inspector.setVisible(true);
document.getElementById("app")?.append(inspector.element);

const read = ({ name, dims, values }: PlainTensor) => ({ name, dims, values: Float32Array.from(values) });

window.inspectNode = (node) => inspector.inspect(node);
window.showRun = ({ model, trained, inputs, layers }) => inspector.setRun({
    model,
    ...(trained === undefined ? {} : { trained: Uint8Array.from(trained).buffer }),
    inputs: inputs.map(read),
    layers: (tensors) => {
        window.inspectorRecord.fetched.push(...tensors);
        return Promise.resolve(layers.filter(({ name }) => tensors.includes(name)).map(read));
    },
    maps: () => Promise.reject(new Error("This page computes no maps.")),
    measure: () => Promise.reject(new Error("This page measures nothing.")),
    stopMeasuring: () => undefined,
});
