import type { AxisWindow } from "../layers/window.ts";
import { foundOnce } from "../graph/found-once.ts";
import type { Layer, ModelGraph } from "../graph/graph.ts";

/** A kernel along one axis of a layer, with the input and output size at the default sizes. */
export interface WindowAlongAxis {
    readonly layer: Layer;
    /** Channels are 0. */
    readonly axis: number;
    /** The input's rank. */
    readonly rank: number;
    readonly window: AxisWindow;
    readonly input: number;
    readonly output: number;
    /** The dynamic sizes that the input's size depends on. */
    readonly dependsOn: readonly string[];
}

export type WindowedLayer = readonly [layer: Layer, windows: readonly WindowAlongAxis[]];

/** The windows of all valid layers that have any, if all sizes are known. */
export const windowedLayers = foundOnce((graph: ModelGraph): readonly WindowedLayer[] => {
    const windowed: WindowedLayer[] = [];
    for (const layer of graph.layers) {
        const windows = layer.faulty ? [] : layer.inference?.windows ?? [];
        const along = windows.length === 0 ? undefined : windowsAlong(layer, windows);
        if (along !== undefined) {
            windowed.push([layer, along]);
        }
    }
    return windowed;
});

/** A layer's windows with their sizes; undefined if one is unknown. */
function windowsAlong(layer: Layer, windows: readonly AxisWindow[]): readonly WindowAlongAxis[] | undefined {
    const input = layer.inputs[0]?.shape ?? [];
    const output = layer.outputs[0]?.shape ?? [];
    const along: WindowAlongAxis[] = [];
    for (const window of windows) {
        const axis = along.length + 1;
        const size = input[axis];
        const from = size?.sample;
        const to = output[axis]?.sample;
        if (from === undefined || to === undefined) {
            return undefined;
        }
        along.push({
            layer, axis, rank: input.length, window, input: from, output: to, dependsOn: size?.form?.variables ?? [],
        });
    }
    return along;
}

/** The padding as an argument: one number if all sides are equal, otherwise a pair for each axis. */
export function paddingText(sides: readonly (readonly [before: number, after: number])[]): string {
    const [first] = sides;
    return first !== undefined && sides.every((pair) => pair.every((side) => side === first[0]))
        ? String(first[0])
        : `[${sides.map(([before, after]) => `[${before}, ${after}]`).join(", ")}]`;
}
