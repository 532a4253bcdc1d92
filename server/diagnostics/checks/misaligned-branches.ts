import { centreOf, endAt, startAt, strideOf, type FieldWindow } from "../../graph/field-window.ts";
import type { GraphInput, Layer, ModelGraph, Value } from "../../graph/graph.ts";
import {
    noFields, readCount, readInputs, receptiveFields, type AxisField, type ReceptiveFields,
} from "../../graph/receptive-field.ts";
import { axisText } from "../axis-text.ts";
import { defineCheck, type RelatedInformation } from "../check.ts";
import { plural, text } from "../../text.ts";

/**
 * Branches that are joined although their receptive fields have different centres. Without a mistake, centres can be
 * this far apart: a layer that makes s positions from one can count them from the centre of the first (a kernel of 3
 * with padding 1) or from the centre of all (a pooling of 2), which differ by (s − 1)/2 steps; over a whole branch
 * these add up to less than half its coarsest stride. An even kernel at stride 1 has no centre and adds half a step.
 * Anything beyond is a shift: Araujo, Norris and Sim ("Computing Receptive Fields of Convolutional Neural Networks",
 * Distill 2019) call a network aligned if the centres agree exactly.
 */
export const misalignedBranches = defineCheck({
    code: "misaligned-branches",
    severity: "warning",
    message: ({ layer, axis, rank, shift }: Shift) =>
        plural(shift,
            "`{layer}` joins branches centred {shift} pixel apart along the {axis}",
            "`{layer}` joins branches centred {shift} pixels apart along the {axis}",
            { layer, shift: rounded(shift), axis: axisText(axis, rank) }),
    help: () => text("check the paddings and crops of both branches"),
    notes: ({ explained }: Shift) => [
        plural(explained,
            "strides and even kernels explain a shift of {explained} pixel at most",
            "strides and even kernels explain a shift of {explained} pixels at most",
            { explained: rounded(explained) }),
    ],
    *inGraph(graph) {
        const followed = graph.inputs.map((input) => ({ input, fields: receptiveFields(graph, input) }))
            .filter(({ fields }) => fields !== noFields);
        for (const layer of graph.layers) {
            if (layer.inputs.length < 2 || layer.faulty || readCount(layer) < 2 ||
                followed.every(({ fields }) => isAligned(layer, fields))) {
                continue;
            }
            const shifts = followed.flatMap(({ input, fields }) =>
                (isAligned(layer, fields) ? [] : shiftsIn(graph, input, layer)));
            const worst = shifts.toSorted((a, b) => b.facts.shift - a.facts.shift)[0];
            if (worst !== undefined) {
                yield { location: layer.location, scope: layer.scope, ...worst };
            }
        }
    },
});

interface Shift {
    readonly layer: string;
    /** The input's axis; channels are 0. */
    readonly axis: number;
    readonly rank: number;
    /** In input positions. */
    readonly shift: number;
    readonly explained: number;
}

/** An operand with its receptive field along one axis of the input. */
interface Branch {
    readonly value: Value;
    readonly window: FieldWindow;
}

/** The unexplained shifts of a layer's operands, at most one for each axis of the input. */
function shiftsIn(
    graph: ModelGraph, input: GraphInput, layer: Layer,
): readonly { readonly facts: Shift; readonly related: readonly RelatedInformation[] }[] {
    const fields = receptiveFields(graph, input);
    const rank = input.value.shape?.length ?? 0;
    return Array.from({ length: Math.max(rank - 1, 0) }, (_, index) => index + 1).flatMap((axis) => {
        const found = furthestApart(branchesOf(layer, fields, axis), layer, rank);
        if (found === undefined) {
            return [];
        }
        const { shift, branches } = found;
        const explained = explainedShift(graph, fields, axis, branches);
        return shift <= explained + tolerance ? [] : [{
            facts: { layer: layer.definition.name, axis, rank, shift, explained },
            related: branches.flatMap(describeBranch),
        }];
    });
}

/** Whether the fields of all operands have the same centres at each position, the common case. */
function isAligned(layer: Layer, fields: ReceptiveFields): boolean {
    const { inputs } = layer;
    const [first] = inputs;
    const centred = first && fields.get(first);
    const count = readCount(layer);
    for (let index = 1; index < count; index += 1) {
        const value = inputs[index];
        const other = value && fields.get(value);
        if (other !== centred && !isCentredAlike(centred, other)) {
            return false;
        }
    }
    return true;
}

/** Whether the fields of two values have the same centres at each position. */
function isCentredAlike(a: readonly AxisField[] | undefined, b: readonly AxisField[] | undefined): boolean {
    return a !== undefined && b !== undefined && a.every(({ local: one }, index) => {
        const other = b[index]?.local;
        return one === other || (typeof one === "object" && typeof other === "object" && one.along === other.along &&
            one.advance === other.advance && one.starts.length === 1 && other.starts.length === 1 &&
            startAt(one, 0) + endAt(one, 0) === startAt(other, 0) + endAt(other, 0));
    });
}

