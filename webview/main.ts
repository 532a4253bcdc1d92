import { text, useDisplayLanguage } from "../server/text.ts";
import { validate } from "../server/validation.ts";
import type { PreviewNode } from "../server/protocol.ts";
import { protocolVersion, toWebviewSchema } from "../server/webview-protocol.ts";
import type { FromWebview, ToWebview } from "../server/webview-protocol.ts";
import { layerOf, nodeAtLine } from "./graph/cursor.ts";
import { createGraphView } from "./graph/graph-view.ts";
import type { Arrangement } from "./graph/graph-view.ts";
import { createLayoutClient } from "./graph/layout-client.ts";
import { measureText } from "./graph/measure.ts";
import { nextShown } from "./graph/shown-graph.ts";
import type { ShownGraph } from "./graph/shown-graph.ts";
import type { PreviewHost } from "./host.ts";
import { element } from "./ui/elements.ts";
import { createInspector } from "./inspect/inspector.ts";
import { createLayerPictures } from "./inspect/layer-pictures.ts";
import { linePictures, type TextPlace } from "./inspect/line-pictures.ts";
import { createTimesView } from "./inspect/times-view.ts";
import { createInferencePanel } from "./inference/panel.ts";
import { createRunner } from "./inference/runner.ts";
import { readResources } from "./resources.ts";
import { readState, writeState } from "./saved-state.ts";
import { createBanner } from "./ui/banner.ts";
import { createHeader } from "./ui/header.ts";
import { createNotice, createProgressNote } from "./ui/notice.ts";
import { createSidePanel } from "./ui/side-panel.ts";
import "./ui/page.css";
import "./graph/graph.css";

/** The delay between the last change of the view and saving its state. */
const saveMilliseconds = 250;

declare function acquireVsCodeApi(): {
    postMessage(message: FromWebview): void;
    getState(): unknown;
    setState(state: unknown): void;
};

start();

