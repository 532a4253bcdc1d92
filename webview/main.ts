import { text, useDisplayLanguage } from "../server/text.ts";
import { validate } from "../server/validation.ts";
import { protocolVersion, toWebviewSchema } from "../server/webview-protocol.ts";
import type { FromWebview, ToWebview } from "../server/webview-protocol.ts";
import { createFiguresPanel } from "./figures/figures-panel.ts";
import { firstFiguresState } from "./figures/figures-state.ts";
import { createBoxColours } from "./graph/box-colours.ts";
import { thingsAtLine } from "./graph/cursor.ts";
import { createGraphView } from "./graph/graph-view.ts";
import { menuOf } from "./graph/graph-menu.ts";
import type { GraphMenuActions } from "./graph/graph-menu.ts";
import { KeptArrangements } from "./graph/kept-arrangements.ts";
import { createLayoutClient } from "./graph/layout-client.ts";
import { measureText } from "./graph/measure.ts";
import { matching } from "./graph/query.ts";
import { nextShown } from "./graph/shown-graph.ts";
import type { ShownGraph } from "./graph/shown-graph.ts";
import { receiveMessages } from "./host-messages.ts";
import type { PreviewHost } from "./host.ts";
import { createFigures } from "./export/figures.ts";
import { element } from "./ui/elements.ts";
import { createInspection } from "./inspect/inspection.ts";
import { createInspector } from "./inspect/inspector.ts";
import { createLayerPictures } from "./inspect/layer-pictures.ts";
import { linePictures, type TextPlace } from "./inspect/line-pictures.ts";
import { createTimesView } from "./inspect/times-view.ts";
import { createInferencePanel } from "./inference/panel.ts";
import { createRunner } from "./inference/runner.ts";
import { readResources } from "./resources.ts";
import { readState, writeState } from "./saved-state.ts";
import { createBanner } from "./ui/banner.ts";
import { createBreadcrumbs } from "./ui/breadcrumbs.ts";
import { createHeader } from "./ui/header.ts";
import { createMenu } from "./ui/menu.ts";
import { createOffer } from "./ui/offer.ts";
import { createNotice, createProgressNote } from "./ui/notice.ts";
import { createSidePanel } from "./ui/side-panel.ts";
import "./ui/controls.css";
import "./ui/page.css";
import "./graph/graph.css";

