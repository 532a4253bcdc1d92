import type { PreviewDynamicSize } from "../../server/protocol.ts";
import { element } from "./elements.ts";
import { iconButton } from "./icon-button.ts";

/** The input's dynamic sizes, each with a field and buttons that jump to the next size that fits. */
export interface SizeSteppers {
    readonly element: HTMLElement;
    show(sizes: readonly PreviewDynamicSize[]): void;
}

/** `choose` receives a dynamic size's new value, or undefined for the default in the file. */
export function createSizeSteppers(choose: (name: string, value: number | undefined) => void): SizeSteppers {
    const group = element("div", "size-steppers");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", "Input size");
    const rules = element("span", "size-rules");
    let steppers: readonly SizeStepper[] = [];
    return {
        element: group,
        show: (sizes) => {
            group.hidden = sizes.length === 0;
            // Keeps the fields of unchanged sizes, so that a field does not lose the focus while the user types.
            if (steppers.map(({ name }) => name).join() !== sizes.map(({ name }) => name).join()) {
                steppers = sizes.map(({ name }) => createSizeStepper(name, choose));
                group.replaceChildren(...steppers.map((stepper) => stepper.element), rules);
            }
            rules.textContent = [...new Set(sizes.map(({ rule }) => rule))].join("; ");
            rules.title = rules.textContent;
            sizes.forEach((size, index) => steppers[index]?.show(size));
        },
    };
}

interface SizeStepper {
    readonly name: string;
    readonly element: HTMLElement;
    show(size: PreviewDynamicSize): void;
}

function createSizeStepper(name: string, choose: (name: string, value: number | undefined) => void): SizeStepper {
    let shown: PreviewDynamicSize | undefined;
    const step = (next: number | undefined): void => {
        if (next !== undefined) {
            choose(name, next === shown?.sample ? undefined : next);
        }
    };
    const below = iconButton("minus", "", () => step(shown?.below));
    const above = iconButton("plus", "", () => step(shown?.above));
    const reset = iconButton("reset", "", () => choose(name, undefined));
    const field = element("input", "size-field");
    field.inputMode = "numeric";
    field.autocomplete = "off";
    field.setAttribute("aria-label", `Input size ${name}`);
    field.addEventListener("change", () => {
        const typed = Number(field.value);
        if (Number.isSafeInteger(typed) && typed >= 1) {
            step(typed);
        } else if (shown !== undefined) {
            field.value = String(shown.value);
        }
    });
    field.addEventListener("keydown", (event) => {
        if (event.key === "ArrowUp" || event.key === "ArrowDown") {
            event.preventDefault();
            step(event.key === "ArrowUp" ? shown?.above : shown?.below);
        }
    });
    const label = element("label", "size-label", name, field);
    return {
        name,
        element: element("div", "size-stepper", label, below, above, reset),
        show: (size) => {
            shown = size;
            field.value = String(size.value);
            label.title = size.rule;
            setStep(below, size.below, `${name} = ${size.below ?? ""}, the next smaller size that fits`, "No smaller size fits");
            setStep(above, size.above, `${name} = ${size.above ?? ""}, the next larger size that fits`, "No larger size fits");
            reset.hidden = size.value === size.sample;
            setStep(reset, size.sample, `Back to ${name} = ${size.sample}, as in the file`, "");
        },
    };
}

function setStep(button: HTMLButtonElement, to: number | undefined, label: string, none: string): void {
    const title = to === undefined ? none : label;
    button.disabled = to === undefined;
    button.title = title;
    button.setAttribute("aria-label", title);
}
