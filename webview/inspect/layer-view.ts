import type { InferenceLayer } from "../../server/protocol.ts";
import { text } from "../../server/text.ts";
import { element } from "../ui/elements.ts";
import { createArithmeticView } from "./arithmetic-view.ts";
import { createChannelViewer } from "./channel-viewer.ts";
import { drawField } from "./field-view.ts";
import type { InspectedRun } from "./inspected-run.ts";
import { drawKernels } from "./kernels-view.ts";
import { layerWeights } from "./layer-weights.ts";
import { createSlide } from "./slide.ts";
import { elementAt, type MapTensor } from "./tensor.ts";

/** A layer of a run with its numbers. */
export interface LayerNumbers {
    readonly run: InspectedRun;
    readonly layer: InferenceLayer;
    readonly result: MapTensor;
    /** The tensors of its result and inputs, without their batch. */
    readonly tensors: ReadonlyMap<string, MapTensor>;
}

/** Shows the channels of a layer's result, and how the chosen cell is computed: at first `cell`, if there is one. */
export function showLayer(
    body: HTMLElement, { run, layer, result, tensors }: LayerNumbers, cell: readonly number[] | undefined,
    onChoose: (cell: readonly number[]) => void,
): void {
    const weights = layerWeights(run.model, run.trained, layer);
    const inputs = layer.inputs.flatMap(({ tensor }) => tensors.get(tensor) ?? []);
    const arithmetic = createArithmeticView();
    const kernels = section(text("Kernels"));
    const field = section(text("Receptive field"));
    let kernelsOfOutput: number | undefined;
    const update = (chosen: readonly number[]): void => {
        onChoose(chosen);
        arithmetic.show({
            kind: layer.kind,
            arithmetic: layer.arithmetic,
            tensors: weights === undefined ? undefined : { inputs, parameters: weights },
            cell: chosen,
            real: elementAt(result, chosen),
        });
        const output = outputOf(layer, chosen);
        if (output !== kernelsOfOutput) {
            kernelsOfOutput = output;
            kernels.fill(kernelsOf(run, layer, weights, output));
        }
        field.fill(fieldOf(run, layer, tensors, chosen));
    };
    const viewer = createChannelViewer(result, {
        ...(layer.bounds === undefined ? {} : { range: layer.bounds }), onChoose: update,
    });
    if (cell !== undefined && fits(cell, result.dims)) {
        viewer.choose(cell);
    }
    const slide = createSlide(result.dims, viewer, update);
    const computation = section(text("Arithmetic"));
    computation.fill(element("div", "inspect-arithmetic", slide.element, arithmetic.element));
    const channels = section(result.dims.length > 1 ? text("Channels") : text("Values"));
    channels.fill(viewer.element);
    body.replaceChildren(
        element("div", "inspect-column", channels.element),
        element("div", "inspect-column", computation.element, field.element, kernels.element),
    );
    update(viewer.cell);
}

/** The output channel or feature of a cell, which determines its kernels. */
function outputOf({ arithmetic }: InferenceLayer, cell: readonly number[]): number {
    return (arithmetic?.kind === "linear" ? cell.at(-1) : cell[0]) ?? 0;
}

function kernelsOf(
    { model }: InspectedRun, { arithmetic, inputs: [input] }: InferenceLayer,
    weights: ReadonlyMap<string, MapTensor> | undefined, output: number,
): HTMLElement | undefined {
    const weight = weights?.get("weight");
    const read = model.inputs.find(({ name }) => name === input?.tensor);
    return arithmetic === undefined || weight === undefined
        ? undefined
        : drawKernels(arithmetic, weight, output, read?.image !== undefined);
}

function fieldOf(
    { model }: InspectedRun, { field }: InferenceLayer, tensors: ReadonlyMap<string, MapTensor>,
    cell: readonly number[],
): HTMLElement | undefined {
    const tensor = field === undefined ? undefined : tensors.get(field.input);
    const input = model.inputs.find(({ name }) => name === field?.input);
    return field === undefined || tensor === undefined || input === undefined
        ? undefined
        : drawField(field, tensor, input, cell);
}

function fits(cell: readonly number[], dims: readonly number[]): boolean {
    return cell.length === dims.length && cell.every((index, axis) => index < (dims[axis] ?? 0));
}

interface Section {
    readonly element: HTMLElement;
    readonly fill: (content: HTMLElement | undefined) => void;
}

/** A part of the inspector that is hidden while it is empty. */
function section(title: string): Section {
    const content = element("div", "");
    const summary = element("summary", "", title);
    const details = element("details", "inspect-section", summary, content);
    details.open = true;
    return {
        element: details,
        fill: (filled) => {
            details.hidden = filled === undefined;
            content.replaceChildren(...(filled === undefined ? [] : [filled]));
        },
    };
}
