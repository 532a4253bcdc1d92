import { text } from "../../server/text.ts";
import { formatNumber } from "../inference/wording.ts";
import { element } from "../ui/elements.ts";
import { classNames } from "./class-names.ts";
import type { OutputResult, OutputView } from "./output.ts";
import { formatPercent } from "./percent.ts";
import { scoreKind, softmax, type ScoreKind } from "./probabilities.ts";

/** Whether a result is one list of numbers: `[1, 1000]`, or `[1, 1000, 1, 1]` after a global pooling. */
export function isVector(dims: readonly number[]): boolean {
    return dims.filter((size) => size > 1).length <= 1;
}

/** The highest entries in order; of equal entries, the earlier comes first. */
export function topEntries(values: ArrayLike<number>, count: number): readonly { index: number; value: number }[] {
    const top: { index: number; value: number }[] = [];
    for (let index = 0; index < values.length; index++) {
        const value = values[index] ?? NaN;
        const last = top.at(-1);
        if (Number.isNaN(value) || (top.length >= count && (last === undefined || value <= last.value))) {
            continue;
        }
        const place = top.findIndex((entry) => entry.value < value);
        top.splice(place === -1 ? top.length : place, 0, { index, value });
        top.length = Math.min(top.length, count);
    }
    return top;
}

/** The entries of a vector without a decorator. */
const mostEntries = 5;

/** The highest scores with their classes. Logits come with their softmax, which their bars show. */
export function createClassifyView(): OutputView {
    const list = element("ol", "inference-top");
    const note = element("p", "inference-hint");
    return {
        element: element("div", "output-classes", list, note),
        update: ({ output: { view }, numbers }) => {
            if (view?.kind !== "classify") {
                return;
            }
            const kind = scoreKind(numbers);
            const shares = kind === "logits" ? softmax(numbers) : numbers;
            const nameOf = classNames(view.labels);
            list.replaceChildren(...topEntries(numbers, view.top).map(({ index, value }) => {
                const share = shares[index] ?? NaN;
                return entryRow(nameOf(index), share, kind === "logits"
                    ? [formatNumber(value), formatPercent(share)]
                    : [formatPercent(share)]);
            }));
            list.classList.toggle("inference-top-logits", kind === "logits");
            note.textContent = noteOn(kind, numbers);
            note.hidden = kind === "probabilities";
        },
    };
}

/** The highest entries of a vector that no decorator describes; a bar is relative to the highest. */
export function createVectorView(): OutputView {
    const list = element("ol", "inference-top");
    return {
        element: list,
        update: ({ numbers }: OutputResult) => {
            const top = topEntries(numbers, mostEntries);
            const greatest = Math.max(...top.map(({ value }) => Math.abs(value)));
            list.replaceChildren(...top.map(({ index, value }) =>
                entryRow(text("entry {index}", { index }), value / greatest, [formatNumber(value)])));
        },
    };
}

function entryRow(name: string, share: number, figures: readonly string[]): HTMLElement {
    const bar = element("span", "inference-bar");
    bar.style.width = `${Number.isFinite(share) ? Math.max(0, Math.min(1, share)) * 100 : 0}%`;
    const entry = element("span", "inference-entry", name);
    entry.title = name;
    return element(
        "li", "", entry, element("span", "inference-bar-track", bar),
        ...figures.map((figure) => element("span", "inference-value", figure)),
    );
}

function noteOn(kind: ScoreKind, scores: Float32Array): string {
    switch (kind) {
        case "probabilities":
            return "";
        case "logits":
            return text("The scores are not probabilities. Percentages and bars are their softmax.");
        case "independent":
            return text("Each score is between 0 and 1; together they are {sum}.", {
                sum: formatNumber(scores.reduce((sum, one) => sum + one, 0)),
            });
    }
}
