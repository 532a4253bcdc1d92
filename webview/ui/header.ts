import type { PreviewGraph, PreviewTotal } from "../../server/protocol.ts";
import type { FoldStep } from "../graph/graph-operations.ts";
import { zoomStep } from "../graph/keyboard.ts";
import { button, element } from "./elements.ts";
import { iconButton } from "./icon-button.ts";
import { icon } from "./icons.ts";
import { formatInteger, formatQuantity } from "../../server/quantities.ts";
import { createSearch } from "./search.ts";
import { plural, text, type Text } from "../../server/text.ts";
import { createSizeSteppers } from "./size-stepper.ts";

export interface HeaderActions {
    readonly selectModel: (model: string) => void;
    /** Keeps the preview on its model, or lets it follow the editor again. */
    readonly pin: (pinned: boolean) => void;
    /** Opens a menu with all actions at a position of the page. */
    readonly more: (at: { readonly x: number; readonly y: number }) => void;
    /** Chooses another value for a dynamic size; undefined for the default in the file. */
    readonly chooseSize: (name: string, value: number | undefined) => void;
    readonly fold: (how: FoldStep) => void;
    readonly zoomBy: (factor: number) => void;
    readonly fit: () => void;
    /** Shows the inside of the selected layer. */
    readonly inspect: () => void;
    /** Shows or hides the pictures in the boxes. */
    readonly togglePictures: () => void;
    /** Draws feature maps instead of layers, or layers again. */
    readonly toggleMaps: () => void;
    /** Shows or hides the table of figures. */
    readonly toggleTable: () => void;
    readonly run: () => void;
    /** Called when the user is about to run the network. */
    readonly prepareRun: () => void;
    readonly find: (text: string) => readonly string[];
    readonly goTo: (nodeId: string) => void;
}

/** The line above the graph: the model's name and size, and the actions. */
export interface Header {
    readonly element: HTMLElement;
    /** The graph in the drawing, and the chosen input sizes, which may not fit. */
    show(graph: PreviewGraph | undefined, sizes?: Pick<PreviewGraph, "dynamicSizes" | "pictureSize">): void;
    /** Whether the boxes show pictures. */
    setPictures(on: boolean): void;
    /** Whether feature maps are drawn. */
    setMaps(on: boolean): void;
    /** Whether the table of figures is shown. */
    setTable(on: boolean): void;
    /** Whether the preview stays on its model. */
    setPinned(on: boolean): void;
}

