import { largestChosenSize, type PreviewDynamicSize, type PreviewGraph } from "../../server/protocol.ts";
import { text, type Text } from "../../server/text.ts";
import { button, element } from "./elements.ts";
import { iconButton } from "./icon-button.ts";

/** The input's dynamic sizes, each with a field and buttons that jump to the next size that fits. */
export interface SizeSteppers {
    readonly element: HTMLElement;
    /** `picture` is the size nearest to that of the picture that the network runs on. */
    show(sizes: readonly PreviewDynamicSize[], picture?: PictureSizes): void;
}

export interface SizeActions {
    /** Receives a dynamic size's new value, or undefined for the default in the file. */
    readonly choose: (name: string, value: number | undefined) => void;
    /** Runs the network at the sizes that were chosen last. */
    readonly run: () => void;
}

type PictureSizes = NonNullable<PreviewGraph["pictureSize"]>;

export function createSizeSteppers({ choose, run }: SizeActions): SizeSteppers {
    const group = element("div", "size-steppers");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", text("Input size"));
    const rules = element("span", "size-rules");
    let steppers: readonly SizeStepper[] = [];
    let offered: PictureSizes | undefined;
    const runAtPicture = button("", "secondary-button size-picture", () => {
        if (offered !== undefined) {
            Object.entries(offered.sizes).forEach(([name, value]) => choose(name, value));
            run();
        }
    });
    runAtPicture.title = text("The picture's own size, or the nearest that fits");
    return {
        element: group,
        show: (sizes, picture) => {
            offered = picture;
            runAtPicture.hidden = picture === undefined
                || sizes.every(({ name, value }) => (picture.sizes[name] ?? value) === value);
            runAtPicture.textContent = picture === undefined ? "" : text("Run at {width} × {height}", {
                width: picture.width, height: picture.height,
            });
            group.hidden = sizes.length === 0;
            // Keeps the fields of unchanged sizes, so that a field does not lose the focus while the user types.
            if (steppers.map(({ name }) => name).join() !== sizes.map(({ name }) => name).join()) {
                steppers = sizes.map(({ name }) => createSizeStepper(name, choose));
                group.replaceChildren(...steppers.map((stepper) => stepper.element), runAtPicture, rules);
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
    const field = element("input", "text-field size-field");
    field.inputMode = "numeric";
    field.autocomplete = "off";
    field.setAttribute("aria-label", text("Input size {name}", { name }));
    field.addEventListener("change", () => {
        const typed = Number(field.value);
        if (Number.isInteger(typed) && typed >= 1 && typed <= largestChosenSize) {
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
            setStep(below, size.below === undefined
                ? { none: text("No smaller size fits") }
                : { size: text("{name} = {size}, the next smaller size that fits", { name, size: size.below }) });
            setStep(above, size.above === undefined
                ? { none: text("No larger size fits") }
                : { size: text("{name} = {size}, the next larger size that fits", { name, size: size.above }) });
            reset.hidden = size.value === size.sample;
            setStep(reset, { size: text("Back to {name} = {size}, as in the file", { name, size: size.sample }) });
        },
    };
}

/** Labels a button with the size that it chooses, or says that there is none. */
function setStep(button: HTMLButtonElement, label: { readonly size: Text } | { readonly none: Text }): void {
    const title = "none" in label ? label.none : label.size;
    button.disabled = "none" in label;
    button.title = title;
    button.setAttribute("aria-label", title);
}
