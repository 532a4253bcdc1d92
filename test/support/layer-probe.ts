import type { Layer } from "../../server/graph/graph.ts";
import { openLines, type OpenLines } from "./run-layer.ts";
import { indicesOf, type Index, type Numbers } from "./tensors.ts";

/** A call of a layer whose operands and parameters can be changed, to find out what its result depends on. */
export interface LayerProbe {
    readonly layer: Layer;
    /** The operands, without inputs that only give a size. */
    readonly operands: readonly Numbers[];
    readonly parameters: ReadonlyMap<string, Numbers>;
    readonly result: Numbers;
    /** The result for other operands, and for other parameters by their full names. */
    resultOf(operands: readonly Numbers[], parameters?: ReadonlyMap<string, Numbers>): Promise<Numbers>;
    close(): Promise<void>;
}

/** Opens a call whose first `operands` inputs are the layer's own; its result is named `y`. */
export async function probeLayer(
    inputs: readonly string[], lines: readonly string[], operands: number,
): Promise<LayerProbe> {
    const network = await openLines(inputs, lines);
    const layer = network.graph.layers.find(({ path }) => path === "y");
    if (layer === undefined) {
        await network.close();
        throw new Error(`No layer is named y in ${lines.join("; ")}.`);
    }
    const run = async (from: OpenLines, changed: readonly Numbers[]): Promise<Numbers> =>
        (await from.run([...changed, ...network.inputs.slice(operands)])).result("y");
    return {
        layer,
        operands: network.inputs.slice(0, operands),
        parameters: network.parameters,
        result: await run(network, network.inputs.slice(0, operands)),
        resultOf: async (changed, parameters) => {
            if (parameters === undefined) {
                return run(network, changed);
            }
            const other = await openLines(inputs, lines, parameters);
            try {
                return await run(other, changed);
            } finally {
                await other.close();
            }
        },
        close: () => network.close(),
    };
}

/** One element of an operand and the elements of the result that change with it. */
export interface Influence {
    readonly operand: number;
    readonly at: Index;
    readonly reached: readonly Index[];
}

/** Changes every element of every operand separately, up and down. */
export async function influencesOf(probe: LayerProbe): Promise<readonly Influence[]> {
    const influences: Influence[] = [];
    const places = [...indicesOf(probe.result.dims)];
    for (const [operand, { dims, data }] of probe.operands.entries()) {
        for (const [flat, at] of [...indicesOf(dims)].entries()) {
            const reached = new Set<Index>();
            for (const step of [8, -8]) {
                const changed = { dims, data: data.with(flat, (data[flat] ?? NaN) + step) };
                const result = await probe.resultOf(probe.operands.with(operand, changed));
                places.filter((_, place) => result.data[place] !== probe.result.data[place])
                    .forEach((place) => reached.add(place));
            }
            influences.push({ operand, at, reached: [...reached] });
        }
    }
    return influences;
}
