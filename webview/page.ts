import { text } from "../server/text.ts";
import type { FromWebview, Resources, ToWebview } from "../server/webview-protocol.ts";
import { createFigures } from "./export/figures.ts";
import { createFiguresPanel } from "./figures/figures-panel.ts";
import { firstFiguresState } from "./figures/figures-state.ts";
import { createBoxColours } from "./graph/box-colours.ts";
import { thingsAtLine, type TextLine } from "./graph/cursor.ts";
import { menuOf, type GraphMenuActions } from "./graph/graph-menu.ts";
import { createGraphView } from "./graph/graph-view.ts";
import { createLayoutClient } from "./graph/layout-client.ts";
import { measureText } from "./graph/measure.ts";
import { matching } from "./graph/query.ts";
import { nextShown, type ShownGraph } from "./graph/shown-graph.ts";
import { createInferencePanel } from "./inference/panel.ts";
import { createRunner } from "./inference/runner.ts";
import { createBoxPictures } from "./inspect/box-pictures.ts";
import { createInspectTab } from "./inspect/inspect-tab.ts";
import type { SavedState } from "./saved-state.ts";
import { createStateSaver } from "./state-saver.ts";
import { createTextNotes } from "./text-notes.ts";
import { createBreadcrumbs } from "./ui/breadcrumbs.ts";
import { element } from "./ui/elements.ts";
import { createHeader } from "./ui/header.ts";
import { createMenu } from "./ui/menu.ts";
import { createNotice, createProgressNote } from "./ui/notice.ts";
import { createSidePanel } from "./ui/side-panel.ts";
import "./ui/controls.css";
import "./ui/page.css";
import "./graph/graph.css";

/** Below this width, as in page.css, the parts of the page are below one another. */
const narrowWidth = 720;

/** The parts of the preview, connected. */
export interface Page {
    readonly elements: readonly HTMLElement[];
    handle(message: ToWebview): void;
}

export interface PageContext {
    readonly post: (message: FromWebview) => void;
    readonly resources: Resources;
    readonly restored: SavedState | undefined;
    readonly setState: (state: unknown) => void;
}

