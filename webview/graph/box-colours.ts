import type { FigureAmounts } from "../../drawing/figure/figure-text.ts";
import type { PreviewGraph } from "../../server/protocol.ts";
import { createColourChooser } from "../ui/colour-chooser.ts";
import { amountsFor, amountText, colouringTitle, familiesIn, type Colouring } from "./colouring.ts";

/** What the colours of boxes show, chosen below the drawing, which also explains them. */
export interface BoxColours {
    readonly element: HTMLElement;
    readonly colouring: Colouring;
    /** What the boxes of figures show, as those of the drawing. */
    readonly figureAmounts: FigureAmounts | undefined;
    choose(colouring: Colouring): void;
    /** The drawn graph; without one, the chooser is hidden. `isMaps` if the drawing itself explains the families. */
    setGraph(graph: PreviewGraph | undefined, isMaps: boolean): void;
    /** The measured times of nodes of this text; undefined without any. */
    setTimes(times: ReadonlyMap<string, number> | undefined): void;
    /** The largest amount of a drawn box. */
    setMost(most: number): void;
}

export interface BoxColoursActions {
    /** Colours boxes by amounts of nodes; undefined: by families. */
    readonly colourBy: (amounts: ReadonlyMap<string, number> | undefined) => void;
    /** Whether times are shown. */
    readonly shown: (byTime: boolean) => void;
    readonly changed: () => void;
}

export function createBoxColours(first: Colouring, { colourBy, shown, changed }: BoxColoursActions): BoxColours {
    let colouring = first;
    let graph: PreviewGraph | undefined;
    let isMaps = false;
    let times: ReadonlyMap<string, number> | undefined;
    /** Families, while times are chosen and not measured. */
    const apply = (): void => {
        const amounts = graph === undefined ? undefined : amountsFor(colouring, graph, times);
        chooser.setMeasured(times !== undefined);
        chooser.setFamilies(graph === undefined ? undefined : isMaps ? [] : familiesIn(graph));
        chooser.show(amounts === undefined ? "family" : colouring);
        shown(amounts !== undefined && colouring === "time");
        colourBy(amounts);
    };
    const choose = (chosen: Colouring): void => {
        colouring = chosen;
        apply();
        changed();
    };
    const chooser = createColourChooser(choose);
    return {
        element: chooser.element,
        get colouring() {
            return colouring;
        },
        get figureAmounts() {
            const ofNodes = graph === undefined ? undefined : amountsFor(colouring, graph, times);
            const shown = colouring;
            return ofNodes === undefined || shown === "family" ? undefined
                : { title: colouringTitle(shown), ofNodes, written: (amount: number) => amountText(shown, amount) };
        },
        choose,
        setGraph: (drawn, drawnAsMaps) => {
            graph = drawn;
            isMaps = drawnAsMaps;
            apply();
        },
        setTimes: (measured) => {
            times = measured;
            if (graph !== undefined) {
                apply();
            }
        },
        setMost: (most) => chooser.setMost(most),
    };
}
