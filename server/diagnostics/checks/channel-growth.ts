import { consumersOf, worksOn } from "../../graph/consumers.ts";
import { formatInteger } from "../../quantities.ts";
import { denseGroups, type DenseGroup } from "../../graph/dense-connectivity.ts";
import { foundOnce } from "../../graph/found-once.ts";
import type { Layer, ModelGraph, Scope, Value } from "../../graph/graph.ts";
import { isWeighted } from "../../graph/parameters.ts";
import { commonScope, childTowards } from "../../graph/scopes.ts";
import { defineCheck } from "../check.ts";
import { growthNotes, growthOf, headOf, placesOf, timesText } from "../dense-growth.ts";
import { text } from "../../text.ts";
import { canHalve, transitionAfter, transitionBefore } from "../transition.ts";

/**
 * Channels that dense blocks gather without compression: a dense block's result enters another one, or has many times
 * its initial channels and is read by something other than a 1×1 convolution with fewer channels (G. Huang et al.,
 * 2016, section 3, "Compression"). A setting limits the growth.
 */
export const channelGrowth = defineCheck({
    code: "channel-growth",
    severity: "warning",
    message: ({ groups, graph, reason }: ChannelGrowth) => {
        const dense = growthOf(groups, graph);
        const values = { from: formatInteger(dense.from), to: formatInteger(dense.to), times: timesText(dense) };
        return reason === "goes-on"
            ? text("dense blocks grow {from} channels to {to} ({times}×) without a transition between them", values)
            : text("dense block grows {from} channels to {to} ({times}×) without compression", values);
    },
    help: ({ reason, pooled }: ChannelGrowth) => {
        if (reason === "passes-limit") {
            return text("halve the channels with a 1×1 `conv` after the block");
        }
        return pooled
            ? text("halve the channels with a 1×1 `conv` between the blocks")
            : text("halve the channels with a 1×1 `conv` between the blocks, followed by `avg_pool(2)`");
    },
    notes: ({ groups, graph }: ChannelGrowth) => growthNotes(growthOf(groups, graph)),
    *inModel(graph, analysis) {
        for (const run of growingRuns(graph)) {
            const group = run.at(-1);
            const before = run.at(-2);
            if (group !== undefined && before !== undefined) {
                const entered = entryInto(group, before);
                const location = entered === undefined ? firstOf(group).location : headOf(entered, analysis);
                yield {
                    location,
                    scope: entered?.parent ?? firstOf(group).scope,
                    facts: { groups: run, graph, reason: "goes-on", pooled: !canHalve(group, before) } as const,
                    related: placesOf(run[0]),
                    fixes: () => transitionBefore(entered?.location ?? location, group, before, analysis),
                };
            }
        }
        for (const { group, made } of uncompressedGroups(graph)) {
            const last = group.rounds.at(-1) ?? group.rounds[0];
            yield {
                location: made === undefined ? last.concat.location : headOf(made, analysis),
                scope: made === undefined ? last.concat.scope : made.parent,
                facts: { groups: [group], graph, reason: "passes-limit", pooled: true } as const,
                exceeds: group.to / group.from,
                related: placesOf(group),
                fixes: () => (made === undefined ? [] : transitionAfter(made.location, analysis)),
            };
        }
    },
});

interface ChannelGrowth {
    /** The consecutive groups through which the channels grow. */
    readonly groups: readonly [DenseGroup, ...DenseGroup[]];
    readonly graph: ModelGraph;
    readonly reason: "goes-on" | "passes-limit";
    /** Whether the map cannot be halved between the blocks, or already is. */
    readonly pooled: boolean;
}

/** The maximum number of layers between two dense blocks: a transition has four. */
const furthest = 30;

/** The longest first: if several runs end on one line, that is the most informative. */
const growingRuns = foundOnce((graph: ModelGraph): readonly (readonly [DenseGroup, ...DenseGroup[]])[] => {
    const groups = denseGroups(graph);
    const byResult = new Map(groups.map((group) => [group.result, group]));
    const before = new Map(groups.map((group) => [group, groupBefore(group, byResult)]));
    return groups.map((group) => runUpTo(group, before)).sort((a, b) => b.length - a.length);
});

