import { lineEndAt, tokenBefore, tokensIn } from "../../grammar/source-tokens.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { layerActivations, layerMacs } from "../graph/cost.ts";
import { formatBytes, formatInteger, formatMacs } from "../quantities.ts";
import type { DenseGroup, DenseRound } from "../graph/dense-connectivity.ts";
import type { Layer, ModelGraph, Scope } from "../graph/graph.ts";
import type { RelatedInformation } from "./check.ts";
import { count } from "./wording.ts";

/** How channels grow through dense groups in a row, and what that costs. */
export interface DenseGrowth {
    readonly from: number;
    readonly to: number;
    readonly rounds: number;
    /** The channels that each round adds; undefined where they differ. */
    readonly perRound: number | undefined;
    /** What the rounds take of the network's multiply-adds, and of the memory of all its results. */
    readonly macs: Share;
    readonly activations: Share;
}

/** A part of what the network takes in all; undefined numbers are not known. */
export interface Share {
    readonly part: number | undefined;
    readonly whole: number | undefined;
    /** What another round like the last would add. */
    readonly another: number | undefined;
}

/** How channels grow through groups of which each goes on from the one before. */
export function growthOf(groups: readonly [DenseGroup, ...DenseGroup[]], graph: ModelGraph): DenseGrowth {
    const rounds = groups.flatMap((group) => group.rounds);
    const added = new Set(rounds.map(({ before, after }) => after - before));
    const [perRound] = added;
    return {
        from: groups[0].from,
        to: (groups.at(-1) ?? groups[0]).to,
        rounds: rounds.length,
        perRound: added.size === 1 ? perRound : undefined,
        macs: shareOf(rounds, graph, layerMacs),
        activations: shareOf(rounds, graph, layerActivations),
    };
}

function shareOf(
    rounds: readonly DenseRound[], graph: ModelGraph, costOf: (layer: Layer) => number | undefined,
): Share {
    const total = (layers: readonly Layer[]): number | undefined => layers.reduce<number | undefined>((sum, layer) => {
        const cost = costOf(layer);
        return sum === undefined || cost === undefined ? undefined : sum + cost;
    }, 0);
    const [last, before] = rounds.slice(-2).reverse().map(({ layers }) => total(layers));
    return {
        part: total(rounds.flatMap(({ layers }) => layers)),
        whole: total(graph.layers),
        // A round's cost grows with the channels it reads by the same amount each time.
        another: last === undefined ? undefined : last + Math.max(0, last - (before ?? last)),
    };
}

/** `from 64 to 1,024 in 30 rounds of 32`. */
export function wordGrowth({ from, to, rounds, perRound }: DenseGrowth): string {
    return `from ${formatInteger(from)} to ${formatInteger(to)} in ` +
        (perRound === undefined
            ? count(rounds, "round")
            : `${count(rounds, "round")} of ${formatInteger(perRound)}`);
}

/** What the rounds cost, and another one would, behind the words that lead to it; nothing where an error hides both. */
export function wordGrowthCost({ macs, activations }: DenseGrowth, lead: string): string {
    const parts = [
        ...wordShare(macs, "the network's multiply-adds", formatMacs),
        ...wordShare(activations, "its activation memory", formatBytes),
    ];
    const another = [
        ...(macs.another === undefined ? [] : [`${formatMacs(macs.another)} multiply-adds`]),
        ...(activations.another === undefined ? [] : [formatBytes(activations.another)]),
    ];
    const sentences = [
        ...(parts.length === 0 ? [] : [`these take ${parts.join(" and ")}`]),
        ...(another.length === 0 ? [] : [`another round would add ${another.join(" and ")}`]),
    ];
    return sentences.length === 0 ? "" : `${lead}${sentences.join("; ")}`;
}

function wordShare({ part, whole }: Share, what: string, format: (value: number) => string): readonly string[] {
    return part === undefined || whole === undefined || whole === 0
        ? []
        : [`${Math.round(100 * part / whole)} % of ${what} (${format(part)} of ${format(whole)})`];
}

/** Where a group goes round, and where its first concatenation stands. */
export function placesOf({ home, rounds: [first] }: DenseGroup): readonly RelatedInformation[] {
    const loop: RelatedInformation[] = home.kind === "loop"
        ? [{ ...home.location, message: `\`${home.label}\` goes round here` }]
        : [];
    return [...loop, { ...first.concat.location, message: `the first \`concat\`: ${first.before} and ${first.after - first.before} channels` }];
}

/** Where a use of a block or a loop begins: of a call all of it, of a loop what stands before its body. */
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
