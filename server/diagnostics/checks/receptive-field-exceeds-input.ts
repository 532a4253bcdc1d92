import type { Layer, ModelGraph } from "../../graph/graph.ts";
import { measureFields, pictureInput, receptiveFields } from "../../graph/receptive-field.ts";
import { sampleShape } from "../../sizes/shape.ts";
import { defineCheck } from "../check.ts";
import { plural, text } from "../../text.ts";
import { windowedLayers, type WindowAlongAxis } from "../windows.ts";
import { isPaddedWithZeros, mostlyPaddedAxis } from "./mostly-padding.ts";

/**
 * A field so much larger than the input that a kernel reads mostly padding at every position. A field larger than the
 * input is not a mistake: ResNet-50 ends with 427 at 224 pixels, and its kernels are full away from the border. On a 2
 * × 2 map, however, no position has even half of a 3 × 3 kernel inside. Reported for the first such layer, and not if a
 * single axis is already mostly padding, which has a separate warning.
 */
export const receptiveFieldExceedsInput = defineCheck({
    code: "receptive-field-exceeds-input",
    severity: "hint",
    message: ({ layer, taps, inside, size }: ExceedsInput) =>
        text("`{layer}` reads mostly padding: at most {inside} of its {taps} taps lie inside its input of {size}", {
            layer, taps, inside, size,
        }),
    help: () => text("use a larger input, fewer strides or smaller kernels"),
    notes: ({ field, input, others }: ExceedsInput) => [
        text("the receptive field is {field}, the network's input {input}", { field, input }),
        ...(others === 0 ? [] : [plural(
            others, "{others} later layer reads mostly padding too", "{others} later layers read mostly padding too", { others },
        )]),
    ],
    *inGraph(graph) {
        const [first, ...others] = paddedLayers(graph);
        if (first !== undefined) {
            const { layer, facts } = first;
            yield { location: layer.location, scope: layer.scope, facts: { ...facts, others: others.length } };
        }
    },
});

interface ExceedsInput {
    readonly layer: string;
    /** The number of the kernel's elements, and how many are inside the layer's input at the best position. */
    readonly taps: number;
    readonly inside: number;
    readonly size: string;
    readonly field: string;
    readonly input: string;
    /** How many layers after it have the same problem. */
    readonly others: number;
}

interface PaddedLayer {
    readonly layer: Layer;
    readonly facts: Omit<ExceedsInput, "others">;
}

const none: readonly PaddedLayer[] = [];

function paddedLayers(graph: ModelGraph): readonly PaddedLayer[] {
    const input = pictureInput(graph);
    const sizes = sampleShape(input?.value.shape)?.slice(1);
    const layers = windowedLayers(graph);
    if (input === undefined || sizes === undefined
        || layers.some(([layer, windows]) => mostlyPaddedAxis(layer, windows) !== undefined)) {
        return [];
    }
    return layers.flatMap(([layer, windows]): readonly PaddedLayer[] => {
        const [output] = layer.outputs;
        let taps = 1;
        let inside = 1;
        for (const along of windows) {
            taps *= along.window.kernel;
            inside *= mostInside(along);
        }
        if (output === undefined || 2 * inside >= taps || !isPaddedWithZeros(layer)) {
            return none;
        }
        const fields = measureFields(receptiveFields(graph, input).get(output), input);
        if (fields?.some(({ size }, index) => size > (sizes[index] ?? Infinity)) !== true) {
            return none;
        }
        return [{
            layer,
            facts: {
                layer: layer.definition.name, taps, inside, input: sizes.join("×"),
                size: windows.map((window) => window.input).join("×"),
                field: fields.map(({ size }) => size).join("×"),
            },
        }];
    });
}

/** The number of taps inside at the kernel's best position: in the middle, or with dilation at an end. */
function mostInside({ window: { kernel, stride, dilation, extent, before }, input, output }: WindowAlongAxis): number {
    const middle = (input / 2 + before - extent / 2) / stride;
    const insideAt = (place: number): number => {
        const start = Math.min(Math.max(place, 0), output - 1) * stride - before;
        const first = Math.max(Math.ceil(-start / dilation), 0);
        const last = Math.min(Math.floor((input - 1 - start) / dilation), kernel - 1);
        return Math.max(last - first + 1, 0);
    };
    return Math.max(insideAt(0), insideAt(Math.floor(middle)), insideAt(Math.ceil(middle)), insideAt(output - 1));
}