function start(): void {
    const editor = acquireVsCodeApi();
    const post = (message: FromWebview): void => editor.postMessage(message);
    const log = (level: "info" | "warning" | "error", message: string): void => post({ type: "log", level, message });
    const resources = readResources(document);
    useDisplayLanguage(resources.language);
    const restored = readState(editor.getState());
    /** The last arrangement of each model. */
    const arrangements = new Map<string, Arrangement>();
    if (restored !== undefined) {
        arrangements.set(keyOf(restored), restored.arrangement);
    }
    let shown: ShownGraph | undefined;
    let saving: ReturnType<typeof setTimeout> | undefined;
    let pictured = restored?.pictures ?? false;

    const save = (): void => {
        clearTimeout(saving);
        saving = setTimeout(() => {
            const { arrangement } = view;
            if (shown !== undefined && arrangement !== undefined) {
                const { uri, model } = shown.drawn;
                arrangements.set(keyOf({ uri, model }), arrangement);
                editor.setState(writeState({ uri, model, arrangement, panelOpen: side.open, pictures: pictured }));
            }
        }, saveMilliseconds);
    };

    const banner = createBanner();
    const notice = createNotice();
    const progress = createProgressNote(() => {
        if (!view.cancelLayout()) {
            notice.show(text("The layout was cancelled. Fold the network's groups to draw it."));
        }
    });
    const view = createGraphView(createLayoutClient(resources.layoutWorker), measureText, {
        reveal: (uri, range) => post({ type: "reveal", uri, range }),
        selected: (nodeId) => {
            if (side.open && side.tab === "inspect") {
                inspector.inspect(nodeId);
            }
        },
        inspect: (nodeId) => inspect(nodeId),
        togglePictures: () => togglePictures(),
        toggleMaps: () => toggleMaps(),
        drawn: (counts) => {
            notice.show(undefined);
            post({ type: "drawn", ...counts });
        },
        moved: save,
        progress: (now) => progress.show(now),
        failed: (message) => {
            log("error", message);
            notice.show(text("The network could not be drawn: {reason}", { reason: message }));
        },
    });
    const header = createHeader({
        selectModel: (model) => post({ type: "select-model", model }),
        chooseSize: (name, value) => post({ type: "choose-size", name, ...(value === undefined ? {} : { value }) }),
        fold: (how) => view.fold(how),
        zoomBy: (factor) => view.zoomBy(factor),
        fit: () => view.fit(),
        run: () => {
            side.tab = "inference";
            side.open = true;
            inference.handle({ type: "run" });
        },
        prepareRun: () => inference.prepare(),
        inspect: () => inspect(view.selected),
        toggleMaps: () => toggleMaps(),
        togglePictures: () => togglePictures(),
        find: (query) => view.find(query),
        goTo: (nodeId) => view.goTo(nodeId),
    });
    const pictures = createLayerPictures(() => showPictures());
    /** Whether the last run is of the model that is drawn, of any version of its text. */
    const isRunShown = (): boolean => shown !== undefined && pictures.run?.model.model === shown.drawn.model;
    const showPictures = (): void => {
        const isShown = pictured && isRunShown();
        view.showPictures(isShown ? (node) => pictures.of(node) : undefined);
        view.element.classList.toggle("old-pictures", isShown && pictures.run?.model.version !== shown?.drawn.version);
        header.setPictures(pictured);
    };
    const toggleMaps = (): void => {
        view.setView(view.view === "maps" ? "layers" : "maps");
        header.setMaps(view.view === "maps");
        save();
    };
    const togglePictures = (): void => {
        pictured = !pictured;
        showPictures();
        save();
        if (pictured && !isRunShown()) {
            inference.handle({ type: "run" });
        }
    };
    header.setPictures(pictured);
    const titles = { inference: text("Inference"), inspect: text("Inspect") };
    const side = createSidePanel<keyof typeof titles>(titles, "inference", () => {
        save();
        inference.setOpen(side.open);
        inspector.setVisible(side.open && side.tab === "inspect");
    });
    const inspector = createInspector({
        run: () => inference.handle({ type: "run" }),
        goTo: (nodeId) => view.goTo(nodeId),
        shown: ({ layer, result }) => post({ type: "inspected", path: layer.path, dims: result.dims }),
    });
    const times = createTimesView({
        inspect: (nodeId) => {
            view.goTo(nodeId);
            inspect(nodeId);
        },
        colour: (amounts) => view.colourBy(amounts),
        measured: ({ model: { model, version, layers } }, measured) => {
            const paths = new Map(layers.map(({ node, path }) => [node, path]));
            post({
                type: "layers-measured", model, version, device: measured.device,
                layers: measured.layers.flatMap(({ node, milliseconds }) => {
                    const path = paths.get(node);
                    return path === undefined ? [] : [{ path, milliseconds }];
                }),
            });
        },
    });
    side.bodies.inspect.append(times.element, inspector.element);
    /** Shows the inside of a node, after a run if there is none of this version. */
    const inspect = (nodeId: string | undefined): void => {
        const graph = shown?.drawn;
        const node = graph?.nodes.find(({ id }) => id === nodeId);
        const layer = graph === undefined || node === undefined ? undefined : layerOf(graph, node);
        if (layer !== undefined && node !== undefined) {
            inspector.inspect(layer.id, describeChoice(node));
        }
        openInspector();
    };
    const openInspector = (): void => {
        side.tab = "inspect";
        side.open = true;
        if (!inspector.isCurrent) {
            inference.handle({ type: "run" });
        }
    };
    /** A line whose layer is to be inspected as soon as its graph is drawn. */
    let awaited: { readonly uri: string; readonly line: number } | undefined;
    const inspectAwaited = (): void => {
        const graph = shown?.latest;
        if (awaited === undefined || graph === undefined) {
            return;
        }
        const { uri, line } = awaited;
        awaited = undefined;
        const node = nodeAtLine(graph, uri, line);
        const layer = node === undefined ? undefined : layerOf(graph, node);
        if (layer === undefined) {
            inspector.refuse(text(
                "Line {line} has no layer of {model}: put the cursor on a layer, or choose one in the list or the graph.",
                { line: line + 1, model: graph.model },
            ));
            openInspector();
        } else {
            view.goTo(layer.id);
            inspect(node?.id);
        }
    };
    const sendLinePictures = async (id: number, place: TextPlace): Promise<void> => {
        const found = await linePictures(shown?.latest, pictures.run, place).catch((error: unknown) => {
            log("warning", `The maps of a line could not be computed: ${String(error)}`);
            return { layers: [], more: 0 };
        });
        post({ type: "line-pictures", id, pictures: found });
    };
    const host: PreviewHost = {
        post,
        resources,
        highlight: (nodeIds) => view.highlight(nodeIds),
        markVerified: (nodeIds, mismatched) => view.markVerified(nodeIds, mismatched),
        openPanel: () => {
            side.open = true;
        },
        ran: (run) => {
            inspector.setRun(run);
            times.setRun(run);
            pictures.setRun(run);
        },
    };
    const inference = createInferencePanel(side.bodies.inference, host, createRunner(resources));
    side.open = restored?.panelOpen ?? false;

    const graphArea = element("main", "graph-area", view.element, notice.element, progress.element);
    document.getElementById("app")?.replaceChildren(
        header.element,
        banner.element,
        element("div", "content", graphArea, side.element),
    );
    notice.show(text("Reading the network …"));

    const showBanner = ({ latest, stale }: ShownGraph): void => {
        const { firstError, uri } = latest;
        banner.show(firstError === undefined || latest.valid ? undefined : {
            message: firstError.message,
            stale,
            onClick: () => post({ type: "reveal", uri, range: firstError.range }),
        });
    };
    const handle = (message: ToWebview): void => {
        switch (message.type) {
            case "graph":
                if (shown?.drawn.uri !== message.graph.uri) {
                    pictures.clear();
                }
                shown = nextShown(shown, message.graph);
                showPictures();
                header.show(shown.drawn, message.graph);
                showBanner(shown);
                view.show(shown, arrangements.get(keyOf(shown.drawn)));
                header.setMaps(view.view === "maps");
                inspector.setGraph(message.graph);
                times.setGraph(message.graph);
                inspectAwaited();
                break;
            case "no-graph":
                shown = undefined;
                header.show(undefined);
                banner.show(undefined);
                view.clear();
                notice.show(message.message);
                break;
            case "inspect":
                awaited = message;
                inspectAwaited();
                break;
            case "line-pictures":
                void sendLinePictures(message.id, message);
                break;
            case "cursor":
                view.setCursor(message.uri, message.line);
                break;
            default:
                break;
        }
        inference.handle(message);
    };
    window.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
        const read = validate(toWebviewSchema, data);
        if ("problem" in read) {
            log("warning", `A message that does not match the protocol was ignored: ${read.problem}.`);
            return;
        }
        handle(read.value);
    });
    post({ type: "ready", protocolVersion });
}

/** Why a layer is shown for a node that is none. */
function describeChoice({ kind, label }: PreviewNode): string {
    switch (kind) {
        case "input":
            return text("The first layer that reads the input {name}", { name: label });
        case "output":
            return text("The layer that computes the output {name}", { name: label });
        case "layer":
            return "";
    }
}

function keyOf({ uri, model }: { readonly uri: string; readonly model: string }): string {
    return `${uri}#${model}`;
}
