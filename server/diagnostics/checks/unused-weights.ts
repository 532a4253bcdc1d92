import { matchWeights } from "../../graph/weights-match.ts";
import { defineCheck } from "../check.ts";
import { isSettled } from "../settled.ts";
import { codeList, plural, text } from "../../text.ts";
import { weightsPlace } from "../weights-place.ts";

/** Tensors of a `@weights` file that are not in the model. */
export const unusedWeights = defineCheck({
    code: "unused-weights",
    severity: "information",
    message: ({ path, model, names: [name = "", ...others], total }: UnusedWeights) => plural(
        others.length + 1,
        "`{model}` has no tensor `{name}`, which is in \"{path}\"",
        "`{model}` does not use {count} of the {total} tensors in \"{path}\"",
        { path, model, name, total, count: others.length + 1 },
    ),
    help: () => text("if layers are missing, add them; otherwise leave the tensors out of the file"),
    notes: ({ names }) => (names.length > 1 ? [text("unused: {names}", { names: codeList(names) })] : []),
    *inModel(graph, analysis) {
        const match = matchWeights(graph);
        // Tensors at a different path than the model's are reported as missing there.
        if (match === undefined || match.leftOver.length === 0 || match.renamed !== undefined || !isSettled(analysis)) {
            return;
        }
        const { file: { path, tensors }, leftOver } = match;
        yield {
            location: weightsPlace(graph), scope: undefined,
            facts: { path, model: graph.name, names: leftOver.map(({ name }) => name), total: tensors.size },
        };
    },
});

interface UnusedWeights {
    readonly path: string;
    readonly model: string;
    readonly names: readonly string[];
    /** The number of all tensors in the file. */
    readonly total: number;
}
