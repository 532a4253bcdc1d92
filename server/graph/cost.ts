import type { Inference } from "../layers/definition.ts";
import { sampleShape } from "../sizes/shape.ts";
import { foundOnce } from "./found-once.ts";
import type { Layer, ModelGraph, Scope } from "./graph.ts";
import { parameterCount } from "./parameters.ts";

/** A sum whose terms may be partly unknown. */
export interface Total {
    /** The sum of the known terms. */
    readonly value: number;
    /** Whether unknown terms were left out. */
    readonly atLeast: boolean;
}

/** Whether any term of a total is known, or there are none. */
export function isKnownTotal({ value, atLeast }: Total): boolean {
    return value > 0 || !atLeast;
}

/** The parameters and operations of a layer, a scope or a whole graph. */
export interface Cost {
    readonly layers: number;
    /** Learned numbers; shared weights count once. */
    readonly parameters: Total;
    /** Multiply-adds of convolutions, transposed convolutions and linear layers. */
    readonly macs: Total;
    /** Elementwise operations of all other layers. */
    readonly operations: Total;
}

/** The number of a layer's parameters, shared or not; undefined if unknown. */
export function layerParameters(layer: Layer): number | undefined {
    return layer.inference?.parameters.reduce<number | undefined>((sum, tensor) => {
        const count = tensor.learned ? parameterCount(tensor) : 0;
        return sum === undefined || count === undefined ? undefined : sum + count;
    }, 0);
}

/** A layer's multiply-adds; undefined if unknown. */
export function layerMacs(layer: Layer): number | undefined {
    return layer.inference?.macs;
}

/** Bytes of a layer's results for one image, as 32-bit floats; undefined if a size is unknown. */
export function layerActivations(layer: Layer): number | undefined {
    return layer.outputs.reduce<number | undefined>((sum, { shape }) => {
        const elements = sampleShape(shape)?.reduce((product, size) => product * size, 1);
        return sum === undefined || elements === undefined ? undefined : sum + bytesPerFloat * elements;
    }, 0);
}

/** Weights and values are 32-bit floats. */
export const bytesPerFloat = 4;

/** For each layer that reuses weights through `@path`, the first layer of the graph that has them. */
export const weightOwners = foundOnce(({ layers }: ModelGraph): ReadonlyMap<Layer, Layer> => {
    const first = new Map<string, Layer>();
    const owners = new Map<Layer, Layer>();
    if (!sharesWeights(layers)) {
        return owners;
    }
    for (const layer of layers) {
        if ((layer.inference?.parameters ?? []).length === 0) {
            continue;
        }
        const owner = first.get(layer.weightPath);
        if (owner === undefined) {
            first.set(layer.weightPath, layer);
        } else {
            owners.set(layer, owner);
        }
    }
    return owners;
});

/** Whether layers may have the same weights. Paths are unique, so of two such layers, one has another weight path. */
export function sharesWeights(layers: readonly Layer[]): boolean {
    return layers.some(({ path, weightPath }) => path !== weightPath);
}

/** The cost of the whole graph. */
export const totalCost = foundOnce((graph: ModelGraph): Cost => {
    const shared = sharedPaths(graph);
    const total = emptySum();
    for (const layer of graph.layers) {
        addLayer(total, layer, shared);
    }
    return total;
});

/** The cost of each scope of the graph: its layers and those of the scopes inside it. */
export function scopeCosts(graph: ModelGraph): ReadonlyMap<Scope, Cost> {
    const shared = sharedPaths(graph);
    const scopes = new Map<Scope, Sum>(graph.scopes.map((scope) => [scope, emptySum()]));
    for (const layer of graph.layers) {
        for (let scope: Scope | undefined = layer.scope; scope !== undefined; scope = scope.parent) {
            const sum = scopes.get(scope);
            if (sum !== undefined) {
                addLayer(sum, layer, shared);
            }
        }
    }
    return scopes;
}

/** The cost of all layers in some scopes of the graph; a layer in several of them counts once. */
export function scopesCost(graph: ModelGraph, scopes: ReadonlySet<Scope>): Cost {
    const shared = sharedPaths(graph);
    const total = emptySum();
    for (const layer of graph.layers) {
        for (let scope: Scope | undefined = layer.scope; scope !== undefined; scope = scope.parent) {
            if (scopes.has(scope)) {
                addLayer(total, layer, shared);
                break;
            }
        }
    }
    return total;
}

/** The total as text: `at least 25,557,032` if a part is unknown, `unknown` if everything is. */
export function formatTotal(total: Total, format: (value: number) => string): string {
    if (!total.atLeast) {
        return format(total.value);
    }
    return total.value === 0 ? "unknown" : `at least ${format(total.value)}`;
}

/** A cost to which layers are being added. */
interface Sum {
    layers: number;
    readonly parameters: RunningTotal;
    readonly macs: RunningTotal;
    readonly operations: RunningTotal;
    /** The paths of the shared weights counted so far; created lazily, because most graphs share none. */
    counted: Set<string> | undefined;
}

interface RunningTotal {
    value: number;
    atLeast: boolean;
}

function emptySum(): Sum {
    const nothing = (): RunningTotal => ({ value: 0, atLeast: false });
    return { layers: 0, parameters: nothing(), macs: nothing(), operations: nothing(), counted: undefined };
}

function addLayer(sum: Sum, layer: Layer, shared: ReadonlySet<string>): void {
    const { inference, weightPath } = layer;
    sum.layers++;
    addTerm(sum.macs, inference?.macs);
    addTerm(sum.operations, inference?.operations);
    if (inference === undefined) {
        addTerm(sum.parameters, undefined);
        return;
    }
    if (shared.has(weightPath)) {
        sum.counted ??= new Set();
        if (sum.counted.has(weightPath)) {
            return;
        }
        sum.counted.add(weightPath);
    }
    const { value, atLeast } = learnedParameters(inference);
    sum.parameters.value += value;
    sum.parameters.atLeast ||= atLeast;
}

/** Computed once for all equal layers, which share their inference. */
const learnedParameters = foundOnce(({ parameters }: Inference): Total => {
    const total: RunningTotal = { value: 0, atLeast: false };
    for (const tensor of parameters) {
        if (tensor.learned) {
            addTerm(total, parameterCount(tensor));
        }
    }
    return total;
});

function addTerm(total: RunningTotal, term: number | undefined): void {
    total.value += term ?? 0;
    total.atLeast ||= term === undefined;
}

/** The paths of weights that several layers share. */
function sharedPaths(graph: ModelGraph): ReadonlySet<string> {
    return new Set([...weightOwners(graph).values()].map((owner) => owner.weightPath));
}
