import { lineEndAt, tokenBefore, tokensIn } from "../../grammar/source-tokens.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { layerActivations, layerMacs } from "../graph/cost.ts";
import { formatBytes, formatInteger, formatMacs } from "../quantities.ts";
import type { DenseGroup, DenseRound } from "../graph/dense-connectivity.ts";
import { foundOnce } from "../graph/found-once.ts";
import type { Layer, ModelGraph, Scope } from "../graph/graph.ts";
import type { RelatedInformation } from "./check.ts";
import { plural, text, type Text } from "../text.ts";

/** How channels grow through consecutive dense groups, and the cost. */
export interface DenseGrowth {
    readonly from: number;
    readonly to: number;
    readonly rounds: number;
    /** The channels that each round adds; undefined if they differ. */
    readonly perRound: number | undefined;
    /** The rounds' share of the network's multiply-adds, and of the memory of all its results. */
    readonly macs: Share;
    readonly activations: Share;
}

/** A part of the network's total; unknown numbers are undefined. */
export interface Share {
    readonly part: number | undefined;
    readonly whole: number | undefined;
    /** What another round like the last would add. */
    readonly another: number | undefined;
}

/** How channels grow through groups, each of which continues the previous one. */
export function growthOf(groups: readonly [DenseGroup, ...DenseGroup[]], graph: ModelGraph): DenseGrowth {
    const rounds = groups.flatMap((group) => group.rounds);
    const added = new Set(rounds.map(({ before, after }) => after - before));
    const [perRound] = added;
    return {
        from: groups[0].from,
        to: (groups.at(-1) ?? groups[0]).to,
        rounds: rounds.length,
        perRound: added.size === 1 ? perRound : undefined,
        macs: shareOf(rounds, allMacs(graph), layerMacs),
        activations: shareOf(rounds, allActivations(graph), layerActivations),
    };
}

type CostOf = (layer: Layer) => number | undefined;

const allMacs = foundOnce(({ layers }: ModelGraph) => totalOf(layers, layerMacs));
const allActivations = foundOnce(({ layers }: ModelGraph) => totalOf(layers, layerActivations));

function totalOf(layers: readonly Layer[], costOf: CostOf): number | undefined {
    return layers.reduce<number | undefined>((sum, layer) => {
        const cost = costOf(layer);
        return sum === undefined || cost === undefined ? undefined : sum + cost;
    }, 0);
}

function shareOf(rounds: readonly DenseRound[], whole: number | undefined, costOf: CostOf): Share {
    const [last, before] = rounds.slice(-2).reverse().map(({ layers }) => totalOf(layers, costOf));
    return {
        part: totalOf(rounds.flatMap(({ layers }) => layers), costOf),
        whole,
        // The cost of a round grows by the same amount with each round's channels.
        another: last === undefined ? undefined : last + Math.max(0, last - (before ?? last)),
    };
}

/** The ratio of final to initial channels: `4.5`, `41`. */
export function timesText({ from, to }: DenseGrowth): string {
    const ratio = to / from;
    return ratio >= 10 ? formatInteger(Math.round(ratio)) : String(Math.round(10 * ratio) / 10);
}

/** What the rounds add and cost, and another one would; without costs that an error leaves unknown. */
export function growthNotes({ from, to, rounds, perRound, macs, activations }: DenseGrowth): readonly Text[] {
    return [
        perRound === undefined
            ? plural(rounds, "{rounds} round adds {added} channels", "{rounds} rounds add {added} channels", {
                rounds, added: formatInteger(to - from),
            })
            : plural(rounds, "{rounds} round adds {perRound} channels", "{rounds} rounds add {perRound} channels each", {
                rounds, perRound: formatInteger(perRound),
            }),
        ...(isKnown(macs)
            ? [text("{part} of {whole} multiply-adds are spent in these rounds", {
                part: formatMacs(macs.part), whole: formatMacs(macs.whole),
            })]
            : []),
        ...(isKnown(activations)
            ? [text("{part} of {whole} activation memory is used by these rounds", {
                part: formatBytes(activations.part), whole: formatBytes(activations.whole),
            })]
            : []),
        ...(macs.another === undefined
            ? []
            : [text("another round would add {macs} multiply-adds", { macs: formatMacs(macs.another) })]),
    ];
}

function isKnown(share: Share): share is Share & { readonly part: number; readonly whole: number } {
    return share.part !== undefined && share.whole !== undefined && share.whole > 0;
}

/** Where a group's loop is, and its first concatenation. */
export function placesOf({ home, rounds: [first] }: DenseGroup): readonly RelatedInformation[] {
    const loop: RelatedInformation[] = home.kind === "loop"
        ? [{ ...home.location, message: text("the rounds are those of `{loop}`", { loop: home.label }) }]
        : [];
    return [...loop, {
        ...first.concat.location,
        message: text("the first `concat` joins {before} and {added} channels", {
            before: first.before, added: first.after - first.before,
        }),
    }];
}

/** The start of a block's use or a loop: all of a call, or a loop up to its body. */
export function headOf(scope: Scope, { uri, file }: Analysis): Scope["location"] {
    const { uri: scopeUri, span } = scope.location;
    if (scope.kind !== "loop" || scopeUri !== uri) {
        return scope.location;
    }
    const firstLine = { start: span.start, end: lineEndAt(file, span.start) };
    const brace = tokensIn(file, firstLine, "sign").find(({ text }) => text === "{");
    const end = tokenBefore(file, brace?.start ?? firstLine.end)?.end ?? firstLine.end;
    return { uri, span: { start: span.start, end } };
}
