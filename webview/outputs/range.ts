import { plural, text } from "../../server/text.ts";
import type { OutputSummary } from "../inference/messages.ts";
import { formatNumber } from "../inference/wording.ts";
import { element } from "../ui/elements.ts";

/** The range of an output's numbers, and a warning about those that are not finite. */
export function drawRange({ least, mean, greatest, notFinite }: OutputSummary): readonly HTMLElement[] {
    const figures = [[text("least"), least], [text("mean"), mean], [text("greatest"), greatest]] as const;
    const list = element("dl", "inference-range");
    for (const [label, value] of figures) {
        list.append(element("div", "", element("dt", "", label), element("dd", "", formatNumber(value))));
    }
    return notFinite === 0
        ? [list]
        : [list, element("p", "inference-warning", plural(
            notFinite,
            "{count} of its numbers is infinite or not a number.",
            "{count} of its numbers are infinite or not a number.", { count: notFinite },
        ))];
}
