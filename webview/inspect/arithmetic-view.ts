import type { Arithmetic } from "../../server/arithmetic.ts";
import { plural, text, type Text } from "../../server/text.ts";
import { formatNumber, formatShape } from "../inference/wording.ts";
import { button, element } from "../ui/elements.ts";
import { explain } from "./arithmetic/explain.ts";
import type {
    Explanation, LayerTensors, NamedNumber, StepsExplanation, WindowExplanation,
} from "./arithmetic/explanation.ts";
import { drawPart, drawWindowOnInput, isFeature } from "./window-view.ts";

/** The channels whose numbers are drawn first, and with each press of "more". */
const channelsAtOnce = 3;

/** How a chosen element of a layer's result is computed from the layer's inputs and weights. */
export interface ArithmeticView {
    readonly element: HTMLElement;
    show(computed: ComputedElement): void;
}

export interface ComputedElement {
    readonly kind: string;
    /** Undefined if the layer's definition does not describe it. */
    readonly arithmetic: Arithmetic | undefined;
    /** Undefined if the layer's weights are too large. */
    readonly tensors: LayerTensors | undefined;
    readonly cell: readonly number[];
    /** The runtime's number. */
    readonly real: number;
}

export function createArithmeticView(): ArithmeticView {
    const body = element("div", "inspect-arithmetic");
    const show = (computed: ComputedElement, shown: number): void => {
        const { arithmetic, tensors, cell, kind } = computed;
        if (arithmetic === undefined) {
            body.replaceChildren(element("p", "", text(
                "The arithmetic of `{layer}` is not shown: it only moves numbers, or takes too many of them.", { layer: kind },
            )));
            return;
        }
        const explained = tensors === undefined ? undefined : explain(arithmetic, tensors, cell, shown);
        if (explained === undefined || tensors === undefined) {
            body.replaceChildren(element("p", "", text("The weights of this layer are too large to be shown.")));
            return;
        }
        body.replaceChildren(...(explained.kind === "window"
            ? drawWindow(explained, tensors, () => show(computed, shown + channelsAtOnce))
            : drawSteps(explained)), ...drawVerdict(explained, computed));
    };
    return { element: body, show: (computed) => show(computed, channelsAtOnce) };
}

function drawWindow(
    explained: WindowExplanation, { inputs: [input] }: LayerTensors, more: () => void,
): readonly Node[] {
    const { parts, rest, bias, combine, divisor } = explained;
    const [strongest] = parts;
    const isLinear = strongest !== undefined && isFeature(strongest);
    const result = formatNumber(explained.value);
    const sums = combine === "sum" ? [
        ...(rest.channels === 0 ? [] : [button(describeRest(rest, isLinear), "secondary-button inspect-more", more)]),
        ...(bias === undefined ? [] : [element("p", "inspect-sum", text("the bias adds {bias}", { bias: formatNumber(bias) }))]),
        element("p", "inspect-total", text("the sum is {value}", { value: result })),
    ] : [element("p", "inspect-total", combine === "maximum"
        ? text("the largest is {value}", { value: result })
        : text("divided by {divisor}, the mean is {value}", { divisor: divisor ?? 1, value: result }))];
    return [
        ...(input === undefined || strongest === undefined ? [] : [drawWindowOnInput(input, strongest)]),
        element("div", isLinear ? "inspect-parts inspect-features" : "inspect-parts", ...parts.map((part) => drawPart(part, explained))),
        ...sums,
    ];
}

function describeRest({ channels: count, sum }: WindowExplanation["rest"], isLinear: boolean): Text {
    const values = { count, sum: formatNumber(sum) };
    return isLinear
        ? plural(count, "and {count} more feature adds {sum}", "and {count} more features add {sum}", values)
        : plural(count, "and {count} more channel adds {sum}", "and {count} more channels add {sum}", values);
}

function drawSteps({ knowns, steps, elements }: StepsExplanation): readonly Node[] {
    return [
        drawNumbers(knowns, "inspect-knowns"),
        ...(elements === undefined ? [] : [element("p", "inspect-sum", plural(
            elements, "the statistics are of {count} number", "the statistics are of {count} numbers", { count: elements },
        ))]),
        drawNumbers(steps, "inspect-steps"),
    ];
}

function drawNumbers(numbers: readonly NamedNumber[], name: string): HTMLElement {
    return element("table", name, element("tbody", "", ...numbers.map(({ notation, value }) => element(
        "tr", "", element("th", "", notation), element("td", "", `= ${formatNumber(value)}`),
    ))));
}

/** Whether the runtime has the same number. */
function drawVerdict(explained: Explanation, { cell, real }: ComputedElement): readonly Node[] {
    const difference = Math.abs(explained.value - real);
    const position = formatShape(cell);
    return [explained.value === real || difference <= explained.rounding
        ? element("p", "inspect-agrees", text("ONNX Runtime has {value} at {position}: the same, up to rounding.", {
            value: formatNumber(real), position,
        }))
        : element("p", "inspect-differs", text(
            "ONNX Runtime has {value} at {position}: it differs by {difference}, more than rounding explains.",
            { value: formatNumber(real), position, difference: formatNumber(difference) },
        ))];
}
