import type { Text } from "../../server/text.ts";
import { element } from "../ui/elements.ts";

export interface Slider {
    readonly element: HTMLElement;
    value: number;
}

export interface SliderOptions {
    readonly label: Text;
    readonly value: number;
    readonly min?: number;
    readonly max?: number;
    readonly step?: number;
    /** The value as text. */
    readonly format: (value: number) => string;
    readonly onChange: (value: number) => void;
}

/** A labelled slider with its value beside it. */
export function createSlider({ label, value, min = 0, max = 1, step = 0.01, format, onChange }: SliderOptions): Slider {
    const range = element("input", "output-slider-range");
    range.type = "range";
    Object.assign(range, { min: String(min), max: String(max), step: String(step) });
    const shown = element("output", "output-slider-value");
    const setValue = (next: number): void => {
        range.value = String(next);
        range.setAttribute("aria-valuetext", format(next));
        shown.textContent = format(next);
    };
    setValue(value);
    range.addEventListener("input", () => {
        setValue(range.valueAsNumber);
        onChange(range.valueAsNumber);
    });
    return {
        element: element("label", "output-slider", element("span", "", label), range, shown),
        get value() {
            return range.valueAsNumber;
        },
        set value(next) {
            setValue(next);
        },
    };
}
