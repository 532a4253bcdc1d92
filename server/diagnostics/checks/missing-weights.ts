import { matchWeights, type RenamedPath } from "../../graph/weights-match.ts";
import { defineCheck } from "../check.ts";
import { isSettled } from "../settled.ts";
import { codeList, plural, text } from "../../text.ts";
import { weightsPlace } from "../weights-place.ts";

/** Tensors of a model that are not in its `@weights` file. */
export const missingWeights = defineCheck({
    code: "missing-weights",
    severity: "warning",
    message: ({ path, model, names, total }: MissingWeights) => names.length === total
        ? text("no tensor of `{model}` is in \"{path}\"", { path, model })
        : plural(
            names.length,
            "`{name}` of `{model}` is missing from \"{path}\"",
            "{count} of the {total} tensors of `{model}` are missing from \"{path}\"",
            { path, model, name: names[0] ?? "", total, count: names.length },
        ),
    help: ({ renamed }) => {
        if (renamed === undefined) {
            return text("train the model as it is now, or name its lines as in the file");
        }
        const { inModel, inFile } = renamed;
        return inModel === ""
            ? text("remove `{inFile}.` from the names in the file", { inFile })
            : inFile === ""
                ? text("put `{inModel}.` in front of the names in the file", { inModel })
                : text("use `{inFile}` instead of `{inModel}`: the file has tensors of the same shapes there", {
                    inFile, inModel,
                });
    },
    notes: ({ names }) => [
        ...(names.length > 1 ? [text("missing: {names}", { names: codeList(names) })] : []),
        text("random numbers are used instead"),
    ],
    *inModel(graph, analysis) {
        const match = matchWeights(graph);
        if (match === undefined || match.missing.length === 0 || !isSettled(analysis)) {
            return;
        }
        const { file: { path }, missing, matched, misfits, renamed } = match;
        const total = matched.length + misfits.length + missing.length;
        yield {
            location: weightsPlace(graph), scope: undefined,
            facts: { path, model: graph.name, names: missing.map(({ name }) => name), total, renamed },
        };
    },
});

interface MissingWeights {
    readonly path: string;
    readonly model: string;
    readonly names: readonly string[];
    /** The number of all tensors of the model. */
    readonly total: number;
    readonly renamed: RenamedPath | undefined;
}