export function createHeader(actions: HeaderActions): Header {
    const name = element("h1", "header-name");
    const picker = element("select", "header-picker");
    picker.setAttribute("aria-label", text("Model"));
    picker.addEventListener("change", () => actions.selectModel(picker.value));
    const counts = element("div", "header-counts");
    const pictures = iconButton(
        "pictures", text("Show the strongest map of each layer in its box (M)"), () => actions.togglePictures(),
    );
    const maps = iconButton("maps", text("Draw feature maps instead of layers (V)"), () => actions.toggleMaps());
    maps.setAttribute("aria-pressed", "false");
    const table = iconButton("table", text("Show the table of all layers and plots (T)"), () => actions.toggleTable());
    table.setAttribute("aria-pressed", "false");
    const search = createSearch(actions.find, actions.goTo);
    const pin = iconButton("pin", text("Keep this model, whatever the editor shows"), () => {
        actions.pin(pin.getAttribute("aria-pressed") !== "true");
    });
    pin.setAttribute("aria-pressed", "false");
    const more = iconButton("more", text("More actions"), () => {
        const { left, bottom } = more.getBoundingClientRect();
        actions.more({ x: left, y: bottom + 2 });
    });
    more.setAttribute("aria-haspopup", "menu");
    const tools = element(
        "div", "header-tools",
        search.element,
        maps,
        table,
        buttonGroup(
            text("Folding"),
            wide(iconButton("foldAll", text("Fold all"), () => actions.fold("all"))),
            iconButton("foldOne", text("Fold one level"), () => actions.fold("more")),
            iconButton("unfoldOne", text("Unfold one level"), () => actions.fold("less")),
            wide(iconButton("unfoldAll", text("Unfold all"), () => actions.fold("none"))),
        ),
        buttonGroup(
            text("Zoom"),
            wide(iconButton("minus", text("Zoom out (-)"), () => actions.zoomBy(1 / zoomStep))),
            iconButton("fit", text("Show everything (0)"), () => actions.fit()),
            wide(iconButton("plus", text("Zoom in (+)"), () => actions.zoomBy(zoomStep))),
        ),
        buttonGroup(
            text("Layers"), wide(pictures),
            wide(iconButton("inspect", text("Inspect the selected layer (I)"), () => actions.inspect())),
        ),
        more,
        runButton(actions),
    );
    tools.setAttribute("role", "toolbar");
    tools.setAttribute("aria-label", text("Graph"));
    const sizes = createSizeSteppers({ choose: actions.chooseSize, run: actions.run });
    const openSizes = (open: boolean): void => {
        sizes.element.classList.toggle("open", open);
        sizesButton.setAttribute("aria-expanded", String(open));
    };
    const sizesButton = iconButton("size", text("Input size"), () => {
        openSizes(!sizes.element.classList.contains("open"));
    });
    sizesButton.classList.add("header-sizes-button");
    openSizes(false);
    sizes.element.addEventListener("keydown", ({ key }) => {
        if (key === "Escape" && sizes.element.classList.contains("open")) {
            openSizes(false);
            sizesButton.focus();
        }
    });
    /** The file and model whose sizes are shown. */
    let shown = "";
    const header = element(
        "header", "header", element("div", "header-model", name, picker, pin, counts),
        element("div", "header-sizes", sizesButton, sizes.element), tools,
    );
    header.hidden = true;

    return {
        element: header,
        setMaps: (on) => maps.setAttribute("aria-pressed", String(on)),
        setTable: (on) => table.setAttribute("aria-pressed", String(on)),
        setPinned: (on) => pin.setAttribute("aria-pressed", String(on)),
        setPictures: (on) => pictures.setAttribute("aria-pressed", String(on)),
        show: (graph, { dynamicSizes, pictureSize } = { dynamicSizes: [] }) => {
            header.hidden = graph === undefined;
            const file = graph === undefined ? "" : `${graph.model} ${graph.uri}`;
            if (file !== shown) {
                shown = file;
                openSizes(false);
            }
            if (graph === undefined) {
                return;
            }
            sizes.show(dynamicSizes, pictureSize);
            sizesButton.hidden = dynamicSizes.length === 0;
            const several = graph.models.length > 1;
            name.hidden = several;
            picker.hidden = !several;
            name.textContent = graph.model;
            picker.replaceChildren(...graph.models.map((model) => new Option(model)));
            picker.value = graph.model;
            const layers = graph.nodes.filter(({ kind }) => kind === "layer").length;
            counts.replaceChildren(
                ...totalOf(graph.parameters, parameterWords),
                ...totalOf(graph.macs, macWords),
                quantity(
                    formatInteger(layers), (count) => plural(layers, "{count} layer", "{count} layers", { count }),
                    plural(layers, "{count} layer", "{count} layers", { count: formatInteger(layers) }),
                ),
            );
        },
    };
}

/** How a total is written: in short, and in full as its tooltip. */
interface TotalWords {
    readonly short: (count: string) => Text;
    readonly exact: (count: string) => Text;
    readonly atLeast: (count: string) => Text;
}

const parameterWords: TotalWords = {
    short: (count) => text("{count} parameters", { count }),
    exact: (count) => text("{count} parameters", { count }),
    atLeast: (count) => text("At least {count} parameters", { count }),
};

const macWords: TotalWords = {
    short: (count) => text("{count} MACs", { count }),
    exact: (count) => text("{count} multiply-adds", { count }),
    atLeast: (count) => text("At least {count} multiply-adds", { count }),
};

/** Empty if nothing is known: "at least 0" would say no more. */
function totalOf({ value, atLeast }: PreviewTotal, words: TotalWords): readonly HTMLElement[] {
    const inFull = atLeast ? words.atLeast : words.exact;
    return atLeast && value === 0
        ? []
        : [quantity(`${atLeast ? "≥ " : ""}${formatQuantity(value)}`, words.short, inFull(formatInteger(value)))];
}

/** A number with its unit, which `words` puts before or after it. */
function quantity(amount: string, words: (count: string) => Text, title: Text): HTMLElement {
    const [before = "", after = ""] = words(separator).split(separator);
    const made = element("span", "header-count", before, element("b", "", amount), after);
    made.title = title;
    return made;
}

/** In place of a number that is an element. */
const separator = "#";

/** A button that a narrow header leaves to its menu. */
function wide(made: HTMLButtonElement): HTMLButtonElement {
    made.classList.add("wide-only");
    return made;
}

function runButton({ run, prepareRun }: HeaderActions): HTMLButtonElement {
    const made = button(text("Run"), "secondary-button header-run", run);
    made.addEventListener("pointerenter", prepareRun);
    made.addEventListener("focus", prepareRun);
    made.title = text("Run the network on an image");
    made.prepend(icon("run"));
    return made;
}

function buttonGroup(label: Text, ...buttons: readonly HTMLButtonElement[]): HTMLElement {
    const made = element("div", "header-group", ...buttons);
    made.setAttribute("role", "group");
    made.setAttribute("aria-label", label);
    return made;
}
