import { elementCount } from "../sizes/shape.ts";
import { viewOf } from "./call-facts.ts";
import { weightOwners, bytesPerFloat } from "./cost.ts";
import { foundOnce } from "./found-once.ts";
import type { Layer, ModelGraph, Scope } from "./graph.ts";
import { parameterCount } from "./parameters.ts";
import { backwardOf, keptBytes } from "./saved-tensors.ts";

/** What a layer, or several together, cost for one image in 32-bit floats. Undefined figures are unknown. */
export interface Figures {
    readonly layers: number;
    /** Learned numbers; weights that several layers share count at the first. */
    readonly parameters: number | undefined;
    /** Numbers that training updates without gradients: running statistics. */
    readonly untrained: number | undefined;
    readonly macs: number | undefined;
    /** Elementwise operations that are not MACs. */
    readonly operations: number | undefined;
    /** Bytes of the results. */
    readonly activations: number | undefined;
    /** Bytes that training keeps for the backward pass; a tensor that several layers keep counts at the first. */
    readonly saved: number | undefined;
    /** The same for a whole batch, whatever its size: batch statistics. */
    readonly savedOnce: number | undefined;
    /** Bytes read and written if every layer reads its inputs and weights and writes its results. */
    readonly moved: number | undefined;
}

/** The figures that can be summed over layers. */
export const figureNames = [
    "layers", "parameters", "untrained", "macs", "operations", "activations", "saved", "savedOnce", "moved",
] as const satisfies readonly (keyof Figures)[];

/** The figures of each layer of a graph, computed once, when they are first shown together. */
export const figuresOf = foundOnce((graph: ModelGraph): ReadonlyMap<Layer, Figures> =>
    new Map(graph.layers.map((layer) => [layer, layerFigures(layer, graph)])));

export function layerFigures(layer: Layer, graph: ModelGraph): Figures {
    const tensors = layer.inference?.parameters;
    const count = (learned: boolean): number | undefined =>
        sumOf(tensors?.filter((tensor) => tensor.learned === learned).map(parameterCount));
    const [parameters, untrained] = [count(true), count(false)];
    const { perImage, perBatch } = keptBytes(backwardOf(graph).byLayer.get(layer) ?? []);
    const isShared = weightOwners(graph).has(layer);
    const isKnown = layer.inference !== undefined;
    return {
        layers: 1,
        parameters: isShared ? 0 : parameters,
        untrained: isShared ? 0 : untrained,
        macs: layer.inference?.macs,
        operations: layer.inference?.operations,
        activations: bytesOf(layer.outputs),
        saved: isKnown ? perImage : undefined,
        savedOnce: isKnown ? perBatch : undefined,
        moved: movedBytes(layer, sumOf([parameters, untrained])),
    };
}

const noFigures: Figures = {
    layers: 0, parameters: 0, untrained: 0, macs: 0, operations: 0, activations: 0, saved: 0, savedOnce: 0, moved: 0,
};

/** The sum of figures; a sum with an unknown term is unknown. */
export function sumFigures(figures: Iterable<Figures>): Figures {
    const sum: Record<keyof Figures, number | undefined> = { ...noFigures };
    for (const one of figures) {
        for (const name of figureNames) {
            const [left, right] = [sum[name], one[name]];
            sum[name] = left === undefined || right === undefined ? undefined : left + right;
        }
    }
    return { ...sum, layers: sum.layers ?? 0 };
}

/** The figures of a whole graph, computed once. */
export const totalFigures = foundOnce((graph: ModelGraph): Figures => sumFigures(figuresOf(graph).values()));

/** The figures of each scope of a graph: its layers and those of the scopes inside it. Computed once. */
export const scopeFigures = foundOnce((graph: ModelGraph): ReadonlyMap<Scope, Figures> => {
    const inside = new Map<Scope, Figures[]>();
    for (const [layer, figures] of figuresOf(graph)) {
        for (let scope: Scope | undefined = layer.scope; scope !== undefined; scope = scope.parent) {
            const others = inside.get(scope);
            if (others === undefined) {
                inside.set(scope, [figures]);
            } else {
                others.push(figures);
            }
        }
    }
    return new Map(Array.from(inside, ([scope, figures]) => [scope, sumFigures(figures)]));
});

/** Floating point operations per byte moved: a MAC is two. */
export function intensityOf({ macs, operations, moved }: Figures): number | undefined {
    return macs === undefined || operations === undefined || moved === undefined || moved === 0
        ? undefined
        : (2 * macs + operations) / moved;
}

/** A device as its maker describes it: floating point operations and bytes per second. */
export interface Device {
    readonly flops: number;
    readonly bandwidth: number;
}

/** A layer's place in the roofline model (Williams, Waterman and Patterson, 2009) of a device. */
export interface RooflinePlace {
    /** The least time that arithmetic and memory allow, in seconds. */
    readonly seconds: number;
    readonly bound: "compute" | "memory";
}

export function rooflinePlace({ macs, operations, moved }: Figures, device: Device): RooflinePlace | undefined {
    if (macs === undefined || operations === undefined || moved === undefined) {
        return undefined;
    }
    const computing = (2 * macs + operations) / device.flops;
    const moving = moved / device.bandwidth;
    return { seconds: Math.max(computing, moving), bound: computing > moving ? "compute" : "memory" };
}

/** Views of their input move nothing. */
function movedBytes(layer: Layer, weights: number | undefined): number | undefined {
    if (layer.call === undefined || layer.inference === undefined) {
        return undefined;
    }
    const { definition, call, inference } = layer;
    const view = viewOf({ definition, call, inference });
    const weightBytes = weights === undefined ? undefined : bytesPerFloat * weights;
    return view === undefined ? sumOf([bytesOf(layer.inputs), bytesOf(layer.outputs), weightBytes]) : 0;
}

function bytesOf(values: Layer["outputs"]): number | undefined {
    const elements = sumOf(values.map(({ shape }) => elementCount(shape)));
    return elements === undefined ? undefined : bytesPerFloat * elements;
}

function sumOf(terms: readonly (number | undefined)[] | undefined): number | undefined {
    return terms?.reduce<number | undefined>(
        (sum, term) => (sum === undefined || term === undefined ? undefined : sum + term), 0);
}
