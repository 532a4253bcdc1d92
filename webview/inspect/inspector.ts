import type { InferenceLayer, InferenceModel } from "../../server/protocol.ts";
import { text } from "../../server/text.ts";
import { formatShape } from "../inference/wording.ts";
import { button, element } from "../ui/elements.ts";
import type { InspectedRun } from "./inspected-run.ts";
import { showLayer, type LayerNumbers } from "./layer-view.ts";
import type { MapTensor } from "./tensor.ts";

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
                draw({ run: from, layer, result: resultOf(layer, tensors), tensors });
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
    const draw = (numbers: LayerNumbers): void => {
        const { layer, result } = numbers;
        shape.textContent = formatShape(result.dims);
        showLayer(body, numbers, cells.get(layer.node), (cell) => cells.set(layer.node, cell));
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

function resultOf({ tensor }: InferenceLayer, tensors: ReadonlyMap<string, MapTensor>): MapTensor {
    const result = tensors.get(tensor);
    if (result === undefined) {
        throw new Error(text("the runtime returned no result"));
    }
    return result;
}
