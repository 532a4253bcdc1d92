import type { LayerDefinition } from "../layers/definition.ts";
import { worksOn } from "./consumers.ts";
import { foundOnce } from "./found-once.ts";
import type { Layer, ModelGraph, Scope, Value } from "./graph.ts";
import { isWeighted } from "./parameters.ts";
import { commonScope } from "./scopes.ts";

/** One round of dense connectivity: all that has been gathered is read, and what was made of it is put beside it. */
export interface DenseRound {
    /** What puts it beside the rest. */
    readonly concat: Layer;
    /** What had been gathered before, as the round reads it. */
    readonly gathered: Value;
    /** The channels before and after. */
    readonly before: number;
    readonly after: number;
    /** The layers that make the new channels, in order, and the concat. */
    readonly layers: readonly Layer[];
}

/** Rounds in a row that stand in one loop or body: a dense block, whatever it is called. */
export interface DenseGroup {
    readonly rounds: readonly [DenseRound, ...DenseRound[]];
    /** The loop or body that the rounds stand in together. */
    readonly home: Scope;
    readonly from: number;
    readonly to: number;
    /** The value with all channels. */
    readonly result: Value;
}

/** How many layers a round may have: far more than any that is called one layer of a dense block. */
const largestRound = 200;

/**
 * Dense connectivity (G. Huang et al., 2016): a value concatenated along its channels with what was computed from it,
 * the result again with what was computed from that, and so on, at least twice. Both ways of writing it count: each
 * round's concatenation taken on to the next, or all parts so far concatenated anew. It takes time linear in the graph.
 */
export const denseGroups = foundOnce((graph: ModelGraph): readonly DenseGroup[] =>
    chainsOf(graph).flatMap((chain) => splitByHome(chain.flatMap((link) => roundOf(link) ?? []))));

/** A concatenation along channels that may be a round: what it goes on from, and what it adds. */
interface Link {
    readonly concat: Layer;
    /** The value that was gathered before, and the same behind norms and activations. */
    readonly sources: readonly Value[];
    readonly before: number | undefined;
    readonly added: readonly Value[];
}

/** Concatenations that go on from one another, two or more in a row. */
function chainsOf({ layers }: ModelGraph): readonly (readonly Link[])[] {
    const chains: Link[][] = [];
    /** The chain whose last concatenation made a value, by the value's id. */
    const endingIn = new Map<number, Link[]>();
    /** The chain whose last concatenation has a value as its first part, by that value's id. */
    const beginningWith = new Map<number, Link[]>();
    for (const concat of layers) {
        const [output] = concat.outputs;
        if (!isAlongChannels(concat) || output === undefined) {
            continue;
        }
        const [first, ...added] = concat.inputs.toSorted((a, b) => madeAt(a) - madeAt(b));
        if (first === undefined) {
            continue;
        }
        const sources = throughNorms(first);
        const nested = sources.map(({ id }) => endingIn.get(id)).find((one) => one !== undefined);
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
            // Only one concatenation goes on from another: a second one begins a chain of its own.
            if (last !== undefined) {
                endingIn.delete(last.id);
            }
            endingIn.set(output.id, chain);
        }
    }
    return chains.filter((chain) => chain.length > 1);
}

/** A concatenation of all that a chain's last one joined, and more; undefined if parts of that are missing. */
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

/** A link as a round, if all it adds is computed from what was gathered, by valid layers. */
function roundOf({ concat, sources, before, added }: Link): DenseRound | undefined {
    const [gathered] = sources;
    const after = channelsOf(concat.outputs[0]);
    const layers = gathered === undefined ? undefined : layersBetween(sources, added);
    const isValid = layers?.every(({ faulty }) => !faulty) ?? false;
    return gathered === undefined || layers === undefined || after === undefined || before === undefined || !isValid
        ? undefined
        : { concat, gathered, before, after, layers: [...layers, concat] };
}

/** The layers on the ways from one of `sources` to `results`; undefined if a result does not come from there. */
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
        // Every operand is looked at, so that all layers of the round are found.
        const found = worksOn(producer).map(comesFrom).includes(true);
        reaches.set(producer, found);
        return found;
    };
    const all = results.map(comesFrom);
    return all.includes(false)
        ? undefined
        : [...reaches].flatMap(([layer, found]) => (found ? [layer] : [])).sort((a, b) => a.index - b.index);
}

/** The same where each layer on the way works on one value, as most do. */
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

/** Cuts a chain where its rounds leave one loop or body for another; a single round is no group. */
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
            // A first round before a loop's: the second one is the loop's first.
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

/** Whether a round takes up where another ended: a link that was no round lies between them otherwise. */
function continues(before: DenseRound, round: DenseRound): boolean {
    return before.after === round.before && before.concat.index < round.concat.index;
}

function isInside(scope: Scope, outer: Scope): boolean {
    return scope !== outer && commonScope(scope, outer) === outer;
}

/** Whether a layer joins several values along channels, all sizes being known. */
function isAlongChannels({ definition, faulty, inference, inputs }: Layer): boolean {
    return definition.traits.merges === "concatenation" && !faulty && inputs.length > 1 && inference?.axes[0]?.axis === 0 &&
        inputs.every((value) => channelsOf(value) !== undefined);
}

/** A value and those it comes from by norms, activations and the like, which leave its channels what they are. */
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

/** Whether a layer gives each channel's values in another scale or form, at the same positions. */
function keepsFeatures({ traits }: LayerDefinition): boolean {
    return traits.merges === undefined && (traits.elementwise || traits.normalization || traits.activation);
}

function channelsOf(value: Value | undefined): number | undefined {
    return value?.shape?.[0]?.sample;
}

/** When a value is made: inputs before all layers. */
function madeAt({ producer }: Value): number {
    return producer?.kind === "layer" ? producer.index : -1;
}
