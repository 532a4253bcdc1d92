import { familyClass } from "../../drawing/families.ts";
import { familyWords } from "../../drawing/figure/legend.ts";
import type { NodeFamily } from "../../server/protocol.ts";
import { text } from "../../server/text.ts";
import { amountText, colourings, colouringTitle } from "../graph/colouring.ts";
import type { Colouring } from "../graph/colouring.ts";
import { element } from "./elements.ts";

/** Chooses what the colours of boxes show, and explains them. */
export interface ColourChooser {
    readonly element: HTMLElement;
    /** The families to explain; without a drawing, undefined hides the chooser. */
    setFamilies(families: readonly NodeFamily[] | undefined): void;
    /** Whether times were measured: otherwise they cannot be chosen. */
    setMeasured(measured: boolean): void;
    show(colouring: Colouring): void;
    /** The largest amount of a box in the drawing. */
    setMost(most: number): void;
}

export function createColourChooser(choose: (colouring: Colouring) => void): ColourChooser {
    const select = element("select", "colour-select");
    select.setAttribute("aria-label", text("Colour of boxes"));
    const options = new Map(colourings.map((one) => [one, new Option(colouringTitle(one), one)]));
    select.append(...options.values());
    select.addEventListener("change", () => choose(chosen()));
    const most = element("span", "");
    const ramp = element("span", "colour-amounts", "0", element("span", "colour-ramp"), most);
    const swatches = element("ul", "colour-families");
    swatches.setAttribute("aria-label", text("Colours of kinds"));
    const chooser = element("div", "colour-chooser", select, ramp, swatches);
    chooser.hidden = true;
    const chosen = (): Colouring => colourings.find((one) => one === select.value) ?? "family";
    const update = (): void => {
        ramp.hidden = chosen() === "family";
        swatches.hidden = chosen() !== "family";
    };
    update();
    return {
        element: chooser,
        setFamilies: (families) => {
            chooser.hidden = families === undefined;
            swatches.replaceChildren(...(families ?? []).map((family) =>
                element("li", `colour-family ${familyClass(family)}`, familyWords(family))));
        },
        setMeasured: (measured) => {
            const time = options.get("time");
            if (time !== undefined) {
                time.disabled = !measured;
                time.title = measured ? "" : text("Measure time per layer in Inspect first");
            }
        },
        show: (colouring) => {
            select.value = colouring;
            update();
        },
        setMost: (amount) => {
            const colouring = chosen();
            most.textContent = colouring === "family" ? "" : amountText(colouring, amount);
        },
    };
}
