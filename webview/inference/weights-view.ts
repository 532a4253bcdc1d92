import type { InferenceModel, TrainedWeights } from "../../server/protocol.ts";
import { element } from "../ui/elements.ts";

/** The maximum number of listed tensors of a file; those that do not match come first. */
const mostListed = 200;

/** The source of a run's weights: one line, with a table of the tensors if some are from a file. */
export function drawWeights({ trained, seed }: InferenceModel): readonly HTMLElement[] {
    if (trained === undefined) {
        return [element(
            "p", "inference-hint",
            `The weights are random numbers of seed ${seed}, not trained ones: the output shows that the network runs, `
                + "and says nothing about the image.",
        )];
    }
    const { matched, total } = trained;
    const line = `${matched} of ${total} tensors from ${fileName(trained)}`;
    const rest = matched === total ? "" : `; the rest are random numbers of seed ${seed}`;
    return [element(
        "details", matched === total ? "inference-weights" : "inference-weights inference-weights-partial",
        element("summary", "", `${line}${rest}`),
        drawTable(trained),
    )];
}

function fileName({ path }: TrainedWeights): string {
    return path.split(/[\\/]/).at(-1) ?? path;
}

/** Short, because the panel is narrow: a tensor's shape, or what is wrong with it. */
function describe({ state, shape = "", stored = "" }: TrainedWeights["tensors"][number]): string {
    switch (state) {
        case "matched": return shape;
        case "misfit": return `${shape}, but ${stored} in the file`;
        case "missing": return `${shape}, not in the file`;
        case "unused": return `${stored}, not in the model`;
    }
}

function drawTable({ tensors }: TrainedWeights): HTMLElement {
    const head = element("tr", "", ...["Tensor", "Shape"].map((title) => headCell(title)));
    const rows = tensors.slice(0, mostListed).map((tensor) => element(
        "tr", `inference-tensor-${tensor.state}`,
        ...[tensor.name, describe(tensor)].map((text) => element("td", "", text)),
    ));
    const more = tensors.length - mostListed;
    const table = element("table", "", element("thead", "", head), element("tbody", "", ...rows));
    return element("div", "inference-tensors", table, ...(more > 0 ? [element("p", "", `and ${more} more`)] : []));
}

function headCell(title: string): HTMLElement {
    const cell = element("th", "", title);
    cell.scope = "col";
    return cell;
}
