import { text } from "../../server/text.ts";
import { formatNumber } from "../inference/wording.ts";
import { element } from "../ui/elements.ts";
import { gradientOf, type ColourScale } from "./colour-map.ts";
import { histogram } from "./statistics.ts";

const bins = 48;

/** The colours of a scale with its bounds, and above them how many numbers have each colour. */
export function drawColourLegend(values: Float32Array, scale: ColourScale): HTMLElement {
    const { kind, least, greatest } = scale;
    const counts = histogram(values, least, greatest, bins);
    const most = Math.max(...counts, 1);
    const bars = element("div", "inspect-histogram");
    bars.setAttribute("role", "img");
    bars.setAttribute("aria-label", text("Histogram of {count} numbers from {least} to {greatest}", {
        count: values.length, least: formatNumber(least), greatest: formatNumber(greatest),
    }));
    for (const count of counts) {
        const bar = element("span", "");
        // A square root, so that few numbers are visible beside many zeros.
        bar.style.height = `${Math.sqrt(count / most) * 100}%`;
        bars.append(bar);
    }
    const colours = element("div", "inspect-scale");
    colours.style.background = gradientOf(scale);
    const bounds = kind === "diverging" ? [least, 0, greatest] : [least, greatest];
    return element(
        "div", "inspect-legend", bars, colours,
        element("div", "inspect-bounds", ...bounds.map((bound) => element("span", "", formatNumber(bound)))),
    );
}
