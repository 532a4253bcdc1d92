import type { InferenceOutput } from "../../server/protocol.ts";
import { element } from "../ui/elements.ts";
import type { OutputSummary } from "./messages.ts";
import { isVector } from "./outputs.ts";
import { formatNumber, formatShape } from "./wording.ts";

/** Draws an output: a vector's highest entries with bars, a feature map's range. */
export function drawOutput(summary: OutputSummary, output: InferenceOutput | undefined): HTMLElement {
    const { name, dims, notFinite } = summary;
    const drawn = element(
        "section", "inference-output",
        element("h3", "", `${name} `, element("span", "inference-shape", formatShape(dims))),
    );
    if (isVector(dims) && summary.top.length > 0) {
        drawn.append(drawTop(summary, namesOf(output)));
    }
    drawn.append(drawRange(summary));
    if (notFinite > 0) {
        drawn.append(element("p", "inference-warning", `${notFinite} of its numbers are infinite or not a number.`));
    }
    return drawn;
}

function drawTop({ top }: OutputSummary, names: readonly string[]): HTMLElement {
    const list = element("ol", "inference-top");
    const greatest = Math.max(...top.map(({ value }) => Math.abs(value)));
    for (const { index, value } of top) {
        const bar = element("span", "inference-bar");
        bar.style.width = `${greatest === 0 ? 0 : (Math.max(0, value) / greatest) * 100}%`;
        const name = names[index];
        list.append(element(
            "li", "",
            element("span", "inference-entry", name === undefined || name === "" ? `entry ${index}` : `${name} (${index})`),
            element("span", "inference-bar-track", bar),
            element("span", "inference-value", formatNumber(value)),
        ));
    }
    return list;
}

/** The names of the entries: the lines of the labels' file. */
function namesOf(output: InferenceOutput | undefined): readonly string[] {
    return output?.view?.labels?.split(/\r?\n/).map((line) => line.trim()) ?? [];
}

function drawRange({ least, mean, greatest }: OutputSummary): HTMLElement {
    const figures = { least, mean, greatest };
    const list = element("dl", "inference-range");
    for (const [label, value] of Object.entries(figures)) {
        list.append(element("div", "", element("dt", "", label), element("dd", "", formatNumber(value))));
    }
    return list;
}