export function createPage({ post, resources, restored, setState }: PageContext): Page {
    let shown: ShownGraph | undefined;
    let cursor: TextLine | undefined;
    let pinned = restored?.pinned ?? false;
    /** Whether what is selected now was selected in the table. */
    let isFromTable = false;

    const stateNow = (): SavedState | undefined => {
        const { arrangement } = view;
        if (shown === undefined || arrangement === undefined) {
            return undefined;
        }
        const { uri, model } = shown.drawn;
        return {
            uri, model, pinned, arrangement, panelOpen: side.open, pictures: pictures.isOn,
            colouring: colours.colouring, figures: tables.state,
        };
    };
    const saver = createStateSaver(restored, stateNow, setState);
    const notes = createTextNotes(post);
    const notice = createNotice();
    const progress = createProgressNote(() => {
        if (!view.cancelLayout()) {
            notice.show(text("The layout was cancelled. Fold the network's groups to draw it."));
        }
    });
    const menu = createMenu();
    const run = (): void => inference.handle({ type: "run" });
    const openTab = (tab: keyof typeof titles): void => {
        side.tab = tab;
        side.open = true;
    };
    const updateColours = (): void => colours.setGraph(shown?.drawn, view.view === "maps");
    const toggles = {
        toggleMaps: () => {
            view.setView(view.view === "maps" ? "layers" : "maps");
            header.setMaps(view.view === "maps");
            updateColours();
            saver.save();
        },
        togglePictures: () => pictures.toggle(),
        toggleTable: () => {
            tables.open = !tables.open;
        },
    };
    const view = createGraphView(createLayoutClient(resources.layoutWorker), measureText, {
        ...toggles,
        reveal: (uri, range) => post({ type: "reveal", uri, range }),
        selected: (id) => {
            if (view.selected === id) {
                inspectTab.follow(id);
            }
            if (!isFromTable) {
                tables.select(id);
            }
        },
        menu: (thing, at) => menu.open(menuOf(thing, menuActions), at),
        within: (groups) => breadcrumbs.show(shown?.drawn.model ?? "", groups),
        inspect: (nodeId) => inspectTab.inspect(nodeId),
        drawn: (counts) => {
            notice.show(undefined);
            post({ type: "drawn", ...counts });
        },
        moved: () => saver.save(),
        progress: (now) => progress.show(now),
        heated: (most) => colours.setMost(most ?? 0),
        failed: (message) => {
            post({ type: "log", level: "error", message });
            notice.show(text("The network could not be drawn: {reason}", { reason: message }));
        },
    });
    const menuActions: GraphMenuActions = {
        ...toggles,
        view: () => view,
        copy: (copied) => post({ type: "copy", text: copied }),
        inspect: (nodeId) => inspectTab.inspect(nodeId),
        picturesShown: () => pictures.isOn,
        figure: (kind) => post({ type: "choose-figure", ...(kind === undefined ? {} : { kind }) }),
        tableShown: () => tables.open,
    };
    const breadcrumbs = createBreadcrumbs((id) => id === undefined ? view.fit() : view.goTo(id));
    const colours = createBoxColours(restored?.colouring ?? "family", {
        colourBy: (amounts) => view.colourBy(amounts),
        shown: (byTime) => inspectTab.setColoured(byTime),
        changed: () => saver.save(),
    });
    const figures = createFigures(
        () => view, () => shown?.drawn, () => colours.figureAmounts, resources.layoutWorker, post,
    );
    const header = createHeader({
        ...toggles,
        selectModel: (model) => post({ type: "select-model", model }),
        pin: (pin) => post({ type: "pin", pinned: pin }),
        more: (at) => menu.open(menuOf({}, menuActions), at),
        chooseSize: (name, value) => post({ type: "choose-size", name, ...(value === undefined ? {} : { value }) }),
        fold: (how) => view.fold(how),
        zoomBy: (factor) => view.zoomBy(factor),
        fit: () => view.fit(),
        run: () => {
            openTab("inference");
            run();
        },
        prepareRun: () => inference.prepare(),
        inspect: () => inspectTab.inspect(view.selected),
        find: (query) => matching(shown?.drawn, query),
        goTo: (nodeId) => view.goTo(nodeId),
    });
    const pictures = createBoxPictures(restored?.pictures ?? false, {
        view: () => view,
        switched: (isOn) => {
            header.setPictures(isOn);
            saver.save();
        },
        run,
        post,
    });
    header.setPictures(pictures.isOn);
    const titles = { inference: text("Inference"), inspect: text("Inspect") };
    const side = createSidePanel<keyof typeof titles>(titles, "inference", () => {
        // In a narrow page, the panel and the table would leave no place for the graph.
        if (side.open && window.innerWidth <= narrowWidth) {
            tables.open = false;
        }
        saver.save();
        inference.setOpen(side.open);
        inspectTab.setVisible(side.open && side.tab === "inspect");
    });
    const inspectTab = createInspectTab({
        shown: () => shown,
        open: () => openTab("inspect"),
        run,
        goTo: (nodeId) => view.goTo(nodeId),
        post,
        times: (found) => colours.setTimes(found),
        colour: (byTime) => colours.choose(byTime ? "time" : "family"),
        measured: (times) => tables.setTimes(times),
    });
    side.bodies.inspect.append(...inspectTab.elements);
    const inference = createInferencePanel(side.bodies.inference, {
        post,
        resources,
        highlight: (nodeIds) => view.highlight(nodeIds),
        markVerified: (nodeIds, mismatched) => view.markVerified(nodeIds, mismatched),
        openPanel: () => {
            side.open = true;
        },
        ran: (inspected) => {
            inspectTab.setRun(inspected);
            pictures.setRun(inspected);
        },
    }, createRunner(resources));
    const tables = createFiguresPanel(restored?.figures ?? firstFiguresState, {
        post,
        select: (ids) => {
            isFromTable = true;
            view.select(ids);
            isFromTable = false;
        },
        activate: ([id]) => {
            const latest = shown?.latest;
            const thing = [...latest?.nodes ?? [], ...latest?.groups ?? []].find((one) => one.id === id);
            if (thing !== undefined) {
                view.goTo(thing.id);
                post({ type: "reveal", uri: thing.uri, range: thing.range });
            }
        },
        changed: () => {
            header.setTable(tables.open);
            if (tables.open && window.innerWidth <= narrowWidth) {
                side.open = false;
            }
            saver.save();
        },
    }, menu);
    header.setTable(tables.open);
    // Restored last: in a narrow page, it closes the table.
    side.open = restored?.panelOpen ?? false;
    const markCursorInTable = (): void => tables.markCursor(shown === undefined || cursor === undefined
        ? new Set() : thingsAtLine(shown.latest, cursor.uri, cursor.line));
    notice.show(text("Reading the network …"));

    const handle = (message: ToWebview): void => {
        switch (message.type) {
            case "graph":
                shown = nextShown(shown, message.graph);
                pictures.setGraph(shown);
                header.show(shown.drawn, message.graph);
                notes.setGraph(shown);
                view.show(shown, saver.arrangementOf(shown.drawn));
                header.setMaps(view.view === "maps");
                tables.setGraph(message.graph);
                markCursorInTable();
                inspectTab.setGraph(message.graph);
                updateColours();
                figures.drawn();
                break;
            case "no-graph":
                figures.refuse(message.message);
                shown = undefined;
                updateColours();
                header.show(undefined);
                notes.setGraph(undefined);
                view.clear();
                pictures.setGraph(undefined);
                tables.setGraph(undefined);
                notice.show(message.message);
                break;
            case "renamed":
                saver.rename(message.from, message.to);
                break;
            case "inspect":
                inspectTab.inspectLine(message);
                break;
            case "draw-figure":
                figures.request(message);
                break;
            case "line-pictures":
                void pictures.sendLine(message.id, message);
                break;
            case "pinned":
                pinned = message.pinned;
                header.setPinned(pinned);
                saver.save();
                break;
            case "cursor":
                cursor = message;
                view.setCursor(message.uri, message.line);
                markCursorInTable();
                notes.setCursor(message);
                break;
            default:
                break;
        }
        inference.handle(message);
        tables.handle(message);
    };
    const graphArea = element(
        "main", "graph-area", view.element, colours.element, breadcrumbs.element, ...notes.elements, notice.element,
        progress.element, menu.element,
    );
    const graphColumn = element("div", "graph-column", graphArea, tables.element);
    return { elements: [header.element, element("div", "content", graphColumn, side.element)], handle };
}