/** The operands whose positions along the axis are those of the result. */
function branchesOf(layer: Layer, fields: ReceptiveFields, axis: number): readonly Branch[] {
    const branches: Branch[] = [];
    // Most operands of a layer that joins many do not depend on the input.
    const dependent = layer.inputs.some((value) => fields.get(value) !== undefined) ? readInputs(layer) : [];
    for (const { value, reach } of dependent) {
        const local = fields.get(value)?.[axis - 1]?.local;
        if (typeof local !== "object" || local.advance === 0 || (reach?.[local.along] ?? "same") !== "same") {
            continue;
        }
        if (value.shape?.[local.along]?.sample === layer.outputs[0]?.shape?.[local.along]?.sample) {
            branches.push({ value, window: local });
        }
    }
    return branches;
}

/** Centres are means of fractions. */
const tolerance = 1e-6;

interface Apart {
    readonly shift: number;
    readonly branches: readonly [Branch, Branch];
}

/**
 * The first branch and the one whose fields are farthest from its own at the middle position, if by more than half a
 * stride. Resizing a map to a different size moves its ends, but not its middle.
 */
function furthestApart(branches: readonly Branch[], layer: Layer, rank: number): Apart | undefined {
    let furthest: Apart | undefined;
    const [reference] = branches;
    const size = layer.outputs[0]?.shape?.[reference?.window.along ?? 0]?.sample ?? 1;
    const middle = Math.floor((size - 1) / 2);
    for (const branch of branches) {
        if (branch.window === reference?.window || branch.window.along !== reference?.window.along) {
            continue;
        }
        const shift = distance(reference.window, branch.window, middle, rank);
        const half = Math.max(strideIn(reference.window), strideIn(branch.window)) / 2;
        if (shift > half && shift > (furthest?.shift ?? 0)) {
            furthest = { shift, branches: [reference, branch] };
        }
    }
    return furthest;
}

/**
 * The distance between the centres. In a sequence, fields with the same end are aligned too: causal ones see the past.
 */
function distance(a: FieldWindow, b: FieldWindow, y: number, rank: number): number {
    const centres = Math.abs(centreOf(a) + strideIn(a) * y - centreOf(b) - strideIn(b) * y);
    return rank === 2 ? Math.min(centres, Math.abs(endAt(a, y) - endAt(b, y))) : centres;
}

function strideIn(window: FieldWindow): number {
    const { numerator, denominator } = strideOf(window);
    return numerator / denominator;
}

/** Half the coarsest stride since the branches split, and half a step for each even kernel on the way. */
function explainedShift(
    graph: ModelGraph, fields: ReceptiveFields, axis: number, branches: readonly Branch[],
): number {
    const stepsOf = (value: Value | undefined): number => {
        const local = value === undefined ? undefined : fields.get(value)?.[axis - 1]?.local;
        return typeof local === "object" ? strideIn(local) : 0;
    };
    let coarsest = Math.max(...branches.map(({ window }) => strideIn(window)));
    let halves = 0;
    for (const layer of layersSinceParting(graph, branches.map(({ value }) => value))) {
        const [from] = layer.inputs;
        coarsest = Math.max(coarsest, stepsOf(from), stepsOf(layer.outputs[0]));
        const local = from === undefined ? undefined : fields.get(from)?.[axis - 1]?.local;
        const window = typeof local === "object" ? layer.inference?.windows[local.along - 1] : undefined;
        halves += window?.stride === 1 && window.extent % 2 === 0 ? stepsOf(from) / 2 : 0;
    }
    return coarsest / 2 + halves;
}

/** The layers on all paths to the values since these paths split. */
function layersSinceParting({ layers }: ModelGraph, values: readonly Value[]): readonly Layer[] {
    const open = new Set(values.map(positionOf));
    const passed: Layer[] = [];
    for (let index = Math.max(...open); index >= 0 && open.size > 1; index -= 1) {
        const layer = layers[index];
        if (layer !== undefined && open.delete(index)) {
            passed.push(layer);
            for (const { value } of readInputs(layer)) {
                open.add(positionOf(value));
            }
        }
    }
    return passed;
}

/** The index of a value's producer in execution order; inputs come before all layers. */
function positionOf({ producer }: Value): number {
    return producer?.kind === "layer" ? producer.index : -1;
}

function describeBranch({ value: { producer }, window }: Branch): readonly RelatedInformation[] {
    if (producer === undefined) {
        return [];
    }
    const { uri, span } = producer.location;
    const [start, end] = [startAt(window, 0), endAt(window, 0)];
    return [{
        uri,
        span: producer.kind === "layer" ? span : producer.nameSpan,
        message: text("the first position of `{value}` reads {start} to {end}, centred at {centre}", {
            value: producer.kind === "layer" ? producer.path : producer.name,
            start: rounded(start), end: rounded(end), centre: rounded((start + end) / 2),
        }),
    }];
}

function rounded(number: number): string {
    return String(Math.round(number * 100) / 100).replace("-", "−");
}
