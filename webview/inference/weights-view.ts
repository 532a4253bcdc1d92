import { abridged, printableLine } from "../../server/printable.ts";
import type { InferenceModel, TrainedWeights } from "../../server/protocol.ts";
import { text, type Text } from "../../server/text.ts";
import { element } from "../ui/elements.ts";

/** The maximum number of listed tensors of a file; those that do not match come first. */
const mostListed = 200;

/** Names come from the file, and may be long. */
const longestName = 200;

/** Warns of weights that are all random; undefined if some are from a file. */
export function drawRandomWeights({ trained, seed }: InferenceModel): HTMLElement | undefined {
    return trained !== undefined ? undefined : element("p", "inference-warning inference-random", text(
        "The weights are random (seed {seed}), not trained: the output says nothing about the input.", { seed },
    ));
}

/** The source of weights that are from a file: one line, with a table of the tensors. */
export function drawTrainedWeights({ trained, seed }: InferenceModel): HTMLElement | undefined {
    if (trained === undefined) {
        return undefined;
    }
    const { matched, total } = trained;
    const values = { matched, total, file: fileName(trained), seed };
    return element(
        "details", matched === total ? "inference-weights" : "inference-weights inference-weights-partial",
        element("summary", "", matched === total
            ? text("{matched} of {total} tensors from {file}", values)
            : text("{matched} of {total} tensors from {file}; the rest are random numbers of seed {seed}", values)),
        drawTable(trained),
    );
}

function fileName({ path }: TrainedWeights): string {
    return path.split(/[\\/]/).at(-1) ?? path;
}

/** Short, because the panel is narrow: a tensor's shape, or what is wrong with it. */
function describe({ state, shape = "", stored = "" }: TrainedWeights["tensors"][number]): string {
    switch (state) {
        case "matched": return shape;
        case "misfit": return text("{shape}, but {stored} in the file", { shape, stored });
        case "missing": return text("{shape}, not in the file", { shape });
        case "unused": return text("{shape}, not in the model", { shape: stored });
    }
}

function drawTable({ tensors }: TrainedWeights): HTMLElement {
    const head = element("tr", "", headCell(text("Tensor")), headCell(text("Shape")));
    const rows = tensors.slice(0, mostListed).map((tensor) => element(
        "tr", `inference-tensor-${tensor.state}`,
        ...[printableLine(abridged(tensor.name, longestName)), describe(tensor)].map((content) => element("td", "", content)),
    ));
    const more = tensors.length - mostListed;
    const table = element("table", "", element("thead", "", head), element("tbody", "", ...rows));
    return element("div", "inference-tensors", table, ...(more > 0 ? [element("p", "", text("and {count} more", { count: more }))] : []));
}

function headCell(title: Text): HTMLElement {
    const cell = element("th", "", title);
    cell.scope = "col";
    return cell;
}