/** A group whose channels something reads without compressing them. */
interface UncompressedGroup {
    readonly group: DenseGroup;
    /** The use of a block, or the loop, that the channels leave. */
    readonly made: Scope | undefined;
}

/** The group that grows most first. */
const uncompressedGroups = foundOnce((graph: ModelGraph): readonly UncompressedGroup[] => {
    const groups = denseGroups(graph);
    const begins = new Set(groups.map(({ rounds: [first] }) => first.gathered));
    return groups.toSorted((a, b) => b.to / b.from - a.to / a.from).flatMap((group) => {
        const reader = uncompressed(group, begins, graph);
        return reader === undefined
            ? [] : [{ group, made: exitFrom(group, reader === "output" ? graph.scopes[0] : reader.scope) }];
    });
});

/** The maximum number of groups that a finding describes. */
const mostGroups = 50;

/** The groups that lead up to one, each of which starts with all channels of the previous one. */
function runUpTo(
    group: DenseGroup, groupsBefore: ReadonlyMap<DenseGroup, DenseGroup | undefined>,
): readonly [DenseGroup, ...DenseGroup[]] {
    const run: [DenseGroup, ...DenseGroup[]] = [group];
    let before = groupsBefore.get(group);
    while (before !== undefined && run.length < mostGroups && !run.includes(before)) {
        run.unshift(before);
        before = groupsBefore.get(before);
    }
    return run;
}

/** The group from whose result, with all its channels, another group starts. */
function groupBefore(group: DenseGroup, byResult: ReadonlyMap<Value, DenseGroup>): DenseGroup | undefined {
    let value: Value | undefined = group.rounds[0].gathered;
    for (let steps = 0; value !== undefined && steps < furthest; steps += 1) {
        const reached: Value = value;
        const before = byResult.get(reached);
        if (before !== undefined) {
            return before !== group && group.from >= before.to ? before : undefined;
        }
        const { producer }: Value = reached;
        const [from, ...others] = producer?.kind === "layer" ? worksOn(producer) : [];
        value = others.length === 0 ? from : undefined;
    }
    return undefined;
}

/** A reader of a group's channels that neither compresses them nor belongs to the next group. */
function uncompressed(
    { result, to }: DenseGroup, begins: ReadonlySet<Value>, graph: ModelGraph,
): Layer | "output" | undefined {
    const consumers = consumersOf(graph);
    const seen = new Set<Value>();
    const search = (value: Value): Layer | "output" | undefined => {
        if (consumers.isOutput(value)) {
            return "output";
        }
        if (seen.has(value) || begins.has(value) || seen.size > furthest) {
            return undefined;
        }
        seen.add(value);
        for (const reader of consumers.of(value)) {
            const [output] = reader.outputs;
            const made = output?.shape?.[0]?.sample;
            const readsPositions = isWeighted(reader) && !isPointwise(reader);
            if (!worksOn(reader).includes(value) || (isPointwise(reader) && made !== undefined && made < to)) {
                continue;
            }
            if (output === undefined || made !== to || readsPositions || search(output) !== undefined) {
                return reader;
            }
        }
        return undefined;
    };
    return search(result);
}

/** Whether a layer is a convolution of each position separately, over all channels. */
function isPointwise(layer: Layer): boolean {
    const windows = layer.inference?.windows ?? [];
    return isWeighted(layer) && layer.definition.traits.mixesChannels && windows.length > 0 &&
        windows.every(({ kernel }) => kernel === 1);
}

/** The use of a block, or the loop, that contains the rounds of a group but not those of the previous one. */
function entryInto({ home }: DenseGroup, before: DenseGroup): Scope | undefined {
    const outer = commonScope(before.home, home);
    return outer === undefined ? undefined : childTowards(outer, home) ?? (outer === home ? undefined : home);
}

/** The use of a block, or the loop, that contains a group but not the reader of its result. */
function exitFrom({ home }: DenseGroup, reader: Scope | undefined): Scope | undefined {
    const outer = reader === undefined ? undefined : commonScope(home, reader);
    return outer === undefined ? undefined : childTowards(outer, home);
}

function firstOf({ rounds: [first] }: DenseGroup): Layer {
    return first.layers[0] ?? first.concat;
}
