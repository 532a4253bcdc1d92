import type { LayerDefinition } from "../layers/definition.ts";
import { worksOn } from "./consumers.ts";
import { foundOnce } from "./found-once.ts";
import type { Layer, ModelGraph, Scope, Value } from "./graph.ts";
import { isWeighted } from "./parameters.ts";
import { commonScope } from "./scopes.ts";

/** One round of dense connectivity: it reads all gathered channels and concatenates new ones to them. */
export interface DenseRound {
    /** The concatenation. */
    readonly concat: Layer;
    /** The channels gathered before, as the round reads them. */
    readonly gathered: Value;
    /** The number of channels before and after. */
    readonly before: number;
    readonly after: number;
    /** The layers that compute the new channels, in order, and the concatenation. */
    readonly layers: readonly Layer[];
}

/** Consecutive rounds in one loop or body: a dense block, whatever its name. */
export interface DenseGroup {
    readonly rounds: readonly [DenseRound, ...DenseRound[]];
    /** The loop or body that contains the rounds. */
    readonly home: Scope;
    readonly from: number;
    readonly to: number;
    /** The value with all channels. */
    readonly result: Value;
}

/** The maximum number of layers in a round, far above what a dense block's layer has. */
const largestRound = 200;

/**
 * Dense connectivity (G. Huang et al., 2016): a value concatenated along its channels with values computed from it, the
 * result again, and so on, at least twice. Both notations count: each round's concatenation passed on to the next
 * round, or all parts so far concatenated again. Takes time linear in the graph.
 */
export const denseGroups = foundOnce((graph: ModelGraph): readonly DenseGroup[] =>
    chainsOf(graph).flatMap((chain) => splitByHome(chain.flatMap((link) => roundOf(link) ?? []))));

/** A concatenation along channels that may be a round: its input so far, and the added values. */
interface Link {
    readonly concat: Layer;
    /** The value gathered before, and the same value after norms and activations. */
    readonly sources: readonly Value[];
    readonly before: number | undefined;
    readonly added: readonly Value[];
}

/** Two or more concatenations, each of which continues the previous one. */
function chainsOf({ layers }: ModelGraph): readonly (readonly Link[])[] {
    const chains: Link[][] = [];
    /** The chain whose last concatenation computes a value, by the value's id. */
    const endingIn = new Map<number, Link[]>();
    /** The chain whose last concatenation has a value as its first part, by that value's id. */
    const beginningWith = new Map<number, Link[]>();
    for (const concat of layers) {
        const [output] = concat.outputs;
        if (!isAlongChannels(concat) || output === undefined) {
            continue;
        }
        const parts = inOrder(concat.inputs);
        const [first] = parts;
        if (first === undefined) {
            continue;
        }
        const added = parts.slice(1);
        const sources = throughNorms(first);
        const ending = sources.find(({ id }) => endingIn.has(id));
        const nested = ending === undefined ? undefined : endingIn.get(ending.id);
        const flat = nested === undefined ? beginningWith.get(first.id) : undefined;
        const again = flat === undefined ? undefined : rejoined(concat, flat);
        const link = again ?? { concat, sources, before: channelsOf(first), added };
        const chain = again === undefined ? nested : flat;
        if (chain === undefined) {
            const begun = [link];
            chains.push(begun);
            endingIn.set(output.id, begun);
            beginningWith.set(first.id, begun);
        } else {
            const last = chain.at(-1)?.concat.outputs[0];
            chain.push(link);
            // Only one concatenation continues another: a second one begins a separate chain.
            if (last !== undefined) {
                endingIn.delete(last.id);
            }
            endingIn.set(output.id, chain);
        }
    }
    return chains.filter((chain) => chain.length > 1);
}

/** Values in the order in which they are computed. */
function inOrder(values: readonly Value[]): readonly Value[] {
    const isOrdered = values.every((value, index) => madeAt(values[index - 1] ?? value) <= madeAt(value));
    return isOrdered ? values : values.toSorted((a, b) => madeAt(a) - madeAt(b));
}

/** A concatenation of everything that the chain's last one joined, and more; undefined if it leaves parts out. */
function rejoined(concat: Layer, chain: readonly Link[]): Link | undefined {
    const last = chain.at(-1)?.concat;
    const [gathered] = last?.outputs ?? [];
    if (last === undefined || gathered === undefined || last.inputs.length >= concat.inputs.length) {
        return undefined;
    }
    const parts = new Set(concat.inputs);
    const before = new Set(last.inputs);
    return last.inputs.every((part) => parts.has(part))
        ? {
            concat, sources: [gathered], before: channelsOf(gathered),
            added: concat.inputs.filter((part) => !before.has(part)),
        }
        : undefined;
}

/** A link as a round, if valid layers compute everything it adds from the gathered channels. */
function roundOf({ concat, sources, before, added }: Link): DenseRound | undefined {
    const [gathered] = sources;
    const after = channelsOf(concat.outputs[0]);
    const layers = gathered === undefined ? undefined : layersBetween(sources, added);
    const isValid = layers?.every(({ faulty }) => !faulty) ?? false;
    return gathered === undefined || layers === undefined || after === undefined || before === undefined || !isValid
        ? undefined
        : { concat, gathered, before, after, layers: [...layers, concat] };
}

