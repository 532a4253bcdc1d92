import type { Call, Span } from "../../../grammar/syntax-tree.ts";
import type { Analysis } from "../../analysis/analysis.ts";
import { denseGroups, throughNorms, type DenseGroup, type DenseRound } from "../../graph/dense-connectivity.ts";
import { foundOnce } from "../../graph/found-once.ts";
import type { Layer, ModelGraph, Value } from "../../graph/graph.ts";
import { isWeighted } from "../../graph/parameters.ts";
import type { Location } from "../../names/location.ts";
import { formatInteger, formatMacs } from "../../quantities.ts";
import { defineCheck } from "../check.ts";
import { growthNotes, growthOf, placesOf, type DenseGrowth } from "../dense-growth.ts";
import { insertStepBefore, isLiteral, nodeWithSpan } from "../edits.ts";
import type { Fix } from "../fix.ts";
import { text } from "../../text.ts";

/** The channels of a bottleneck per channel that a round adds, which is also how many a larger kernel may read. */
const bottleneckWidth = 4;

/** With fewer rounds little is gathered: two consecutive concatenations are not expensive. */
const fewestRounds = 3;

/** The minimum share of the network's multiply-adds for which a bottleneck is worthwhile. */
const leastPart = 0.1;

/**
 * A kernel larger than 1 in a dense block that reads all gathered channels, and more of them than a bottleneck has: its
 * cost grows with every round (G. Huang et al., 2016, section 3, "Bottleneck layers"). Not reported if these rounds are
 * a small part of the network, as each dense block of ESRGAN and FC-DenseNet is.
 */
export const missingBottleneck = defineCheck({
    code: "missing-bottleneck",
    severity: "warning",
    message: ({ layer, kernel, most, growth }: MissingBottleneck) =>
        text("{kernel} `{layer}` reads up to {most} gathered channels to make {growth}", {
            kernel, layer, most: formatInteger(most), growth: formatInteger(growth),
        }),
    help: ({ growth }: MissingBottleneck) =>
        text("put a bottleneck before it: `conv({channels}, 1)`", { channels: bottleneckWidth * growth }),
    notes: ({ with: reduced, without, dense }: MissingBottleneck) => [
        ...(reduced < without
            ? [text("a bottleneck reduces {without} multiply-adds to {reduced}", {
                without: formatMacs(without), reduced: formatMacs(reduced),
            })]
            : []),
        ...growthNotes(dense),
    ],
    *inModel(graph, analysis) {
        const found = wideKernels(graph);
        const groups = new Set(found.map(({ group }) => group));
        const growths = new Map(Array.from(groups, (group) => [group, growthOf([group], graph)]));
        const ofAll = found.flatMap((wide) => {
            const dense = growths.get(wide.group);
            return dense === undefined ? [] : [{ wide, dense }];
        });
        const costly = new Set(ofAll.flatMap(({ wide: { layer, without }, dense: { macs } }) =>
            (macs.whole === undefined || without >= leastPart * macs.whole ? [layer.node] : [])));
        const ofGroups = ofAll.filter(({ wide: { layer } }) => costly.has(layer.node));
        ofGroups.sort((a, b) => (b.dense.macs.part ?? 0) - (a.dense.macs.part ?? 0));
        for (const { wide, dense } of ofGroups) {
            const { layer, growth, group } = wide;
            const location = placeOf(layer, group, analysis);
            yield {
                location,
                scope: group.home,
                facts: {
                    layer: layer.definition.name, kernel: kernelText(layer), most: wide.most, growth, dense,
                    with: wide.fixed, without: wide.without,
                },
                related: placesOf(group),
                fixes: () => insertBottleneck(wide, location, analysis),
            };
        }
    },
});

interface MissingBottleneck {
    readonly layer: string;
    /** "3×3" */
    readonly kernel: string;
    /** The maximum number of channels it reads in a round. */
    readonly most: number;
    /** The number of channels it makes. */
    readonly growth: number;
    /** The multiply-adds of all rounds' reads with a bottleneck, and without. */
    readonly with: number;
    readonly without: number;
    readonly dense: DenseGrowth;
}

/** A call whose layers read too many channels in some rounds of a group. */
interface WideKernel {
    readonly group: DenseGroup;
    /** The one that reads the most. */
    readonly layer: Layer;
    readonly round: DenseRound;
    readonly most: number;
    readonly growth: number;
    readonly fixed: number;
    readonly without: number;
}

const wideKernels = foundOnce((graph: ModelGraph): readonly WideKernel[] =>
    denseGroups(graph).filter(({ rounds }) => rounds.length >= fewestRounds).flatMap(withoutBottleneck));

