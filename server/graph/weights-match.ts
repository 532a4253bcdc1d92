import { firstIndex } from "../../grammar/spans.ts";
import { isWeightType } from "../weights/tensor-numbers.ts";
import type { StoredTensor } from "../weights/safetensors.ts";
import { foundOnce } from "./found-once.ts";
import type { ModelGraph, WeightsFile } from "./graph.ts";
import { namedParameters, type NamedParameter } from "./parameters.ts";

/** The tensors of a model and of its `@weights` file, matched by name. */
export interface WeightsMatch {
    readonly file: WeightsFile;
    readonly matched: readonly TensorPair[];
    /** Tensors of the same name whose shapes differ, or whose numbers cannot be weights. */
    readonly misfits: readonly TensorPair[];
    /** Tensors of the model that are not in the file. */
    readonly missing: readonly NamedParameter[];
    /** Tensors of the file that are not in the model. */
    readonly leftOver: readonly StoredTensor[];
    /** A path of the model whose tensors have a different path in the file. */
    readonly renamed: RenamedPath | undefined;
}

export interface TensorPair {
    readonly parameter: NamedParameter;
    readonly stored: StoredTensor;
}

/** "" is the model itself. */
export interface RenamedPath {
    readonly inModel: string;
    readonly inFile: string;
}

/** PyTorch's counter of the batches that a normalization has seen; unused if the momentum is a number. */
const batchCounter = "num_batches_tracked";

/** Compares a model's tensors with its `@weights` file; undefined without a file, or if it cannot be read. */
export const matchWeights = foundOnce((graph: ModelGraph): WeightsMatch | undefined => {
    const file = graph.weightsFile;
    if (file === undefined) {
        return undefined;
    }
    const parameters = namedParameters(graph);
    const known = new Set(parameters.map(({ name }) => name));
    const pairs: TensorPair[] = [];
    const missing: NamedParameter[] = [];
    for (const parameter of parameters) {
        const stored = file.tensors.get(parameter.name);
        if (stored === undefined) {
            missing.push(parameter);
        } else {
            pairs.push({ parameter, stored });
        }
    }
    const leftOver = [...file.tensors.values()].filter(({ name }) => !known.has(name) && !isBatchCounter(name));
    return {
        file,
        matched: pairs.filter(fits),
        misfits: pairs.filter((pair) => !fits(pair)),
        missing,
        leftOver,
        renamed: findRenamedPath(missing, leftOver),
    };
});

function isBatchCounter(name: string): boolean {
    return name === batchCounter || name.endsWith(`.${batchCounter}`);
}

function fits({ parameter: { tensor }, stored }: TensorPair): boolean {
    return isWeightType(stored.type) && isSameShape(tensor.shape, stored.shape);
}

function isSameShape(one: readonly number[] | undefined, other: readonly number[]): boolean {
    return one?.length === other.length && one.every((size, axis) => size === other[axis]);
}

/**
 * A path that explains all missing tensors: the file has tensors of the same shapes at another path, which is not in
 * the model. A line of the model may have been renamed, or the file may contain the model as a part of a larger one.
 */
function findRenamedPath(
    missing: readonly NamedParameter[], leftOver: readonly StoredTensor[],
): RenamedPath | undefined {
    const [first] = missing;
    if (first === undefined) {
        return undefined;
    }
    const byName = new Map(leftOver.map((stored) => [stored.name, stored]));
    const inOrder = [...missing].sort((a, b) => (a.name < b.name ? -1 : 1));
    const isThere = ({ name, tensor }: NamedParameter, inModel: string, inFile: string): boolean => {
        const stored = byName.get(movedTo(name, inModel, inFile));
        return stored !== undefined && isSameShape(tensor.shape, stored.shape);
    };
    for (const { name, shape } of leftOver) {
        if (!isSameShape(first.tensor.shape, shape)) {
            continue;
        }
        const { inModel, inFile } = differingPaths(first.name, name);
        if (inModel === inFile) {
            continue;
        }
        if (everyAt(inModel, inOrder, (parameter) => isThere(parameter, inModel, inFile))) {
            return { inModel, inFile };
        }
    }
    return undefined;
}

/** The two names without their common last segments. */
function differingPaths(inModel: string, inFile: string): RenamedPath {
    const [own, theirs] = [inModel.split("."), inFile.split(".")];
    while (own.length > 0 && theirs.length > 0 && own.at(-1) === theirs.at(-1)) {
        own.pop();
        theirs.pop();
    }
    return { inModel: own.join("."), inFile: theirs.join(".") };
}

/**
 * Whether all parameters at a path, of parameters that are ordered by name, meet a condition. Ends at the first that
 * does not: a file can have many tensors of one shape.
 */
function everyAt(
    path: string, inOrder: readonly NamedParameter[], meets: (parameter: NamedParameter) => boolean,
): boolean {
    const below = path === "" ? "" : `${path}.`;
    const own = inOrder[firstIndex(inOrder, ({ name }) => name >= path)];
    if (path !== "" && own?.name === path && !meets(own)) {
        return false;
    }
    for (let index = firstIndex(inOrder, ({ name }) => name >= below); ; index++) {
        const parameter = inOrder[index];
        if (parameter === undefined || !parameter.name.startsWith(below)) {
            return true;
        }
        if (!meets(parameter)) {
            return false;
        }
    }
}

function movedTo(name: string, from: string, to: string): string {
    const rest = from === "" ? name : name.slice(from.length + 1);
    return [to, rest].filter((part) => part !== "").join(".");
}
