import { weightOwners } from "../graph/cost.ts";
import { consumersOf } from "../graph/consumers.ts";
import { figuresOf, sumFigures, type Figures } from "../graph/figures.ts";
import { foundOnce } from "../graph/found-once.ts";
import type { Layer, ModelGraph, Value } from "../graph/graph.ts";

/** A layer, or all layers whose paths begin alike. */
export interface SummaryRow {
    readonly path: string;
    /** The layer's name, or what contains the layers: `Basic(64)`, `i = 3`, `conv → relu`. */
    readonly kind: string;
    readonly layers: readonly Layer[];
    readonly figures: Figures;
    /** The values that it reads from elsewhere, in order. */
    readonly inputs: readonly Value[];
    /** Its results that something outside reads, or all results of a layer. */
    readonly outputs: readonly Value[];
    /** The path whose weights its layers reuse, if all that have weights do. */
    readonly sharedWith: string | undefined;
}

/**
 * The rows of a summary in execution order. With `depth`, layers whose paths agree in that many parts share one row,
 * which holds their sums.
 */
export function summaryRows(graph: ModelGraph, depth: number): readonly SummaryRow[] {
    const figures = figuresOf(graph);
    const owners = weightOwners(graph);
    const groups = new Map<string, Layer[]>();
    for (const layer of graph.layers) {
        const path = rowPath(layer, depth);
        const group = groups.get(path);
        if (group === undefined) {
            groups.set(path, [layer]);
        } else {
            group.push(layer);
        }
    }
    return Array.from(groups, ([path, layers]) => {
        const weighted = layers.filter(({ inference }) => (inference?.parameters.length ?? 0) > 0);
        const [shared] = weighted;
        return {
            path,
            kind: kindOf(graph, path, layers),
            layers,
            figures: sumFigures(layers.flatMap((layer) => figures.get(layer) ?? [])),
            inputs: readFrom(layers),
            outputs: madeFor(graph, layers),
            sharedWith: weighted.every((layer) => owners.has(layer)) ? shared?.weightPath : undefined,
        };
    });
}

/** The number of steps in a layer's path. */
export function pathDepth({ path }: Layer): number {
    return path.split(".").length;
}

/** The path of the row that a layer is in. */
export function rowPath({ path }: Layer, depth: number): string {
    let end = -1;
    for (let parts = 0; parts < depth; parts++) {
        end = path.indexOf(".", end + 1);
        if (end < 0) {
            return path;
        }
    }
    return path.slice(0, end);
}

function kindOf(graph: ModelGraph, path: string, layers: readonly Layer[]): string {
    const [first] = layers;
    if (layers.length === 1 && first?.path === path) {
        return first.definition.name;
    }
    return labelsOf(graph).get(path) ?? chainText(layers.map(({ definition }) => definition.name));
}

/** The labels of scopes by their paths: of several with one path, the innermost. */
const labelsOf = foundOnce((graph: ModelGraph): ReadonlyMap<string, string> =>
    new Map(graph.scopes.map(({ path, label }) => [path, label])));

/** `conv → batch_norm → relu`, shortened in the middle. */
function chainText(names: readonly string[]): string {
    const shown = names.length <= mostNamed ? names : [...names.slice(0, mostNamed - 2), "…", ...names.slice(-1)];
    return shown.join(" → ");
}

const mostNamed = 4;

function readFrom(layers: readonly Layer[]): readonly Value[] {
    if (layers.length === 1) {
        return layers[0]?.inputs ?? [];
    }
    const inside = new Set<Layer>(layers);
    const isOutside = ({ producer }: Value): boolean => producer?.kind !== "layer" || !inside.has(producer);
    return [...new Set(layers.flatMap(({ inputs }) => inputs.filter(isOutside)))];
}

function madeFor(graph: ModelGraph, layers: readonly Layer[]): readonly Value[] {
    if (layers.length === 1) {
        return layers[0]?.outputs ?? [];
    }
    const consumers = consumersOf(graph);
    const inside = new Set<Layer>(layers);
    const results = layers.flatMap(({ outputs }) => outputs);
    const leaving = results.filter((value) =>
        consumers.isOutput(value) || consumers.of(value).some((reader) => !inside.has(reader)));
    return leaving.length > 0 ? leaving : layers.at(-1)?.outputs ?? [];
}
