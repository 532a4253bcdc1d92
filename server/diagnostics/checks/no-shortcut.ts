import type { Layer, ModelGraph, Value } from "../../graph/graph.ts";
import { worksOn } from "../../graph/consumers.ts";
import { isWeighted } from "../../graph/parameters.ts";
import { defineCheck } from "../check.ts";
import { text } from "../../text.ts";

/** VGG-19 has 19 consecutive layers; deeper networks were hard to train without shortcuts. */
const longestChain = 20;

/**
 * A chain of weighted layers without a path around any of them. A shortcut is a merge such as `add` or `concat` whose
 * operands have different depths: one of them bypasses layers of the other. A value with a shorter path to an output,
 * as at SSD's heads, receives gradients directly and starts a new chain. So does a normalization, because it preserves
 * the gradients' scale: MobileNetV1 trains 28 layers with batch norm.
 */
export const noShortcut = defineCheck({
    code: "no-shortcut",
    severity: "hint",
    message: ({ layer, length }: NoShortcut) =>
        text("`{layer}` is weighted layer {position} of {length} in a row without a shortcut", {
            layer, position: longestChain + 1, length,
        }),
    help: () => text("add the input of every few layers to their result, as ResNet does, so that gradients do not fade"),
    *inGraph(graph) {
        if (followChains(graph, new Set()).first === undefined) {
            return;
        }
        const { first, longest } = followChains(graph, gradientEntries(graph));
        if (first !== undefined) {
            const { location } = longest.begins ?? first;
            yield {
                location: first.location,
                scope: first.scope,
                facts: { layer: first.definition.name, length: longest.length },
                related: [{ ...location, message: text("the longest such chain starts here") }],
            };
        }
    },
});

interface NoShortcut {
    readonly layer: string;
    readonly length: number;
}

/** The number of weighted layers since the last shortcut, and the first of them. */
interface Chain {
    readonly length: number;
    readonly begins: Layer | undefined;
}

const noChain: Chain = { length: 0, begins: undefined };

interface Chains {
    /** The first layer with which a chain is too long. */
    readonly first: Layer | undefined;
    readonly longest: Chain;
    readonly lengthOf: (value: Value) => number;
    readonly shortcuts: ReadonlySet<Layer>;
}

/** Follows chains forward; new ones start after shortcuts, normalizations and the values in `entries`. */
function followChains({ layers }: ModelGraph, entries: ReadonlySet<number>): Chains {
    /** Indexed by value id. */
    const chains: Chain[] = [];
    const shortcuts = new Set<Layer>();
    const chainOf = ({ id }: Value): Chain => (entries.has(id) ? noChain : chains[id] ?? noChain);
    let first: Layer | undefined;
    let longest = noChain;
    for (const layer of layers) {
        const values = worksOn(layer);
        let chain = values[0] === undefined ? noChain : chainOf(values[0]);
        let most = chain.length;
        for (let index = 1; index < values.length; index += 1) {
            const value = values[index];
            const other = value === undefined ? noChain : chainOf(value);
            chain = other.length < chain.length ? other : chain;
            most = Math.max(most, other.length);
        }
        if (most > chain.length && passesGradients(layer)) {
            shortcuts.add(layer);
            chain = noChain;
        }
        if (layer.definition.traits.normalization) {
            chain = noChain;
        } else if (isWeighted(layer)) {
            chain = { length: chain.length + 1, begins: chain.begins ?? layer };
        }
        for (const { id } of layer.outputs) {
            chains[id] = chain;
        }
        if (chain.length > longestChain) {
            first ??= layer;
            longest = chain.length > longest.length ? chain : longest;
        }
    }
    return { first, longest, lengthOf: (value) => chainOf(value).length, shortcuts };
}

/** The values with paths of different lengths to an output or shortcut. */
function gradientEntries(graph: ModelGraph): ReadonlySet<number> {
    const { lengthOf, shortcuts } = followChains(graph, new Set());
    const shortest = new Map<number, number>(graph.outputs.map(({ value }) => [value.id, 0]));
    const entries = new Set<number>();
    for (const layer of graph.layers.toReversed()) {
        const lengths = layer.outputs.map(({ id }) => shortest.get(id)).filter((length) => length !== undefined);
        if (lengths.length === 0) {
            continue;
        }
        const onward = shortcuts.has(layer) ? 0 : Math.min(...lengths) + (isWeighted(layer) ? 1 : 0);
        for (const { id } of returningTo(layer, lengthOf)) {
            const other = shortest.get(id);
            if (other !== undefined && other !== onward) {
                entries.add(id);
            }
            shortest.set(id, Math.min(onward, other ?? onward));
        }
    }
    return entries;
}

/**
 * The values to which the gradient returns undiminished: of operands that gate each other, the one with the shortest
 * chain.
 */
function returningTo(layer: Layer, lengthOf: (value: Value) => number): readonly Value[] {
    const values = worksOn(layer);
    return passesGradients(layer)
        ? values
        : values.toSorted((a, b) => lengthOf(a) - lengthOf(b)).slice(0, 1);
}

/** Whether the gradient of a layer reaches each operand undiminished. */
function passesGradients({ definition: { traits } }: Layer): boolean {
    return traits.merges === "sum" || traits.merges === "concatenation";
}
