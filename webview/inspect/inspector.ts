import type { InferenceLayer, InferenceModel } from "../../server/protocol.ts";
import { text } from "../../server/text.ts";
import type { LayerMaps, LayerTimes, Progress } from "../inference/messages.ts";
import { formatShape } from "../inference/wording.ts";
import { button, element } from "../ui/elements.ts";
import { createArithmeticView } from "./arithmetic-view.ts";
import { createChannelViewer } from "./channel-viewer.ts";
import { drawField } from "./field-view.ts";
import { drawKernels } from "./kernels-view.ts";
import { layerWeights } from "./layer-weights.ts";
import { createSlide } from "./slide.ts";
import { elementAt, type MapTensor } from "./tensor.ts";

/** A tensor with the name of its ONNX value, and its dims including the batch. */
export interface NamedNumbers {
    readonly name: string;
    readonly dims: readonly number[];
    readonly values: Float32Array;
}

/** A run whose layers can be inspected. */
export interface InspectedRun {
    readonly model: InferenceModel;
    /** The bytes of the model's `trained` file. */
    readonly trained?: ArrayBuffer;
    readonly inputs: readonly NamedNumbers[];
    /** The results of layers, by the names of their ONNX values. */
    readonly layers: (tensors: readonly string[]) => Promise<readonly NamedNumbers[]>;
    /** Small pictures of the strongest channels of layers, `most` of each, by the names of their ONNX values. */
    readonly maps: (tensors: readonly string[], most: number) => Promise<readonly LayerMaps[]>;
    /** Measures the time of each layer. */
    readonly measure: (listener: (progress: Progress) => void) => Promise<LayerTimes>;
    readonly stopMeasuring: () => void;
}

/** The part of the preview that shows the inside of one layer of the last run. */
export interface Inspector {
    readonly element: HTMLElement;
    /** Shows the same layer of another run. */
    setRun(run: InspectedRun): void;
    /** The graph that is drawn: an older run is marked. */
    setGraph(graph: ShownVersion): void;
    /** Shows the layer of a node, now or after a run; asks for a run if there is none. `remark` says why this one. */
    inspect(node: string, remark?: string): void;
    /** Says why there is no layer to show, instead of one. */
    refuse(reason: string): void;
    /** Nothing is computed while the inspector is not visible. */
    setVisible(visible: boolean): void;
    /** Whether the last run is of the graph that is drawn. */
    readonly isCurrent: boolean;
}

/** A version of a model. */
export interface ShownVersion {
    readonly model: string;
    readonly version: number;
}

export interface InspectorActions {
    readonly run: () => void;
    /** Marks a node in the graph. */
    readonly goTo: (node: string) => void;
    /** A layer's numbers are shown. */
    readonly shown: (shown: InspectedLayer) => void;
}

/** The layer that is shown, and its result. */
export interface InspectedLayer {
    readonly layer: InferenceLayer;
    readonly result: MapTensor;
}

