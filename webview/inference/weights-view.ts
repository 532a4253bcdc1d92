import type { InferenceModel, TrainedWeights } from "../../server/protocol.ts";
import { element } from "../ui/elements.ts";

/** So many tensors of a file are listed; those that do not match come first. */
const mostListed = 200;

/** What the weights of a run are: one line, with the table of the tensors behind it if some are from a file. */
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

const states: Readonly<Record<TrainedWeights["tensors"][number]["state"], string>> = {
    matched: "matched", misfit: "does not fit", missing: "missing from the file", unused: "not in the model",
};

function drawTable({ tensors }: TrainedWeights): HTMLElement {
    const head = element("tr", "", ...["Tensor", "Model", "File", ""].map((title) => headCell(title)));
    const rows = tensors.slice(0, mostListed).map(({ name, shape = "–", stored = "–", state }) => element(
        "tr", `inference-tensor-${state}`,
        ...[name, shape, stored, states[state]].map((text) => element("td", "", text)),
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
