import type { PreviewGraph, PreviewTotal } from "../../server/protocol.ts";
import type { FoldStep } from "../graph/graph-view.ts";
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
    const search = createSearch(actions.find, actions.goTo);
    const tools = element(
        "div", "header-tools",
        search.element,
        maps,
        buttonGroup(
            text("Folding"),
            iconButton("foldAll", text("Fold all"), () => actions.fold("all")),
            iconButton("foldOne", text("Fold one level"), () => actions.fold("more")),
            iconButton("unfoldOne", text("Unfold one level"), () => actions.fold("less")),
            iconButton("unfoldAll", text("Unfold all"), () => actions.fold("none")),
        ),
        buttonGroup(
            text("Zoom"),
            iconButton("minus", text("Zoom out (-)"), () => actions.zoomBy(1 / zoomStep)),
            iconButton("fit", text("Show everything (0)"), () => actions.fit()),
            iconButton("plus", text("Zoom in (+)"), () => actions.zoomBy(zoomStep)),
        ),
        buttonGroup(
            text("Layers"), pictures,
            iconButton("inspect", text("Inspect the selected layer (I)"), () => actions.inspect()),
        ),
        runButton(actions),
    );
    tools.setAttribute("role", "toolbar");
    tools.setAttribute("aria-label", text("Graph"));
    const sizes = createSizeSteppers({ choose: actions.chooseSize, run: actions.run });
    const header = element(
        "header", "header", element("div", "header-model", name, picker, counts), sizes.element, tools,
    );
    header.hidden = true;

    return {
        element: header,
        setMaps: (on) => maps.setAttribute("aria-pressed", String(on)),
        setPictures: (on) => pictures.setAttribute("aria-pressed", String(on)),
        show: (graph, { dynamicSizes, pictureSize } = { dynamicSizes: [] }) => {
            header.hidden = graph === undefined;
            if (graph === undefined) {
                return;
            }
            sizes.show(dynamicSizes, pictureSize);
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

function runButton({ run, prepareRun }: HeaderActions): HTMLButtonElement {
    const made = button(text("Run"), "header-run", run);
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