/** Below this width, as in page.css, the parts of the page are below one another. */
const narrowWidth = 720;

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
    const arrangements = new KeptArrangements();
    if (restored !== undefined) {
        arrangements.keep(restored, restored.arrangement);
    }
    let shown: ShownGraph | undefined;
    let saving: ReturnType<typeof setTimeout> | undefined;
    let pictured = restored?.pictures ?? false;
    let pinned = restored?.pinned ?? false;

    const save = (): void => {
        clearTimeout(saving);
        saving = setTimeout(() => {
            const { arrangement } = view;
            if (shown !== undefined && arrangement !== undefined) {
                const { uri, model } = shown.drawn;
                arrangements.keep({ uri, model }, arrangement);
                editor.setState(writeState({
                    uri, model, pinned, arrangement, panelOpen: side.open, pictures: pictured,
                    colouring: colours.colouring, figures: tables.state,
                }));
            }
        }, saveMilliseconds);
    };

    const banner = createBanner();
    const offer = createOffer((model) => post({ type: "select-model", model }));
    const notice = createNotice();
    const progress = createProgressNote(() => {
        if (!view.cancelLayout()) {
            notice.show(text("The layout was cancelled. Fold the network's groups to draw it."));
        }
    });
    const view = createGraphView(createLayoutClient(resources.layoutWorker), measureText, {
        reveal: (uri, range) => post({ type: "reveal", uri, range }),
        selected: (id) => {
            // A hidden inspector shows it when it is opened.
            if (view.selected === id) {
                inspector.inspect(id);
            }
            if (!isFromTable) {
                tables.select(id);
            }
        },
        menu: (thing, at) => menu.open(menuOf(thing, actions), at),
        within: (groups) => breadcrumbs.show(shown?.drawn.model ?? "", groups),
        inspect: (nodeId) => inspection.inspect(nodeId),
        togglePictures: () => togglePictures(),
        toggleMaps: () => toggleMaps(),
        toggleTable: () => toggleTable(),
        drawn: (counts) => {
            notice.show(undefined);
            post({ type: "drawn", ...counts });
        },
        moved: save,
        progress: (now) => progress.show(now),
        heated: (most) => colours.setMost(most ?? 0),
        failed: (message) => {
            log("error", message);
            notice.show(text("The network could not be drawn: {reason}", { reason: message }));
        },
    });
    const colours = createBoxColours(restored?.colouring ?? "family", {
        colourBy: (amounts) => view.colourBy(amounts),
        shown: (byTime) => times.setColoured(byTime),
        changed: save,
    });
    const updateColours = (): void => colours.setGraph(shown?.drawn, view.view === "maps");
    const menu = createMenu();
    const breadcrumbs = createBreadcrumbs((id) => id === undefined ? view.fit() : view.goTo(id));
    const actions: GraphMenuActions = {
        view: () => view,
        copy: (copied) => post({ type: "copy", text: copied }),
        inspect: (nodeId) => inspection.inspect(nodeId),
        toggleMaps: () => toggleMaps(),
        togglePictures: () => togglePictures(),
        picturesShown: () => pictured,
        figure: (kind) => post({ type: "choose-figure", ...(kind === undefined ? {} : { kind }) }),
        toggleTable: () => toggleTable(),
        tableShown: () => tables.open,
    };
    const figures = createFigures(
        () => view, () => shown?.drawn, () => colours.figureAmounts, resources.layoutWorker, post,
    );
    const header = createHeader({
        selectModel: (model) => post({ type: "select-model", model }),
        pin: (pinned) => post({ type: "pin", pinned }),
        more: (at) => menu.open(menuOf({}, actions), at),
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
        inspect: () => inspection.inspect(view.selected),
        toggleMaps: () => toggleMaps(),
        togglePictures: () => togglePictures(),
        toggleTable: () => toggleTable(),
        find: (query) => matching(shown?.drawn, query),
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
        updateColours();
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
        if (side.open && window.innerWidth <= narrowWidth) {
            tables.open = false;
        }
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
            inspection.inspect(nodeId);
        },
        times: (found) => colours.setTimes(found),
        colour: (byTime) => colours.choose(byTime ? "time" : "family"),
        measured: ({ model: { model, version, layers } }, measured) => {
            const milliseconds = new Map(measured.layers.map((layer) => [layer.node, layer.milliseconds]));
            tables.setTimes({ model, version, milliseconds });
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
    const inspection = createInspection(inspector, {
        shown: () => shown,
        open: () => {
            side.tab = "inspect";
            side.open = true;
        },
        run: () => inference.handle({ type: "run" }),
        goTo: (nodeId) => view.goTo(nodeId),
    });
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

    /** Whether what is selected now was selected in the table. */
    let isFromTable = false;
    const tables = createFiguresPanel(restored?.figures ?? firstFiguresState, {
        post,
        select: (ids) => {
            isFromTable = true;
            view.select(ids);
            isFromTable = false;
        },
        activate: (ids) => activate(ids),
        changed: () => changeFigures(),
    }, menu);
    header.setTable(tables.open);
    const changeFigures = (): void => {
        header.setTable(tables.open);
        // In a narrow page, both would leave no place for the graph.
        if (tables.open && window.innerWidth <= narrowWidth) {
            side.open = false;
        }
        save();
    };
    /** Shows a node or group in the graph and in the text. */
    const activate = ([id]: readonly string[]): void => {
        const latest = shown?.latest;
        const thing = [...latest?.nodes ?? [], ...latest?.groups ?? []].find((one) => one.id === id);
        if (thing !== undefined) {
            view.goTo(thing.id);
            post({ type: "reveal", uri: thing.uri, range: thing.range });
        }
    };
    const toggleTable = (): void => {
        tables.open = !tables.open;
    };

    const graphArea = element(
        "main", "graph-area", view.element, colours.element, breadcrumbs.element, offer.element, banner.element,
        notice.element, progress.element, menu.element,
    );
    document.getElementById("app")?.replaceChildren(
        header.element,
        element("div", "content", element("div", "graph-column", graphArea, tables.element), side.element),
    );
    notice.show(text("Reading the network …"));

    const showBanner = ({ latest, stale }: ShownGraph): void => {
        const errors = latest.problems.filter(({ severity }) => severity === "error");
        const [first] = errors;
        banner.show(first === undefined ? undefined : {
            message: first.message, more: errors.length - 1, stale,
            onClick: () => post({ type: "reveal", uri: first.uri, range: first.range }),
        });
    };
    let cursor: { readonly uri: string; readonly line: number } | undefined;
    /** In a block that the shown model does not use, offers models that do. */
    const showOffer = (): void => {
        const graph = shown?.latest;
        const item = graph?.uri === cursor?.uri ? graph?.items.find(({ range }) =>
            cursor !== undefined && range.start.line <= cursor.line && cursor.line <= range.end.line) : undefined;
        const isMissing = graph !== undefined && item?.kind === "block" && !item.usedBy.includes(graph.model);
        offer.show(isMissing ? { block: item.name, model: graph.model, users: item.usedBy } : undefined);
    };
    const markCursorInTable = (): void => {
        const graph = shown?.latest;
        tables.markCursor(graph === undefined || cursor === undefined
            ? new Set() : thingsAtLine(graph, cursor.uri, cursor.line));
    };
    /** Whether there is a graph, or a message why there is none. */
    let received = false;
    const handle = (message: ToWebview): void => {
        switch (message.type) {
            case "graph":
                received = true;
                if (shown?.drawn.uri !== message.graph.uri) {
                    pictures.clear();
                }
                shown = nextShown(shown, message.graph);
                showPictures();
                header.show(shown.drawn, message.graph);
                showBanner(shown);
                showOffer();
                view.show(shown, arrangements.of(shown.drawn));
                header.setMaps(view.view === "maps");
                inspector.setGraph(message.graph);
                times.setGraph(message.graph);
                tables.setGraph(message.graph);
                markCursorInTable();
                updateColours();
                inspection.drawn();
                figures.drawn();
                break;
            case "no-graph":
                received = true;
                figures.refuse(message.message);
                shown = undefined;
                updateColours();
                header.show(undefined);
                banner.show(undefined);
                offer.show(undefined);
                view.clear();
                tables.setGraph(undefined);
                notice.show(message.message);
                break;
            case "renamed": {
                const { arrangement } = view;
                if (arrangement !== undefined && shown !== undefined) {
                    arrangements.keep(shown.drawn, arrangement);
                }
                arrangements.rename(message.from, message.to);
                break;
            }
            case "inspect":
                inspection.inspectLine(message);
                break;
            case "draw-figure":
                figures.request(message);
                break;
            case "line-pictures":
                void sendLinePictures(message.id, message);
                break;
            case "pinned":
                pinned = message.pinned;
                header.setPinned(pinned);
                save();
                break;
            case "cursor":
                cursor = message;
                view.setCursor(message.uri, message.line);
                markCursorInTable();
                showOffer();
                break;
            default:
                break;
        }
        inference.handle(message);
        tables.handle(message);
    };
    receiveMessages((data) => {
        const read = validate(toWebviewSchema, data);
        if ("problem" in read) {
            log("warning", `A message that does not match the protocol was ignored: ${read.problem}.`);
            return;
        }
        handle(read.value);
    }, () => post({ type: "ready", protocolVersion, received }));
}
