import type { AxisWindow } from "../layers/window.ts";
import type { Layer, ModelGraph } from "../model/graph.ts";

/** A kernel along one axis of a layer, with the sizes it goes from and to at the sample. */
export interface WindowAlongAxis {
    readonly layer: Layer;
    /** Channels being 0. */
    readonly axis: number;
    /** The input's rank. */
    readonly rank: number;
    readonly window: AxisWindow;
    readonly input: number;
    readonly output: number;
}

/** The windows of every sound layer that has some, whose sizes are all known. */
export function* windowedLayers({ layers }: ModelGraph): Generator<readonly [Layer, readonly WindowAlongAxis[]]> {
    for (const layer of layers) {
        const windows = layer.faulty ? [] : layer.inference?.windows ?? [];
        const [input, output] = [layer.inputs[0]?.shape ?? [], layer.outputs[0]?.shape ?? []];
        const known = windows.flatMap((window, index): WindowAlongAxis[] => {
            const [from, to] = [input[index + 1]?.sample, output[index + 1]?.sample];
            return from === undefined || to === undefined
                ? []
                : [{ layer, axis: index + 1, rank: input.length, window, input: from, output: to }];
        });
        if (known.length > 0 && known.length === windows.length) {
            yield [layer, known];
        }
    }
}

/** The padding as an argument: one number where all sides are alike, else a pair for each axis. */
export function paddingText(sides: readonly (readonly [before: number, after: number])[]): string {
    const [first] = sides;
    return first !== undefined && sides.every((pair) => pair.every((side) => side === first[0]))
        ? String(first[0])
        : `[${sides.map(([before, after]) => `[${before}, ${after}]`).join(", ")}]`;
}
