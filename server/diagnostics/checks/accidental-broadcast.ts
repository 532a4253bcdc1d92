import type { GraphInput, Layer, Value } from "../../graph/graph.ts";
import { isWeighted } from "../../graph/parameters.ts";
import type { LayerDefinition } from "../../layers/definition.ts";
import { formatShape } from "../../sizes/shape.ts";
import { axisText } from "../axis-text.ts";
import { defineCheck } from "../check.ts";
import { listText, text } from "../../text.ts";

/**
 * A size of 1 that is repeated along a whole axis, if nothing shows that this is intentional. Gates are intentional:
 * `mul` with `[channels, 1, 1]`, with a mask `[1, height, width]` or with one number; so are sizes of 1 from a global
 * or adaptive pooling, or a reshaping. A convolution or pooling that ends at size 1, or has a single channel, is not.
 */
export const accidentalBroadcast = defineCheck({
    code: "accidental-broadcast",
    severity: "warning",
    message: ({ layer, small, large, axes }: AccidentalBroadcast) =>
        text("`{layer}` broadcasts {small} along the {axes} to {large}", { layer, small, large, axes: listText(axes) }),
    help: ({ maker }: AccidentalBroadcast) =>
        text("change `{maker}`, where the size becomes 1, or add `@allow(\"accidental-broadcast\")`", { maker }),
    *inGraph({ layers }) {
        for (const layer of layers) {
            const { definition, faulty } = layer;
            if (faulty || !isBroadcasting(definition)) {
                continue;
            }
            const found = suspiciousOperand(layer);
            if (found !== undefined) {
                const { operand, axes, maker } = found;
                const [output] = layer.outputs;
                const rank = output?.shape?.length ?? 0;
                const name = maker.kind === "input" ? maker.name : maker.definition.name;
                yield {
                    location: layer.location,
                    scope: layer.scope,
                    facts: {
                        layer: definition.name, small: formatShape(operand.shape), large: formatShape(output?.shape),
                        axes: axes.map((axis) => axisText(axis, rank)), maker: name,
                    },
                    related: [{ ...maker.location, message: text("the {axis} becomes 1 here", { axis: axisText(axes[0] ?? 0, rank) }) }],
                };
            }
        }
    },
});

interface AccidentalBroadcast {
    readonly layer: string;
    readonly small: string;
    readonly large: string;
    /** The names of the axes along which it is repeated. */
    readonly axes: readonly string[];
    /** The layer that produced the size 1. */
    readonly maker: string;
}

/** Whether a layer merges its operands elementwise, repeating sizes of 1. */
function isBroadcasting({ traits }: LayerDefinition): boolean {
    return traits.merges !== undefined && traits.elementwise;
}

interface Suspicion {
    readonly operand: Value;
    readonly axes: readonly number[];
    readonly maker: Layer | GraphInput;
}

/**
 * An operand that is repeated along axes by accident, next to one with the whole shape: if both are repeated, it is
 * intentional.
 */
function suspiciousOperand(layer: Layer): Suspicion | undefined {
    const whole = layer.outputs[0]?.shape;
    if (whole === undefined || !layer.inputs.some((value) => repeatedAxes(value, layer)?.length === 0)) {
        return undefined;
    }
    for (const operand of layer.inputs) {
        const axes = repeatedAxes(operand, layer) ?? [];
        if (axes.length === 0 || (layer.definition.traits.merges === "product" && isGate(axes, whole.length))) {
            continue;
        }
        const maker = axes.map((axis) => accidentalMaker(operand, axis)).find((one) => one !== undefined);
        if (maker !== undefined) {
            return { operand, axes, maker };
        }
    }
    return undefined;
}

/** The axes along which an operand of size 1 is repeated; undefined if a size is unknown. */
function repeatedAxes({ shape }: Value, { outputs }: Layer): readonly number[] | undefined {
    const whole = outputs[0]?.shape;
    if (shape === undefined || whole === undefined || shape.length !== whole.length) {
        return undefined;
    }
    const axes: number[] = [];
    for (const [axis, size] of shape.entries()) {
        const large = whole[axis]?.sample;
        if (size.sample === undefined || large === undefined) {
            return undefined;
        }
        if (size.sample === 1 && large > 1) {
            axes.push(axis);
        }
    }
    return axes;
}

/** One number per channel, per position, or for all. */
function isGate(axes: readonly number[], rank: number): boolean {
    return axes.length === rank || (axes[0] === 0 ? axes.length === 1 : axes.length === rank - 1);
}

/** The maximum number of layers to trace a size of 1 back. */
const furthest = 200;

/** The producer of a value's size 1 along an axis, if the size may be an accident. */
function accidentalMaker(value: Value, axis: number): Layer | GraphInput | undefined {
    let current: Value | undefined = value;
    for (let steps = 0; current !== undefined && steps < furthest; steps += 1) {
        const { producer }: Value = current;
        if (producer === undefined || producer.kind === "input") {
            return axis === 0 ? producer : undefined;
        }
        const before: Value | undefined = producer.inputs[0];
        const sizeBefore = before?.shape?.[axis]?.sample;
        const channelsMade = axis === 0 && isWeighted(producer);
        if (sizeBefore === 1 && before?.shape?.length === current.shape?.length && !channelsMade) {
            current = before;
            continue;
        }
        return channelsMade || (axis > 0 && comesDown(producer, axis)) ? producer : undefined;
    }
    return undefined;
}

/** Whether windows reduce the axis to 1, other than by one that covers all of it, as a global pooling does. */
function comesDown({ inference, inputs, definition }: Layer, axis: number): boolean {
    const window = inference?.windows[axis - 1];
    const size = inputs[0]?.shape?.[axis]?.sample ?? 0;
    return window !== undefined && !(definition.traits.pools && window.extent >= size);
}
