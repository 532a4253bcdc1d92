import type { NodeFamily, PreviewGraph } from "../../server/protocol.ts";
import { formatBytes, formatDuration, formatQuantity } from "../../server/quantities.ts";
import { text } from "../../server/text.ts";
import type { Text } from "../../server/text.ts";

/** What the colours of boxes show: the kinds of layers, or how much of something each needs. */
export const colourings = ["family", "parameters", "macs", "memory", "time"] as const;

export type Colouring = typeof colourings[number];

/** The name of what colours show. */
export function colouringTitle(colouring: Colouring): Text {
    switch (colouring) {
        case "family": return text("Kind of layer");
        case "parameters": return text("Parameters");
        case "macs": return text("MACs");
        case "memory": return text("Memory of results");
        case "time": return text("Measured time");
    }
}

/** An amount with its unit. */
export function amountText(colouring: Exclude<Colouring, "family">, amount: number): string {
    switch (colouring) {
        case "parameters":
        case "macs": return formatQuantity(amount);
        case "memory": return formatBytes(amount);
        case "time": return formatDuration(amount);
    }
}

/** The amounts of nodes; times are those that were measured. Undefined if there are none. */
export function amountsFor(
    colouring: Colouring, { nodes }: PreviewGraph, times: ReadonlyMap<string, number> | undefined,
): ReadonlyMap<string, number> | undefined {
    const layers = nodes.filter(({ kind }) => kind === "layer");
    switch (colouring) {
        case "family": return undefined;
        case "parameters": return new Map(layers.map(({ id, parameters }) => [id, parameters]));
        case "macs": return new Map(layers.map(({ id, macs }) => [id, macs]));
        case "memory": return new Map(layers.map(({ id, activations = 0 }) => [id, activations]));
        case "time": return times;
    }
}

/** The families of a graph's layers, in the order of their first layer. */
export function familiesIn({ nodes }: PreviewGraph): readonly NodeFamily[] {
    return [...new Set(nodes.filter(({ kind }) => kind === "layer").map(({ family }) => family))];
}
