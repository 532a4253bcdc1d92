import { consumersOf } from "../../graph/consumers.ts";
import { foundOnce } from "../../graph/found-once.ts";
import type { Layer, ModelGraph } from "../../graph/graph.ts";
import { defineCheck } from "../check.ts";
import { isLiteral, setArgument } from "../edits.ts";
import type { Fix } from "../fix.ts";
import { inEveryUse } from "../in-every-use.ts";
import { plural, text } from "../../text.ts";

/** A bias whose only reader subtracts each channel's mean, which includes the bias, in every use of its line. */
export const redundantBias = defineCheck({
    code: "redundant-bias",
    severity: "warning",
    inEveryUse: true,
    message: ({ norm }: RedundantBias) => text("bias has no effect before `{norm}`", { norm }),
    help: ({ numbers }: RedundantBias) => plural(
        numbers, "set `bias=false` (removes {numbers} parameter)", "set `bias=false` (removes {numbers} parameters)",
        { numbers },
    ),
    *inFile(analysis) {
        const cancelling = new Map(analysis.models.flatMap((graph) => [...cancellingNorms(graph)]));
        for (const [layer, norm] of inEveryUse(cancelling, analysis)) {
            yield {
                location: layer.location,
                scope: layer.scope,
                facts: { norm: norm.definition.name, numbers: biasOf(layer) ?? 0 },
                related: [{ ...norm.location, message: text("`{norm}` subtracts the mean here", { norm: norm.definition.name }) }],
                fixes: () => withoutBias(layer),
            };
        }
    },
});

interface RedundantBias {
    readonly norm: string;
    readonly numbers: number;
}

/** Layers with a bias that a norm cancels in every use, with the first such norm. */
const cancellingNorms = foundOnce((graph: ModelGraph): ReadonlyMap<Layer, Layer> => {
    const cancelling = new Map<Layer, Layer>();
    const needed = new Set<string>();
    for (const layer of graph.layers) {
        if (biasOf(layer) === undefined) {
            continue;
        }
        const norm = cancellingNorm(layer, graph);
        if (norm === undefined) {
            needed.add(layer.weightPath);
        } else {
            cancelling.set(layer, norm);
        }
    }
    // A bias that another layer shares is kept if that layer needs it.
    return new Map([...cancelling].filter(([layer]) => !needed.has(layer.weightPath)));
});

/** The norm that reads a layer's result and subtracts its channels' means; undefined if anything else reads it. */
function cancellingNorm(layer: Layer, graph: ModelGraph): Layer | undefined {
    const consumers = consumersOf(graph);
    const [output] = layer.outputs;
    if (output?.shape === undefined || consumers.isOutput(output)) {
        return undefined;
    }
    // On [positions, features], a bias along the last axis is not one number per channel, over which norms compute
    // means.
    if (layer.definition.traits.biasAxis === "last" && output.shape.length > 1) {
        return undefined;
    }
    const readers = consumers.of(output);
    return readers.every(({ definition, faulty }) => definition.traits.cancelsBias && !faulty) ? readers[0] : undefined;
}

/** The number of elements of a layer's bias; undefined for a layer without one, or with an error. */
function biasOf({ faulty, definition, inference }: Layer): number | undefined {
    return faulty || definition.traits.normalization
        ? undefined
        : inference?.parameters.find(({ name }) => name === "bias")?.shape?.[0];
}

/** Removes the bias, if the line itself determines it. */
function withoutBias(layer: Layer): readonly Fix[] {
    const written = layer.written.byParameter.get("bias");
    return written !== undefined && !isLiteral(written.value) ? [] : [{
        title: text("Set `bias=false`"), edits: setArgument(layer, "bias", "false"), preferred: true,
    }];
}