/** The layers on the paths from `sources` to `results`; undefined if a result does not depend on them. */
function layersBetween(sources: readonly Value[], results: readonly Value[]): readonly Layer[] | undefined {
    const [only, ...others] = results;
    const straight = only === undefined || others.length > 0 ? undefined : straightBetween(sources, only);
    if (straight !== undefined) {
        return straight;
    }
    const ends = new Set(sources);
    const first = Math.min(...sources.map(madeAt));
    const reaches = new Map<Layer, boolean>();
    const comesFrom = (value: Value): boolean => {
        const { producer } = value;
        if (ends.has(value)) {
            return true;
        }
        if (producer?.kind !== "layer" || producer.index <= first || reaches.size > largestRound) {
            return false;
        }
        const known = reaches.get(producer);
        if (known !== undefined) {
            return known;
        }
        reaches.set(producer, false);
        // Visits every operand, to find all layers of the round.
        const found = worksOn(producer).map(comesFrom).includes(true);
        reaches.set(producer, found);
        return found;
    };
    const all = results.map(comesFrom);
    return all.includes(false)
        ? undefined
        : [...reaches].flatMap(([layer, found]) => (found ? [layer] : [])).sort((a, b) => a.index - b.index);
}

/** The same for the common case that each layer on the path reads one value. */
function straightBetween(sources: readonly Value[], result: Value): readonly Layer[] | undefined {
    const layers: Layer[] = [];
    for (let { producer } = result; producer?.kind === "layer" && layers.length < largestRound;) {
        layers.push(producer);
        const values = worksOn(producer);
        const [from]: readonly Value[] = values;
        if (from === undefined || values.length > 1) {
            return undefined;
        }
        if (sources.includes(from)) {
            return layers.reverse();
        }
        ({ producer } = from);
    }
    return undefined;
}

/** Splits a chain where its rounds leave one loop or body for another; a single round is not a group. */
function splitByHome(rounds: readonly DenseRound[]): readonly DenseGroup[] {
    const groups: { readonly rounds: [DenseRound, ...DenseRound[]]; home: Scope | undefined }[] = [];
    for (const round of rounds) {
        const group = groups.at(-1);
        const before = group?.rounds.at(-1);
        const home = before === undefined ? undefined : commonScope(before.concat.scope, round.concat.scope);
        if (group === undefined || before === undefined || !continues(before, round)) {
            groups.push({ rounds: [round], home: undefined });
        } else if (group.home === undefined || group.home === home) {
            group.home = home;
            group.rounds.push(round);
        } else if (group.rounds.length === 2 && home !== undefined && isInside(home, group.home)) {
            // A first round before a loop: the loop's own first round is the second.
            group.rounds.pop();
            groups.push({ rounds: [before, round], home });
        } else {
            groups.push({ rounds: [round], home: undefined });
        }
    }
    return groups.flatMap(({ rounds: own, home }) => {
        const last = own.at(-1) ?? own[0];
        const [result] = last.concat.outputs;
        return home === undefined || result === undefined || own.length < 2
            ? []
            : [{ rounds: own, home, from: own[0].before, to: last.after, result }];
    });
}

/** Whether a round continues another: otherwise a link that is not a round lies between them. */
function continues(before: DenseRound, round: DenseRound): boolean {
    return before.after === round.before && before.concat.index < round.concat.index;
}

function isInside(scope: Scope, outer: Scope): boolean {
    return scope !== outer && commonScope(scope, outer) === outer;
}

/** Whether a layer joins several values along channels, with all sizes known. */
function isAlongChannels({ definition, faulty, inference, inputs }: Layer): boolean {
    return definition.traits.merges === "concatenation" && !faulty && inputs.length > 1 && inference?.axes[0]?.axis === 0 &&
        inputs.every((value) => channelsOf(value) !== undefined);
}

/** A value and the values it is computed from through norms, activations and other layers that preserve channels. */
export function throughNorms(value: Value): readonly Value[] {
    const values = [value];
    for (let at: Value | undefined = value; at !== undefined && values.length < largestRound;) {
        const { producer }: Value = at;
        at = producer?.kind === "layer" && keepsFeatures(producer.definition) && !isWeighted(producer)
            ? producer.inputs[0]
            : undefined;
        if (at !== undefined) {
            values.push(at);
        }
    }
    return values;
}

/** Whether a layer only rescales or transforms each channel's values, at the same positions. */
function keepsFeatures({ traits }: LayerDefinition): boolean {
    return traits.merges === undefined && (traits.elementwise || traits.normalization || traits.activation);
}

function channelsOf(value: Value | undefined): number | undefined {
    return value?.shape?.[0]?.sample;
}

/** When a value is computed: inputs come before all layers. */
function madeAt({ producer }: Value): number {
    return producer?.kind === "layer" ? producer.index : -1;
}
