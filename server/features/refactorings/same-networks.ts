import type { Analysis } from "../../analysis/analysis.ts";
import { text, type Text } from "../../text.ts";
import { isSameCall } from "../../evaluation/known-inferences.ts";
import type { Layer, ModelGraph, Value } from "../../graph/graph.ts";
import { inputRule, type SizeRule } from "../../graph/input-rule.ts";
import { namedParameters } from "../../graph/parameters.ts";
import { formatShape } from "../../sizes/shape.ts";
import { isSubset, type SizeSet } from "../../sizes/size-set.ts";

/** What may differ between two versions of a file. */
export interface AllowedDifferences {
    readonly tensorNames: boolean;
    /** Which sizes the models' own `require` lines allow. */
    readonly requirements: boolean;
}

/**
 * The first difference between the networks of two versions of a file: their layers with arguments, shapes and values,
 * the input sizes that they accept, and the tensors that they learn. Undefined if they are the same.
 */
export function networkDifference(
    before: Analysis, after: Analysis, allowed: AllowedDifferences,
): Text | undefined {
    if (before.models.length !== after.models.length) {
        return text("the file would have another number of models");
    }
    for (const [index, graph] of before.models.entries()) {
        const other = after.models[index];
        const difference = other === undefined ? undefined : graphDifference(graph, other, allowed);
        if (difference !== undefined) {
            return difference;
        }
    }
    return undefined;
}

function graphDifference(before: ModelGraph, after: ModelGraph, allowed: AllowedDifferences): Text | undefined {
    const model = before.name;
    const values = new Map<number, number>();
    const isSame = (one: Value, other: Value): boolean => {
        const known = values.get(one.id);
        if (known === undefined && one.producer === undefined && other.producer === undefined) {
            values.set(one.id, other.id);
            return true;
        }
        return known === other.id;
    };
    const meet = (one: Value, other: Value): boolean => {
        values.set(one.id, other.id);
        return formatShape(one.shape, "both") === formatShape(other.shape, "both");
    };
    const inputsAreSame = before.name === after.name && sameLists(before.inputs, after.inputs, (one, other) =>
        one.name === other.name && meet(one.value, other.value));
    if (!inputsAreSame) {
        return text("the inputs of `{model}` would change", { model });
    }
    for (const [index, layer] of before.layers.entries()) {
        const other = after.layers[index];
        if (other === undefined || !isSameLayer(layer, other) || !sameLists(layer.inputs, other.inputs, isSame) ||
            !sameLists(layer.outputs, other.outputs, meet)) {
            return text("`{layer}` in `{model}` would change", { layer: layer.path, model });
        }
    }
    const [added] = after.layers.slice(before.layers.length);
    if (added !== undefined) {
        return text("`{model}` would have another `{layer}`", { layer: added.definition.name, model });
    }
    if (!sameLists(before.outputs, after.outputs, (one, other) =>
        one.name === other.name && isSame(one.value, other.value))) {
        return text("the outputs of `{model}` would change", { model });
    }
    const [names, otherNames] = [before, after].map((graph) => namedParameters(graph).map(({ name }) => name));
    if (!allowed.tensorNames && names?.join() !== otherNames?.join()) {
        return text("the names of tensors in `{model}` would change", { model });
    }
    if (!sameLists(sharingOf(before), sharingOf(after), (one, other) => one === other)) {
        return text("other layers of `{model}` would share weights", { model });
    }
    return sameLists(inputRule(before).sizes, inputRule(after).sizes, (one, other) =>
        isSameRule(one, other, allowed.requirements))
        ? undefined
        : text("`{model}` would accept other input sizes", { model });
}

function isSameLayer(one: Layer, other: Layer): boolean {
    return one.definition === other.definition && (one.call === undefined || other.call === undefined
        ? one.call === other.call
        : isSameCall(one.call, other.call));
}

/** For each layer, the index of the first one with the same tensors. */
function sharingOf({ layers }: ModelGraph): readonly number[] {
    const first = new Map<string, number>();
    return layers.map(({ weightPath, inference }, index) => {
        if (inference === undefined || inference.parameters.length === 0) {
            return index;
        }
        const known = first.get(weightPath) ?? index;
        first.set(weightPath, known);
        return known;
    });
}

function isSameRule(one: SizeRule, other: SizeRule, differsInRequirement: boolean): boolean {
    const ties = ({ limits }: SizeRule): string => limits.ties.map(({ key }) => key).toSorted().join();
    return one.name === other.name && one.sample === other.sample && isSameSet(one.fits, other.fits) &&
        ties(one) === ties(other) && (differsInRequirement || isSameSet(one.required, other.required));
}

function isSameSet(one: SizeSet, other: SizeSet): boolean {
    return isSubset(one, other) !== false && isSubset(other, one) !== false;
}

function sameLists<T>(one: readonly T[], other: readonly T[], isSame: (a: T, b: T) => boolean): boolean {
    return one.length === other.length && one.every((element, index) => {
        const partner = other[index];
        return partner !== undefined && isSame(element, partner);
    });
}
