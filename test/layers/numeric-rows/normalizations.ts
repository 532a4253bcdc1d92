import type { LayerRun } from "../../support/run-layer.ts";
import { element, fill, map, meanOf, sum, varianceOf, type Index, type Numbers } from "../../support/tensors.ts";
import { ofChannel, simpleRows, type NumericRow, type SimpleRow } from "./row.ts";

const affine = (run: LayerRun) => (value: number, channel: number): number =>
    value * ofChannel(run, "weight", channel) + ofChannel(run, "bias", channel);
/** All elements that agree with a position in some way. */
const like = (a: Numbers, same: (index: Index) => boolean): readonly number[] =>
    [...fill(a.dims, (index) => (same(index) ? element(a, index) : NaN)).data]
        .filter((value) => !Number.isNaN(value));
type Alike = (one: Index, other: Index) => boolean;
const normalize = (a: Numbers, alike: Alike, eps = 1e-5): Numbers => map(a, (value, index) => {
    const group = like(a, (other) => alike(index, other));
    return (value - meanOf(group)) / Math.sqrt(varianceOf(group) + eps);
});
const sameChannel = (one: Index, other: Index): boolean => one[0] === other[0];
const except = (axis: number) => (one: Index, other: Index): boolean =>
    one.every((position, index) => index === axis || position === other[index]);
const withRunning = (a: Numbers, run: LayerRun, eps: number): Numbers => map(a, (value, [channel = 0]) =>
    (value - ofChannel(run, "running_mean", channel)) /
    Math.sqrt(ofChannel(run, "running_var", channel) + eps));

export const normalizationRows: readonly NumericRow[] = simpleRows([
    ...["[3, 4, 5]", "[3]", "[3, 8]", "[2, 3, 4, 5]"].map((shape): SimpleRow => [shape, "batch_norm()", (a, run) =>
        map(withRunning(a, run, 1e-5), (value, [channel = 0]) => affine(run)(value, channel))]),
    ["[3, 4, 5]", "batch_norm(eps=0.1, affine=false)", (a, run) => withRunning(a, run, 0.1)],
    ["[3, 4, 5]", "batch_norm(track_running_stats=false)", (a, run) =>
        map(normalize(a, sameChannel), (value, [channel = 0]) => affine(run)(value, channel))],
    ["[3, 4, 5]", "instance_norm()", (a) => normalize(a, sameChannel)],
    ["[3, 9]", "instance_norm(affine=true, eps=0.1)", (a, run) =>
        map(normalize(a, sameChannel, 0.1), (value, [channel = 0]) => affine(run)(value, channel))],
    ["[3, 4, 5]", "instance_norm(track_running_stats=true)", (a, run) => withRunning(a, run, 1e-5)],
    ["[6, 4, 5]", "group_norm(3)", (a, run) =>
        map(normalize(a, ([c = 0], [d = 0]) => Math.floor(c / 2) === Math.floor(d / 2)), (value, [channel = 0]) =>
            affine(run)(value, channel))],
    ["[6]", "group_norm(2, affine=false, eps=0.5)", (a) =>
        normalize(a, ([c = 0], [d = 0]) => Math.floor(c / 3) === Math.floor(d / 3), 0.5)],
    ["[4, 3, 5]", "layer_norm()", (a, run) =>
        map(normalize(a, except(0)), (value, [channel = 0]) => affine(run)(value, channel))],
    ["[4, 3, 5]", "layer_norm(axis=1, eps=0.1)", (a, run) =>
        map(normalize(a, except(1), 0.1), (value, [, row = 0]) => affine(run)(value, row))],
    ["[3, 7]", "layer_norm(axis=-1, bias=false)", (a, run) =>
        map(normalize(a, except(1)), (value, [, feature = 0]) => value * element(run.parameter("weight"), [feature]))],
    ["[7]", "layer_norm(elementwise_affine=false)", (a) => normalize(a, except(0))],
    ...[["[7, 3, 4]", 5, 1e-4, 0.75, 1], ["[7, 6]", 4, 0.9, 0.5, 2], ["[3, 2, 2, 3]", 2, 0.5, 1, 1]].map(
        ([shape, size, alpha, beta, k]): SimpleRow => [
            String(shape), `lrn(${size}, alpha=${alpha}, beta=${beta}, k=${k})`,
            (a) => map(a, (value, [channel = 0, ...position]) => {
                const from = channel - Math.floor(Number(size) / 2);
                const squares = Array.from({ length: Number(size) }, (_, offset) =>
                    element(a, [from + offset, ...position]) ** 2);
                return value / (Number(k) + Number(alpha) * meanOf(squares)) ** Number(beta);
            }),
        ]),
    ["[4, 3, 5]", "l2_norm()", (a) => map(a, (value, index) =>
        value / Math.sqrt(sum(like(a, (other) => except(0)(index, other)).map((one) => one * one))))],
    ["[4, 5]", "l2_norm(axis=-1, eps=100)", (a) => map(a, (value) => value / 100)],
    ["[4, 3, 5]", "scale()", (a, run) => map(a, (value, [channel = 0]) => value * element(run.parameter(""), [channel]))],
]);
