import type { Layer } from "../../graph/graph.ts";
import { isWeighted } from "../../graph/parameters.ts";
import { axisText } from "../axis-text.ts";
import { defineCheck } from "../check.ts";
import { setArgument } from "../edits.ts";
import type { Fix } from "../fix.ts";
import { text } from "../../text.ts";
import { hasMisreadInput } from "./input-layout.ts";
import { windowedLayers, type WindowAlongAxis } from "../windows.ts";

/**
 * Most of what a kernel's taps read along one axis, over all its positions, is padding: the map has become too small
 * for the kernel.
 */
export const mostlyPadding = defineCheck({
    code: "mostly-padding",
    severity: "warning",
    message: ({ layer, axis, padding, taps }: MostlyPadding) =>
        text("{padding} of the {taps} positions that `{layer}` reads along the {axis} are padding", {
            padding, taps, layer, axis,
        }),
    help: ({ axis, input, dilated }: MostlyPadding) => dilated
        ? text("use a smaller dilation, or downsample less before: the {axis} is only {input}", { axis, input })
        : text("use a smaller kernel, or downsample less before: the {axis} is only {input}", { axis, input }),
    // If the input's sizes are in the wrong order, the kernels are not at fault.
    applies: (graph, analysis) => !hasMisreadInput(graph, analysis),
    *inGraph(graph) {
        for (const [layer, windows] of windowedLayers(graph)) {
            const worst = mostlyPaddedAxis(layer, windows);
            if (worst !== undefined) {
                const { axis, rank, window, input } = worst;
                yield {
                    location: layer.location,
                    scope: layer.scope,
                    facts: {
                        layer: layer.definition.name, axis: axisText(axis, rank), padding: paddingReads(worst),
                        taps: reads(worst), input, extent: window.extent, dilated: window.dilation > 1,
                    },
                    fixes: () => centreTapAlone(windows),
                };
            }
        }
    },
});

interface MostlyPadding {
    readonly layer: string;
    /** The name of the first such axis. */
    readonly axis: string;
    readonly padding: number;
    /** The number of the kernel's taps along the axis, over all its positions. */
    readonly taps: number;
    readonly input: number;
    readonly extent: number;
    readonly dilated: boolean;
}

/** The first axis along which a layer reads more padding than input. */
export function mostlyPaddedAxis(layer: Layer, windows: readonly WindowAlongAxis[]): WindowAlongAxis | undefined {
    return isPaddedWithZeros(layer) ? windows.find((one) => 2 * paddingReads(one) > reads(one)) : undefined;
}

/** A border with copies of the input does not count as padding. */
export function isPaddedWithZeros({ call }: Layer): boolean {
    return (call?.arguments.get("padding_mode") ?? "zeros") === "zeros";
}

function reads({ window, output }: WindowAlongAxis): number {
    return window.kernel * output;
}

/** The number of taps along an axis that are in the padding, over all positions of the kernel. */
function paddingReads({ window, input, output }: WindowAlongAxis): number {
    const { kernel, stride, dilation, before, after } = window;
    if (before === 0 && after === 0) {
        return 0;
    }
    let count = 0;
    for (let tap = 0; tap < kernel; tap += 1) {
        // The tap reads stride·i + offset at position i.
        const offset = tap * dilation - before;
        count += positionsBefore(-offset, stride, output) + positionsBefore(input + after - offset, stride, output)
            - positionsBefore(input - offset, stride, output);
    }
    return count;
}

/** The number of positions, `stride` apart, before an end; at most `most`. */
function positionsBefore(end: number, stride: number, most: number): number {
    return Math.min(most, Math.max(0, Math.ceil(end / stride)));
}

/** If the map is a single position at the kernel's centre, a kernel of 1 computes the same. */
function centreTapAlone(windows: readonly WindowAlongAxis[]): readonly Fix[] {
    const [first] = windows;
    const isCentred = ({ window, input, output }: WindowAlongAxis): boolean =>
        input === 1 && output === 1 && window.kernel % 2 === 1 && 2 * window.before === window.extent - 1;
    if (first === undefined || !isWeighted(first.layer) || !windows.every(isCentred)) {
        return [];
    }
    const { layer } = first;
    return [{
        title: text("Set the kernel to 1"),
        edits: [...setArgument(layer, "kernel", "1"), ...setArgument(layer, "padding", "0")],
        preferred: true,
    }];
}
