import { foundOnce } from "../../graph/found-once.ts";
import type { Layer, ModelGraph } from "../../graph/graph.ts";
import { axisName } from "../../sizes/shape.ts";
import { axisText } from "../axis-text.ts";
import { defineCheck } from "../check.ts";
import { isLiteral, setArgument } from "../edits.ts";
import type { Fix } from "../fix.ts";
import { sampleFindings } from "../sample-findings.ts";
import { listText, plural, text, type Text } from "../../text.ts";
import { paddingText, windowedLayers, type WindowAlongAxis, type WindowedLayer } from "../windows.ts";

/**
 * Rows or columns at the end of the input that no window reads, because another window does not fit. Excludes a kernel
 * of 1 with a stride, which skips input intentionally; strides beyond the kernel, which are skipped-input; remainders
 * of a default size that must change anyway, which belong to unfit-sample; and rows that a `pad` before the layer
 * added.
 */
export const droppedBorder = defineCheck({
    code: "dropped-border",
    severity: "hint",
    message: ({ layer, dropped }: DroppedBorder) => text("`{layer}` ignores {dropped} of its input", {
        layer, dropped: listText(dropped.map(droppedText)),
    }),
    help: ({ dropped: [first], remedy }: DroppedBorder) => first === undefined
        ? text("use `{remedy}`", { remedy })
        : text("use `{remedy}`, or an input whose {axis} is {smaller} or {larger}", {
            remedy, axis: axisText(first.axis.index, first.axis.rank), smaller: first.input - first.unread,
            larger: first.input + first.missing,
        }),
    *inModel(graph, analysis) {
        const unfit = new Set(sampleFindings(analysis).unfit.filter((one) => one.graph === graph)
            .flatMap(({ sizes }) => sizes.map(({ name }) => name)));
        for (const [layer, windows] of droppingLayers(graph)) {
            const dropped = windows.filter(({ dependsOn }) => !dependsOn.some((name) => unfit.has(name)))
                .map(droppedAlong).filter((one) => one !== undefined);
            if (dropped.length > 0) {
                const pools = layer.definition.arguments.has("ceil_mode");
                const padding = paddingText(windows.map((window) => paddingThatReads(window)));
                yield {
                    location: layer.location,
                    scope: layer.scope,
                    facts: {
                        layer: layer.definition.name, dropped,
                        remedy: pools ? "ceil_mode=true" : `padding=${padding}`,
                    },
                    fixes: () => [pools
                        ? withArgument(windows, "ceil_mode", "true")
                        : withArgument(windows, "padding", padding)].flat(),
                };
            }
        }
    },
});

/** The layers that drop input, whatever the cause. */
const droppingLayers = foundOnce((graph: ModelGraph): readonly WindowedLayer[] =>
    windowedLayers(graph).filter(([, windows]) => windows.some((one) => droppedAlong(one) !== undefined)));

interface DroppedBorder {
    readonly layer: string;
    readonly dropped: readonly DroppedAlong[];
    /** The argument that makes the layer read everything. */
    readonly remedy: string;
}

interface DroppedAlong {
    readonly axis: { readonly index: number; readonly rank: number };
    readonly input: number;
    /** The number of positions at the end of the input that are never read. */
    readonly unread: number;
    /** The number of positions missing for another window. */
    readonly missing: number;
}

function droppedAlong({ layer, axis, rank, window, input, output }: WindowAlongAxis): DroppedAlong | undefined {
    const { kernel, stride, extent, before, after } = window;
    const read = (output - 1) * stride + extent - before;
    const unread = input - read;
    return unread <= 0 || kernel === 1 || stride > extent || unread <= paddedAfter(layer, axis)
        ? undefined
        : { axis: { index: axis, rank }, input, unread, missing: read + stride - input - after };
}

/** The number of positions at the end of a layer's input that the previous layer added. */
function paddedAfter({ inputs: [value] }: Layer, axis: number): number {
    const before = value?.producer;
    const reach = before?.kind === "layer" && before.inputs.length === 1 ? before.inference?.reach?.[0]?.[0]?.[axis] : undefined;
    const [from, to] = before?.kind === "layer" ? [before.inputs[0], value].map((one) => one?.shape?.[axis]?.sample) : [];
    return typeof reach !== "object" || from === undefined || to === undefined || reach.axis !== axis ||
        reach.stride !== 1 || reach.over !== 1 || reach.first !== reach.last
        ? 0
        : Math.max(0, to + reach.first - from);
}

/** "the last row", "the last 2 columns" */
function droppedText({ axis: { index, rank }, unread }: DroppedAlong): Text {
    switch (axisName(index, rank)) {
        case "height": return plural(unread, "the last row", "the last {unread} rows", { unread });
        case "width": return plural(unread, "the last column", "the last {unread} columns", { unread });
        case "depth": return plural(unread, "the last slice", "the last {unread} slices", { unread });
        default: return plural(unread, "the last position", "the last {unread} positions", { unread });
    }
}

/** The padding with which another window fits on the axes that drop something, on both sides if it is even. */
function paddingThatReads(along: WindowAlongAxis): readonly [before: number, after: number] {
    const { before, after } = along.window;
    const missing = droppedAlong(along)?.missing ?? 0;
    return missing % 2 === 0 ? [before + missing / 2, after + missing / 2] : [before, after + missing];
}

function withArgument(windows: readonly WindowAlongAxis[], name: string, value: string): readonly Fix[] {
    const layer = windows[0]?.layer;
    const written = layer?.written.byParameter.get(name);
    if (layer === undefined || (written !== undefined && !isLiteral(written.value))) {
        return [];
    }
    const edits = setArgument(layer, name, value);
    return [{ title: text("Set `{name}` to {value}", { name, value }), edits, preferred: false }];
}
