import { shapeName } from "./summary-columns.ts";
import type { LayerSummary } from "./summary-data.ts";

/** For the paths of one model, layers and blocks alike, those of another model that they correspond to. */
export type AlignedPaths = ReadonlyMap<string, string>;

/**
 * Finds the layers and blocks of `before` that those of `after` correspond to, block by block: what has a name to that
 * of the same name, the rest to what is most alike, in the same order. So a layer that is inserted among layers without
 * names is one new layer, although it changes the paths of those after it.
 */
export function alignedPaths(before: readonly LayerSummary[], after: readonly LayerSummary[]): AlignedPaths {
    const aligned = new Map<string, string>();
    const align = (old: Step, current: Step): void => {
        for (const [one, other] of pairsOf([...old.children.values()], [...current.children.values()])) {
            aligned.set(other.path, one.path);
            align(one, other);
        }
    };
    align(stepsOf(before), stepsOf(after));
    return aligned;
}

/** A layer, or what is inside a block or another scope. */
interface Step {
    readonly name: string;
    /** What precedes the number of a step without a name, `conv` of `conv_2`; undefined for a name. */
    readonly base: string | undefined;
    readonly path: string;
    readonly children: Map<string, Step>;
    /** The kinds of the layers inside, their parameters, and the last result and kernel, for comparison. */
    kinds: string;
    parameters: number;
    result: string;
}

function stepsOf(layers: readonly LayerSummary[]): Step {
    const root = newStep("", "");
    for (const layer of layers) {
        let step = root;
        for (const name of layer.path.split(".")) {
            const path = step === root ? name : `${step.path}.${name}`;
            const next = step.children.get(name) ?? newStep(name, path);
            step.children.set(name, next);
            step = next;
            step.kinds += `${layer.kind} `;
            step.parameters += layer.parameters ?? 0;
            step.result = `${layer.outputs.map(shapeName).join(" ")} ${layer.kernel?.join("x") ?? ""}`;
        }
    }
    return root;
}

function newStep(name: string, path: string): Step {
    const [base] = /^(?:(.+)_)?\d+$/.exec(name)?.slice(1).map((before: string | undefined) => before ?? "") ?? [];
    return { name, base, path, children: new Map(), kinds: "", parameters: 0, result: "" };
}

/** More than this many comparisons take too long: then paths decide. */
const mostComparisons = 4_000_000;

function pairsOf(before: readonly Step[], after: readonly Step[]): readonly (readonly [Step, Step])[] {
    const pairs: (readonly [Step, Step])[] = [];
    let start = 0;
    let [oldEnd, currentEnd] = [before.length, after.length];
    const isEqual = (one: Step | undefined, other: Step | undefined): boolean =>
        one !== undefined && other !== undefined && likeness(one, other) >= equal;
    while (start < Math.min(oldEnd, currentEnd) && isEqual(before[start], after[start])) {
        start += 1;
    }
    while (Math.min(oldEnd, currentEnd) > start && isEqual(before[oldEnd - 1], after[currentEnd - 1])) {
        oldEnd -= 1;
        currentEnd -= 1;
    }
    const add = (one: Step | undefined, other: Step | undefined): void => {
        if (one !== undefined && other !== undefined) {
            pairs.push([one, other]);
        }
    };
    after.slice(0, start).forEach((other, at) => add(before[at], other));
    pairs.push(...middlePairs(before.slice(start, oldEnd), after.slice(start, currentEnd)));
    after.slice(currentEnd).forEach((other, at) => add(before[oldEnd + at], other));
    return withMoved(pairs, before, after);
}

/** The pairs in the same order that are most alike in sum. */
function middlePairs(before: readonly Step[], after: readonly Step[]): readonly (readonly [Step, Step])[] {
    if (before.length * after.length > mostComparisons) {
        return [];
    }
    const width = after.length + 1;
    const sums = new Float64Array((before.length + 1) * width);
    const sum = (row: number, column: number): number => sums[row * width + column] ?? 0;
    for (let row = before.length - 1; row >= 0; row -= 1) {
        for (let column = after.length - 1; column >= 0; column -= 1) {
            const found = likenessAt(before, after, row, column);
            const paired = found === 0 ? 0 : found + sum(row + 1, column + 1);
            sums[row * width + column] = Math.max(paired, sum(row + 1, column), sum(row, column + 1));
        }
    }
    const pairs: (readonly [Step, Step])[] = [];
    let [row, column] = [0, 0];
    while (row < before.length && column < after.length) {
        const [one, other] = [before[row], after[column]];
        const found = likenessAt(before, after, row, column);
        if (one !== undefined && other !== undefined && found > 0 &&
            sum(row, column) === found + sum(row + 1, column + 1)) {
            pairs.push([one, other]);
            row += 1;
            column += 1;
        } else if (sum(row, column) === sum(row, column + 1)) {
            column += 1;
        } else {
            row += 1;
        }
    }
    return pairs;
}

/** What has a name keeps it wherever it is moved. */
function withMoved(
    pairs: readonly (readonly [Step, Step])[], before: readonly Step[], after: readonly Step[],
): readonly (readonly [Step, Step])[] {
    const paired = new Set(pairs.flat());
    const left = new Map(before.filter((step) => !paired.has(step)).map((step) => [step.name, step]));
    const moved = after.flatMap((step): readonly (readonly [Step, Step])[] => {
        const one = paired.has(step) ? undefined : left.get(step.name);
        return one === undefined || likeness(one, step) === 0 ? [] : [[one, step]];
    });
    return [...pairs, ...moved];
}

function likenessAt(before: readonly Step[], after: readonly Step[], row: number, column: number): number {
    const [one, other] = [before[row], after[column]];
    return one === undefined || other === undefined ? 0 : likeness(one, other);
}

/** How alike two steps without names are that are equal, and that have the same name: the most. */
const equal = 19;

/** 0 if they cannot correspond to each other. */
function likeness(one: Step, other: Step): number {
    if (one.base === undefined || other.base === undefined) {
        return one.name === other.name ? equal : 0;
    }
    if (one.base !== other.base || (one.children.size === 0) !== (other.children.size === 0)) {
        return 0;
    }
    return 8 + (one.kinds === other.kinds ? 4 : 0) + (one.result === other.result ? 3 : 0) +
        (one.parameters === other.parameters ? 3 : 0) + (one.name === other.name ? 1 : 0);
}