export function createInspector(actions: InspectorActions): Inspector {
    let run: InspectedRun | undefined;
    let graph: ShownVersion | undefined;
    let node: string | undefined;
    let visible = false;
    let attempts = 0;
    /** Why this layer is shown, or none. */
    let remark = "";
    let refused = false;
    /** The chosen cell of each layer. */
    const cells = new Map<string, readonly number[]>();

    const choice = element("select", "inspect-layer");
    choice.setAttribute("aria-label", text("Layer"));
    choice.addEventListener("change", () => {
        actions.goTo(choice.value);
        inspect(choice.value);
    });
    const shape = element("span", "inspect-shape");
    const note = element("p", "inspect-note");
    note.setAttribute("role", "status");
    const random = element("p", "inspect-note");
    const body = element("div", "inspect-body");
    const toolbar = element("div", "inspect-toolbar", choice, shape);
    const panel = element("div", "inspect", toolbar, note, random, body);

    const say = (message: string): void => {
        note.textContent = message;
        note.hidden = message === "";
    };
    const askForRun = (): void => {
        toolbar.hidden = true;
        random.hidden = true;
        say(text("Run the network to see the numbers inside its layers."));
        body.replaceChildren(button(text("Run"), "secondary-button inspect-run", actions.run));
    };
    const list = (model: InferenceModel): void => {
        const invitation = new Option(text("Choose a layer"), "");
        invitation.disabled = true;
        choice.replaceChildren(invitation, ...model.layers.map(({ node: id, path, kind }) => new Option(
            path === kind ? path : text("{path} ({layer})", { path, layer: kind }), id,
        )));
        toolbar.hidden = false;
        const { trained, seed } = model;
        random.hidden = trained !== undefined && trained.matched > 0;
        random.textContent = text(
            "The weights are random numbers of seed {seed}: the maps show how the network computes, and say nothing about the image.",
            { seed },
        );
    };
    const inspect = (chosen: string, why = ""): void => {
        node = chosen;
        remark = why;
        refused = false;
        if (run === undefined) {
            askForRun();
            return;
        }
        if (!visible) {
            return;
        }
        const layer = run.model.layers.find((one) => one.node === chosen);
        if (layer === undefined) {
            say(text("Only layers can be inspected, of the version of the text that ran."));
            return;
        }
        choice.value = chosen;
        void load(run, layer);
    };
    const load = async (from: InspectedRun, layer: InferenceLayer): Promise<void> => {
        const attempt = ++attempts;
        say(text("Computing {path} …", { path: layer.path }));
        try {
            const tensors = await fetchTensors(from, layer);
            if (attempt === attempts) {
                say(remark);
                draw(from, layer, tensors);
                showStale();
            }
        } catch (error) {
            if (attempt === attempts) {
                body.replaceChildren();
                say(text("The numbers of {path} could not be computed: {reason}", {
                    path: layer.path, reason: error instanceof Error ? error.message : String(error),
                }));
            }
        }
    };
    const draw = (from: InspectedRun, layer: InferenceLayer, tensors: ReadonlyMap<string, MapTensor>): void => {
        const result = tensors.get(layer.tensor);
        if (result === undefined) {
            throw new Error(text("the runtime returned no result"));
        }
        shape.textContent = formatShape(result.dims);
        const weights = layerWeights(from.model, from.trained, layer);
        const inputs = layer.inputs.flatMap(({ tensor }) => tensors.get(tensor) ?? []);
        const arithmetic = createArithmeticView();
        const kernels = section(text("Kernels"));
        const field = section(text("Receptive field"));
        let kernelsOfOutput: number | undefined;
        const update = (cell: readonly number[]): void => {
            cells.set(layer.node, cell);
            arithmetic.show({
                kind: layer.kind,
                arithmetic: layer.arithmetic,
                tensors: weights === undefined ? undefined : { inputs, parameters: weights },
                cell,
                real: elementAt(result, cell),
            });
            const output = outputOf(layer, cell);
            if (output !== kernelsOfOutput) {
                kernelsOfOutput = output;
                kernels.fill(kernelsOf(from, layer, weights, output));
            }
            field.fill(fieldOf(from, layer, tensors, cell));
        };
        const viewer = createChannelViewer(result, {
            ...(layer.bounds === undefined ? {} : { range: layer.bounds }), onChoose: update,
        });
        const before = cells.get(layer.node);
        if (before !== undefined && fits(before, result.dims)) {
            viewer.choose(before);
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
        actions.shown({ layer, result });
    };

    const isCurrent = (): boolean => run !== undefined
        && (graph === undefined || (run.model.model === graph.model && run.model.version === graph.version));
    const showStale = (): void => {
        if (run !== undefined && !isCurrent()) {
            say(text("The text has changed since the run."));
        }
    };
    const showNone = (): void => {
        attempts += 1;
        shape.textContent = "";
        choice.value = "";
        body.replaceChildren();
        say(remark);
    };
    const showCurrent = (): void => {
        if (refused) {
            showNone();
            return;
        }
        const layers = run?.model.layers ?? [];
        const chosen = layers.find((layer) => layer.node === node) ?? layers[0];
        if (chosen !== undefined) {
            inspect(chosen.node, chosen.node === node ? remark : "");
        }
    };

    askForRun();
    return {
        element: panel,
        setRun: (next) => {
            run = next;
            list(next.model);
            showCurrent();
        },
        setGraph: (shown) => {
            graph = shown;
            showStale();
        },
        inspect,
        refuse: (reason) => {
            remark = reason;
            refused = true;
            if (run !== undefined) {
                showNone();
            }
        },
        setVisible: (isVisible) => {
            const appears = isVisible && !visible;
            visible = isVisible;
            if (appears) {
                showCurrent();
            }
        },
        get isCurrent() {
            return isCurrent();
        },
    };
}

/** The tensors of a layer's result and inputs, without their batch. */
async function fetchTensors(
    { inputs, layers }: InspectedRun, layer: InferenceLayer,
): Promise<ReadonlyMap<string, MapTensor>> {
    const known = new Map(inputs.map((tensor) => [tensor.name, tensor]));
    const wanted = new Set([layer.tensor, ...layer.inputs.map(({ tensor }) => tensor)]);
    const fetched = await layers([...wanted].filter((name) => !known.has(name)));
    return new Map([...known.values(), ...fetched].map(({ name, dims, values }) =>
        [name, { dims: dims.slice(1), values }]));
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
