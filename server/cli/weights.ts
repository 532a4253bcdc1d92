import { linesText, requireCharacters } from "../output-text.ts";
import type { TrainedWeights } from "../protocol.ts";
import { trainedWeights } from "../service.ts";
import { exitCode, openModel, type ExitCode, type ModelOptions } from "./commands.ts";
import { Misuse } from "./misuse.ts";
import { print, printDiagnostics, printJson } from "./output.ts";
import { diagnosticText, places } from "./report.ts";

export interface WeightsOptions extends ModelOptions {
    readonly format: "table" | "json";
}

/** Prints which of a model's tensors are in its `@weights` file. */
export function weights(file: string, options: WeightsOptions): ExitCode {
    const { host, graph, errors } = openModel(file, options);
    const trained = trainedWeights(graph);
    if (errors.length > 0) {
        const lookUp = places(host);
        printDiagnostics(errors.map((one) => diagnosticText(one, lookUp)), process.stderr);
        return exitCode.errors;
    }
    if (trained === undefined) {
        throw new Misuse(`${graph.name} has no @weights`);
    }
    const { path, matched, total, tensors } = trained;
    if (options.format === "json") {
        printJson({ model: graph.name, path, matched, total, tensors });
    } else {
        print(weightsTable(graph.name, trained));
    }
    return matched === total ? exitCode.clean : exitCode.errors;
}

const states: Readonly<Record<TrainedWeights["tensors"][number]["state"], string>> = {
    matched: "", misfit: "does not fit", missing: "missing from the file", unused: "not in the model",
};

function weightsTable(model: string, { path, matched, total, tensors }: TrainedWeights): string {
    const rows = tensors.map(({ name, shape = "–", stored = "–", state }) => [name, shape, stored, states[state]]);
    const lines = [["tensor", "model", "file", ""], ...rows];
    const widths = [0, 1, 2].map((column) =>
        lines.reduce((most, line) => Math.max(most, line[column]?.length ?? 0), 0));
    // Each column is as wide as its widest text.
    requireCharacters(lines.length * widths.reduce((sum, width) => sum + width, 0));
    return linesText([
        `${model}: ${matched} of ${total} tensors from ${path}`,
        "",
        ...lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd()),
        "",
    ]);
}