/** The calls of a group whose kernels read more channels than a bottleneck has, without duplicates. */
function withoutBottleneck(group: DenseGroup): readonly WideKernel[] {
    const byCall = new Map<Call, WideKernel>();
    for (const round of group.rounds) {
        const growth = round.after - round.before;
        let gathered: ReadonlySet<Value> | undefined;
        for (const layer of round.layers) {
            const reads = layer.inference?.parameters[0]?.shape?.[1] ?? 0;
            const [input] = layer.inputs;
            const isWide = reads > bottleneckWidth * growth && isWeighted(layer) && kernelArea(layer) > 1;
            if (input === undefined || !isWide) {
                continue;
            }
            const from = gathered ??= new Set(throughNorms(round.gathered));
            if (throughNorms(input).some((value) => from.has(value))) {
                const before = byCall.get(layer.node);
                byCall.set(layer.node, {
                    group, layer, round, most: reads, growth,
                    fixed: (before?.fixed ?? 0) + macsWithBottleneck(layer, reads, growth),
                    without: (before?.without ?? 0) + (layer.inference?.macs ?? 0),
                });
            }
        }
    }
    return [...byCall.values()];
}

/** A 1×1 convolution of the kernel's input, and then the kernel on its result. */
function macsWithBottleneck({ inputs, inference }: Layer, reads: number, growth: number): number {
    const positions = (inputs[0]?.shape ?? []).slice(1).reduce((product, size) => product * (size.sample ?? 0), 1);
    const width = bottleneckWidth * growth;
    return positions * reads * width + ((inference?.macs ?? 0) * width) / reads;
}

function kernelArea({ inference }: Layer): number {
    return inference?.windows.reduce((area, { kernel }) => area * kernel, 1) ?? 1;
}

function kernelText({ inference }: Layer): string {
    return (inference?.windows ?? []).map(({ kernel }) => kernel).join("×");
}

/** The layer's own call; if other lines also use that, the call of the enclosing block. */
function placeOf(layer: Layer, { home }: DenseGroup, analysis: Analysis): Location {
    const { scope } = layer;
    const isSharedBeyond = scope.kind === "block" && scope !== home && callsBeyondRounds(analysis).has(layer.node);
    return isSharedBeyond ? scope.location : layer.location;
}

/** The calls of layers that are in no round. */
const callsBeyondRounds = foundOnce(({ models }: Analysis): ReadonlySet<Call> => {
    const inRounds = new Set(models.flatMap((graph: ModelGraph) =>
        denseGroups(graph).flatMap(({ rounds }) => rounds.flatMap(({ layers }) => layers))));
    return new Set(models.flatMap(({ layers }) =>
        layers.flatMap((layer) => (inRounds.has(layer) ? [] : [layer.node]))));
});

/** Inserts a 1×1 convolution, followed by the round's own norm and activation, before the kernel. */
function insertBottleneck({ layer, round, growth }: WideKernel, place: Location, analysis: Analysis): readonly Fix[] {
    const call = nodeWithSpan(analysis.file, place.span, (node): node is Call => node.kind === "call");
    if (call === undefined) {
        return [];
    }
    const following = (["normalization", "activation"] as const).flatMap((trait) => {
        const like = round.layers.find(({ definition }) => definition.traits[trait]);
        return like === undefined ? [] : [callLike(like, layer, analysis)];
    });
    const bias = round.layers.some(({ definition }) => definition.traits.normalization) ? ", bias=false" : "";
    const step = [`conv(${widthText(layer, growth, call, analysis)}, 1${bias})`, ...following].join(" -> ");
    return [{
        title: text("Insert a 1×1 bottleneck of {width} times the growth", { width: bottleneckWidth }),
        edits: insertStepBefore(analysis.file, call, step), preferred: true,
    }];
}

/** Four times the kernel's channels, in terms of the name or number in the call. */
function widthText({ node, written: { byParameter } }: Layer, growth: number, call: Call, { file }: Analysis): string {
    const written = call === node ? byParameter.get("channels")?.value : undefined;
    const isName = written?.kind === "name" || written?.kind === "attribute";
    return written === undefined || isLiteral(written)
        ? String(bottleneckWidth * growth)
        : `${bottleneckWidth} * ${isName ? textOf(written, file) : `(${textOf(written, file)})`}`;
}

/** The text of a call of the same layer as another, valid where the same names are in scope. */
function callLike(like: Layer, place: Layer, { file, uri }: Analysis): string {
    if (like.location.uri === uri && like.scope === place.scope) {
        return textOf(like.node, file);
    }
    const groups = like.call?.arguments.get("groups");
    return `${like.definition.name}(${typeof groups === "number" ? groups : ""})`;
}

function textOf({ start, end }: Span, file: { readonly text: string }): string {
    return file.text.slice(start, end);
}
